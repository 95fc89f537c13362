"""The event log: a late commit is not lost, nothing changes afterwards, payloads are checked."""

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.events import DomainEvent
from weige.kernel.log import Position

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Noted(DomainEvent):
    KIND = "test.noted"
    PERSONAL = ("phone",)
    text: str
    phone: str = ""


def note(text: str) -> None:
    log.append(Noted(text=text), who=SYSTEM, now=NOW, subject="test:1")


@pytest.mark.django_db(transaction=True)
def test_a_late_commit_is_read_in_its_turn_and_never_skipped() -> None:
    """The lower id commits after the reader has seen a higher one: reading by id would lose it."""
    slow = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None})
    slow.execute(
        "INSERT INTO kernel_event (at, kind, subject, payload, personal, actor_kind, actor_name, cells,"
        " post_ids, user_ids) VALUES (now(), 'test.noted', 'test:1', '{\"text\": \"slow\"}', '{}', 'system',"
        " '', '{}', '{}', '{}')"
    )
    note("fast")
    assert log.read_after(Position()) == [], "an event after an open transaction must wait"
    slow.commit()
    slow.close()
    assert [event.payload["text"] for event in log.read_after(Position())] == ["slow", "fast"]
    first = log.read_after(Position(), limit=1)[0]
    rest = log.read_after(Position(first.tx, first.id))
    assert [event.payload["text"] for event in rest] == ["fast"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", ["UPDATE kernel_event SET kind = 'x'", "DELETE FROM kernel_event"])
def test_the_log_refuses_change(statement: str) -> None:
    note("kept")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_payload_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        log.append(Noted(text=5), who=SYSTEM, now=NOW, subject="test:1")  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_event_names_its_personal_fields() -> None:
    row = log.append(Noted(text="a", phone="13800001234"), who=SYSTEM, now=NOW, subject="test:1")
    assert row.personal == ["phone"]


@pytest.mark.django_db(transaction=True)
def test_after_a_restore_into_a_younger_cluster_the_log_goes_on() -> None:
    """A dump brings the old cluster's transaction numbers, far ahead of the new cluster's counter."""
    note("before")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_event DISABLE TRIGGER kernel_event_append_only")
        cursor.execute("UPDATE kernel_event SET tx = '987654321000'::xid8")
        cursor.execute("ALTER TABLE kernel_event ENABLE TRIGGER kernel_event_append_only")
    try:
        assert log.read_after(Position()) == [], "this is the trouble: nothing old is ever delivered"
        log.continue_after_restore()
        offset = log.continue_after_restore()
        assert offset == 987654321001, "calling it twice changes nothing"
        note("after")
        assert [event.payload["text"] for event in log.read_after(Position())] == ["before", "after"]
        assert log.latest().tx > 987654321000
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION weige_tx_offset() RETURNS bigint LANGUAGE sql IMMUTABLE"
                " AS 'SELECT 0::bigint'"
            )


@pytest.mark.django_db(transaction=True)
def test_the_newest_is_found_by_number_not_by_its_digits() -> None:
    """999 comes before 1000 although "999" sorts after "1000"."""
    note("early")
    note("late")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE kernel_event SET tx = '99' WHERE payload->>'text' = 'early'")
        cursor.execute("UPDATE kernel_event SET tx = '100' WHERE payload->>'text' = 'late'")
        cursor.execute("SET session_replication_role = DEFAULT")
    assert log.latest().tx == 100
    assert [event.payload["text"] for event in log.read_after(Position())] == ["early", "late"]
    assert [head.position.tx for head in log.heads_after(Position())] == [99, 100]
    assert [event.payload["text"] for event in log.read_after(log.latest())] == []
