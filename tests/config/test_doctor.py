"""What doctor finds in a database: wrong clock, broken chain, silent worker, parked events, missing calendar year."""

import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.cast import box, make_area
from weige.cases.models import RouteFault
from weige.config import words
from weige.config.doctor import Level, contents, place
from weige.config.doctor.examine import Report
from weige.config.doctor.finding import Finding
from weige.config.installation import Installation
from weige.kernel import chain, log
from weige.kernel.access import SYSTEM
from weige.kernel.models import CalendarYear, Parked, TaskRun
from weige.people.events import UserLocked
from weige.territory.models import Layer

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)


def codes(findings: "list[Finding]") -> dict[str, Level]:
    """What was found, and that each finding has words in both languages."""
    for finding in findings:
        assert finding.text
    return {finding.code: finding.level for finding in findings}


def happened(at: datetime = NOW) -> int:
    event = log.append(UserLocked(user_id=1, reason="test"), who=SYSTEM, now=at, subject="user:1")
    return event.pk


@pytest.mark.django_db
def test_an_empty_house_is_well() -> None:
    found = codes(list(contents.all_findings(running=False)))
    assert Level.ERROR not in found.values()


@pytest.mark.django_db
def test_a_new_house_says_what_it_lacks_before_anybody_can_work_in_it() -> None:
    found = list(contents.beginning())
    assert codes(found) == {"no_street": Level.WARNING, "no_account": Level.WARNING}
    assert all("weige " in finding.text for finding in found)  # the command that mends it


@pytest.mark.django_db
def test_rules_that_wait_for_units_are_one_thing_to_set_up_not_an_error_each() -> None:
    layer = Layer.objects.create(code="grid", name_zh="网格", name_en="Grid", order=1)
    make_area(layer, "G1", "grid", None, box(0, 0))
    for key in ("noise", "fumes"):
        RouteFault.objects.create(
            key=key, book=1, code="route_dead_unit", params={"unit": "squad"}, first_at=NOW, last_at=NOW
        )
    found = list(contents.routes())
    assert codes(found) == {"routes_wait": Level.WARNING}
    assert found[0].params["count"] == 2
    assert found[0].text.count("squad") == 1


@pytest.mark.django_db
def test_events_recorded_after_now_mean_a_wrong_clock() -> None:
    happened(datetime.now(tz=UTC))
    assert not list(contents.clock(datetime.now(tz=UTC)))
    found = list(contents.clock(datetime.now(tz=UTC) - timedelta(hours=2)))
    assert codes(found) == {"clock_behind": Level.ERROR}
    assert "1:59" in found[0].text or "2:00" in found[0].text


@pytest.mark.django_db(transaction=True)
def test_a_changed_event_breaks_the_chain() -> None:
    number = happened()
    chain.seal()
    assert codes(list(contents.sealing(NOW))) == {"chain": Level.OK}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_event DISABLE TRIGGER ALL")
        cursor.execute("UPDATE kernel_event SET payload = '{}' WHERE id = %s", [number])
        cursor.execute("ALTER TABLE kernel_event ENABLE TRIGGER ALL")
    assert codes(list(contents.sealing(NOW))) == {"chain_broken": Level.ERROR}


@pytest.mark.django_db
def test_events_that_nobody_seals_are_a_warning() -> None:
    happened()
    later = datetime.now(tz=UTC) + timedelta(hours=2)
    assert codes(list(contents.sealing(later)))["unsealed"] is Level.WARNING


@pytest.mark.django_db
def test_a_failing_task_is_an_error_and_a_silent_one_only_while_the_house_runs() -> None:
    now = datetime.now(tz=UTC)
    long_ago = now - timedelta(hours=1)
    TaskRun.objects.create(name="cases.sweep", seconds=5, started_at=long_ago, finished_at=long_ago)
    assert not list(contents.tasks(now, running=False))
    assert codes(list(contents.tasks(now, running=True))) == {"task_silent": Level.ERROR}
    TaskRun.objects.update(failures=3, error="disk full")
    assert codes(list(contents.tasks(now, running=False))) == {"task_failing": Level.ERROR}


@pytest.mark.django_db
def test_a_parked_event_is_named_with_its_reason() -> None:
    Parked.objects.create(
        reader="kernel.outbox",
        event_id=happened(),
        handler="cases.file",
        error="ValueError: no matter",
        parked_at=NOW,
    )
    found = list(contents.parked())
    assert codes(found) == {"parked": Level.ERROR}
    assert "no matter" in found[0].text


@pytest.mark.django_db
def test_a_missing_calendar_year_is_a_warning_in_time() -> None:
    CalendarYear.objects.create(year=2026, edited_at=NOW)
    assert codes(list(contents.calendar(datetime(2026, 6, 1, tzinfo=UTC)))) == {}
    assert codes(list(contents.calendar(datetime(2026, 11, 20, tzinfo=UTC)))) == {
        "calendar_missing": Level.WARNING
    }
    assert codes(list(contents.calendar(datetime(2027, 1, 1, tzinfo=UTC)))) == {
        "calendar_missing": Level.WARNING
    }


def test_a_nearly_full_disk_is_said_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for free, expected in ((50e9, Level.OK), (1e9, Level.WARNING), (1e8, Level.ERROR)):
        monkeypatch.setattr(
            place.shutil, "disk_usage", lambda _, free=free: type("Usage", (), {"free": free})
        )
        assert [finding.level for finding in place.disk(Installation(tmp_path))] == [expected]


def test_a_missing_front_end_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "WEB_DIST", tmp_path)
    assert codes(list(place.front_end())) == {"front_end_missing": Level.ERROR}


def test_warnings_leave_a_house_healthy() -> None:
    calm = Finding("calendar_missing", Level.WARNING, {"years": "2027"})
    assert Report([calm]).healthy
    assert not Report([calm, Finding("front_end_missing", Level.ERROR, {"names": "cockpit"})]).healthy


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_environment(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert words.language() == expected


def test_a_web_server_of_the_scaled_form_is_no_stranger_on_its_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its roles share the folder and none holds it: asked in the web server's container, doctor called it an error."""
    here = Installation(tmp_path)
    monkeypatch.setattr(place, "healthy", lambda url: url == f"http://127.0.0.1:{port}")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert codes(list(place.port(here, port))) == {"port_taken": Level.ERROR}
        assert not place.running(here)
        monkeypatch.setenv("WEIGE_NATS_URL", "nats://broker1:4222")
        assert codes(list(place.port(here, port))) == {"web_here": Level.OK}
        assert place.running(here), "so a worker that is silent is missed"
        monkeypatch.setattr(place, "healthy", lambda _: False)
        assert codes(list(place.port(here, port))) == {"port_taken": Level.ERROR}
