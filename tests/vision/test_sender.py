"""To the server: in order, again until answered, under the same ids; lighter when too much waits."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.vision.clips import START
from weige.vision import sender
from weige.vision.sender import Outbox, Sender


class Server:
    """Answers what it is told to, one answer a request, and writes down what came."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers: Iterator[int | Exception] = iter(answers)
        self.heard: list[list[str]] = []
        self.told: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        batch = json.loads(request.content)
        self.told.append(request.headers["Authorization"])
        self.heard.append([signal["id"] for signal in batch])
        answer = next(self.answers, 200)
        if isinstance(answer, Exception):
            raise answer
        if answer != 200:
            return httpx.Response(answer, text="no")
        items = [{"id": one["id"], "status": "accepted", "reason": None} for one in batch]
        return httpx.Response(200, json={"items": items})


def speaking(server: Server, outbox: Outbox) -> Sender:
    http = httpx.Client(base_url="http://server", transport=httpx.MockTransport(server))
    return Sender(outbox, http, "secret")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "PAUSES_S", (0.0,))


def test_nothing_is_lost_and_nothing_has_two_names_when_the_server_is_away() -> None:
    server, outbox = Server(httpx.ConnectError("down"), 503, 401, 200), Outbox("CAM-1", run="r")
    for _ in range(3):
        outbox.put("heartbeat", START, {})
    voice = speaking(server, outbox)
    voice.start()
    assert voice.stop(10)
    assert server.heard == [["r-1", "r-2", "r-3"]] * 4
    assert set(server.told) == {"Device CAM-1:secret"}
    assert outbox.counts.accepted == 3


def test_what_the_server_refuses_is_counted_and_not_sent_again() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, json={"items": [{"id": "x", "status": "refused", "reason": "signal_too_old"}]}
        )

    outbox = Outbox("CAM-1")
    outbox.put("heartbeat", START, {})
    http = httpx.Client(base_url="http://server", transport=httpx.MockTransport(refuse))
    assert Sender(outbox, http, "s").send(outbox.head())
    assert (outbox.counts.refused, outbox.counts.reasons) == (1, {"signal_too_old": 1})
    assert outbox.head() == []


def test_an_answer_that_cannot_be_read_is_none() -> None:
    outbox = Outbox("CAM-1")
    outbox.put("heartbeat", START, {})
    http = httpx.Client(
        base_url="http://server", transport=httpx.MockTransport(lambda _: httpx.Response(200, text="<html>"))
    )
    assert not Sender(outbox, http, "s").send(outbox.head())
    assert len(outbox.head()) == 1


def test_batches_are_small_and_in_order() -> None:
    outbox = Outbox("CAM-1", run="r")
    for _ in range(120):
        outbox.put("heartbeat", START, {})
    assert [one["id"] for one in outbox.head()] == [f"r-{n}" for n in range(1, 51)]
    outbox.put("detection", START, {"pictures": ["x" * 7_000_000]})
    outbox.done([one for one in outbox.waiting if one["kind"] == "heartbeat"])
    assert len(outbox.head()) == 1  # too large for company, but it goes


def test_when_too_much_waits_pictures_go_first_then_heartbeats_then_the_oldest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender, "WAITING", 4)
    monkeypatch.setattr(sender, "WAITING_BYTES", 10_000)
    outbox = Outbox("CAM-1", run="r")
    outbox.put("detection", START, {"pictures": ["x" * 6000]})
    outbox.put("heartbeat", START, {})
    outbox.put("detection", START, {"pictures": ["x" * 6000]})
    assert ["pictures" in one["data"] for one in outbox.waiting] == [False, False, True]
    assert outbox.counts.pictures_let_go == 1
    for _ in range(3):
        outbox.put("detection", START, {})
    assert [one["id"] for one in outbox.waiting] == ["r-3", "r-4", "r-5", "r-6"]
    assert outbox.counts.let_go == 2
    assert outbox.bytes == sum(sender.weight(one) for one in outbox.waiting)


def test_one_that_is_too_large_alone_is_given_up() -> None:
    outbox = Outbox("CAM-1")
    outbox.put("detection", START, {})
    assert speaking(Server(413), outbox).send(outbox.head())
    assert outbox.counts.reasons == {"too_large": 1}


def test_stop_says_when_something_was_not_answered() -> None:
    outbox = Outbox("CAM-1")
    outbox.put("heartbeat", START, {})
    voice = speaking(Server(*[503] * 100_000), outbox)
    voice.start()
    assert not voice.stop(0.2)
