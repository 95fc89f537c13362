"""Replay = live for every judge: one stream goes through intake and sweeps, then over its stored readings."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import transaction

from tests.sensing.conftest import NOW, WORDS, Send, Town, inside, reading
from tests.sensing.judgekit import rule
from weige.kernel.access import Who
from weige.kernel.services.calendar import set_day
from weige.kernel.worktime import DayKind, Override
from weige.sensing import services
from weige.sensing.models import Device, DeviceWeight, Reading, Warning
from weige.sensing.queries.readings import points
from weige.sensing.rules.judges import JUDGES
from weige.sensing.rules.spec import dump
from weige.sensing.services import lane, past, sweeping, weighing
from weige.sensing.services.lane import snapshots
from weige.sensing.services.warnings import confirm, dismiss, end

pytestmark = pytest.mark.django_db
STEPS, EVERY = 200, 10  # so many steps of so many minutes: from Friday 15:22 to Sunday 00:42
START, END = NOW - timedelta(hours=1), NOW + timedelta(hours=48)
TWO = [{"level": "yellow", "share": 0.6}, {"level": "red", "share": 1.0, "for_s": 2400}]
AT_FOUR = [{"level": "yellow", "at": 4}]
SILENCE = [{"level": "yellow", "for_s": 2400}, {"level": "red", "for_s": 9000}]
SEEN = {"kind": "detection", "labels": ["goods"], "zone": "frontage"}
LEASE = {"signal": {"kind": "register.lease", "device_kinds": ["register"]}, "where": {"change": "new"}}
WHEN = {"when": "smoke-alone and not door-open", "for_s": 600, "clear_after_s": 600}


def pack(
    name: str, judge: str, kind: str = "water", *also: dict[str, Any], **more: Any
) -> list[dict[str, Any]]:
    """The rule named so and those it asks."""
    return [dump(rule(name, judge, kind, **WORDS | more)), *also]


def helper(name: str, judge: str, kind: str, **more: Any) -> dict[str, Any]:
    return dump(rule(name, judge, kind, warns=False, **WORDS | more))


PACKS = {
    "presence": pack(
        "presence", "presence", signal=SEEN, one_per="shop", for_s=1200, gap_s=900, clear_after_s=1200,
        unless=["permitted-hours"],
    ),
    "threshold": pack(
        "threshold", "threshold", "tilt", one_per="building", levels=TWO, for_s=1200, clear_after_s=1800,
        magnitude=True, rate={"window_s": 7200, "limit": 3.0, "level": "yellow"},
        confirm={"mode": "auto", "levels": ["red"], "hours": ""},
    ),
    "scheduled": pack(
        "scheduled", "threshold", "noise", limit={"value": 62}, for_s=600, clear_after_s=600,
        schedule={"days": "working", "hours": ["08:00-18:00"]},
    ),
    "silent-sensor": pack(
        "silent-sensor", "threshold", "smoke", one_per="building", levels=TWO, missing_s=1800, clear_after_s=600
    ),
    "rate": pack("rate", "rate", window_s=3600, levels=[{"level": "yellow", "at": 25}], clear_after_s=600),
    "count": pack("count", "count", limit={"value": 95}, window_s=7200, levels=AT_FOUR, hysteresis=0),
    "recurrence": pack(
        "recurrence", "recurrence", signal=SEEN, one_per="shop", gap_s=900, window_s=4 * 3600,
        levels=[{"level": "yellow", "at": 2}], hysteresis=0,
    ),
    "absence": pack("absence", "absence", "any", levels=SILENCE),
    "frozen": pack("frozen", "frozen", for_s=3600, gap_s=1800),
    "baseline": pack("baseline", "baseline", "noise", levels=[{"level": "yellow", "at": 0.5}], clear_after_s=600),
    "change": pack("change", "change", "noise", levels=[{"level": "yellow", "at": 0.5}], clear_after_s=600),
    "anomaly": pack("anomaly", "anomaly", "noise", levels=[{"level": "yellow", "at": 0.3}], clear_after_s=600),
    "event": pack("event", "event", **LEASE, one_per="building", lasts_s=3 * 3600),
    "combination": pack(
        "combination", "combination", "smoke",
        helper("smoke-alone", "threshold", "smoke", one_per="building", levels=TWO, missing_s=1800),
        helper("door-open", "event", "door", one_per="building", where={"open": True}),
        one_per="building", **WHEN,
    ),
}  # fmt: skip


def devices(town: Town) -> None:
    """Beside those of the town: two manholes, a noise meter, smoke, door and register at the house."""
    x, y = inside(0.5)
    smoke = {"smoke": {"value": 0.2}}
    for code, kind, more in (
        ("W-1", "manhole", {"limits": {"water": {"value": 100.0}}}),
        ("W-2", "manhole", {}),
        ("N-1", "noise", {}),
        ("SM-1", "smoke", {"building": town.house, "limits": smoke}),
        ("D-1", "door", {"building": town.house}),
        ("REG-1", "register", {"building": town.house}),
    ):
        services.register_device(
            code=code, kind=kind, name_zh=code, name_en=code, lon=x, lat=y, now=NOW, **more
        )
    Device.objects.filter(code="REG-1").update(events_only=True)


def stream(rng: random.Random) -> Iterator[list[dict[str, Any]]]:
    """What all devices say at each step; some of it late, doubled, a test, or nothing at all."""
    held: list[dict[str, Any]] = []
    for step in range(STEPS):
        said: list[dict[str, Any]] = []

        def say(
            device: str, kind: str, said: list[dict[str, Any]] = said, step: int = step, **more: Any
        ) -> None:
            at = NOW + timedelta(minutes=step * EVERY, seconds=rng.randrange(60))
            one = {"id": f"{device}/{kind}/{step}", "source": "test", "kind": kind, "device": device}
            said.append(one | {"time": at.isoformat()} | more)

        phase = step // 12 % 4
        say("QX-1", "tilt", value=(1.0, 5.0, 7.6, -6.0)[phase] + rng.random())
        if phase != 3 or step % 12 < 4:
            say("W-1", "water", value=40 + 70 * (phase == 1) * (step % 3 > 0) + rng.random())
        say("W-2", "water", value=30.0 if phase == 2 else 30 + rng.random())
        say("N-1", "noise", value=55 + 12 * (step > 110) + 25 * (step in (70, 71, 72)) + 2 * rng.random())
        if phase != 2:
            say("SM-1", "smoke", value=0.25 if phase == 1 else 0.01)
        if step % 17 == 0:
            say("D-1", "door", data={"open": step % 2 == 0})
        if step % 29 == 3:
            say("REG-1", "register.lease", data={"change": "new" if step % 2 else "ended"})
        seen = [{"label": "goods", "confidence": 0.9, "shop": "S-1"}] if step // 8 % 2 else []
        say("CAM-1", "detection", data={"objects": seen})
        yield _disturbed(said, held, rng)


def _disturbed(
    said: list[dict[str, Any]], held: list[dict[str, Any]], rng: random.Random
) -> list[dict[str, Any]]:
    """Three in a hundred come a step late, some come twice, some are tests."""
    kept = [one for one in said if rng.random() > 0.03]
    late, held[:] = list(held), [one for one in said if one not in kept]
    for one in kept:
        if rng.random() < 0.02:
            one["data"] = one.get("data", {}) | {"test": True}
    rng.shuffle(kept)
    return [*late, *kept, *kept[: rng.randrange(2)]]


class Day:
    """The house's work beside the stream: sweeps, confirmations, a permit, an edited calendar, a standstill."""

    def __init__(self, town: Town, cast: dict[str, Any]) -> None:
        self.town = town
        self.duty = Who("person", cast["duty"].user.pk, None, "duty")

    def work(self, step: int, now: datetime) -> None:
        if step % 3 == 0:
            sweeping.sweep_absence(now=now)
        if step == 20:
            days = {"first_day": date(2026, 11, 21), "last_day": date(2026, 11, 21)}
            services.grant_permit(
                kind="permitted-hours",
                place="shop:S-1",
                holder="S-1",
                cells=self.town.shop.cells,
                now=now,
                **days,
            )
        if step == 60:  # Saturday before eight: it is a working day after all
            kind = Override(
                date=date(2026, 11, 21), kind=DayKind.LIEU_WORK, name_zh="补班", name_en="Working Saturday"
            )
            set_day(day=kind, who=self.duty, now=now)
        if step == 130:
            sweeping.forgive_silence(now=now)
        if step % 25 == 7:
            self._decide(now)
        if step == 101:
            self._doubt(now)

    def _decide(self, now: datetime) -> None:
        for number, row in enumerate(Warning.objects.filter(state="open").order_by("opened_at", "pk")):
            if number % 3 == 0:
                dismiss(warning=row, reason_code="passing", note="", who=self.duty, now=now)
            elif number % 3 == 1:
                confirm(warning=row, who=self.duty, now=now)
        row = Warning.objects.filter(state="confirmed").order_by("opened_at", "pk").first()
        if row is not None:
            Warning.objects.filter(pk=row.pk).update(case_id=row.pk)
            end(case_id=row.pk, outcome="closed", now=now)

    def _doubt(self, now: datetime) -> None:
        row = DeviceWeight.objects.create(
            device=self.town.tilt, scenario="threshold", doubted_at=now, changed_at=now, counted_from=now
        )
        weighing._tell([row], self.duty, now)


@pytest.fixture
def lived(town: Town, cast: dict[str, Any], send: Send) -> None:
    """Two days of all packs, live."""
    devices(town)
    for specs in PACKS.values():
        services.install_rules(specs=specs, kinds={}, now=NOW)
    rng, day = random.Random(20261122), Day(town, cast)
    for step, said in enumerate(stream(rng)):
        now = NOW + timedelta(minutes=step * EVERY + 1, seconds=1)
        cut = step % 9  # split anywhere, or not at all
        for part in (said[:cut], said[cut:]):
            if part:
                send(*part, now=now)
        day.work(step, now + timedelta(seconds=30))
    sweeping.sweep_absence(now=END + timedelta(minutes=10))


def replayed(
    tmp_path: Path, start: datetime, until: datetime, only: str = ""
) -> dict[str, tuple[past.Replayed, str, int]]:
    found = {}
    for name, specs in PACKS.items():
        if only not in {"", name}:
            continue
        side = past.replay_past(
            sides={"base": msgspec.to_builtins(specs)}, tape_of="base", tape_file=tmp_path / f"{name}.npz",
            start=start, end=until, go_on=lambda *_: True,
        )["base"]  # fmt: skip
        found[name] = (side, *past.live_digest(scenario=name, start=start, end=until))
    return found


def unequal(found: dict[str, tuple[past.Replayed, str, int]]) -> dict[str, tuple[int, int]]:
    """Of the packs whose digests differ: how much was raised and cleared replayed, and live."""
    return {name: (side.turns, turns) for name, (side, live, turns) in found.items() if side.digest != live}


def test_every_judge_says_the_same_replayed_as_live(
    lived: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole past at once, and parts of it that begin with nothing remembered but what replays look up."""
    assert {specs[0]["judge"] for specs in PACKS.values()} == set(JUDGES)
    assert Reading.objects.filter(judged=False).exists()
    found = replayed(tmp_path, START, END)
    few = {name: turns for name, (_, _, turns) in found.items() if turns < 1 + (name != "change")}
    assert not few, "the stream must make every judge speak and fall silent"
    assert not unequal(found)
    monkeypatch.setattr(past, "LEAST_WARM_UP", timedelta(hours=1))
    parts = [NOW + timedelta(hours=hours) for hours in (0, 9, 17, 34)]
    for start, until in pairwise(parts):
        assert not unequal(replayed(tmp_path, start, until)), start


@pytest.mark.parametrize("weightless", [False, True])
def test_where_the_pack_confirms_by_itself_a_doubted_device_needs_a_person(
    town: Town, send: Send, weightless: bool
) -> None:
    services.install_rules(specs=PACKS["threshold"], kinds={}, now=NOW)
    Device.objects.filter(code="QX-1").update(doubted=["threshold"] if weightless else [])
    for minute in range(0, 120, 10):
        send(reading(minute, 7.5), now=NOW + timedelta(minutes=minute, seconds=1))
    row = Warning.objects.get()
    assert (row.level, row.doubted) == (4, weightless)
    assert (row.state, row.confirmed_at is None) == (("open", True) if weightless else ("confirmed", False))


def test_an_edited_calendar_reaches_the_rules_in_force_at_once(
    town: Town, cast: dict[str, Any], send: Send
) -> None:
    """And survives a restart from a snapshot as the step it was."""
    services.install_rules(specs=PACKS["scheduled"], kinds={}, now=NOW)
    devices(town)
    saturday = NOW + timedelta(days=1, hours=-4)
    duty = Who("person", cast["duty"].user.pk, None, "duty")

    def loud(first: int) -> int:
        for minute in range(first, first + 30, 5):
            at = saturday + timedelta(minutes=minute)
            one = {
                "id": f"{minute}",
                "source": "t",
                "device": "N-1",
                "kind": "noise",
                "value": 80,
                "time": at.isoformat(),
            }
            send(one | {"time": at.isoformat()}, now=at)
        return Warning.objects.count()

    assert loud(0) == 0, "no working day"
    day = Override(
        date=date(2026, 11, 21), kind=DayKind.LIEU_WORK, name_zh="补班", name_en="Working Saturday"
    )
    set_day(day=day, who=duty, now=saturday + timedelta(minutes=30))
    with transaction.atomic(), lane.replica().held() as held:
        snapshots.store(0, snapshots.shot(held.state), NOW)
    lane.replica().state = None
    assert loud(31) == 1


def test_a_device_on_trial_is_heard_from_its_acceptance_on(town: Town, send: Send, tmp_path: Path) -> None:
    """Live and replayed, as columns and signal by signal; what came before is shown as not judged."""
    services.install_rules(specs=PACKS["threshold"], kinds={}, now=NOW)
    Device.objects.filter(code="QX-1").update(trial=True)
    for minute in range(0, 240, 10):
        if minute == 120:
            Device.objects.filter(code="QX-1").update(trial=False, accepted_at=NOW + timedelta(minutes=115))
        send(reading(minute, 7.5), now=NOW + timedelta(minutes=minute, seconds=1))
    (row,) = Warning.objects.all()
    assert row.opened_at == NOW + timedelta(minutes=140)
    found = replayed(tmp_path, START, END, only="threshold")["threshold"]
    assert not unequal({"threshold": found})
    assert found[2] == 2
    shown = points(town.tilt.pk, START, END)
    assert [one["judged"] for one in shown] == [False] * 12 + [True] * 12
