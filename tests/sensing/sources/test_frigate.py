"""Frigate's messages as they come: one observation from many messages in any order, zones, scores, hostile ones."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sensing.sources.hostile import spoilt, usable
from weige.sensing.sources import Bad, Told, frigate
from weige.sensing.sources.frigate import Observation, merged

RECEIVED = "2026-11-20T07:22:00+00:00"


def event(phase: str = "update", frame: float = 6.0, **more: Any) -> dict[str, Any]:
    """The example of docs.frigate.video (MQTT), shortened in nothing that is read."""
    after = {
        "id": "1607123955.475377-mxklsc",
        "camera": "front_door",
        "frame_time": 1607123955.475377 + frame,
        "snapshot": {
            "frame_time": 1607123965.975463,
            "box": [415, 489, 528, 700],
            "score": 0.77546,
            "attributes": [],
        },
        "label": "car",
        "sub_label": None,
        "top_score": 0.958984375,
        "false_positive": False,
        "start_time": 1607123955.475377,
        "end_time": None,
        "score": 0.7890625,
        "box": [424, 500, 536, 712],
        "area": 23744,
        "ratio": 2.113207,
        "region": [264, 450, 667, 853],
        "current_zones": ["driveway"],
        "entered_zones": ["yard", "driveway"],
        "thumbnail": None,
        "has_snapshot": False,
        "has_clip": False,
        "stationary": False,
        "motionless_count": 0,
        "position_changes": 2,
        "attributes": {"face": 0.64},
        "current_attributes": [],
    }
    return {"type": phase, "before": dict(after), "after": after | more}


def only(pieces: list[Any]) -> Told:
    assert len(pieces) == 1
    assert isinstance(pieces[0], Told)
    usable(pieces[0].signal)
    return pieces[0]


def test_an_update_is_a_detection_at_the_time_of_its_frame() -> None:
    told = only(frigate.events(event()))
    assert told.name == "front_door"
    assert told.signal["kind"] == "detection"
    assert told.signal["time"] == "2020-12-04T23:19:21.475377+00:00"
    assert told.signal["data"]["objects"] == [
        {"label": "vehicle", "confidence": 0.959, "track": "1607123955.475377-mxklsc", "zone": "driveway"}
    ]
    assert told.signal["data"]["observation"] == "1607123955.475377-mxklsc"
    assert "until" not in told.signal["data"]


def test_new_counts_from_the_start_and_end_to_the_end() -> None:
    start = only(frigate.events(event("new", 2)))
    assert start.signal["time"].startswith("2020-12-04T23:19:15.475")
    end = only(frigate.events(event("end", 60, end_time=1607123955.475377 + 90)))
    assert end.signal["time"] == end.signal["data"]["until"] == "2020-12-04T23:20:45.475377+00:00"
    assert start.signal["id"] != end.signal["id"]


def test_the_same_message_twice_has_the_same_id() -> None:
    assert frigate.events(event()) == frigate.events(event())


def test_an_object_in_two_zones_is_told_for_each_and_in_none_for_the_camera() -> None:
    two = only(frigate.events(event(current_zones=["a", "b"])))
    assert [one["zone"] for one in two.signal["data"]["objects"]] == ["a", "b"]
    none = only(frigate.events(event(current_zones=[])))
    assert "zone" not in none.signal["data"]["objects"][0]


def test_a_false_positive_is_a_living_camera_and_no_object() -> None:
    told = only(frigate.events(event(false_positive=True)))
    assert (told.signal["kind"], told.signal["data"]) == ("heartbeat", {})


def test_a_review_names_its_objects_in_its_zones() -> None:
    after = {
        "id": "1718987129.308396-fqk5ka", "camera": "front_cam", "start_time": 1718987129.308396, "end_time": None,
        "severity": "alert", "thumb_path": "/media/frigate/clips/review/thumb.webp",
        "data": {"detections": ["a-b"], "objects": ["person-verified", "car"], "sub_labels": ["Bob"],
                 "zones": ["yard"], "audio": []},
    }  # fmt: skip
    told = only(frigate.reviews({"type": "new", "before": after, "after": after}, RECEIVED))
    assert [one["label"] for one in told.signal["data"]["objects"]] == ["person", "vehicle"]
    assert "Bob" not in str(told.signal)
    later = only(frigate.reviews({"type": "update", "before": after, "after": after}, RECEIVED))
    assert later.signal["time"] == RECEIVED


def test_stats_are_a_heartbeat_of_every_camera_with_pictures() -> None:
    raw = {
        "cameras": {"a": {"camera_fps": 5.1}, "b": {"camera_fps": 0.0}, "c": {}},
        "service": {"last_updated": 1718987129, "uptime": 5},
    }
    told = [one for one in frigate.stats(raw, RECEIVED) if isinstance(one, Told)]
    assert [one.name for one in told] == ["a"]
    assert told[0].signal["time"] == "2024-06-21T16:25:29+00:00"


def test_a_snapshot_shows_the_living_object_of_its_label() -> None:
    seen = frigate.observation(event())
    assert isinstance(seen, Observation)
    told = only(frigate.snapshot("front_door", seen, b"\xff\xd8\xff", RECEIVED))
    assert told.signal["data"]["pictures"] == ["/9j/"]
    assert frigate.snapshot("front_door", None, b"\xff\xd8\xff", RECEIVED) == []
    assert frigate.snapshot("front_door", seen, b"x" * 500_000, RECEIVED) == []


def test_what_is_not_frigates_is_said_to_be_so() -> None:
    for raw in (None, [], "online", {"type": "new"}, {"type": "odd", "after": {}}):
        assert frigate.events(raw) == [Bad("source_not_frigate")]
        assert frigate.reviews(raw, RECEIVED) == [Bad("source_not_frigate")]
    assert frigate.stats({"cameras": []}, RECEIVED) == [Bad("source_not_frigate")]


MESSAGES = st.builds(
    event,
    st.sampled_from(["new", "update", "end"]),
    st.integers(0, 600).map(float),
    top_score=st.sampled_from([0.5, 0.7, 0.9]),
    current_zones=st.sampled_from([[], ["a"], ["a", "b"]]),
)


@given(st.lists(MESSAGES, min_size=1, max_size=8), st.randoms(), st.data())
def test_order_and_repetition_do_not_matter(messages: list[Any], dice: Any, data: Any) -> None:
    """New, update and end of one id, shuffled and doubled, are the same observation."""
    for one in messages:
        if one["type"] == "end":
            one["after"]["end_time"] = one["after"]["frame_time"]
    again = data.draw(st.lists(st.sampled_from(messages), max_size=6))
    shuffled = [*messages, *again]
    dice.shuffle(shuffled)
    results = []
    for order in (messages, shuffled):
        whole = None
        for raw in order:
            seen = frigate.observation(raw)
            assert isinstance(seen, Observation)
            whole = merged(whole, seen)
        results.append(whole)
    assert results[0] == results[1]
    ended = any(one["type"] == "end" for one in messages)
    assert results[0] is not None
    assert (results[0].until is not None) == ended


@settings(max_examples=300)
@given(spoilt(event()))
def test_hostile_events_never_raise(raw: Any) -> None:
    for piece in frigate.events(raw):
        if isinstance(piece, Told):
            usable(piece.signal)


REVIEW = {
    "type": "end",
    "after": {
        "id": "r", "camera": "c", "start_time": 1.0, "end_time": 2.0, "severity": "alert",
        "data": {"objects": ["car"], "zones": ["z"]},
    },
}  # fmt: skip
STATS = {"cameras": {"a": {"camera_fps": 5.0}}, "service": {"last_updated": 1718987129}}


@settings(max_examples=200)
@given(spoilt(REVIEW), spoilt(STATS))
def test_hostile_reviews_and_stats_never_raise(review: Any, state: Any) -> None:
    for piece in [*frigate.reviews(review, RECEIVED), *frigate.stats(state, RECEIVED)]:
        if isinstance(piece, Told):
            usable(piece.signal)
