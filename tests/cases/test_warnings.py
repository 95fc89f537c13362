"""A confirmed warning becomes a filed and dispatched case, exactly once, through the log."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.cases.town import IN_L01, OUTSIDE, Town, local, picture, wall
from weige.cases import subscribers  # noqa: F401 - registers the readers
from weige.cases.models import Case
from weige.kernel import blobs, log, outbox
from weige.kernel.access import Who
from weige.kernel.models import Event, Parked
from weige.sensing.events import WarningCleared, WarningConfirmed

DUTY = Who(kind="person", name="值班长")


def confirmed(now: datetime, **changes: Any) -> WarningConfirmed:
    said = WarningConfirmed(
        warning_id=str(uuid4()),
        scenario="goods-on-pavement",
        level="yellow",
        title_zh="小满鲜果 店外经营",
        title_en="Goods on the pavement: Xiaoman Fruit",
        place_zh="示范路 1 号",
        place_en="1 Model Road",
        at=now,
        matter="09005",
        condition_no=1,
        device_code="C-014",
        opened_at=now,
        by="human",
        send_to=["segment duty", "circle squad"],
        self_correction_minutes=20,
        **IN_L01,
    )
    return replace(said, **changes)


def tell(event: Any, now: datetime) -> None:
    log.append(event, who=DUTY, now=now, subject=f"warning:{event.warning_id}")


def deliver(now: datetime) -> None:
    """Lets every reader read until nothing is left."""
    while outbox.run_once(now=now):
        continue


@pytest.mark.django_db(transaction=True)
def test_from_warning_to_worker_in_one_go(town: Town) -> None:
    now = town.clock.now
    sha = blobs.put(picture(), now=now).pk
    warning = confirmed(now, pictures=[sha])
    tell(warning, now)
    deliver(now)
    case = Case.objects.get()
    assert str(case.warning_id) == warning.warning_id
    assert case.state == "dispatched"
    assert case.source == "camera"
    assert case.handler_post is not None
    assert case.handler_post.code == "worker-L01"
    assert wall(case.due_at) == "2026-11-20 17:22"
    assert wall(case.grace_until) == "2026-11-20 15:42"
    page = town.read("worker01", {"id": str(case.pk)})
    assert [item["kind"] for item in reversed(page["timeline"])] == [
        "cases.reported",
        "cases.evidence_added",
        "cases.accepted",
        "cases.filed",
        "cases.dispatched",
    ]
    assert page["evidence"][0]["sha256"] == sha
    filed = Event.objects.get(kind="cases.filed")
    assert filed.payload["warning_id"] == warning.warning_id
    sent = Event.objects.get(kind="cases.dispatched").payload
    assert sent["automatic"] is True
    assert sent["basis_en"] == "Named by the scenario pack"
    assert "场景包" in page["timeline"][0]["detail_zh"]


@pytest.mark.django_db(transaction=True)
def test_told_twice_it_is_filed_once(town: Town) -> None:
    now = town.clock.now
    warning = confirmed(now)
    tell(warning, now)
    tell(warning, now)
    deliver(now)
    deliver(now)
    assert Case.objects.count() == 1
    assert not Parked.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_on_duty_leaves_it_with_the_dispatcher(town: Town) -> None:
    from weige.people.models import Shift

    Shift.objects.all().delete()
    now = town.clock.now
    tell(confirmed(now, send_to=["segment duty"]), now)
    deliver(now)
    case = Case.objects.get()
    assert case.state == "filed"
    assert town.actions("dispatcher", {"id": str(case.pk)})["dispatch"]["allowed"] is True


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wrong", [{"matter": "99999"}, {"condition_no": 77}, OUTSIDE])
def test_what_cannot_be_filed_is_parked_in_sight(town: Town, wrong: dict[str, Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(outbox, "BACKOFF", ())
    monkeypatch.setattr(outbox, "TRIES", 1)
    now = town.clock.now
    tell(confirmed(now, **wrong), now)
    deliver(now)
    assert Case.objects.count() == 0
    assert Parked.objects.get().reader == "cases"


@pytest.mark.django_db(transaction=True)
def test_put_right_within_the_grace(town: Town) -> None:
    """The camera sees the pavement clear again before anybody came; somebody else still checks."""
    now = town.clock.now
    warning = confirmed(now)
    tell(warning, now)
    deliver(now)
    cleared = WarningCleared(
        before="confirmed",
        **{
            name: getattr(warning, name)
            for name in ("warning_id", "scenario", "level", "title_zh", "title_en")
        },
        **{name: getattr(warning, name) for name in ("place_zh", "place_en", "lon", "lat", "at")},
    )
    town.clock.on(minutes=12)
    tell(cleared, town.clock.now)
    deliver(town.clock.now)
    case = Case.objects.get()
    assert (case.state, case.outcome) == ("handled", "self_corrected")
    as_case = {"id": str(case.pk)}
    town.move("supervisor", as_case, "pass_check")
    assert town.move("supervisor", as_case, "close", condition_met=True)["state"] == "closed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("too_late", [True, False])
def test_after_the_grace_or_once_somebody_came_the_case_goes_on(town: Town, too_late: bool) -> None:
    now = town.clock.now
    warning = confirmed(now)
    tell(warning, now)
    deliver(now)
    case = {"id": str(Case.objects.get().pk)}
    if too_late:
        town.clock.on(minutes=21)
    else:
        town.move("worker01", case, "start")
    same = {
        name: getattr(warning, name) for name in ("warning_id", "scenario", "level", "title_zh", "title_en")
    }
    there = {name: getattr(warning, name) for name in ("place_zh", "place_en", "lon", "lat", "at")}
    tell(WarningCleared(before="confirmed", **same, **there), town.clock.now)
    deliver(town.clock.now)
    assert Case.objects.get().state == ("dispatched" if too_late else "handling")


@pytest.mark.django_db(transaction=True)
def test_at_night_the_night_post_gets_it(town: Town) -> None:
    now = town.clock.at("2026-11-21 02:10")
    tell(confirmed(now, matter="L05101", level="red", send_to=[], self_correction_minutes=None), now)
    deliver(now)
    case = Case.objects.select_related("department").get()
    assert case.source == "sensor"
    assert case.department is not None
    assert case.department.code == "heritage"
    assert case.due_at == local("2026-11-21 04:10"), "紧急工作时 run at night"
