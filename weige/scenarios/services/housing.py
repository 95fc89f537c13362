"""What a pack may name of the house it is for: matters, receivers, other packs. From the database, or as it ships."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from django.conf import settings

from weige.cases.queries.catalogue import conditions_now, packaged_conditions, target_readable
from weige.kernel.figures import figures
from weige.people.models import Role
from weige.people.services.roles import shipped_codes
from weige.scenarios.models import Scenario
from weige.scenarios.rules.pack import Pack, PackFault
from weige.scenarios.rules.sense import expressions
from weige.sensing.services.trying import asked_rules
from weige.territory.queries import LEVELS

FILE = "scenario.toml"
# Words of packs written before figures had codes; a pack that ships may not change without a higher version.
OLD_WORDS = frozenset({"minutes_to_arrival", "self_corrected_share", "recurrence_30d", "sensor_online_share"})
PACKAGED = Path(__file__).parent.parent / "packs"


@dataclass(frozen=True)
class House:
    """conditions: (matter, number); roles: codes; packs: ids of all packs that are read or were;
    figures: codes of the indicators (kernel.figures), none where they are not asked about."""

    conditions: frozenset[tuple[str, int]]
    roles: frozenset[str]
    packs: frozenset[str]
    figures: frozenset[str]


def folders(extra: Iterable[Path] = ()) -> list[Path]:
    """All folders with packs, in the order they are read; a later one replaces an earlier one of the same id."""
    roots = [root for root in (PACKAGED, Path(settings.DATA_DIR) / "scenarios", *extra) if root.is_dir()]
    return [folder for root in roots for folder in sorted(path.parent for path in root.glob(f"*/{FILE}"))]


def house_here(extra: Iterable[Path] = ()) -> House:
    """This installation's, by its database (3 statements)."""
    here = {*Scenario.objects.values_list("id", flat=True), *(one.name for one in folders(extra))}
    roles = frozenset(Role.objects.values_list("code", flat=True))
    return House(conditions_now(), roles, frozenset(here), figures())


def house_shipped(extra: Iterable[Path] = ()) -> House:
    """As every installation begins, without a database."""
    here = frozenset(one.name for one in folders(extra))
    return House(packaged_conditions(), shipped_codes(), here, figures())


def check_house(pack: Pack, where: str, house: House) -> None:
    """The matter, receivers, figures and other packs' rules that a pack names are known. Raises PackFault."""
    if (pack.case.matter, pack.case.condition) not in house.conditions:
        known = any(matter == pack.case.matter for matter, _ in house.conditions)
        key = "case.condition" if known else "case.matter"
        params = {"matter": pack.case.matter, "condition": pack.case.condition}
        raise PackFault(where, key, "pack_unknown_matter", params)
    for target in pack.case.send_to:
        if not target_readable(target, house.roles, LEVELS):
            raise PackFault(where, "case.send_to", "pack_unknown_target", {"target": target})
    for code in pack.show.indicators:
        if house.figures and code not in house.figures | OLD_WORDS:
            near = ", ".join(get_close_matches(code, sorted(house.figures), 3, 0.5)) or "case.disposal_rate"
            raise PackFault(where, "show.indicators", "pack_unknown_indicator", {"code": code, "near": near})
    own = {pack.id, *(one.id for one in pack.rule)}
    for key, text in expressions(pack):
        for name in sorted(asked_rules(text)):
            if name not in own and name.partition("/")[0] not in house.packs | {pack.id}:
                raise PackFault(where, key, "pack_unknown_rule", {"rule": name})
