"""The hash chain over the log (Z6): every settled event is sealed, so that a later change of it shows.

Links are SHA-256 over canonical JSON of all columns of the event and the hash before it (kernel.proof.verify, which a
stranger gets with every case file). Seals are numbered per day of the street (Asia/Shanghai); the first of a day hangs
on the last of the day before. Personal fields are sealed as salted commitments (version 2), so that an event can leave
the house masked and still be proven.

What it proves and what not. A row that was changed, removed or slipped in after its seal is found, whoever did
it. Sealing follows writing within seconds (tasks.seal_log): who can change the table in that gap, past the
triggers, has the change sealed as if it had been so from the start. And who can rewrite table, seals and the
recorded head can make a new consistent chain: only a head hash kept elsewhere shows that (`weige doctor` prints
it).
"""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

from weige.kernel import days
from weige.kernel.log import SETTLED, Position
from weige.kernel.models import Cursor, Seal, Setting
from weige.kernel.proof import verify as proof
from weige.kernel.streettime import LOCAL

READER = "kernel.chain"
HEAD = "chain_head"
ORIGIN = proof.ORIGIN
# What is sealed. A column added later belongs into a version 3; old seals keep meaning this.
VERSION = 2
COLUMNS = (
    "id",
    "tx",
    "at",
    "recorded_at",
    "kind",
    "subject",
    "payload",
    "personal",
    "actor_kind",
    "actor_user_id",
    "actor_post_id",
    "actor_name",
    "cells",
    "department_id",
    "post_ids",
    "user_ids",
)
_EVENT = ", ".join(f"e.{name}" for name in COLUMNS)
_LOCK = "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))"


@dataclass(frozen=True)
class Head:
    """The newest seal."""

    day: date
    seq: int
    hash: str


@dataclass(frozen=True)
class Break:
    """One place where log and chain disagree.

    kind: "changed" (event or its seal altered, or the seal before it), "removed" (sealed event gone),
    "gap" (seals gone before this one), "inserted" (event without seal before sealed ones), "shortened" (the
    recorded head is not in the chain), "day" (a finished day's tree is not that of its seals). event_id is where to
    look.
    """

    kind: str
    day: date | None
    seq: int | None
    event_id: int | None


def as_sealed(row: Sequence[Any]) -> dict[str, Any]:
    """An event (its COLUMNS as read from the database) as plain JSON, before anything is hidden."""
    event = dict(zip(COLUMNS, map(_plain, row), strict=True))
    event["tx"] = int(event["tx"])
    if isinstance(event["payload"], str):
        event["payload"] = json.loads(event["payload"])
    return event


def salts_of(event: Mapping[str, Any], salt: str) -> dict[str, str]:
    """The salts of an event's personal fields, by name; none in version 1."""
    names = [f"payload.{name}" for name in event["personal"] if name in event["payload"]] + [proof.ACTOR]
    return {name: proof.field_salt(salt, name) for name in names} if salt else {}


def link(previous: str, row: Sequence[Any], salt: str = "") -> str:
    """The hash of an event that hangs on the previous hash; without a salt as version 1 did."""
    event = as_sealed(row)
    return proof.link(previous, event, VERSION if salt else 1, salts_of(event, salt))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def head() -> Head | None:
    """The newest seal, or None before the first."""
    row = Seal.objects.order_by("-day", "-seq").first()
    return Head(row.day, row.seq, row.hash) if row else None


def seal(*, limit: int = 1000) -> int:
    """Seals up to `limit` settled events in (tx, id) order; returns how many (0 when another does it now).

    A day never goes back: an event dated earlier than the newest seal counts to the newest seal's day.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK, [0x7767, READER])
        if not cursor.fetchone()[0]:
            return 0
        reader, _ = Cursor.objects.get_or_create(name=READER)
        cursor.execute(
            f"SELECT {_EVENT} FROM kernel_event e WHERE {SETTLED} AND (tx, id) > (%s::text::xid8, %s)"  # noqa: S608
            " ORDER BY tx, id LIMIT %s",
            [reader.tx, reader.event_id, limit],
        )
        seals = _seals(head(), cursor.fetchall())
        if seals:
            Seal.objects.bulk_create([row for row, _ in seals])
            last, end = seals[-1]
            reader.tx, reader.event_id = end.tx, end.event_id
            reader.save(update_fields=["tx", "event_id"])
            value = {"day": last.day.isoformat(), "seq": last.seq, "hash": last.hash}
            Setting.objects.update_or_create(key=HEAD, defaults={"value": value})
    return len(seals)


def _seals(newest: Head | None, rows: Sequence[Sequence[Any]]) -> list[tuple[Seal, Position]]:
    """The next links for these events."""
    day, seq, previous = (newest.day, newest.seq, newest.hash) if newest else (date.min, 0, ORIGIN)
    found = []
    for row in rows:
        own = row[COLUMNS.index("at")].astimezone(LOCAL).date()
        day, seq = (own, 1) if own > day else (day, seq + 1)
        salt = secrets.token_hex(16)
        previous = link(previous, row, salt)
        sealed = Seal(event_id=row[0], day=day, seq=seq, hash=previous, version=VERSION, salt=salt)
        found.append((sealed, Position(int(row[1]), row[0])))
    return found


def verify(*, since: date | None = None, limit: int = 100) -> list[Break]:
    """Checks the whole chain, or from a day on, and returns the first breaks in order; none is good news.

    Streams: constant memory, about 20 µs an event.
    """
    return list(islice(breaks(since=since), limit))


def breaks(*, since: date | None = None) -> Iterator[Break]:
    """Every break, as it is found."""
    recorded = Setting.objects.filter(key=HEAD).values_list("value", flat=True).first()
    walk = _Walk(since)
    yield from walk.steps()
    if walk.end is None and recorded is None:
        return
    wanted = (recorded["day"], recorded["seq"], recorded["hash"]) if recorded else None
    if wanted is None or not _stands(*wanted):
        at = walk.newest
        yield Break("shortened", at[0] if at else None, at[1] if at else None, None)
    yield from _inserted(walk.end)
    yield from (Break("day", day, None, None) for day in days.broken(since=since))


class _Walk:
    """One pass over the seals and their events."""

    def __init__(self, since: date | None) -> None:
        self.since = since or date.min
        self.newest: tuple[date, int] | None = None
        self.end: Position | None = None

    def steps(self) -> Iterator[Break]:
        before = Seal.objects.filter(day__lt=self.since).order_by("-day", "-seq").first()
        previous = before.hash if before else ORIGIN
        with connection.chunked_cursor() as cursor:
            cursor.execute(
                f"SELECT s.day, s.seq, s.hash, s.salt, s.event_id, {_EVENT} FROM kernel_seal s"  # noqa: S608 - constants
                " LEFT JOIN kernel_event e ON e.id = s.event_id WHERE s.day >= %s ORDER BY s.day, s.seq",
                [self.since],
            )
            for day, seq, stored, salt, event_id, *event in cursor:
                whole = event[0] is not None and link(previous, event, salt) == stored
                fault = self._fault(day, seq, event, whole=whole)
                if fault:
                    yield Break(fault, day, seq, event_id)
                previous, self.newest = stored, (day, seq)
                if event[0] is not None:
                    self.end = Position(int(event[1]), event[0])

    def _fault(self, day: date, seq: int, event: Sequence[Any], *, whole: bool) -> str | None:
        if event[0] is None:
            return "removed"
        expected = self.newest[1] + 1 if self.newest and self.newest[0] == day else 1
        if seq != expected:
            return "gap"
        return None if whole else "changed"


def _stands(day: str, seq: int, wanted: str) -> bool:
    """Whether the recorded head is still in the chain; sealing may have gone on since it was read."""
    return Seal.objects.filter(day=date.fromisoformat(day), seq=seq, hash=wanted).exists()


def _inserted(end: Position | None) -> Iterator[Break]:
    """Events that lie before the sealed end without a seal."""
    reader = Cursor.objects.filter(name=READER).first()
    until = max(end or Position(), Position(reader.tx, reader.event_id) if reader else Position())
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.at FROM kernel_event e LEFT JOIN kernel_seal s ON s.event_id = e.id"
            " WHERE s.event_id IS NULL AND (e.tx, e.id) <= (%s::text::xid8, %s) ORDER BY e.tx, e.id",
            [until.tx, until.event_id],
        )
        for event_id, at in cursor:
            yield Break("inserted", at.astimezone(LOCAL).date(), None, event_id)


@dataclass(frozen=True)
class Checked:
    """How the events of one subject stand: sealed and unchanged, not yet sealed, broken."""

    sealed: int
    waiting: int
    broken: tuple[int, ...]


def check(subject: str) -> Checked:
    """Verifies one subject's events against their seals (1 statement): for the timeline of a case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.hash, s.salt, (SELECT p.hash FROM kernel_seal p WHERE (p.day, p.seq) < (s.day, s.seq)"  # noqa: S608
            f" ORDER BY p.day DESC, p.seq DESC LIMIT 1), {_EVENT} FROM kernel_event e"
            " LEFT JOIN kernel_seal s ON s.event_id = e.id WHERE e.subject = %s ORDER BY e.id",
            [subject],
        )
        rows = cursor.fetchall()
    sealed = [row for row in rows if row[0] is not None]
    broken = tuple(
        event[0] for stored, salt, before, *event in sealed if link(before or ORIGIN, event, salt) != stored
    )
    return Checked(len(sealed) - len(broken), len(rows) - len(sealed), broken)
