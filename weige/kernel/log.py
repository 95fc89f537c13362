"""Writing to and reading from the event log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import connection
from django.db.models import QuerySet

from weige.kernel import lean
from weige.kernel.access import Who
from weige.kernel.events import DomainEvent, payload_of
from weige.kernel.models import Event

CHANNEL = "weige_log"


@dataclass(frozen=True, order=True)
class Position:
    """A place in the log: everything at or before it has been read."""

    tx: int = 0
    event_id: int = 0

    def __str__(self) -> str:
        return f"{self.tx}.{self.event_id}"

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Reads "<tx>.<id>". Raises ValueError."""
        tx, _, event_id = text.partition(".")
        return cls(int(tx), int(event_id or 0))


class Concerns(TypedDict, total=False):
    """Whom an event concerns: who may see it in feeds."""

    cells: Sequence[int]
    department_id: int | None
    post_ids: Iterable[int]
    user_ids: Iterable[int]


def draft(
    event: DomainEvent, *, who: Who, now: datetime, subject: str, **concerns: Unpack[Concerns]
) -> Event:
    """The event as a row not yet written, for append_all.

    Raises msgspec.ValidationError when the payload is not of the declared types.
    """
    return Event(
        at=now,
        kind=event.KIND,
        subject=subject,
        payload=payload_of(event),
        personal=list(event.PERSONAL),
        actor_kind=who.kind,
        actor_user_id=who.user_id,
        actor_post_id=who.post_id,
        actor_name=who.name,
        cells=list(concerns.get("cells", ())),
        department_id=concerns.get("department_id"),
        post_ids=list(concerns.get("post_ids", ())),
        user_ids=list(concerns.get("user_ids", ())),
    )


def append(
    event: DomainEvent, *, who: Who, now: datetime, subject: str, **concerns: Unpack[Concerns]
) -> Event:
    """Adds the event inside the caller's transaction and wakes the readers at commit (1 statement + NOTIFY)."""
    row = draft(event, who=who, now=now, subject=subject, **concerns)
    lean.insert(row)
    return row


def append_all(drafts: Sequence[Event]) -> None:
    """Adds many events in their order with one statement; otherwise as append()."""
    Event.objects.bulk_create(drafts)


# weige_horizon() is the oldest running transaction: pg_snapshot_xmin(pg_current_snapshot()) plus the offset.
SETTLED = "tx < weige_horizon()"


def read_after(position: Position, limit: int = 500) -> list[Event]:
    """Settled events after the position in (tx, id) order; one of an open transaction is never skipped."""
    settled = Event.objects.extra(  # noqa: S610 - constants and parameters only; the ORM knows no xid8
        where=[SETTLED, "(tx, id) > (%s::text::xid8, %s)"], params=[position.tx, position.event_id]
    )
    return list(settled.order_by("tx", "id")[:limit])


@dataclass(frozen=True)
class Head:
    """Where an event stands and what kind it is, without its payload."""

    position: Position
    kind: str


def heads_after(position: Position, limit: int = 500) -> list[Head]:
    """The positions and kinds of the settled events after the position, in order (1 statement)."""
    settled = Event.objects.extra(  # noqa: S610 - as above
        where=[SETTLED, "(tx, id) > (%s::text::xid8, %s)"], params=[position.tx, position.event_id]
    )
    rows = settled.order_by("tx", "id").values_list("tx", "id", "kind")[:limit]
    return [Head(Position(tx, event_id), kind) for tx, event_id, kind in rows]


def latest() -> Position:
    """The position of the newest settled event."""
    with connection.cursor() as cursor:
        # Ordered by the table's column: a bare "tx" would mean the text of the answer, where 999 comes after 1000
        cursor.execute(
            f"SELECT e.tx::text, e.id FROM kernel_event e WHERE {SETTLED} ORDER BY e.tx DESC, e.id DESC LIMIT 1"  # noqa: S608
        )
        row = cursor.fetchone()
    return Position(int(row[0]), row[1]) if row else Position()


def of(subject: str) -> "QuerySet[Event]":
    """All events of one subject, oldest first: the timeline of a case."""
    return Event.objects.filter(subject=subject).order_by("id")


def continue_after_restore() -> int:
    """After a dump was loaded into another cluster: lets new events come after the restored ones.

    Transaction numbers belong to a cluster. Without this the restored events would count as not yet committed
    and never be delivered. Called by `weige restore` before anything writes; harmless when called again.
    Returns the offset now in force.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(tx::text::bigint), 0), weige_horizon()::text::bigint, weige_tx_offset()"
            " FROM kernel_event"
        )
        newest, horizon, offset = cursor.fetchone()
        if newest >= horizon:
            offset = newest + 1
            cursor.execute(
                "CREATE OR REPLACE FUNCTION weige_tx_offset() RETURNS bigint LANGUAGE sql IMMUTABLE"
                f" AS 'SELECT {int(offset)}::bigint'"
            )
    return int(offset)
