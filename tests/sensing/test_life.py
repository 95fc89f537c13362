"""The life of a warning and of a device: the table of moves, cases, silence, absence, a rule withdrawn."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from tests.sensing.conftest import NOW, WORDS, Send, Town, detection, reading, signal
from tests.sensing.rulekit import goods
from weige.cases.events import Closed, Filed, Merged, Voided
from weige.kernel import log, outbox
from weige.kernel.access import SYSTEM
from weige.kernel.errors import Conflict, Invalid
from weige.kernel.models import Event
from weige.sensing import services, tasks
from weige.sensing.models import Device, Lane, Warning
from weige.sensing.rules.warning import LIVE, MOVES, STATES, diagram, move, offered, phase

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def test_every_move_not_in_the_table_is_refused(rules: None, send: Send) -> None:
    send(*[detection(minute) for minute in range(7)])
    warning = Warning.objects.get()
    acts: dict[str, Callable[[], Any]] = {
        "acknowledge": lambda: services.acknowledge(warning=warning, who=SYSTEM, now=LATER),
        "confirm": lambda: services.confirm(warning=warning, who=SYSTEM, now=LATER),
        "dismiss": lambda: services.dismiss(
            warning=warning, reason_code="test", note="", who=SYSTEM, now=LATER
        ),
        "judge": lambda: services.judge(
            warning=warning, right=True, reason_code="", note="", who=SYSTEM, now=LATER
        ),
    }
    for state in STATES:
        for name, act in acts.items():
            Warning.objects.filter(pk=warning.pk).update(state=state, acknowledged_at=None, over_at=LATER)
            if move(state, name) is None:
                with pytest.raises(Conflict):
                    act()
                assert Warning.objects.get().state == state
            else:
                assert act().state == move(state, name).target  # type: ignore[union-attr]
    assert {row.source for row in MOVES if not row.late} <= set(LIVE)
    assert [row.name for row in offered("open")] == ["acknowledge", "confirm", "dismiss"]
    assert [row.name for row in offered("open", acknowledged=True)] == ["confirm", "dismiss"]
    assert "open --> confirmed: confirm (person, system)" in diagram()


def case_event(kind: Any, case_id: UUID, warning: Warning, **more: Any) -> Any:
    return kind(
        case_id=str(case_id), number="1", move="x", state_before="", state="x", stage="", version=1, title_zh="",
        title_en="", lon=0.0, lat=0.0, warning_id=str(warning.pk), **more,
    )  # fmt: skip


@pytest.fixture
def confirmed(rules: None, send: Send) -> Warning:
    send(*[detection(minute) for minute in range(7)])
    return services.confirm(warning=Warning.objects.get(), who=SYSTEM, now=LATER)


def handle(event: Any, now: datetime = LATER) -> None:
    """Hands one event to sensing's own subscribers, as the worker does."""
    outbox.discover()
    row = log.append(event, who=SYSTEM, now=now, subject="case:x")
    row.refresh_from_db()
    for handler in outbox.registry.readers["sensing"][event.KIND]:
        handler(outbox.stored(row), now=now)


def test_the_warning_ends_with_its_case_and_the_condition_counts_anew(confirmed: Warning, send: Send) -> None:
    case = uuid4()
    handle(case_event(Filed, case, confirmed, condition_no=1, condition_id=1))
    assert Warning.objects.get().case_id == case
    handle(case_event(Closed, case, confirmed, outcome="solved", in_time=True))
    row = Warning.objects.get()
    assert (row.state, row.reason_code) == ("ended", "")
    assert Event.objects.get(kind="sensing.warning_ended").payload["case_id"] == str(case)
    send(*[detection(minute) for minute in (7, 8, 9, 10, 11)])
    assert Warning.objects.count() == 1
    send(detection(12))
    assert Warning.objects.filter(state="open").get().opened_at == NOW + timedelta(minutes=12)
    handle(case_event(Closed, case, confirmed, outcome="solved", in_time=True))
    assert Warning.objects.filter(state="open").count() == 1, "told twice, done once"


def test_a_voided_case_is_a_false_alarm_of_the_device(confirmed: Warning) -> None:
    case = uuid4()
    handle(case_event(Filed, case, confirmed, condition_no=1, condition_id=1))
    handle(case_event(Voided, case, confirmed))
    row = Warning.objects.get()
    assert (row.state, row.reason_code) == ("ended", "case_voided")


def test_a_merged_case_takes_its_warning_along(confirmed: Warning) -> None:
    case, into = uuid4(), uuid4()
    handle(case_event(Filed, case, confirmed, condition_no=1, condition_id=1))
    handle(case_event(Merged, case, confirmed, into_id=str(into), into_number="2"))
    assert Warning.objects.get().case_id == into
    handle(case_event(Closed, into, confirmed, outcome="solved", in_time=True))
    assert Warning.objects.get().state == "ended"


def test_a_tilting_house_does_not_nag_after_its_case(rules: None, send: Send) -> None:
    now = NOW + timedelta(hours=12)
    send(*[reading(minute, 5.75) for minute in range(410, 451, 10)], now=now)
    row = Warning.objects.get()
    services.note_case(warning_id=row.pk, case_id=uuid4())
    row.refresh_from_db()
    services.end(case_id=row.case_id, outcome="closed", now=now)
    send(*[reading(minute, 5.8) for minute in range(460, 560, 10)], now=now)
    assert Warning.objects.count() == 1
    send(*[reading(minute, 7.2) for minute in range(560, 600, 10)], now=now)
    assert Warning.objects.order_by("opened_at").last().level == 4  # type: ignore[union-attr]
    assert Warning.objects.count() == 2


def test_a_confirmed_warning_notes_that_the_condition_ended(confirmed: Warning, send: Send) -> None:
    send(*[signal(minute, "heartbeat", device="CAM-1") for minute in range(7, 11)])
    row = Warning.objects.get()
    assert (row.state, row.recovered_at) == ("confirmed", NOW + timedelta(minutes=9))
    payload = Event.objects.get(kind="sensing.warning_cleared").payload
    assert payload["before"] == "confirmed"
    send(detection(12))
    assert Warning.objects.get().recovered_at is None


def test_silence_is_found_once_and_ends_with_the_next_word(rules: None, send: Send, town: Town) -> None:
    send(reading(0, 3.0), now=NOW)
    assert services.sweep_silence(now=NOW + timedelta(minutes=30)) == []
    assert [one.code for one in services.sweep_silence(now=NOW + timedelta(minutes=31))] == ["QX-1"]
    assert services.sweep_silence(now=NOW + timedelta(minutes=32)) == []
    device = Device.objects.get(code="QX-1")
    assert (device.state, device.silent_since) == ("offline", NOW)
    payload = Event.objects.get(kind="sensing.device_silent").payload
    assert (payload["device_code"], payload["expected_seconds"]) == ("QX-1", 1800)
    send(reading(40, 3.0), now=NOW + timedelta(minutes=40))
    device.refresh_from_db()
    assert (device.state, device.silent_since) == ("online", None)
    assert (
        Event.objects.get(kind="sensing.device_back").payload["silent_since"].startswith("2026-11-20T07:22")
    )


def test_nobody_is_blamed_for_our_own_standstill(rules: None, send: Send) -> None:
    send(reading(0, 3.0), now=NOW)
    tasks.sweep(now=NOW + timedelta(hours=9))
    device = Device.objects.get(code="QX-1")
    assert (device.state, device.silent_after) == ("online", NOW + timedelta(hours=9, minutes=30))
    from weige.kernel import timesource

    Lane.objects.update(swept_at=timesource.real_now() - timedelta(seconds=4))
    tasks.sweep(now=NOW + timedelta(hours=10))
    assert Device.objects.get(code="QX-1").state == "offline"


def test_an_events_only_camera_clears_by_the_sweeper_at_its_due_time(
    rules: None, town: Town, send: Send
) -> None:
    Device.objects.filter(code="CAM-1").update(events_only=True)
    send(*[detection(minute) for minute in range(7)])
    due = NOW + timedelta(minutes=9)
    assert services.sweep_absence(now=due + timedelta(minutes=1)) == 0, "a late signal may still come"
    assert services.sweep_absence(now=due + timedelta(minutes=3)) == 1
    row = Warning.objects.get()
    assert (row.state, row.over_at) == ("cleared", due)
    assert services.sweep_absence(now=due + timedelta(minutes=9)) == 0
    assert services.sweep_silence(now=due + timedelta(days=3)) == [], "its silence says nothing"


def test_the_sweeper_changes_nothing_a_later_signal_would_not_have(
    rules: None, town: Town, send: Send
) -> None:
    Device.objects.filter(code="CAM-1").update(events_only=True)
    send(*[detection(minute) for minute in range(7)], *[detection(minute) for minute in range(60, 66)])
    rows = Warning.objects.order_by("opened_at").values_list("state", "opened_at", "over_at")
    assert list(rows) == [
        ("cleared", NOW + timedelta(minutes=5), NOW + timedelta(minutes=9)),
        ("open", NOW + timedelta(minutes=65), None),
    ]


def test_a_rule_withdrawn_takes_its_open_warnings_along(rules: None, send: Send) -> None:
    send(*[detection(minute) for minute in range(7)], *[reading(minute, 4.5) for minute in range(0, 31, 10)])
    services.withdraw_rule(scenario="goods", now=LATER)
    states = dict(Warning.objects.values_list("scenario", "state"))
    assert states == {"goods": "cleared", "tilt": "open"}
    send(*[detection(minute) for minute in range(7, 20)])
    assert Warning.objects.count() == 2
    services.install_rule(spec=msgspec.to_builtins(goods(version=2, **WORDS)), kinds={}, now=LATER)
    send(*[detection(minute) for minute in range(20, 27)])
    assert Warning.objects.filter(state="open", version=2).count() == 1


def test_a_new_version_keeps_the_living_warning(rules: None, send: Send) -> None:
    send(*[detection(minute) for minute in range(7)])
    services.install_rule(spec=msgspec.to_builtins(goods(version=2, for_s=60, **WORDS)), kinds={}, now=LATER)
    send(*[detection(minute) for minute in range(7, 12)])
    row = Warning.objects.get()
    assert (row.version, row.count) == (1, 12)


def test_a_device_is_registered_with_its_cells_or_refused(town: Town) -> None:
    assert town.areas["L01"].pk in town.camera.leaf_cells
    with pytest.raises(Invalid):
        services.register_device(
            code="A B", kind="tilt", name_zh="", name_en="", lon=121.481, lat=31.231, now=NOW
        )
    with pytest.raises(Invalid):
        services.register_device(
            code="A", kind="tilt", name_zh="", name_en="", lon=121.481, lat=31.231, now=NOW, zones=[{"id": 5}]
        )


def test_seeing_it_is_a_move_of_its_own(rules: None, send: Send, as_: Any, cast: Any) -> None:
    send(*[detection(minute) for minute in range(7)])
    row = Warning.objects.get()
    path = f"/api/warnings/{row.pk}/acknowledge"
    assert as_("duty").get(f"/api/warnings/{row.pk}").json()["phase"] == "firing"
    assert as_("supervisor").post(path, json={}).status_code == 403
    assert as_("stranger").post(path, json={}).status_code == 404
    seen = as_("duty").post(path, json={}).json()
    assert (seen["state"], seen["phase"], seen["actions"]) == ("open", "acknowledged", ["confirm", "dismiss"])
    row.refresh_from_db()
    assert row.acknowledged_by == cast["duty"].user
    assert seen["acknowledged_at"] is not None
    event = Event.objects.get(kind="sensing.warning_acknowledged")
    assert (event.actor_user_id, event.payload["also"]) == (cast["duty"].user.pk, 0)
    again = as_("dispatcher").post(path, json={})
    assert (again.status_code, again.json()["code"]) == (409, "warning_seen")


def test_the_words_of_alerting_for_every_state() -> None:
    def of(state: str, seen: bool = False, gone: bool = False, reason: str = "") -> str:
        return phase(state, acknowledged=seen, recovered=gone, reason=reason)

    assert [of("open"), of("open", seen=True)] == ["firing", "acknowledged"]
    assert [of("confirmed"), of("confirmed", seen=True)] == ["firing", "acknowledged"]
    assert of("confirmed", seen=True, gone=True) == "recovering"
    assert [of("cleared"), of("ended"), of("ended", reason="case_voided")] == [
        "resolved",
        "resolved",
        "false_alarm",
    ]
    assert of("dismissed", reason="passing") == "false_alarm"


def test_what_rises_is_news_again(rules: None, send: Send) -> None:
    now = NOW + timedelta(hours=12)
    send(*[reading(minute, 5.0) for minute in range(0, 40, 10)], now=now)
    row = Warning.objects.get()
    services.acknowledge(warning=row, who=SYSTEM, now=now)
    Warning.objects.update(notice_due=None)
    send(*[reading(minute, 5.0) for minute in range(40, 60, 10)], now=now)
    row.refresh_from_db()
    assert row.acknowledged_at is not None
    send(*[reading(minute, 6.5) for minute in range(60, 100, 10)], now=now)
    row.refresh_from_db()
    assert (row.level, row.acknowledged_at, row.notice_due) == (3, None, now)
