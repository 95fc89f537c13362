"""The chain of days: a tree over the seals of each finished day, hung on the day before.

A seal can be proven against its day with some twenty hashes and without showing any other event; the days lead to a
head that fits on a postcard. A day is finished when the chain holds a seal of a later one (the chain never goes back).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from weige.kernel.models import Seal, SealedDay
from weige.kernel.proof import verify as proof


@dataclass(frozen=True)
class Day:
    """One link of the chain of days; `finished` is False for the newest, which still grows."""

    day: date
    count: int
    root: str
    previous: str
    hash: str
    finished: bool = True

    def as_json(self) -> dict[str, object]:
        return {
            "day": self.day.isoformat(),
            "count": self.count,
            "root": self.root,
            "previous": self.previous,
            "hash": self.hash,
            "finished": self.finished,
        }


def seals_of(day: date) -> list[str]:
    """The seals of a day in order (1 statement)."""
    return list(Seal.objects.filter(day=day).order_by("seq").values_list("hash", flat=True))


def link(day: date, seals: Sequence[str], previous: str, *, finished: bool = True) -> Day:
    """The day's link over these seals."""
    root = proof.root_of(seals)
    return Day(
        day, len(seals), root, previous, proof.day_hash(previous, day.isoformat(), len(seals), root), finished
    )


def close() -> int:
    """Adds the finished days that have no link yet; returns how many. Run often; most runs are 2 statements."""
    newest = Seal.objects.order_by("-day").values_list("day", flat=True).first()
    last = SealedDay.objects.order_by("-day").first()
    if newest is None or (last is not None and not _between(last.day, newest)):
        return 0
    previous = last.hash if last else proof.ORIGIN
    added = 0
    for day in _between(last.day if last else date.min, newest):
        made = link(day, seals_of(day), previous)
        SealedDay.objects.create(day=day, count=made.count, root=made.root, hash=made.hash)
        previous, added = made.hash, added + 1
    return added


def _between(after: date, before: date) -> list[date]:
    """The days with seals after one and before another."""
    rows = Seal.objects.filter(day__gt=after, day__lt=before).order_by("day").values_list("day", flat=True)
    return list(rows.distinct())


def chain_from(first: date) -> list[Day]:
    """The days from `first` on, the unfinished newest as it stands now (3 statements and one per open day)."""
    before = SealedDay.objects.filter(day__lt=first).order_by("-day").values_list("hash", flat=True).first()
    previous = before or proof.ORIGIN
    found = []
    for row in SealedDay.objects.filter(day__gte=first).order_by("day"):
        found.append(Day(row.day, row.count, row.root, previous, row.hash))
        previous = row.hash
    after = (
        found[-1].day
        if found
        else SealedDay.objects.filter(day__lt=first).order_by("-day").values_list("day", flat=True).first()
    )
    for day in _between(after or date.min, date.max):
        made = link(day, seals_of(day), previous, finished=False)
        found.append(made)
        previous = made.hash
    return found


def broken(since: date | None = None) -> Iterator[date]:
    """Finished days whose link does not follow from their seals and the day before."""
    rows = SealedDay.objects.order_by("day")
    before = None
    if since is not None:
        before = rows.filter(day__lt=since).last()
        rows = rows.filter(day__gte=since)
    previous = before.hash if before else proof.ORIGIN
    for row in rows:
        made = link(row.day, seals_of(row.day), previous)
        if (made.count, made.root, made.hash) != (row.count, row.root, row.hash):
            yield row.day
        previous = row.hash
