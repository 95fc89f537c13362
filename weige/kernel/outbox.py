"""Subscribers: each module reads the log in order and reacts, exactly once, in its own transaction.

A module's `subscribers.py` registers handlers:

    @on(WarningConfirmed)
    def file_case(event: StoredEvent[WarningConfirmed], *, now: datetime) -> None: ...

All handlers of a module are one reader with one cursor. The cursor moves in the transaction of the handlers'
effects, so an effect and its "done" are kept or lost together.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules

from weige.kernel import log as eventlog
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.events import DomainEvent, ParkedRetried, load_payload
from weige.kernel.log import Position
from weige.kernel.models import Cursor, Event, Parked

log = logging.getLogger("weige.outbox")

E = TypeVar("E", bound=DomainEvent)
F = TypeVar("F", bound=Callable[..., None])
Handler = Callable[..., None]

# Our default: waits before the second to fifth try, in seconds of real time. Ten seconds ride out a lock or a
# short outage; longer would hold up everything behind the event, so then it is parked.
BACKOFF = (0.2, 1.0, 3.0, 6.0)
TRIES = len(BACKOFF) + 1


@dataclass(frozen=True, kw_only=True)
class StoredEvent(Generic[E]):
    """An event as it stands in the log; `data` is the event object itself, `at` domain time (UTC)."""

    id: int
    position: Position
    at: datetime
    recorded_at: datetime
    kind: str
    subject: str
    data: E
    who: Who
    cells: tuple[int, ...]
    department_id: int | None
    post_ids: tuple[int, ...]
    user_ids: tuple[int, ...]


def stored(row: Event) -> StoredEvent[Any]:
    """The row as a typed event. Raises KeyError (unknown kind), msgspec.ValidationError (other shape)."""
    return StoredEvent(
        id=row.pk,
        position=Position(row.tx, row.pk),
        at=row.at,
        recorded_at=row.recorded_at,
        kind=row.kind,
        subject=row.subject,
        data=load_payload(row.kind, row.payload),
        who=Who(row.actor_kind, row.actor_user_id, row.actor_post_id, row.actor_name),
        cells=tuple(row.cells),
        department_id=row.department_id,
        post_ids=tuple(row.post_ids),
        user_ids=tuple(row.user_ids),
    )


class Registry:
    """Which handlers each reader has for each kind of event."""

    def __init__(self) -> None:
        self.readers: dict[str, dict[str, list[Handler]]] = {}

    def on(self, event: type[DomainEvent]) -> Callable[[F], F]:
        """Registers a handler; its reader is the module (app) whose subscribers it stands in."""

        def register(handler: F) -> F:
            reader = handler.__module__.partition(".subscribers")[0].rpartition(".")[2]
            kinds = self.readers.setdefault(reader, defaultdict(list))
            if handler not in kinds[event.KIND]:
                kinds[event.KIND].append(handler)
            return handler

        return register


registry = Registry()
on = registry.on


def discover() -> None:
    """Imports the subscribers of every installed app."""
    autodiscover_modules("subscribers")


def cursors(registry: Registry = registry) -> dict[str, Cursor]:
    """Each reader's cursor (1 statement when none is new).

    A new one stands at the log's start on a new installation, but at its present end for a module added
    later, which must not act again on years of history.
    """
    known = Cursor.objects.in_bulk(list(registry.readers))
    missing = [reader for reader in registry.readers if reader not in known]
    if not missing:
        return known
    start = eventlog.latest() if known else Position()
    rows = [Cursor(name=reader, tx=start.tx, event_id=start.event_id) for reader in missing]
    Cursor.objects.bulk_create(rows, ignore_conflicts=True)
    return Cursor.objects.in_bulk(list(registry.readers))


def pass_by(registry: Registry = registry) -> None:
    """Every reader counts as having read what is in the log now, this transaction's own events with it.

    For a history brought in before anybody works here: nobody is to be told of it again. Raises ValueError when a
    reader has begun to read.
    """
    known = Cursor.objects.filter(name__in=registry.readers)
    if known.exists():
        raise ValueError("readers have begun: a history comes before them")
    newest = Event.objects.order_by("-id").first()
    if newest is not None:
        end = Position(newest.tx, newest.pk)
        Cursor.objects.bulk_create(
            Cursor(name=reader, tx=end.tx, event_id=end.event_id) for reader in registry.readers
        )


def run_once(
    *, now: datetime, machine_now: datetime | None = None, registry: Registry = registry, limit: int = 200
) -> int:
    """Delivers up to `limit` waiting events to each reader; returns how many were delivered or parked.

    now: domain time handed to handlers (never earlier than the event); machine_now: real time for retries.
    """
    machine_now = machine_now or now
    done = 0
    for reader, cursor in cursors(registry).items():
        if not (cursor.retry_at and cursor.retry_at > machine_now):
            done += _Delivery(reader, registry.readers[reader], now, machine_now).run(cursor, limit)
    return done


def unsettled() -> bool:
    """Whether committed events wait for an older transaction to end: look again soon, no NOTIFY will come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM kernel_event WHERE tx >= weige_horizon())")
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class _Delivery:
    """One reader's turn."""

    reader: str
    handlers: Mapping[str, list[Handler]]
    now: datetime
    machine_now: datetime

    def run(self, cursor: Cursor, limit: int) -> int:
        """Reads a batch of (position, kind), delivers what the reader wants, steps over the rest."""
        at = Position(cursor.tx, cursor.event_id)
        batch = eventlog.heads_after(at, limit)
        rows = Event.objects.in_bulk([head.position.event_id for head in batch if head.kind in self.handlers])
        end, done = at, 0
        for head in batch:
            end = head.position
            if head.kind in self.handlers:
                if not self.deliver(at, rows[end.event_id]):
                    return done
                at, done = end, done + 1
        if end != at:
            Cursor.objects.filter(name=self.reader, tx=at.tx, event_id=at.event_id).update(
                tx=end.tx, event_id=end.event_id
            )
        return done

    def deliver(self, expected: Position, row: Event) -> bool:
        """One transaction: effects and cursor. False when another worker has the cursor or a try failed."""
        with transaction.atomic():
            failures = self.hold(expected)
            if failures is None:
                return False
            trouble = _handle(self.handlers[row.kind], row, self.now)
            if trouble and failures + 1 < TRIES:
                later = self.machine_now + timedelta(seconds=BACKOFF[failures])
                self.move(expected, failures + 1, later)
                return False
            if trouble:
                self.park(row, trouble)
            self.move(Position(row.tx, row.pk), 0, None)
        return True

    def hold(self, expected: Position) -> int | None:
        """Locks the cursor where it is expected; how often its next event failed; None when another worker has it.

        Written out, as move() is: each event of each reader goes through here.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT failures FROM kernel_cursor WHERE name = %s AND tx = %s AND event_id = %s"
                " FOR UPDATE SKIP LOCKED",
                [self.reader, expected.tx, expected.event_id],
            )
            found = cursor.fetchone()
        return found[0] if found else None

    def move(self, to: Position, failures: int, retry_at: datetime | None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE kernel_cursor SET tx = %s, event_id = %s, failures = %s, retry_at = %s WHERE name = %s",
                [to.tx, to.event_id, failures, retry_at, self.reader],
            )

    def park(self, row: Event, trouble: "_Trouble") -> None:
        log.error("%s: event %s (%s) parked after %d tries", self.reader, row.pk, row.kind, TRIES)
        Parked.objects.create(
            reader=self.reader, event=row, handler=trouble.handler, error=trouble.error, parked_at=self.now
        )


@dataclass(frozen=True)
class _Trouble:
    handler: str
    error: str


def _handle(handlers: list[Handler], row: Event, now: datetime) -> _Trouble | None:
    """Runs the handlers in a savepoint; their effects stay only if all of them succeed."""
    name = "payload"
    try:
        with transaction.atomic():
            event = stored(row)
            for handler in handlers:
                name = f"{handler.__module__}.{handler.__name__}"
                handler(event, now=max(now, row.at))
            # Deferred foreign keys would fail only at commit, outside of what we can record
            connection.check_constraints()
    except Exception as error:
        log.warning("%s failed on event %s (%s)", name, row.pk, row.kind, exc_info=error)
        return _Trouble(name[:200], f"{type(error).__name__}: {error}"[:2000])
    return None


def retry_parked(parked_id: int, *, who: Who, now: datetime, registry: Registry = registry) -> Parked:
    """Delivers a parked event to its reader once more; the attempt itself goes into the log.

    Returns the row: resolved_at set when it worked, else the new error. Raises NotFound, Conflict
    (parked_resolved).
    """
    with transaction.atomic():
        row = (
            Parked.objects.select_for_update(of=("self",))
            .select_related("event")
            .filter(pk=parked_id)
            .first()
        )
        if row is None:
            raise NotFound()
        if row.resolved_at:
            raise Conflict("parked_resolved")
        handlers = registry.readers.get(row.reader, {}).get(row.event.kind, [])
        trouble = (
            _handle(handlers, row.event, now) if handlers else _Trouble("", "no such subscriber any more")
        )
        if trouble:
            row.handler, row.error = trouble.handler, trouble.error
        else:
            row.resolved_at = now
        row.save(update_fields=["handler", "error", "resolved_at"])
        eventlog.append(
            ParkedRetried(
                reader=row.reader, kind=row.event.kind, event_id=row.event_id, resolved=not trouble
            ),
            who=who,
            now=now,
            subject=row.event.subject,
        )
    return row
