"""The past replayed: the version in force says the same as it did live, and a recount the same as a replay."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.sensing.conftest import NOW, WORDS, Send, Town, detection, reading, signal
from tests.sensing.rulekit import goods, tilt
from weige.kernel.access import Who
from weige.sensing import services
from weige.sensing.models import Warning
from weige.sensing.services import past
from weige.sensing.services.warnings import confirm, dismiss, end

pytestmark = pytest.mark.django_db

START, END = NOW - timedelta(hours=1), NOW + timedelta(hours=12)


def spec(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(goods(**WORDS | changes))
    return found


def replay(tmp_path: Path, *rules: dict[str, Any], go_on: past.GoOn = lambda *_: True) -> list[past.Replayed]:
    """Each rule as a side of its own; the first one's tape is kept."""
    sides = {str(number): [rule] for number, rule in enumerate(rules)}
    tape = {"tape_of": "0", "tape_file": tmp_path / "tape.npz"}
    found = past.replay_past(sides=sides, start=START, end=END, go_on=go_on, **tape)
    return list(found.values())


@pytest.fixture
def day(town: Town, rules: None, send: Send, cast: dict[str, Any]) -> None:
    """Goods four times; people confirm, dismiss and close; a tilt that climbs and falls; some signals late."""

    def seen(first: int, last: int, received: int | None = None, **more: Any) -> None:
        for minute in range(first, last + 1):
            send(detection(minute, **more), now=at(received or minute))

    def at(minute: float) -> datetime:
        return NOW + timedelta(minutes=minute, seconds=1)

    duty = Who("person", cast["duty"].user.pk, None, "duty")
    seen(0, 8)
    confirm(warning=Warning.objects.get(), who=duty, now=at(8.5))
    Warning.objects.update(case_id="00000000-0000-0000-0000-000000000001")
    seen(9, 20)
    end(case_id=Warning.objects.get().case_id, outcome="closed", now=at(20.5))  # type: ignore[arg-type]
    seen(21, 28)  # the full time anew: a second warning
    dismiss(warning=Warning.objects.get(state="open"), reason_code="passing", note="", who=duty, now=at(28.5))
    seen(29, 35)  # stays quiet
    for minute in (40, 45, 50):
        send(signal(minute, "heartbeat", device="CAM-1"), now=at(minute))
    seen(60, 70)
    seen(72, 73, 75)  # late, but within the horizon
    send(signal(74, "heartbeat", device="CAM-1"), now=at(76))
    send(signal(90, "heartbeat", device="CAM-1"), now=at(90))
    for minute in range(0, 300, 10):
        value = 4.4 if minute < 100 else 5.9 if minute < 200 else 1.0
        send(reading(minute, value), now=at(minute))


def test_the_version_in_force_says_the_same_as_live(day: None, tmp_path: Path) -> None:
    """Two sides at once, each the digest of its own live past."""
    for name, rule in (("goods", spec()), ("tilt", msgspec.to_builtins(tilt(**WORDS)))):
        (told,) = replay(tmp_path, rule)
        live, turns = past.live_digest(scenario=name, start=START, end=END)
        assert turns == told.turns >= 3
        assert told.digest == live, name
        assert len(told.warnings) == Warning.objects.filter(scenario=name).count()


def test_without_the_acts_of_people_it_would_be_another_day(
    day: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The acts are what makes the digests equal: the test above can fail."""
    monkeypatch.setattr(past.done, "acts", lambda *_: [])
    (told,) = replay(tmp_path, spec())
    assert told.digest != past.live_digest(scenario="goods", start=START, end=END)[0]


def test_a_changed_rule_beside_the_one_in_force(day: None, tmp_path: Path) -> None:
    base, changed = replay(tmp_path, spec(), spec(for_s=1020))
    assert len(base.warnings) == 3
    assert len(changed.warnings) < len(base.warnings)
    assert past.recount(spec=spec(for_s=1020), tape_file=tmp_path / "tape.npz").digest == changed.digest
    assert past.recount(spec=spec(), tape_file=tmp_path / "tape.npz").digest == base.digest


def test_the_replay_stores_nothing_and_tells_nobody(
    day: None, tmp_path: Path, django_assert_num_queries: Callable[[int], Any]
) -> None:
    before = Warning.objects.count()
    with django_assert_num_queries(12):  # acts 7, permits, calendar, devices, archived days, the cursor
        replay(tmp_path, spec(), spec(for_s=60))
    assert Warning.objects.count() == before


def test_it_stops_when_told(day: None, tmp_path: Path) -> None:
    with pytest.raises(past.Stopped):
        replay(tmp_path, spec(), go_on=lambda *_: False)
    assert not (tmp_path / "tape.npz").exists()


def test_permits_count_from_the_moment_they_were_given(
    town: Town, rules: None, send: Send, tmp_path: Path
) -> None:
    for minute in range(4):
        send(detection(minute), now=NOW + timedelta(minutes=minute, seconds=1))
    services.grant_permit(
        kind="permitted-hours",
        place="shop:S-1",
        holder="S-1",
        first_day=NOW.date(),
        last_day=NOW.date(),
        cells=town.shop.cells,
        now=NOW + timedelta(minutes=3, seconds=30),
    )
    for minute in range(4, 12):
        send(detection(minute), now=NOW + timedelta(minutes=minute, seconds=1))
    (told,) = replay(tmp_path, spec())
    assert told.warnings == []
    assert Warning.objects.count() == 0


def test_verdicts_are_what_people_said(day: None) -> None:
    found = past.verdicts(scenario="goods", start=START, end=END)
    assert [one.verdict for one in found] == ["true", "false", ""]
    assert found[0].since == NOW


def test_every_stay_is_there_for_the_histogram(day: None, tmp_path: Path) -> None:
    replay(tmp_path, spec())
    found = past.stays(spec=spec(), tape_file=tmp_path / "tape.npz")
    assert [round(one.seconds / 60) for one in found] == [35, 13]
    assert {one.height for one in found} == {0.9}
