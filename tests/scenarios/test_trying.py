"""Replays and versions at their edges: queue, stop, a dead process, a recount, files beside edits, query counts."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cases.town import body, clock, local, town
from tests.scenarios.test_packs import NOISE
from tests.stories.corner import Corner, corner
from weige.scenarios.models import Replay, Scenario, Version
from weige.scenarios.services import load_packs, replaying, run_next, switch_due, waiting
from weige.scenarios.services.housing import PACKAGED
from weige.sensing.models import Rule

__all__ = ["clock", "corner", "town"]
pytestmark = pytest.mark.django_db
GOODS = "/api/scenarios/goods-on-pavement"
DAY = {"start": "2026-11-20T08:00:00+08:00", "end": "2026-11-20T15:20:00+08:00"}


def asked(corner: Corner, **more: Any) -> Any:
    return body(corner.town.client_for("duty").post(f"{GOODS}/replays", json=DAY | more), 201)


def read(corner: Corner, run: Any) -> Any:
    return body(corner.town.client_for("duty").get(f"/api/replays/{run['id']}"))


def test_a_run_is_stopped_before_and_while_it_runs(corner: Corner) -> None:
    duty = corner.town.client_for("duty")
    first = asked(corner)
    assert body(duty.post(f"/api/replays/{first['id']}/stop"))["state"] == "stopped"
    assert body(duty.post(f"/api/replays/{first['id']}/stop"), 409)["code"] == "replay_over"
    assert run_next(monotonic=time.monotonic) is None
    corner.signal("CAM-1", "heartbeat")
    corner.clock.on(minutes=10)
    second = asked(corner, end=corner.clock.now.isoformat())

    def ticking() -> float:
        """Whoever asks the clock finds that somebody has stopped the run."""
        Replay.objects.filter(state="running").update(state="stopped")
        return time.monotonic()

    run_next(monotonic=ticking)
    assert read(corner, second)["state"] == "stopped"
    assert read(corner, second)["result"] is None


def test_a_run_whose_process_died_is_begun_anew(corner: Corner) -> None:
    run = asked(corner)
    Replay.objects.filter(pk=run["id"]).update(state="running", share=0.7)
    assert waiting()
    run_next(monotonic=time.monotonic)
    assert read(corner, run)["state"] == "done"
    assert not waiting()


def test_what_goes_wrong_is_told(corner: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(replaying.past, "replay_past", broken)
    run = asked(corner)
    run_next(monotonic=time.monotonic)
    assert read(corner, run)["state"] == "failed"
    assert "disk full" in read(corner, run)["trouble"]


def test_only_so_many_wait_and_only_the_past_is_replayed(corner: Corner) -> None:
    duty = corner.town.client_for("duty")
    for wrong, field in (
        ({"end": DAY["start"]}, "end"),
        ({"end": "2026-12-01T00:00:00Z"}, "end"),
        ({"start": "2026-01-01T00:00:00Z"}, "start"),
        ({"changes": {"warn.nothing": 1}}, "changes.warn.nothing"),
        ({"changes": {"signal.min_confidence": "sure"}}, "changes.signal.min_confidence"),
    ):
        told = body(duty.post(f"{GOODS}/replays", json=DAY | wrong), 422)
        assert told["errors"][0]["field"] == field
    for _ in range(replaying.WAITING):
        asked(corner)
    assert body(duty.post(f"{GOODS}/replays", json=DAY), 409)["code"] == "replay_queue_full"


def test_a_recount_is_the_same_as_a_replay(corner: Corner) -> None:
    corner.goods_seen(until="15:40")
    corner.clock.on(minutes=30)
    corner.signal("CAM-1", "heartbeat")
    duty, span = corner.town.client_for("duty"), {"end": corner.clock.now.isoformat()}
    first = asked(corner, **span)
    changes = {"warn.for": "16m", "signal.min_confidence": 0.8, "warn.clear_after": "10m"}
    path = f"/api/replays/{first['id']}/recount"
    assert body(duty.post(path, json={"changes": changes}), 409)["code"] == "replay_not_done"
    second = asked(corner, changes=changes, **span)
    corner.worker_ticks()
    again = body(duty.post(path, json={"changes": changes}))["changed"]
    exact = read(corner, second)["result"]["changed"]
    assert again == exact | {"late": again["late"]}
    assert exact["warnings"] == 1
    assert (
        body(duty.post(path, json={"changes": {"warn.one_per": "zone"}}), 409)["code"]
        == "replay_needs_signals"
    )
    replaying.tape_of(Replay.objects.get(pk=first["id"]).pk).unlink()
    assert body(duty.post(path, json={"changes": changes}), 409)["code"] == "replay_tape_gone"


def test_lists_cost_the_same_whatever_their_length(
    corner: Corner, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    worker = corner.town.client_for("worker01")
    for _ in range(5):
        asked(corner)
    with django_assert_max_num_queries(12):
        found = body(worker.get(f"{GOODS}/replays", {"limit": 3}))
    assert (len(found["items"]), found["next"]) == (3, "3")
    assert len(body(worker.get(f"{GOODS}/replays", {"limit": 3, "after": 3}))["items"]) == 2
    for number in range(2, 8):
        row = Version.objects.get(number=1, scenario="goods-on-pavement")
        row.pk, row.number, row.state = None, number, "past"
        row.save()
    with django_assert_max_num_queries(12):
        assert len(body(worker.get(f"{GOODS}/versions"))["items"]) == 7


def plan(corner: Corner, at: str | None = "2026-11-21 08:00", status: int = 201, **more: Any) -> Any:
    said = {"changes": {"warn.for": "8m"}, "reason": "试", "switch_at": local(at).isoformat() if at else None}
    return body(corner.town.client_for("duty").post(f"{GOODS}/versions", json=said | more), status)


def test_a_planned_version_is_cancelled_with_a_reason_and_kept(corner: Corner) -> None:
    duty = corner.town.client_for("duty")
    planned = plan(corner)
    path = f"{GOODS}/versions/{planned['number']}/cancel"
    assert body(duty.post(path, json={"reason": ""}), 422)["errors"][0]["field"] == "reason"
    assert corner.town.client_for("worker01").post(path, json={"reason": "x"}).status_code == 403
    done = body(duty.post(path, json={"reason": "再想想"}))
    assert (done["state"], done["end_reason"]) == ("cancelled", "再想想")
    assert body(duty.post(path, json={"reason": "x"}), 409)["code"] == "version_not_waiting"
    assert switch_due(now=corner.clock.now + timedelta(days=2)) == []
    assert Scenario.objects.get(pk="goods-on-pavement").version == 1
    assert plan(corner)["number"] == 3, "a number is never given twice"


def test_switching_late_or_twice_changes_nothing(corner: Corner) -> None:
    plan(corner)
    late = corner.clock.now + timedelta(days=2)
    assert len(switch_due(now=late)) == 1
    assert switch_due(now=late) == []
    assert Rule.objects.get(scenario="goods-on-pavement").spec["for_s"] == 480


def test_a_version_equal_to_the_one_in_force_is_refused(corner: Corner) -> None:
    for more in ({"changes": {"warn.for": "5m"}}, {"changes": {"warn.for": "5m"}, "base": 1}):
        errors = plan(corner, status=422, **more)["errors"]
        assert [(one["field"], one["code"]) for one in errors] == [("changes", "version_no_change")]
    assert Version.objects.filter(scenario="goods-on-pavement").count() == 1


def test_what_is_not_a_version_is_refused(corner: Corner) -> None:
    for wrong, field in (
        ({"changes": {}}, "changes"),
        (
            {"starts_at": "2026-11-21T08:00:00+08:00"},
            "starts_at",
        ),  # it was left out, and the version began at once
        ({"changes": {"version": 7}}, "changes.version"),
        ({"base": 9}, "base"),
        ({"at": "2026-11-19 08:00"}, "switch_at"),
        ({"at": "2028-11-19 08:00"}, "switch_at"),
    ):
        assert plan(corner, status=422, **wrong)["errors"][0]["field"] == field


def test_a_scenario_that_is_off_takes_the_version_and_stays_off(corner: Corner) -> None:
    body(corner.town.client_for("duty").post(f"{GOODS}/disable", json={}))
    assert plan(corner, None)["state"] == "in_force"
    assert not Rule.objects.get(scenario="goods-on-pavement").active
    body(corner.town.client_for("duty").post(f"{GOODS}/enable", json={}))
    assert Rule.objects.get(scenario="goods-on-pavement").spec["for_s"] == 480


def test_packs_read_again_leave_what_was_made_on_the_screen(corner: Corner, tmp_path: Path) -> None:
    plan(corner, None)
    load_packs(now=corner.clock.now)
    assert Scenario.objects.get(pk="goods-on-pavement").version == 2
    home = tmp_path / "goods-on-pavement"
    home.mkdir()
    text = (PACKAGED / "goods-on-pavement" / "scenario.toml").read_text(encoding="utf-8")
    (home / "scenario.toml").write_text(text.replace("version = 1", "version = 3", 1), encoding="utf-8")
    load_packs(now=corner.clock.now, extra=[tmp_path])
    states = dict(Version.objects.filter(scenario="goods-on-pavement").values_list("number", "state"))
    assert states == {1: "past", 2: "past", 3: "in_force"}


def test_a_file_that_comes_first_overtakes_what_waits(corner: Corner, tmp_path: Path) -> None:
    home = tmp_path / "loud-music"
    home.mkdir()
    (home / "scenario.toml").write_text(NOISE, encoding="utf-8")
    load_packs(now=corner.clock.now, extra=[tmp_path])
    path = "/api/scenarios/loud-music/versions"
    said = {"changes": {"warn.for": "8m"}, "reason": "试", "switch_at": "2026-11-22T00:00:00Z"}
    body(corner.town.client_for("duty").post(path, json=said), 201)
    text = NOISE.replace("version = 1", "version = 5").replace('gap = "10m"', 'gap = "12m"')
    (home / "scenario.toml").write_text(text, encoding="utf-8")
    load_packs(now=corner.clock.now, extra=[tmp_path])
    states = dict(Version.objects.filter(scenario="loud-music").values_list("number", "state"))
    assert states == {1: "past", 2: "cancelled", 5: "in_force"}
