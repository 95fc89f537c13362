"""Where one matter comes often under the rules of the office; a dry run of a rule, and the edits of one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from weige.cases.queries.atplace import Seen, seen_since
from weige.cases.queries.catalogue import names_of_matters
from weige.kernel import log
from weige.knowledge.models import BlackSpot, FrequentRule
from weige.knowledge.rules.picture import Cluster, Place, clusters, metres
from weige.knowledge.rules.spotmoves import SpotState

#: A dismissed spot is not proposed again for so long (our default).
REST = timedelta(days=90)
SHOWN = 30


def rule_of(code: str, rules: Mapping[str, FrequentRule]) -> FrequentRule | None:
    """The rule with the longest prefix of a matter's code."""
    return next((rules[code[:n]] for n in range(len(code), -1, -1) if code[:n] in rules), None)


def frequent_places(
    seen: Sequence[Seen], rules: Mapping[str, FrequentRule], *, now: datetime
) -> tuple[dict[str, FrequentRule], list[Cluster]]:
    """The rule of each matter that has one, and the places where a matter came as often as its rule says."""
    fitting = {code: rule_of(code, rules) for code in {one.matter for one in seen}}
    fit = {code: rule for code, rule in fitting.items() if rule is not None}
    places = [
        Place(str(one.id), one.matter, one.lon, one.lat, one.shop)
        for one in seen
        if one.matter in fit and one.at >= now - timedelta(days=fit[one.matter].days)
    ]
    found = clusters(
        places,
        within_m={code: rule.within_m for code, rule in fit.items()},
        least={code: rule.count for code, rule in fit.items()},
    )
    return fit, found


def known_spots(now: datetime) -> list[BlackSpot]:
    """Spots that keep a place from being proposed (1 statement)."""
    return list(BlackSpot.objects.exclude(state=SpotState.DISMISSED, opened_at__lt=now - REST))


def covers(spot: BlackSpot, one: Cluster) -> bool:
    """Whether the place is that spot's."""
    if not any(one.matter.startswith(prefix) for prefix in spot.matters):
        return False
    if one.shop is not None and one.shop == spot.shop_id:
        return True
    return metres(spot.lon, spot.lat, one.lon, one.lat) <= spot.radius_m * 2


def dry_run(*, prefix: str, row: Mapping[str, int], now: datetime) -> dict[str, Any]:
    """The places named under the rules in force and with this one in their place (4 statements)."""
    before = {rule.prefix: rule for rule in FrequentRule.objects.all()}
    after = before | {prefix: FrequentRule(prefix=prefix, source="trial", **row)}
    since = now - timedelta(days=max(rule.days for rule in after.values()))
    widest = min(since, now - timedelta(days=max([rule.days for rule in before.values()], default=1)))
    seen = seen_since(widest)
    found = frequent_places(seen, after, now=now)[1]
    known = known_spots(now)
    names = names_of_matters(sorted({one.matter for one in found[:SHOWN]}))
    return {
        "cases": len(seen),
        "since": widest,
        "now": len(frequent_places(seen, before, now=now)[1]),
        "then": len(found),
        "places": [
            {
                "matter": one.matter,
                "matter_zh": names[one.matter][0],
                "matter_en": names[one.matter][1],
                "count": len(one.cases),
                "lon": round(one.lon, 6),
                "lat": round(one.lat, 6),
                "spot": next((spot.number for spot in known if covers(spot, one)), ""),
            }
            for one in found[:SHOWN]
        ],
    }


def edits(subject: str) -> list[dict[str, Any]]:
    """Every edit of a rule, newest first (1 statement)."""
    return [
        {
            "at": event.at,
            "by": event.actor_name,
            "before": event.payload["before"],
            "after": event.payload["after"],
        }
        for event in log.of(subject).order_by("-id")
    ]
