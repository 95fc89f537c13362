"""/api/log: the auditor sees what could not be delivered, has it delivered again, and verifies the chain."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.cast import Api, Member
from weige.kernel import chain, log, outbox
from weige.kernel.access import SYSTEM
from weige.kernel.events import DomainEvent
from weige.kernel.models import Cursor, Event, Parked
from weige.kernel.outbox import Registry, StoredEvent

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)
Ask = Callable[[str | None], Api]


@dataclass(frozen=True, kw_only=True)
class Sent(DomainEvent):
    KIND = "test.sent"


@pytest.fixture
def parked(cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch) -> Parked:
    """An event whose subscriber fails until `fail` is emptied."""
    registry = Registry()

    def stumble(event: StoredEvent[Sent], *, now: datetime) -> None:
        if FAIL:
            raise RuntimeError(FAIL[0])

    stumble.__module__ = "weige.cases.subscribers"
    registry.on(Sent)(stumble)
    monkeypatch.setattr(outbox.retry_parked, "__kwdefaults__", {"registry": registry})
    FAIL[:] = ["out of paper"]
    Cursor.objects.create(name="cases", **_end())
    log.append(Sent(), who=SYSTEM, now=NOW, subject="test:1")
    for second in range(0, 60, 10):
        outbox.run_once(now=NOW, machine_now=NOW + timedelta(seconds=second), registry=registry)
    return Parked.objects.get()


FAIL: list[str] = []


def _end() -> dict[str, int]:
    at = log.latest()
    return {"tx": at.tx, "event_id": at.event_id}


def test_the_auditor_sees_and_repeats(parked: Parked, client_for: Ask) -> None:
    auditor = client_for("auditor")
    item = auditor.get("/api/log/parked").json()["items"][0]
    assert (item["reader"], item["kind"], item["error"]) == (
        "cases",
        "test.sent",
        "RuntimeError: out of paper",
    )
    path = f"/api/log/parked/{parked.pk}/retry"
    FAIL[:] = ["no ink"]
    assert auditor.post(path).json()["error"] == "RuntimeError: no ink"
    FAIL.clear()
    assert auditor.post(path).json()["resolved_at"] is not None
    assert auditor.post(path).status_code == 409
    assert auditor.get("/api/log/parked").json()["items"] == []
    assert len(auditor.get("/api/log/parked?resolved=true").json()["items"]) == 1


@pytest.mark.parametrize(("name", "status"), [("duty", 404), ("admin", 404), ("stranger", 404), (None, 401)])
def test_nobody_else_does(parked: Parked, client_for: Ask, name: str | None, status: int) -> None:
    client = client_for(name)
    assert client.get("/api/log/parked").status_code == status
    assert client.post(f"/api/log/parked/{parked.pk}/retry").status_code == status
    assert client.get("/api/log/chain").status_code == status


def test_the_chain_over_http(cast: dict[str, Member], client_for: Ask) -> None:
    log.append(Sent(), who=SYSTEM, now=NOW, subject="test:1")
    chain.seal()
    auditor = client_for("auditor")
    good = auditor.get("/api/log/chain?since=2020-01-01").json()
    head = chain.head()
    assert head
    assert (good["verified"], good["breaks"], good["head"]["hash"]) == (True, [], head.hash)
    last = Event.objects.latest("id")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE kernel_event SET actor_name = 'x' WHERE id = %s", [last.pk])
        cursor.execute("SET session_replication_role = DEFAULT")
    bad = auditor.get("/api/log/chain?since=2020-01-01").json()
    assert (bad["verified"], bad["breaks"][0]["event_id"]) == (False, last.pk)
