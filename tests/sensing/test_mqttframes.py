"""Bytes into messages and back: cut anywhere, too large, hostile; against the packets of the other codec."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weige.sensing import mqttframes
from weige.sensing.mqttfive.codec import MOST, PUBLISH, Malformed, Packet, Reader
from weige.sensing.mqttframes import Frames, Publication

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00#+"), min_size=1, max_size=30)


def frame(one: Publication) -> bytes:
    topic = one.topic.encode()
    mid = one.mid.to_bytes(2, "big") if one.qos else b""
    return Packet(PUBLISH, one.qos << 1, len(topic).to_bytes(2, "big") + topic + mid + one.payload).encoded()


@st.composite
def publications(draw: st.DrawFn) -> Publication:
    qos = draw(st.integers(0, 1))
    mid = draw(st.integers(1, 65535)) if qos else 0
    size = draw(st.sampled_from([0, 1, 100, 127, 128, 300, 20_000]))
    return Publication(
        draw(TEXTS), bytes(draw(st.integers(0, 255)) for _ in range(2)) * (size // 2), mid, qos
    )


@given(st.lists(publications(), max_size=8), st.lists(st.integers(1, 5000), max_size=12))
def test_however_it_is_cut_the_same_messages_come_out(sent: list[Publication], cuts: list[int]) -> None:
    data = b"".join(frame(one) + Packet(13, 0, b"").encoded() for one in sent)
    frames, found, others = Frames(), [], 0
    for size in [*cuts, len(data) + 1]:
        messages, packets = frames.feed(data[:size])
        data = data[size:]
        found += messages
        others += len(packets)
    assert found == sent
    assert others == len(sent)


def test_what_is_too_large_comes_without_its_payload_and_stops_nobody() -> None:
    huge = frame(Publication("weige/QX-1/tilt", b"x" * (MOST + 10), 7, 1))
    small = Publication("weige/QX-2/tilt", b"{}", 8, 1)
    data = huge + frame(small)
    frames, found = Frames(), []
    for start in range(0, len(data), 65536):
        found += frames.feed(data[start : start + 65536])[0]
        assert len(frames.rest) < 2**17, "what is dropped is not kept"
    assert found == [Publication("weige/QX-1/tilt", b"", 7, 1), small]


def test_a_topic_that_is_no_text_is_a_topic_of_nobody() -> None:
    raw = b"\x00\x07weige/\xff{}"
    assert Frames().feed(Packet(PUBLISH, 0, raw).encoded())[0] == [Publication("weige/\ufffd", b"{}", 0, 0)]


@pytest.mark.parametrize(
    "raw",
    [
        b"\x30\xff\xff\xff\xff\x01", b"\x30\x01\x00", b"\x30\x02\x00\x09", b"\x32\x03\x00\x01a",
        b"\x34\x05\x00\x01a\x00\x01",
    ],
)  # fmt: skip
def test_nonsense_is_said_to_be_nonsense(raw: bytes) -> None:
    with pytest.raises(Malformed):
        Frames().feed(raw)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    try:
        Frames().feed(raw)
    except Malformed:
        return


def test_topics_are_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqttframes, "KEPT_TOPICS", 3)
    frames = Frames()
    for number in range(10):
        assert frames.feed(frame(Publication(f"t/{number}", b"", 0, 0)))[0][0].topic == f"t/{number}"
        assert len(frames.topics) <= 3


def test_what_we_say_is_what_the_standard_says() -> None:
    first = mqttframes.connect("weige-intake", "who", "word", 30)
    reader = Reader(first[2:])
    assert (reader.text()[2:], reader.number(1)) == (b"MQTT", 4)
    assert reader.number(1) == 0xC0, "user and password, and the session lasts"
    assert reader.number(2) == 30
    assert [reader.text()[2:] for _ in range(3)] == [b"weige-intake", b"who", b"word"]
    assert not reader.more
    assert mqttframes.acknowledged([1, 0x1234]) == b"\x40\x02\x00\x01\x40\x02\x12\x34"
    assert mqttframes.subscribe(2, ["a/#"]) == b"\x82\x08\x00\x02\x00\x03a/#\x01"
    assert mqttframes.unsubscribe(1, ["a"]) == b"\xa2\x05\x00\x01\x00\x01a"
