"""Which lane a device belongs to, what a pack is called, who holds which lane, and what the brokers are told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from weige.sensing import broker, jetstream
from weige.sensing.models import Lane, LaneLease, LaneWorker, Snapshot
from weige.sensing.queries import lanes as facts
from weige.sensing.rules import packs
from weige.sensing.rules.partition import lane_of, place_of
from weige.sensing.rules.signals import Signal
from weige.sensing.services import leases
from weige.sensing.services.lanes import TooFew, set_lanes

SIGNAL = Signal("1", "mqtt", "QX-1", "tilt", 1_700_000_000_000_000, 1.5, {})


def test_the_place_decides() -> None:
    zones = [{"id": "a", "shop": "S-2"}, {"id": "b", "shop": "S-1"}, {"id": "c"}]
    assert place_of("CAM-1", "S-9", "B-1", zones) == "building:B-1"
    assert place_of("CAM-1", "S-9", None, zones) == "shop:S-9"
    assert place_of("CAM-1", None, None, zones) == "shop:S-1"
    assert place_of("CAM-1", None, None, []) == "device:CAM-1"


def test_the_hash_is_the_same_everywhere_and_for_ever() -> None:
    """Another result would send devices to other lanes than those that hold their state."""
    assert [lane_of(f"device:QX-{n}", 16) for n in range(8)] == [4, 7, 12, 14, 4, 13, 0, 15]


def test_lanes_are_used_evenly() -> None:
    counts = [0] * 16
    for number in range(16_000):
        counts[lane_of(f"device:D{number}", 16)] += 1
    assert min(counts) > 850
    assert max(counts) < 1150


@given(
    st.lists(st.builds(lambda n, v: replace(SIGNAL, id=str(n), value=v), st.integers(0, 9), st.floats(0, 1)))
)
def test_packs_hold_all_signals_in_order(signals: list[Signal]) -> None:
    found = [packs.unpack(payload) for _, payload in packs.pack("gw", 5, signals)]
    assert [one for pack in found for one in pack.signals] == signals
    assert all((pack.speaker, pack.received) == ("gw", 5) for pack in found)


def test_a_pack_is_called_by_what_is_in_it() -> None:
    """Delivered again it has the same name, whenever that is; anything else has another."""
    names = [name for name, _ in packs.pack("gw", 5, [SIGNAL])]
    assert [name for name, _ in packs.pack("other", 6, [replace(SIGNAL, value=9.0)])] == names
    assert packs.name_of([replace(SIGNAL, id="2")]) not in names
    assert packs.name_of([SIGNAL, SIGNAL]) not in names


def test_packs_are_cut_by_number_and_by_size() -> None:
    assert len(list(packs.pack("gw", 5, [replace(SIGNAL, id=str(n)) for n in range(1001)]))) == 3
    large = [replace(SIGNAL, id=str(n), data={"x": "y" * 60_000}) for n in range(40)]
    sizes = [len(payload) for _, payload in packs.pack("gw", 5, large)]
    assert len(sizes) > 1
    assert max(sizes) < 2 * packs.BYTES


@pytest.mark.parametrize("payload", [b"", b"\xc1", b"{}", msgspec.msgpack.encode([1, 2, 3])])
def test_what_is_no_pack_is_refused(payload: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        packs.unpack(payload)


def wait_out(*workers: str) -> None:
    """As if these had been silent for longer than a worker may be."""
    LaneWorker.objects.filter(name__in=workers).update(seen_at="2020-01-01T00:00Z")
    LaneLease.objects.filter(worker__in=workers).update(until="2020-01-01T00:00Z")


@pytest.mark.django_db(transaction=True)
def test_lanes_are_shared_and_those_of_the_lost_taken_over() -> None:
    assert set_lanes(count=5)
    assert leases.beat(worker="a") == {0, 1, 2, 3, 4}
    assert leases.beat(worker="b") == set(), "nothing is free yet"
    assert leases.beat(worker="a") == {0, 1, 2}, "more than the share is given back"
    assert leases.beat(worker="b") == {3, 4}
    assert facts.alive() == ["a", "b"]
    wait_out("a")
    assert leases.beat(worker="b") == {0, 1, 2, 3, 4}
    assert leases.beat(worker="a") == set(), "who was only slow has lost them too"
    assert [row["worker"] for row in facts.listed()] == ["b"] * 5
    leases.leave(worker="b")
    assert leases.beat(worker="a") == {0, 1, 2, 3, 4}


@pytest.mark.django_db(transaction=True)
def test_more_lanes_begin_anew_and_fewer_are_refused() -> None:
    assert set_lanes(count=2)
    assert not set_lanes(count=2)
    stamps = dict(Lane.objects.values_list("number", "stamp"))
    assert set_lanes(count=3)
    assert not Snapshot.objects.exists()
    assert all(Lane.objects.get(number=number).stamp != stamp for number, stamp in stamps.items())
    with pytest.raises(TooFew):
        set_lanes(count=2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sensing_step")
        assert cursor.fetchone()[0] == 3, "one beginning a lane"


def test_a_broker_of_several_is_told_its_place_and_nobody_may_publish_to_lanes_but_publishers(
    tmp_path: Path,
) -> None:
    node = broker.Node("n1", "127.0.0.1", 4221, 6221, ("127.0.0.1:6222", "127.0.0.1:6223"))
    device = broker.BrokerUser("lane", "pw", "lane")
    text = broker.broker_config(tmp_path, broker.Listening(1883), [device], "", node)
    assert 'server_name: "n1"' in text
    assert "stream_replicas: 3" in text
    assert text.count("nats-route://") == 2
    users = [line for line in text.splitlines() if "user: " in line and "permissions" in line]
    assert [line for line in users if '"lane.*"' in line] == [
        line for line in users if jetstream.LANE_USER in line
    ]
    alone: Any = broker.broker_config(tmp_path, broker.Listening(1883), [device])
    assert "cluster" not in alone
    assert 'host: "127.0.0.1"\nport: -1' in alone
