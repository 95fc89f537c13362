"""The lane: every process folds the same steps to the same state; snapshots and restarts change nothing."""

import random
import sys
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection, transaction

from tests.sensing.conftest import NOW, WORDS, Town, detection, reading, signal
from tests.sensing.rulekit import goods
from weige.kernel.access import SYSTEM
from weige.sensing import services
from weige.sensing.models import Device, Reading, Snapshot, Step, Warning
from weige.sensing.rules.lanestate import LaneState
from weige.sensing.rules.signals import micros
from weige.sensing.services import Answer, Incoming, Speaker, lane
from weige.sensing.services.lane import Replica, snapshots
from weige.sensing.services.lane import log as lanelog

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch, town: Town) -> "Processes":
    return Processes(monkeypatch, 2)


class Processes:
    """Several copies of the lane, as if each were in a process of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
        self.replicas = [Replica(0) for _ in range(count)]
        self.at = 0
        monkeypatch.setattr(lane, "replica", lambda number=0: self.replicas[self.at])

    def send(self, process: int, *raws: Any, now: Any = LATER) -> list[Answer]:
        self.at = process
        speaker = Speaker("test", Device.objects.all())
        return services.intake(incoming=[Incoming(raw) for raw in raws], speaker=speaker, now=now)

    def state(self, process: int) -> LaneState:
        """The process's state, caught up."""
        with transaction.atomic(), self.replicas[process].held() as held:
            return held.state

    def restart(self, process: int) -> None:
        self.replicas[process] = Replica(0)


def digest() -> list[tuple[Any, ...]]:
    """All that became of warnings: rule, subject, level, state, moments."""
    rows = Warning.objects.order_by("scenario", "opened_at", "subject")
    return list(
        rows.values_list("scenario", "subject", "level", "state", "opened_at", "over_at", "count", "last_at")
    )


def story() -> list[dict[str, Any]]:
    """An hour in the little town: goods come and go, a house tilts, signals come late and twice."""
    rng, raws = random.Random(7), []
    for minute in range(60):
        if minute % 20 < 9:
            raws.append(detection(minute))
        else:
            raws.append(signal(minute, "heartbeat", device="CAM-1", data={"battery": 90 - minute}))
        raws.append(reading(minute, 4.4 + minute / 20 if minute < 50 else 1.0))
        if rng.random() < 0.3:
            raws.append(reading(minute - 1.5, 4.0, id=f"late{minute}"))
        if rng.random() < 0.2:
            raws.append(dict(rng.choice(raws)))
    return raws


def tell(processes: Processes, part: int, rng: random.Random) -> None:
    raws = story()
    cuts = sorted(rng.sample(range(len(raws)), 12))
    for start, end in zip([0, *cuts], [*cuts, len(raws)], strict=True):
        processes.send(rng.randrange(part), *raws[start:end])


def same(one: LaneState, other: LaneState) -> None:
    assert (one.position, one.stamp, one.readings) == (other.position, other.stamp, other.readings)
    assert one.dump() == other.dump()


def test_two_processes_alternating_are_as_exact_as_one(rules: None, two: Processes) -> None:
    with transaction.atomic():
        tell(two, 1, random.Random(1))
        alone, readings = digest(), Reading.objects.count()
        transaction.set_rollback(True)
    assert alone
    tell(two, 2, random.Random(1))
    assert digest() == alone
    assert Reading.objects.count() == readings
    same(two.state(0), two.state(1))


@pytest.mark.parametrize("seed", range(4))
def test_a_restart_at_any_point_changes_nothing(rules: None, two: Processes, seed: int) -> None:
    """Snapshot or none before it: what is folded again comes to the same."""
    rng, raws = random.Random(seed), story()
    with transaction.atomic():
        two.send(0, *raws)
        alone = digest()
        transaction.set_rollback(True)
    for start in range(0, len(raws), 10):
        if rng.random() < 0.3:
            snapshots.keep(0, snapshots.shot(two.state(0)), LATER)
        if rng.random() < 0.5:
            two.restart(0)
        two.send(0, *raws[start : start + 10])
    assert digest() == alone
    same(two.state(0), two.state(1))


def test_a_step_rolled_back_is_not_remembered(rules: None, two: Processes) -> None:
    with transaction.atomic():
        for part in ((0, 1, 2, 3), (6,), (4, 5)):
            two.send(0, *[detection(minute) for minute in part])
        alone = digest()
        transaction.set_rollback(True)
    two.send(0, *[detection(minute) for minute in range(4)])
    with transaction.atomic():
        two.send(0, detection(4), detection(5))
        transaction.set_rollback(True)
    assert not Warning.objects.exists()
    two.send(1, detection(6))
    two.send(0, detection(4), detection(5))
    assert digest() == alone != []
    same(two.state(0), two.state(1))


@pytest.mark.parametrize(
    ("module", "name"),
    [("intake", "fire"), ("intake", "note"), ("writing", "readings"), ("lane.log", "add")],
)
def test_whatever_fails_in_a_batch_leaves_nothing(
    rules: None, two: Processes, monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    two.send(0, *[detection(minute) for minute in range(5)])
    position = lanelog.position(0)[0]

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules[f"weige.sensing.services.{module}"], name, fail)
        with pytest.raises(RuntimeError, match="disk"):
            two.send(0, detection(5))
    assert lanelog.position(0)[0] == position
    two.send(0, detection(5))
    assert Warning.objects.get().opened_at == NOW + timedelta(minutes=5)


def test_what_people_do_reaches_every_process(rules: None, two: Processes, town: Town) -> None:
    two.send(0, *[detection(minute) for minute in range(6)])
    two.send(1, detection(6))
    services.dismiss(warning=Warning.objects.get(), reason_code="test", note="", who=SYSTEM, now=LATER)
    for process in (0, 1, 0):
        two.send(process, detection(7 + process))
    assert Warning.objects.count() == 1
    permit = services.grant_permit(
        kind="permitted-hours", place="shop:S-1", cells=[], holder="x", now=LATER,
        first_day=NOW.date(), last_day=NOW.date(),
    )  # fmt: skip
    two.send(1, *[detection(minute) for minute in range(20, 40)])
    assert Warning.objects.count() == 1
    services.revoke_permit(permit=permit, now=LATER)
    services.install_rule(spec=msgspec.to_builtins(goods(version=2, for_s=60, **WORDS)), kinds={}, now=LATER)
    two.send(0, *[detection(minute) for minute in range(40, 43)])
    assert Warning.objects.filter(state="open", version=2).count() == 1
    Device.objects.filter(pk=town.camera.pk).update(in_service=False)
    assert [two.send(process, detection(50))[0].reason for process in (0, 1)] == ["signal_device_retired"] * 2
    same(two.state(0), two.state(1))


def test_a_device_made_or_changed_by_any_way_is_known_at_once(
    rules: None, two: Processes, town: Town
) -> None:
    assert two.send(0, reading(0, 1.0, device="QX-2"))[0].status == "refused"
    alike = {
        name: getattr(town.tilt, name)
        for name in ("kind", "name_zh", "name_en", "lon", "lat", "registered_at")
    }
    limits = {"tilt": {"value": 2.0}}
    Device.objects.bulk_create([Device(**alike, code=f"QX-{number}", limits=limits) for number in (2, 3)])
    assert two.send(0, reading(0, 1.0, device="QX-2"))[0].status == "accepted"
    Device.objects.filter(code="QX-3").update(limits={"tilt": {"value": 1.0}}, zones="nonsense")
    two.send(1, *[reading(minute, 1.5, device="QX-3") for minute in range(0, 31, 10)])
    assert Warning.objects.get(subject="device:QX-3").level == 4
    Device.objects.filter(code="QX-2").update(last_value=7, name_zh="x")
    before = Step.objects.filter(kind="device").count()
    Device.objects.filter(code="QX-2").update(in_service=True)
    assert Step.objects.filter(kind="device").count() == before, "nothing the rules ask for has changed"
    same(two.state(0), two.state(1))


def test_an_unreadable_snapshot_is_left_aside(rules: None, two: Processes) -> None:
    two.send(0, *[detection(minute) for minute in range(4)])
    snapshots.keep(0, snapshots.shot(two.state(0)), LATER)
    two.send(0, detection(4))
    snapshots.keep(0, snapshots.shot(two.state(0)), LATER)
    assert Snapshot.objects.count() == 2
    newest = Snapshot.objects.order_by("-id").first()
    assert newest is not None
    Snapshot.objects.filter(pk=newest.pk).update(state=b"torn")
    two.send(1, detection(5))
    assert Warning.objects.get().opened_at == NOW + timedelta(minutes=5)
    same(two.state(0), two.state(1))


def test_old_steps_go_when_two_snapshots_are_newer(rules: None, two: Processes) -> None:
    for minute in range(30):
        two.send(0, reading(minute, 1.0))
    assert snapshots.due(0, LATER + timedelta(minutes=6))
    for _ in range(3):
        two.send(0, reading(minute + 1, 1.0), reading(minute + 2, 1.0))
        minute += 2
        snapshots.keep(0, snapshots.shot(two.state(0)), LATER)
    assert Snapshot.objects.count() == 2
    oldest = Snapshot.objects.order_by("id").values_list("position", flat=True)[0]
    assert Step.objects.order_by("position").values_list("position", flat=True)[0] == oldest
    two.restart(1)
    same(two.state(0), two.state(1))


def test_the_same_signal_twice_is_found_by_any_way(rules: None, two: Processes) -> None:
    first = [reading(minute, 1.0) for minute in range(10)]
    two.send(0, *first)
    two.restart(1)
    answers = two.send(1, *first, reading(3.5, 1.0), reading(3.5, 1.0), reading(3.5, 1.0, source="other"))
    assert [one.status for one in answers] == ["duplicate"] * 10 + ["accepted", "duplicate", "accepted"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sensing_snapshot")
    two.replicas = [Replica(0), Replica(0)]
    assert {one.status for one in two.send(0, *first)} == {"duplicate"}, "without any memory"


def test_large_batches_leave_last_words_to_the_flusher(
    rules: None, two: Processes, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weige.sensing.services.hearing.AT_ONCE", 1)
    two.send(0, *[detection(minute) for minute in range(6)], reading(1, 2.5))
    two.send(0, detection(6), reading(2, 2.6))
    assert set(Device.objects.filter(code__in=("CAM-1", "QX-1")).values_list("state", "last_value")) == {
        ("new", None)
    }
    assert Warning.objects.get().count == 6
    two.at = 1
    assert services.flush() > 0
    rows = {row.code: row for row in Device.objects.all()}
    assert rows["QX-1"].last_value == 2.6
    assert {rows[code].state for code in ("CAM-1", "QX-1")} == {"online"}
    assert Warning.objects.get().count == 7
    assert services.flush() == 0


def test_the_flusher_calls_nobody_online_again_who_fell_silent_meanwhile(
    rules: None, two: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weige.sensing.services.hearing.AT_ONCE", 1)
    two.send(0, detection(6), reading(1, 2.5), reading(2, 2.6))
    Device.objects.filter(code="QX-1").update(state="offline")  # as a sweep of another process just has
    two.at = 1
    assert services.flush() > 0
    assert Device.objects.get(code="CAM-1").state == "online"
    assert Device.objects.get(code="QX-1").state == "offline"


def test_the_flusher_goes_in_pieces_and_writes_over_nothing_newer(
    rules: None, two: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weige.sensing.services.hearing.AT_ONCE", 1)
    monkeypatch.setattr("weige.sensing.services.hearing.PIECE", 1)
    two.send(0, detection(6), reading(1, 2.5), reading(2, 2.6))
    between: list[set[Any]] = []

    def meanwhile(_: float) -> None:
        between.append(
            set(Device.objects.values_list("code", "last_value").filter(last_seen_at__isnull=False))
        )
        Device.objects.filter(last_seen_at=None).update(
            last_seen_at=LATER + timedelta(hours=1), last_value=9.0
        )

    monkeypatch.setattr("weige.sensing.services.hearing.time.sleep", meanwhile)
    assert services.flush() > 0
    assert between == [{("QX-1", 2.6)}]
    assert Device.objects.get(code="CAM-1").last_value == 9.0
    assert Device.objects.get(code="QX-1").last_value == 2.6


def test_a_problem_that_ends_and_comes_back_within_one_batch_is_two_warnings(
    rules: None, two: Processes
) -> None:
    two.send(0, *[detection(minute) for minute in range(7)])
    gone = [signal(minute, "heartbeat", device="CAM-1") for minute in range(7, 12)]
    two.send(0, *gone, *[detection(minute) for minute in range(12, 19)])
    rows = Warning.objects.order_by("opened_at").values_list("state", "opened_at")
    assert list(rows) == [("cleared", NOW + timedelta(minutes=5)), ("open", NOW + timedelta(minutes=17))]


def test_where_much_comes_in_the_look_back_is_short(rules: None, two: Processes) -> None:
    two.send(0, *[reading(minute, 1.0) for minute in range(5)])
    two.send(0, *[reading(minute, 1.0) for minute in range(5, 10)])
    state = two.state(0)
    assert state.lately(100) is None
    assert state.lately(5) == micros(NOW + timedelta(minutes=5))
    services.summarize(now=NOW)
