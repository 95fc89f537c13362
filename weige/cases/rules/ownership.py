"""Who is looked at first: the owner for components, the place for matters (部件先属主后属地，事件先属地后属主).

Source: a municipal rule quoted in the domain reference, 1.7. Local extensions of the catalogue follow the rule for
matters (our default).
"""

OWNER_FIRST = "owner_first"
LOCALITY_FIRST = "locality_first"
COMPONENT = "component_anomaly"
#: What a standard reason may apply to, by principle.
APPLIES = {OWNER_FIRST: frozenset({"component", "any"}), LOCALITY_FIRST: frozenset({"matter", "any"})}


def principle(matter_kind: str) -> str:
    """OWNER_FIRST or LOCALITY_FIRST for a kind of matter."""
    return OWNER_FIRST if matter_kind == COMPONENT else LOCALITY_FIRST


def reason_fits(applies: str, matter_kind: str) -> bool:
    """Whether a standard reason may be given: "not our area" is none for a component, "not our property" none for a
    matter."""
    return applies in APPLIES[principle(matter_kind)]
