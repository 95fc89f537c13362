"""Where reports come from, and which of these a role may claim."""

#: All sources; words in labels.toml. camera and sensor are the system's own.
SOURCES = (
    "patrol",
    "resident",
    "merchant",
    "hotline",
    "leader",
    "meeting",
    "camera",
    "sensor",
    "open311",
    "other",
)
BY_SYSTEM = frozenset({"camera", "sensor", "open311"})
#: A role that only speaks for itself always reports as this.
OWN_SOURCE = {
    "grid_worker": "patrol",
    "squad_member": "patrol",
    "unit_handler": "patrol",
    "supervisor": "patrol",
    "resident": "resident",
    "merchant": "merchant",
    "chief": "leader",
    "city_app": "open311",
}
#: What a desk enters when it says nothing else: it takes calls.
DESK_SOURCE = "hotline"


def source_of(role: str, claimed: str) -> str | None:
    """The source of a report by a seat of this role, whatever a role with its own source claims.

    None when a desk claims a source that is unknown or the system's.
    """
    if role in OWN_SOURCE:
        return OWN_SOURCE[role]
    if claimed in BY_SYSTEM or (claimed and claimed not in SOURCES):
        return None
    return claimed or DESK_SOURCE
