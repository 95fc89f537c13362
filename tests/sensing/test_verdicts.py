"""Verdicts: how often a device was right, the weight of its word, and what follows from it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Api, Member
from tests.sensing.alertkit import made, warn
from tests.sensing.conftest import NOW, Send, Town, detection, reading
from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.sensing import services
from weige.sensing.models import Device, DeviceWeight, Warning
from weige.sensing.queries import verdicts as reads
from weige.sensing.queries.course import course
from weige.sensing.rules.warning import STATES, VOIDED
from weige.sensing.rules.weight import Verdicts, doubted, ranked
from weige.sensing.services import telling

Ask = Callable[[str | None], Api]


def test_the_interval_is_wilson_s() -> None:
    assert Verdicts().interval is None
    low, high = Verdicts(8, 2).interval or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # Newcombe 1998, method 3
    assert Verdicts(0, 20).interval == (0.0, pytest.approx(0.1611, abs=1e-4))


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_interval_holds_the_share(right: int, wrong: int) -> None:
    found = Verdicts(right, wrong)
    if found.interval and found.share is not None:
        assert 0 <= found.interval[0] <= found.share + 1e-12
        assert found.share - 1e-12 <= found.interval[1] <= 1


def test_weight_falls_and_comes_back_with_room_between() -> None:
    assert not doubted(Verdicts(0, 19), before=False), "too few to say"
    assert doubted(Verdicts(9, 11), before=False)
    assert not doubted(Verdicts(12, 8), before=False)
    assert doubted(Verdicts(12, 8), before=True), "not back yet at 60 %"
    assert not doubted(Verdicts(14, 6), before=True)
    assert not doubted(Verdicts(1, 3), before=True), "few are left in the window: as before"
    assert (ranked(Verdicts(10, 9)), ranked(Verdicts(10, 10))) == (False, True)


def judged(
    town: Town, right: int, wrong: int, *, reason: str = "passing", days: float = 1, **more: Any
) -> None:
    """So many true and false warnings of the camera."""
    at = NOW - timedelta(days=days)
    common = {"device_id": town.camera.pk, "scenario": "goods", "label": "goods", "notice_due": None} | more
    yes = {"state": "ended", "confirmed_by": None, "confirmed_at": at, "over_at": at}
    no = {"state": "dismissed", "reason_code": reason, "over_at": at}
    made(*[warn(town.areas["L01"], n, at, **(common | yes)) for n in range(right)])
    made(*[warn(town.areas["L01"], n, at, **(common | no)) for n in range(wrong)])


@pytest.mark.django_db
def test_the_database_and_the_rule_find_the_same(town: Town, cast: dict[str, Member]) -> None:
    """rules.weight.verdict() is the one definition; RIGHT and wrong() say it in SQL."""
    at, by = NOW - timedelta(days=1), cast["duty"].user
    told = [
        {"state": state, "reason_code": reason, "confirmed_by": person, "judged_right": late}
        for state in STATES
        for reason in ("", "passing", "duplicate", "other", VOIDED)
        for person in (None, by)
        for late in ((None, True, False) if state == "cleared" else (None,))
    ]
    common = {"device_id": town.camera.pk, "scenario": "goods", "notice_due": None, "over_at": at}
    made(*[warn(town.areas["L01"], n, at, **(common | one)) for n, one in enumerate(told)])
    right = set(Warning.objects.filter(reads.RIGHT).values_list("pk", flat=True))
    wrong = set(Warning.objects.filter(reads.wrong()).values_list("pk", flat=True))
    assert right
    assert wrong
    assert not right & wrong
    for row in Warning.objects.all():
        said = "true" if row.pk in right else "false" if row.pk in wrong else None
        assert reads.verdict_of(row) == said, (row.state, row.reason_code, row.confirmed_by_id)


@pytest.mark.django_db
def test_false_alarms_lower_a_camera_s_weight_and_true_ones_raise_it(town: Town, as_: Ask) -> None:
    judged(town, 6, 14)
    judged(town, 0, 50, reason="duplicate")  # says nothing against it
    judged(town, 0, 50, days=120)  # too long ago
    judged(town, 0, 50, device_id=town.far.pk, reason="permitted")
    assert services.weigh(now=NOW) == 1
    town.camera.refresh_from_db()
    assert town.camera.doubted == ["goods"]
    event = Event.objects.get(kind="sensing.device_doubted")
    assert (event.payload["right"], event.payload["wrong"], event.subject) == (6, 14, "device:CAM-1")
    assert services.weigh(now=NOW) == 0
    judged(town, 20, 0)
    assert services.weigh(now=NOW) == 0, "26 of 40 is not yet enough"
    judged(town, 10, 0)
    assert services.weigh(now=NOW) == 1
    town.camera.refresh_from_db()
    assert town.camera.doubted == []
    assert Event.objects.filter(kind="sensing.device_trusted").count() == 1


@pytest.mark.django_db
def test_one_that_went_by_itself_may_be_judged_once_within_a_week_and_stays_over(
    town: Town, as_: Ask, clock: Any
) -> None:
    clock(NOW)
    week, day = timedelta(days=7), timedelta(days=1)
    gone = {"state": "cleared", "device_id": town.camera.pk, "scenario": "goods", "notice_due": None}
    gone["pictures"] = [{"sha": "a" * 64, "at": NOW.isoformat(), "device": "CAM-1"}]
    rows = made(
        warn(town.areas["L01"], 1, NOW - day, **gone, over_at=NOW - day),
        warn(town.areas["L01"], 2, NOW - day, **gone, over_at=NOW - day),
        warn(town.areas["L01"], 3, NOW - week, **gone, over_at=NOW - week),
        warn(town.areas["L01"], 4, NOW, **(gone | {"state": "open"})),
        warn(town.areas["L01"], 5, NOW - day, **(gone | {"pictures": []}), over_at=NOW - day),
    )
    true, false, old, live, _ = (f"/api/warnings/{row.pk}" for row in rows)
    queue: Any = as_("duty").get("/api/warnings?to_judge=true&device_kind=camera").json()["items"]
    assert [(one["state"], one["actions"][-1]) for one in queue] == [
        ("open", "dismiss"),
        ("cleared", "judge"),
        ("cleared", "judge"),
    ], "what still burns comes first; what went a week ago is not asked about any more"
    assert as_("stranger").post(f"{true}/judge", json={"right": True}).status_code == 404
    assert as_("chief").post(f"{true}/judge", json={"right": True}).status_code == 403
    for wrong in ({}, {"right": "?"}, {"right": False}, {"right": True, "reason_code": "passing"}):
        assert as_("duty").post(f"{true}/judge", json=wrong).status_code == 422, wrong
    assert as_("duty").post(f"{false}/confirm", json={}).status_code == 409, "no case of what is gone"
    done: Any = as_("duty").post(f"{true}/judge", json={"right": True}).json()
    assert (done["state"], done["phase"], done["verdict"], done["case_id"]) == (
        "cleared",
        "resolved",
        "true",
        None,
    )
    said: Any = as_("duty").post(f"{false}/judge", json={"right": False, "reason_code": "passing"}).json()
    assert (said["state"], said["phase"], said["verdict"]) == ("cleared", "false_alarm", "false")
    for path, code in ((true, "warning_judged"), (old, "warning_judged_late"), (live, "warning_move")):
        refused: Any = as_("duty").post(f"{path}/judge", json={"right": True})
        assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert [one.verdicts for one in reads.precision([town.camera.pk], NOW)] == [Verdicts(1, 1)]
    assert sorted(Event.objects.values_list("kind", flat=True)) == ["sensing.warning_judged"] * 2


@pytest.mark.django_db
def test_the_course_is_in_the_order_of_what_happened(town: Town) -> None:
    """Cleared at ten past as learnt at twenty past, after somebody had seen it at a quarter past."""
    (row,) = made(warn(town.areas["L01"], 1, NOW, device_id=town.camera.pk))
    ten, quarter, twenty = (NOW + timedelta(minutes=n) for n in (10, 15, 20))
    log.append_all([telling.opened(row, NOW, SYSTEM, NOW + timedelta(seconds=30))])
    log.append_all([telling.acknowledged(row, 0, SYSTEM, quarter)])
    log.append_all([telling.cleared(row, "open", ten, SYSTEM, twenty)])
    found = [(one["what"], one["known_at"]) for one in course(row)]
    assert found == [("opened", None), ("cleared", twenty), ("acknowledged", None)]


@pytest.mark.django_db
def test_a_person_may_say_that_it_is_another_device_now(
    town: Town, as_: Ask, clock: Any, django_assert_max_num_queries: Any
) -> None:
    clock(NOW)
    judged(town, 3, 21)
    services.weigh(now=NOW)
    path = f"/api/devices/{town.camera.pk}/weights"
    with django_assert_max_num_queries(6):
        (row,) = as_("duty").get(path).json()["items"]
    assert (row["right"], row["wrong"], row["share"], row["label"]) == (3, 21, 0.125, "goods")
    assert row["doubted_at"] is not None
    assert row["scenario_zh"]
    assert row["scenario_en"]
    assert as_("duty").post(f"{path}/goods/restart", json={"reason": "镜头已擦"}).status_code == 403
    assert as_("stranger").get(path).status_code == 404
    assert as_("admin").post(f"{path}/goods/restart", json={"reason": " "}).status_code == 422
    assert as_("admin").post(f"{path}/tilt/restart", json={"reason": "x"}).status_code == 409
    assert as_("admin").post(f"{path}/goods/restart", json={"reason": "镜头已擦"}).status_code == 200
    assert Device.objects.get(pk=town.camera.pk).doubted == []
    assert Event.objects.get(kind="sensing.device_trusted").payload["reason"] == "镜头已擦"
    assert services.weigh(now=NOW + timedelta(minutes=1)) == 0
    assert DeviceWeight.objects.get().right == 0


@pytest.mark.django_db
def test_few_verdicts_give_counts_and_an_interval_but_no_share(town: Town, as_: Ask, clock: Any) -> None:
    clock(NOW)
    judged(town, 3, 1)
    (row,) = as_("duty").get(f"/api/devices/{town.camera.pk}/weights").json()["items"]
    assert (row["right"], row["wrong"], row["share"]) == (3, 1, None)
    assert row["low"] < 0.75 < row["high"]
    assert [one.verdicts for one in reads.precision([town.camera.pk, town.far.pk], NOW)] == [Verdicts(3, 1)]


@pytest.mark.django_db
def test_a_doubted_device_needs_a_person_even_where_the_pack_confirms_by_itself(
    rules: None, send: Send, town: Town, as_: Ask
) -> None:
    """20:00 to 08:00 the tilt rule confirms orange and red by itself; not on this sensor's word."""
    Device.objects.filter(pk=town.tilt.pk).update(doubted=["tilt"])
    night = 6 * 60
    later = NOW + timedelta(hours=12)
    send(*[reading(night + minute, 6.0) for minute in range(0, 50, 10)], now=later)
    row = Warning.objects.get()
    assert (row.level, row.state, row.doubted) == (3, "open", True)
    listed = made(warn(town.areas["L01"], 9, NOW))
    ids = [one["id"] for one in as_("duty").get("/api/warnings?state=open").json()["items"]]
    assert ids == [str(listed[0].pk), str(row.pk)], "behind the others, though newer and worse"


@pytest.mark.django_db
def test_a_trusted_device_is_confirmed_by_the_pack(rules: None, send: Send, town: Town) -> None:
    night = 6 * 60
    send(*[reading(night + minute, 6.0) for minute in range(0, 50, 10)], now=NOW + timedelta(hours=12))
    row = Warning.objects.get()
    assert (row.level, row.state, row.doubted) == (3, "confirmed", False)


@pytest.mark.django_db
def test_a_warning_keeps_what_the_camera_took_it_for(rules: None, send: Send) -> None:
    send(*[detection(minute) for minute in range(7)])
    assert Warning.objects.get().label == "goods"
