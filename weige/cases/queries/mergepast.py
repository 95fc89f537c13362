"""A dry run of a merge policy: which pairs of the last cases it would have put before people, or merged."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from weige.cases.models import Case, Merge
from weige.cases.queries.similar import NOTHING, SLIM, Slim, policies, said_of
from weige.cases.rules.mergepolicy import Mode, Policies, Policy
from weige.cases.rules.sameness import METRES_A_DEGREE, Account, distance_m, probability
from weige.kernel.access import Access
from weige.kernel.errors import NotFound

#: Beyond so many pairs to be judged the answer says that it is not all.
MOST_PAIRS = 20_000
SHOWN = 20
VOID = ("void", "rejected")


@dataclass
class Told:
    """What one table says of the pairs."""

    suggested: int = 0
    merged: int = 0
    ways: list[str] = field(default_factory=list)

    def add(self, way: str) -> None:
        self.ways.append(way)
        self.suggested += way == "suggested"
        self.merged += way == "merged"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cases, the older first, some metres and hours apart."""

    one: Slim
    other: Slim
    metres: float
    hours: float


def dry_run(access: Access, row: Policy, *, cases: int, now: datetime) -> dict[str, Any]:
    """The last cases under the table in force and under the one with this row (5 statements).

    Pairs of which the older was over before the newer was reported are none. The system merges only what nobody has
    begun to handle: `merged` is the most it would have done.
    """
    access.require("matter.edit")
    past = Case.objects.filter(parent__isnull=True, follows__isnull=True, reported_at__lte=now)
    past = past.exclude(state__in=VOID).order_by("-reported_at", "-pk")
    newest = list(past.values_list("ended_at", *SLIM)[:cases])
    ended = {Slim(*one[1:]).pk: one[0] for one in newest}
    slims = [Slim(*one[1:]) for one in newest]
    before = policies()
    after = Policies([*(old for old in before.rows.values() if old.key != row.key), row])
    pairs, capped = _pairs(slims, ended, before, after)
    said = said_of({one.pk for pair in pairs for one in (pair.one, pair.other)}) if pairs else {}
    told = {slim.pk: slim.account(said.get(slim.pk, NOTHING)) for slim in slims}
    counted = _count(pairs, told, before, after)
    return {
        "cases": len(slims),
        "since": slims[-1].reported_at if slims else None,
        "pairs": len(pairs),
        "capped": capped,
        "now": {"suggested": counted[0].suggested, "merged": counted[0].merged},
        "then": {"suggested": counted[1].suggested, "merged": counted[1].merged},
        "people": _people(pairs, counted[1]),
        "changed": _changed(access, pairs, told, counted),
    }


def _pairs(
    slims: Sequence[Slim], ended: dict[UUID, datetime | None], before: Policies, after: Policies
) -> tuple[list[Pair], bool]:
    """Pairs within the window of either table, and whether there were more than are judged."""
    widest = max(before.widest_m, after.widest_m)
    found: list[Pair] = []
    for pair in _near(slims, widest, max(before.widest_hours, after.widest_hours), ended):
        if any(_inside(pair, table) for table in (before, after)):
            if len(found) >= MOST_PAIRS:
                return found, True
            found.append(pair)
    return found, False


def _near(
    slims: Sequence[Slim], metres: int, hours: int, ended: dict[UUID, datetime | None]
) -> Iterator[Pair]:
    """Pairs at most so far apart, through a grid of that width; the older still open when the newer came."""
    side = metres / METRES_A_DEGREE
    boxes: dict[tuple[int, int], list[Slim]] = defaultdict(list)
    reach = timedelta(hours=hours)
    for one in sorted(slims, key=lambda slim: (slim.reported_at, str(slim.pk))):
        x, y = int(one.lon // (side * 1.4)), int(one.lat // side)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for old in reversed(boxes.get((x + dx, y + dy), ())):
                    gap = one.reported_at - old.reported_at
                    if gap >= reach:
                        break
                    over = ended[old.pk]
                    apart = distance_m(one.lon, one.lat, old.lon, old.lat)
                    if apart <= metres and (over is None or over > one.reported_at):
                        yield Pair(old, one, apart, gap.total_seconds() / 3600)
        boxes[x, y].append(one)


def _policy(pair: Pair, table: Policies) -> Policy:
    return table.between(pair.other.matter or "", pair.one.matter or "")


def _inside(pair: Pair, table: Policies) -> bool:
    row = _policy(pair, table)
    return row.mode is not Mode.OFF and pair.metres <= row.within_m and pair.hours < row.within_hours


def _count(
    pairs: Sequence[Pair], told: dict[UUID, Account], before: Policies, after: Policies
) -> tuple[Told, Told]:
    found = Told(), Told()
    for pair in pairs:
        chance = probability(told[pair.other.pk], told[pair.one.pk])
        for table, says in zip((before, after), found, strict=True):
            row = _policy(pair, table)
            if not _inside(pair, table) or chance < row.suggest_at:
                says.add("")
            else:
                says.add("merged" if row.mode is Mode.AUTO and chance >= row.merge_at else "suggested")
    return found


def _people(pairs: Sequence[Pair], then: Told) -> dict[str, int]:
    """Of the pairs named by the new table: how many are one case today, and how many were split again (1 statement)."""
    ids = {one.pk for pair in pairs for one in (pair.one, pair.other)}
    rows = Merge.objects.filter(case__in=ids, into__in=ids).values_list("case", "into", "undone_at")
    one_case = {frozenset((case, into)) for case, into, undone in rows if undone is None}
    split = {frozenset((case, into)) for case, into, undone in rows if undone is not None}
    named = [
        frozenset((pair.one.pk, pair.other.pk)) for pair, way in zip(pairs, then.ways, strict=True) if way
    ]
    return {"merged": sum(pair in one_case for pair in named), "split": sum(pair in split for pair in named)}


def _changed(
    access: Access, pairs: Sequence[Pair], told: dict[UUID, Account], counted: tuple[Told, Told]
) -> list[dict[str, Any]]:
    """Pairs that the two tables treat differently, the most probable first; numbers for who may list cases."""
    found = [
        (probability(told[pair.other.pk], told[pair.one.pk]), pair, was, then)
        for pair, was, then in zip(pairs, counted[0].ways, counted[1].ways, strict=True)
        if was != then
    ]
    found = sorted(found, key=lambda one: -one[0])[:SHOWN]
    ids = {one.pk for _, pair, _, _ in found for one in (pair.one, pair.other)}
    names = _numbers(access, ids)
    return [
        {
            "cases": [
                {"id": str(one.pk), "number": names[one.pk]}
                for one in (pair.one, pair.other)
                if one.pk in names
            ],
            "matters": [pair.one.matter or "", pair.other.matter or ""],
            "metres": round(pair.metres),
            "hours": round(pair.hours, 1),
            "probability": round(chance, 3),
            "was": was,
            "then": then,
        }
        for chance, pair, was, then in found
    ]


def _numbers(access: Access, ids: set[UUID]) -> dict[UUID, str]:
    """Numbers of the cases the reader may list; an administrator reads none."""
    try:
        rows = access.rows("case.list", Case.objects.filter(pk__in=ids))
    except NotFound:
        return {}
    return dict(rows.values_list("pk", "number"))
