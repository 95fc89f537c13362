"""Part of the street speaks foreign formats: cameras with Frigate, registers with CloudEvents; adapters read them."""

import json

from tests.simulator.test_street import _quick_pictures, live  # noqa: F401 - a fixture for all tests here
from tests.simulator.world import paper
from weige.sensing.sources import Told, cloudevents, frigate
from weige.sensing.sources.cloudevents import Change, Event
from weige.simulator.actors.registrar import TENANT
from weige.simulator.frigate import MODEL

RECEIVED = "2026-11-20T07:22:00+00:00"


def test_a_frigate_camera_sends_frigates_messages_and_nothing_of_ours() -> None:
    server = paper()
    camera = next(one for one in server.lists["/api/devices"] if one["code"] == "CAM-1")
    camera["model"] = MODEL
    _, broker = live(server, 24)
    sent = [(kind, body) for code, kind, body in broker.sent if code == "CAM-1"]
    events = [body for kind, body in sent if kind == "frigate/events"]
    assert {one["type"] for one in events} == {"new", "end"}
    told = [piece for one in events for piece in frigate.events(one)]
    assert all(isinstance(one, Told) and one.name == "CAM-1" for one in told)
    assert told[0].signal["data"]["objects"][0]["label"] == "vehicle"  # type: ignore[union-attr]
    stats = [body for kind, body in sent if kind == "frigate/stats"]
    assert len(stats) > 1000, "one a minute"
    assert all(isinstance(one, Told) for one in frigate.stats(stats[0], RECEIVED))
    assert any(kind.endswith("/snapshot") and isinstance(body, bytes) for kind, body in sent)
    ours = [one for one in server.signals if one["device"] == "CAM-1"]
    assert {one["data"].get("label") for one in ours} <= {"goods"}, "no heartbeats and no cars"


def test_registers_send_changes_at_protected_houses() -> None:
    server = paper()
    house = next(one for one in server.lists["/api/devices"] if one["code"] == "QX-1")
    house |= {"building": "B-1", "place_zh": "元芳弄7号"}
    live(server, 72)
    assert len(server.changes) > 3
    for raw in server.changes:
        event = cloudevents.structured(raw)
        assert isinstance(event, Event)
        change = cloudevents.translated(event, RECEIVED)
        assert isinstance(change, Change)
        assert TENANT in json.dumps(raw, ensure_ascii=False)
        assert TENANT not in json.dumps(change.signal, ensure_ascii=False)
    assert len({one["id"] for one in server.changes}) == len(server.changes)
