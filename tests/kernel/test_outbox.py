"""Subscribers hear every event once and in order, whatever fails, and whoever else is delivering."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from weige.kernel import log, outbox
from weige.kernel.access import SYSTEM
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.events import DomainEvent
from weige.kernel.models import BlobReceipt, Cursor, Event, Parked, Setting
from weige.kernel.outbox import Registry, StoredEvent

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Rang(DomainEvent):
    KIND = "test.rang"
    number: int


@dataclass(frozen=True, kw_only=True)
class Ignored(DomainEvent):
    KIND = "test.ignored"


def ring(number: int) -> Event:
    return log.append(Rang(number=number), who=SYSTEM, now=NOW, subject=f"test:{number}")


def subscriber(registry: Registry, module: str, act: Callable[[StoredEvent[Rang], datetime], None]) -> None:
    """Registers a handler as if it stood in weige/<module>/subscribers.py."""

    def handler(event: StoredEvent[Rang], *, now: datetime) -> None:
        act(event, now)

    handler.__module__ = f"weige.{module}.subscribers"
    registry.on(Rang)(handler)


def note_down(event: StoredEvent[Rang], _: datetime) -> None:
    """An effect in the database: appends the number to one setting (not idempotent on purpose)."""
    row, _ = Setting.objects.select_for_update().get_or_create(key="heard", defaults={"value": []})
    row.value = [*row.value, event.data.number]
    row.save()


def heard() -> list[int]:
    row = Setting.objects.filter(key="heard").first()
    return row.value if row else []


def run(registry: Registry, seconds: float = 0) -> int:
    return outbox.run_once(now=NOW, machine_now=NOW + timedelta(seconds=seconds), registry=registry)


def test_events_arrive_typed_in_order_and_once() -> None:
    registry = Registry()
    seen: list[StoredEvent[Rang]] = []
    subscriber(registry, "cases", lambda event, now: seen.append(event))
    ring(1)
    log.append(Ignored(), who=SYSTEM, now=NOW, subject="test:0")
    ring(2)
    assert run(registry) == 2
    assert run(registry) == 0
    assert [event.data for event in seen] == [Rang(number=1), Rang(number=2)]
    assert (seen[0].subject, seen[0].who, seen[0].at) == ("test:1", SYSTEM, NOW)


def test_the_handlers_time_is_never_before_the_event() -> None:
    registry, times = Registry(), list[datetime]()
    subscriber(registry, "cases", lambda event, now: times.append(now))
    ring(1)
    early = NOW - timedelta(seconds=3)
    outbox.run_once(now=early, registry=registry)
    assert times == [NOW]


def test_what_nobody_wants_is_stepped_over() -> None:
    registry = Registry()
    subscriber(registry, "cases", note_down)
    for _ in range(3):
        log.append(Ignored(), who=SYSTEM, now=NOW, subject="test:0")
    run(registry)
    assert Cursor.objects.get(name="cases").event_id == Event.objects.latest("id").pk


def test_each_module_reads_for_itself() -> None:
    registry, told = Registry(), list[int]()
    subscriber(registry, "cases", note_down)
    subscriber(registry, "messaging", lambda event, now: told.append(event.data.number))
    ring(1)
    run(registry)
    assert (heard(), told) == ([1], [1])
    assert {"cases", "messaging"} <= set(Cursor.objects.values_list("name", flat=True))


def test_a_failed_try_leaves_nothing_behind_and_is_repeated_later() -> None:
    registry, fail = Registry(), [True]

    def act(event: StoredEvent[Rang], now: datetime) -> None:
        note_down(event, now)
        if fail[0]:
            raise RuntimeError("the printer is on fire")

    subscriber(registry, "cases", act)
    ring(1)
    ring(2)
    assert run(registry) == 0
    assert heard() == [], "the effects before the failure are rolled back"
    assert run(registry) == 0, "not again before its time"
    fail[0] = False
    assert run(registry, seconds=1) == 2
    assert heard() == [1, 2], "in order, after the trouble"


def test_after_five_tries_an_event_is_parked_and_the_reader_goes_on() -> None:
    registry, tries = Registry(), list[int]()

    def act(event: StoredEvent[Rang], now: datetime) -> None:
        if event.data.number == 13:
            tries.append(13)
            raise ValueError("unlucky")
        note_down(event, now)

    subscriber(registry, "cases", act)
    for number in (12, 13, 14):
        ring(number)
    for second in range(0, 60, 10):
        run(registry, seconds=second)
    assert len(tries) == outbox.TRIES == 5
    assert heard() == [12, 14]
    parked = Parked.objects.get()
    assert (parked.reader, parked.error) == ("cases", "ValueError: unlucky")
    assert parked.event.payload == {"number": 13}


def test_a_parked_event_can_be_delivered_again() -> None:
    registry, fail = Registry(), [True]

    def act(event: StoredEvent[Rang], now: datetime) -> None:
        if fail[0]:
            raise ValueError("unlucky")
        note_down(event, now)

    subscriber(registry, "cases", act)
    ring(13)
    for second in range(0, 60, 10):
        run(registry, seconds=second)
    parked = Parked.objects.get()
    again = outbox.retry_parked(parked.pk, who=SYSTEM, now=NOW, registry=registry)
    assert again.resolved_at is None
    fail[0] = False
    assert outbox.retry_parked(parked.pk, who=SYSTEM, now=NOW, registry=registry).resolved_at == NOW
    assert heard() == [13]
    with pytest.raises(Conflict):
        outbox.retry_parked(parked.pk, who=SYSTEM, now=NOW, registry=registry)
    with pytest.raises(NotFound):
        outbox.retry_parked(parked.pk + 1, who=SYSTEM, now=NOW, registry=registry)
    attempts = Event.objects.filter(kind="kernel.parked_retried").order_by("id")
    assert [row.payload["resolved"] for row in attempts] == [False, True]


def test_an_error_that_would_show_only_at_commit_counts_as_a_failed_try() -> None:
    registry = Registry()

    def act(event: StoredEvent[Rang], now: datetime) -> None:
        BlobReceipt.objects.create(
            received_sha256="0" * 64,
            received_size=1,
            keep_place=True,
            blob_id="no such blob",
            received_at=now,
        )

    subscriber(registry, "cases", act)
    ring(1)
    assert run(registry) == 0
    assert Cursor.objects.get(name="cases").failures == 1


def test_a_killed_worker_leaves_the_event_for_the_next() -> None:
    registry, killed = Registry(), [True]

    def act(event: StoredEvent[Rang], now: datetime) -> None:
        note_down(event, now)
        if killed[0]:
            raise SystemExit

    subscriber(registry, "cases", act)
    ring(1)
    with pytest.raises(SystemExit):
        run(registry)
    assert heard() == []
    killed[0] = False
    assert run(registry) == 1
    assert heard() == [1]


def test_two_workers_never_deliver_twice() -> None:
    registry = Registry()
    subscriber(registry, "cases", note_down)
    for number in range(60):
        ring(number)

    def work() -> None:
        try:
            for _ in range(40):
                run(registry)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run(registry)
    assert heard() == list(range(60)), "each once, in the order of the log"


def test_a_new_module_does_not_act_on_old_history() -> None:
    registry, late = Registry(), list[int]()
    subscriber(registry, "cases", note_down)
    ring(1)
    run(registry)
    subscriber(registry, "newcomer", lambda event, now: late.append(event.data.number))
    run(registry)
    ring(2)
    run(registry)
    assert (heard(), late) == ([1, 2], [2])


def test_an_event_of_an_open_transaction_is_seen_as_unsettled() -> None:
    assert not outbox.unsettled()
    with transaction.atomic():
        ring(1)
        assert outbox.unsettled()
    assert not outbox.unsettled()


def test_an_idle_turn_costs_one_statement_and_one_per_reader(django_assert_num_queries: object) -> None:
    registry = Registry()
    for module in ("cases", "sensing", "messaging"):
        subscriber(registry, module, note_down)
    run(registry)
    with django_assert_num_queries(4):  # type: ignore[operator]
        run(registry)
