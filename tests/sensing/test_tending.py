"""Who looks after the lane: its keeper beside the intake; the worker only while that is away."""

import itertools
import threading
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from tests.sensing.conftest import NOW, Send, Town, signal
from weige.sensing import services, tasks
from weige.sensing.keeper import Keeper
from weige.sensing.models import Device, Warning
from weige.sensing.rules.signals import micros, moment
from weige.sensing.services import lane, sweeping
from weige.sensing.services.lane import Replica
from weige.sensing.services.lane import log as lanelog


@pytest.mark.django_db
def test_the_worker_leaves_the_lane_to_its_keeper(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [NOW]
    monkeypatch.setattr("weige.kernel.timesource.real_now", lambda: clock[0])
    Keeper(lambda: NOW, lambda: clock[0]).look()
    swept = lanelog.position(0)[1]
    assert swept == NOW
    monkeypatch.setattr(sweeping, "_mine", {})  # as another process sees it
    clock[0] += timedelta(seconds=1)
    assert services.attended(real_now=clock[0])
    tasks.sweep(now=NOW)
    assert lanelog.position(0)[1] == swept, "the keeper is at it"
    clock[0] += timedelta(seconds=3)
    assert not services.attended(real_now=clock[0])
    tasks.sweep(now=NOW)
    assert lanelog.position(0)[1] == clock[0], "it has not looked for three seconds: the worker does"
    clock[0] += timedelta(seconds=1)
    assert not services.attended(real_now=clock[0]), "and goes on, for it was itself that looked"


def test_who_writes_down_for_long_holds_up_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty thousand devices' rows take seconds: silence is looked for meanwhile."""
    written, looked, stop = threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        assert looked.wait(10), "nobody looked while rows were written"
        written.set()

    monkeypatch.setattr(services, "flush", write)
    monkeypatch.setattr(services, "sweep", lambda **_: looked.set())
    monkeypatch.setattr(services, "keep_snapshot", lambda **_: stop.set())
    keeping = threading.Thread(target=Keeper(lambda: NOW, lambda: NOW).run, args=(stop,))
    keeping.start()
    keeping.join(20)
    assert written.is_set()


WORDS = {"zh": "沉默", "en": "Silent"}
SILENT = {
    "scenario": "silent", "version": 1, "name": WORDS, "title": WORDS, "sentence": WORDS,
    "signal": {"kind": "any", "device_kinds": ["tilt", "crack"]}, "judge": "absence",
    "levels": [{"level": "yellow"}], "for_s": 40, "gap_s": 0, "clear_after_s": 0, "one_per": "device",
}  # fmt: skip


@pytest.mark.django_db
def test_who_is_long_at_it_says_so_meanwhile(town: Town, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mass silence takes a while: nobody else takes the keeper for gone and begins the same work beside it."""
    services.install_rule(spec=SILENT, kinds={}, now=NOW)
    send(signal(0, "tilt", device="QX-1", value=1.0), signal(0.5, "crack", device="CK-1", value=0.1))
    services.sweep(now=NOW + timedelta(seconds=30), real_now=NOW)
    assert not Warning.objects.exists()
    seconds = itertools.count(step=5)
    monkeypatch.setattr(sweeping, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    began = NOW + timedelta(seconds=1)
    services.sweep(now=NOW + timedelta(minutes=5), real_now=began)
    assert Warning.objects.count() == 2
    monkeypatch.setattr(sweeping, "_mine", {})  # as another process sees it
    assert lanelog.position(0)[1] == began + timedelta(seconds=5), "the second slice began five seconds later"
    assert services.attended(real_now=began + timedelta(seconds=7))


@pytest.mark.django_db(transaction=True)
def test_what_is_folded_but_not_committed_is_waited_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread of the process is about to commit: neither is the lane's memory thrown away nor is it waited for
    with the memory in hand, which that thread needs too.
    """
    here = Replica(0)
    monkeypatch.setattr(lane, "replica", lambda number=0: here)
    services.forgive_silence(now=NOW)
    folded, go = threading.Event(), threading.Event()

    def sibling() -> None:
        try:
            with transaction.atomic():
                services.forgive_silence(now=NOW + timedelta(minutes=1))
                folded.set()
                assert go.wait(10)
        finally:
            connection.close()

    loads, thread = here.loads, threading.Thread(target=sibling)
    thread.start()
    assert folded.wait(10)
    threading.Timer(0.05, go.set).start()
    with here.seen() as state:
        assert (state.position, state.stamp) == (
            lanelog.position(0)[0],
            lanelog.since(0, state.position)[0].stamp,
        )
    thread.join(10)
    assert here.loads == loads


@pytest.mark.django_db
def test_devices_are_blamed_for_silence_only_once_they_can_be_heard(town: Town, send: Send) -> None:
    """A demonstration gets ready while its clock runs: they are forgiven until they may be there."""
    send(signal(0, "tilt", device="QX-1", value=1.0))
    device = Device.objects.get(code="QX-1")
    start = NOW + timedelta(hours=12)
    ready = start + timedelta(minutes=20)

    def blamed_from() -> datetime:
        with lane.replica().seen() as state:
            vital = state.vitals.get(device.pk)
        assert vital is not None
        assert vital.silent_after is not None
        return moment(vital.silent_after)

    services.forgive_silence(now=start)
    may = blamed_from() - start
    services.forgive_silence(now=start, until=ready)
    assert blamed_from() == ready + may
    services.forgive_silence(
        now=NOW + timedelta(minutes=1)
    )  # the intake is up and finds that nobody had looked
    assert blamed_from() == ready + may, "what was forgiven for longer stays so"
    with lane.replica().seen() as state:
        assert state.vitals.silent(micros(ready + may)) == []
        assert device.pk in state.vitals.silent(micros(ready + may) + 1)
