"""The hash chain: whoever changes, removes or slips in a row past the triggers is found, and where."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from weige.kernel import chain, log
from weige.kernel.access import SYSTEM
from weige.kernel.chain import Break
from weige.kernel.events import DomainEvent
from weige.kernel.models import Cursor, Event, Seal, Setting

FRIDAY = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
DAY = date(2026, 11, 20)
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Signed(DomainEvent):
    KIND = "test.signed"
    text: str
    number: float = 0.1


def sign(text: str, at: datetime = FRIDAY, subject: str = "test:1") -> Event:
    return log.append(Signed(text=text), who=SYSTEM, now=at, subject=subject, cells=[1, 2])


def sealed(*texts: str) -> list[Event]:
    rows = [sign(text) for text in texts]
    chain.seal()
    return rows


@contextmanager
def superuser() -> Iterator[None]:
    """The database's owner with triggers and foreign keys switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


def sql(statement: str, *params: object) -> None:
    with superuser(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_an_untouched_log_verifies() -> None:
    sealed("一", "two", "三")
    sealed("four")
    assert chain.verify() == []
    assert list(Seal.objects.order_by("seq").values_list("day", "seq")) == [(DAY, n) for n in (1, 2, 3, 4)]


def test_sealing_waits_for_open_transactions_and_resumes_where_it_stopped() -> None:
    for number in range(25):
        sign(str(number))
    assert [chain.seal(limit=10) for _ in range(4)] == [10, 10, 5, 0]
    assert chain.verify() == []


def test_days_link_to_each_other_and_never_go_back() -> None:
    midnight = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # 00:00 on the 21st in Shanghai
    sign("friday evening", midnight - timedelta(seconds=1))
    sign("saturday", midnight)
    sign("a device with a slow clock", FRIDAY)
    chain.seal()
    days = list(Seal.objects.order_by("event_id").values_list("day", "seq"))
    assert days == [(DAY, 1), (date(2026, 11, 21), 1), (date(2026, 11, 21), 2)]
    assert chain.verify() == []
    assert chain.verify(since=date(2026, 11, 21)) == []


@pytest.mark.parametrize(
    "change",
    [
        'payload = \'{"text": "two!", "number": 0.1}\'',
        "at = at + interval '1 microsecond'",
        "recorded_at = recorded_at - interval '1 hour'",
        "actor_name = 'somebody else'",
        "cells = '{1}'",
        "subject = 'test:2'",
        "user_ids = '{7}'",
    ],
)
def test_a_changed_row_is_found_and_named(change: str) -> None:
    rows = sealed("one", "two", "three")
    sql(f"UPDATE kernel_event SET {change} WHERE id = %s", rows[1].pk)
    assert chain.verify() == [Break("changed", DAY, 2, rows[1].pk)]
    assert chain.check(Event.objects.get(pk=rows[1].pk).subject).broken == (rows[1].pk,)


def test_a_removed_row_is_found() -> None:
    rows = sealed("one", "two", "three")
    sql("DELETE FROM kernel_event WHERE id = %s", rows[1].pk)
    assert chain.verify() == [Break("removed", DAY, 2, rows[1].pk)]


def test_a_row_removed_together_with_its_seal_is_found() -> None:
    rows = sealed("one", "two", "three")
    sql("DELETE FROM kernel_seal WHERE event_id = %s", rows[1].pk)
    sql("DELETE FROM kernel_event WHERE id = %s", rows[1].pk)
    assert chain.verify() == [Break("gap", DAY, 3, rows[2].pk)]


def test_a_row_slipped_in_is_found() -> None:
    rows = sealed("one", "two", "three")
    forged = sign("forged")
    sql(
        "UPDATE kernel_event SET tx = %s::text::xid8 WHERE id = %s",
        Event.objects.get(pk=rows[0].pk).tx,
        forged.pk,
    )
    chain.seal()
    assert chain.verify() == [Break("inserted", DAY, None, forged.pk)]


def test_a_rewritten_seal_is_found_at_the_next_one() -> None:
    rows = sealed("one", "two", "three")
    sql("UPDATE kernel_event SET actor_name = 'x' WHERE id = %s", rows[1].pk)
    first = Seal.objects.get(event_id=rows[0].pk)
    with connection.cursor() as cursor:
        columns = ", ".join(chain.COLUMNS)
        cursor.execute(f"SELECT {columns} FROM kernel_event WHERE id = %s", [rows[1].pk])
        salt = Seal.objects.get(event_id=rows[1].pk).salt
        fresh = chain.link(first.hash, cursor.fetchone(), salt)
    sql("UPDATE kernel_seal SET hash = %s WHERE event_id = %s", fresh, rows[1].pk)
    assert chain.verify() == [Break("changed", DAY, 3, rows[2].pk)]


def test_a_cut_off_end_is_found() -> None:
    rows = sealed("one", "two", "three")
    sql("DELETE FROM kernel_seal WHERE event_id = %s", rows[2].pk)
    sql("DELETE FROM kernel_event WHERE id = %s", rows[2].pk)
    assert chain.verify() == [Break("shortened", DAY, 2, None)]


def test_a_chain_whose_head_and_all_rows_vanished_is_found() -> None:
    sealed("one")
    sql("DELETE FROM kernel_seal")
    sql("DELETE FROM kernel_event")
    assert [fault.kind for fault in chain.verify()] == ["shortened"]


def test_lost_seals_show_as_events_without_seal() -> None:
    rows = sealed("one", "two")
    sql("DELETE FROM kernel_seal WHERE event_id = %s", rows[1].pk)
    kinds = {(fault.kind, fault.event_id) for fault in chain.verify()}
    assert kinds == {("shortened", None), ("inserted", rows[1].pk)}


def test_one_subject_can_be_checked_alone(django_assert_num_queries: object) -> None:
    sealed("one", "two")
    sign("not yet sealed")
    sign("another's", subject="test:2")
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = chain.check("test:1")
    assert (found.sealed, found.waiting, found.broken) == (2, 1, ())


def test_a_thousand_events_verify_in_constant_statements(django_assert_max_num_queries: object) -> None:
    for number in range(1000):
        sign(str(number))
    while chain.seal(limit=300):
        pass
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        assert chain.verify() == []
    assert chain.head() == chain.Head(DAY, 1000, Setting.objects.get(key=chain.HEAD).value["hash"])
    assert Cursor.objects.get(name=chain.READER).event_id == Event.objects.latest("id").pk
