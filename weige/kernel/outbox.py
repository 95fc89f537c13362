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

from weige.kernel import lean
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
        self.having: dict[tuple[str, str], str] = {}

    def on(self, event: type[DomainEvent], *, having: str = "") -> Callable[[F], F]:
        """Registers a handler; its reader is the module (app) whose subscribers it stands in.

        having: a field of the event; the reader steps over events in which it is empty, as over kinds it does not
        want. Raises ValueError when another handler of the reader wants these all the same.
        """

        def register(handler: F) -> F:
            reader = handler.__module__.partition(".subscribers")[0].rpartition(".")[2]
            handlers = self.readers.setdefault(reader, defaultdict(list))[event.KIND]
            if handlers and self.having.get((reader, event.KIND), "") != having:
                raise ValueError(f"{reader} wants {event.KIND} both with and without {having}")
            if handler not in handlers:
                handlers.append(handler)
            if having:
                self.having[reader, event.KIND] = having
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
            done += _Delivery(reader, registry, now, machine_now).run(cursor, limit)
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
    registry: Registry
    now: datetime
    machine_now: datetime

    @property
    def handlers(self) -> Mapping[str, list[Handler]]:
        return self.registry.readers[self.reader]

    def run(self, cursor: Cursor, limit: int) -> int:
        """Reads a batch of (position, kind), delivers what the reader wants, steps over the rest."""
        at = Position(cursor.tx, cursor.event_id)
        batch = eventlog.heads_after(at, limit)
        rows = Event.objects.in_bulk([head.position.event_id for head in batch if head.kind in self.handlers])
        end, done = at, 0
        for head in batch:
            end = head.position
            row = rows.get(end.event_id)
            if row is not None and self.concerns(row):
                if not self.deliver(at, row):
                    return done
                at, done = end, done + 1
        if end != at:
            Cursor.objects.filter(name=self.reader, tx=at.tx, event_id=at.event_id).update(
                tx=end.tx, event_id=end.event_id
            )
        return done

    def concerns(self, row: Event) -> bool:
        field = self.registry.having.get((self.reader, row.kind))
        return field is None or bool(row.payload.get(field))

    def deliver(self, expected: Position, row: Event) -> bool:
        """One transaction: cursor and effects. False when another worker has the cursor or the try failed.

        Nothing of a failed try stays; that it failed is written down in a transaction of its own.
        """
        doing = _Doing()
        try:
            with transaction.atomic():
                if not self.move(expected, Position(row.tx, row.pk)):
                    return False
                doing.run(self.handlers[row.kind], row, self.now)
        except Exception as error:
            return self.fail(expected, row, doing.trouble(row, error))
        return True

    def move(self, expected: Position, to: Position) -> bool:
        """The cursor from where it is expected to a place; False when another worker has it.

        Written out in one statement: each event of each reader goes through here.
        """
        with lean.prepared() as cursor:
            cursor.execute(
                "UPDATE kernel_cursor SET tx = %s, event_id = %s, failures = 0, retry_at = NULL WHERE name ="
                " (SELECT name FROM kernel_cursor WHERE name = %s AND tx = %s AND event_id = %s"
                " FOR UPDATE SKIP LOCKED)",
                [to.tx, to.event_id, self.reader, expected.tx, expected.event_id],
            )
            return int(cursor.rowcount) == 1

    def fail(self, expected: Position, row: Event, trouble: "_Trouble") -> bool:
        """Tries it later, or puts it aside after so many tries; True when the reader can go on."""
        with transaction.atomic():
            held = Cursor.objects.select_for_update(skip_locked=True).filter(
                name=self.reader, tx=expected.tx, event_id=expected.event_id
            )
            cursor = held.first()
            if cursor is None:
                return False
            if cursor.failures + 1 < TRIES:
                later = self.machine_now + timedelta(seconds=BACKOFF[cursor.failures])
                Cursor.objects.filter(pk=cursor.pk).update(failures=cursor.failures + 1, retry_at=later)
                return False
            self.park(row, trouble)
            return self.move(expected, Position(row.tx, row.pk))

    def park(self, row: Event, trouble: "_Trouble") -> None:
        log.error("%s: event %s (%s) parked after %d tries", self.reader, row.pk, row.kind, TRIES)
        Parked.objects.create(
            reader=self.reader, event=row, handler=trouble.handler, error=trouble.error, parked_at=self.now
        )


@dataclass(frozen=True)
class _Trouble:
    handler: str
    error: str


class _Doing:
    """An event on its way through its handlers; remembers at which it is, to name it when it fails."""

    def __init__(self) -> None:
        self.name = "payload"

    def run(self, handlers: list[Handler], row: Event, now: datetime) -> None:
        event = stored(row)
        for handler in handlers:
            self.name = f"{handler.__module__}.{handler.__name__}"
            handler(event, now=max(now, row.at))

    def trouble(self, row: Event, error: Exception) -> _Trouble:
        """What went wrong, said in the machine's log too. A broken reference shows at commit: the last one's name."""
        log.warning("%s failed on event %s (%s)", self.name, row.pk, row.kind, exc_info=error)
        return _Trouble(self.name[:200], f"{type(error).__name__}: {error}"[:2000])


def _handle(handlers: list[Handler], row: Event, now: datetime) -> _Trouble | None:
    """Runs the handlers in a savepoint; their effects stay only if all of them succeed."""
    doing = _Doing()
    try:
        with transaction.atomic():
            doing.run(handlers, row, now)
            # Deferred foreign keys would fail only at commit, outside of what we can record
            connection.check_constraints()
    except Exception as error:
        return doing.trouble(row, error)
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
