"""The door: signals go to the intake as they came, and are taken here while it is away."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from weige.config.door import SignalsDoor
from weige.config.house import rooms, web_servers
from weige.config.processes import free_port
from weige.config.trouble import Trouble

SCOPE: dict[str, Any] = {
    "type": "http", "method": "POST", "path": "/api/signals", "query_string": b"a=1", "scheme": "https",
    "client": ("192.0.2.7", 4711),
    "headers": [(b"authorization", b"Bearer t"), (b"content-length", b"9"), (b"x-forwarded-for", b"10.0.0.1")],
}  # fmt: skip


class Intake(BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {"path": self.path, "body": body.decode(), "for": self.headers.get_all("X-Forwarded-For")}
        text = json.dumps(
            told | {"token": self.headers["Authorization"], "scheme": self.headers["X-Forwarded-Proto"]}
        )
        self.send_response(202)
        self.send_header("X-Ours", "yes")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def intake() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Intake)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


async def here(_: Any, receive: Any, send: Any) -> None:
    """The application of this process: says what reached it."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here: " + body})


def ask(to: str, scope: dict[str, Any]) -> list[Any]:
    """One request through a door; the messages of its answer."""
    pieces = [{"body": b"[one,", "more_body": True}, {"body": b"two]", "more_body": False}]
    got: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", **pieces.pop(0)}

    async def send(message: Any) -> None:
        got.append(message)

    asyncio.run(SignalsDoor(here, to)(scope, receive, send))
    return got


def test_signals_are_handed_on_with_who_sent_them(intake: str) -> None:
    start, body = ask(intake, SCOPE)
    assert (start["status"], dict(start["headers"])[b"x-ours"]) == (202, b"yes")
    assert json.loads(body["body"]) == {
        "path": "/api/signals?a=1", "body": "[one,two]", "token": "Bearer t", "scheme": "https",
        "for": ["192.0.2.7"],
    }, "and nobody can say that he is somebody else"  # fmt: skip


@pytest.mark.parametrize("change", [{"path": "/api/cases"}, {"method": "GET"}])
def test_everything_else_is_done_here(intake: str, change: dict[str, Any]) -> None:
    assert ask(intake, SCOPE | change)[1]["body"] == b"here: [one,two]"


def test_while_the_intake_is_away_signals_are_taken_here() -> None:
    assert ask(f"127.0.0.1:{free_port()}", SCOPE)[1]["body"] == b"here: [one,two]"
    assert ask("", SCOPE)[1]["body"] == b"here: [one,two]", "and where there is none"


def test_web_servers_share_the_database_s_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEIGE_POOL", raising=False)
    monkeypatch.delenv("WEIGE_LANES", raising=False)
    assert rooms(1) == {"WEIGE_POOL": "24", "WEIGE_LANES": "16"}
    for servers in range(1, 17):
        room = {name: int(value) for name, value in rooms(servers).items()}
        assert room["WEIGE_LANES"] < room["WEIGE_POOL"]
        assert room["WEIGE_POOL"] * servers <= 48
    monkeypatch.setenv("WEIGE_WEB", "3")
    assert web_servers() == 3
    for wrong in ("0", "17", "two"):
        monkeypatch.setenv("WEIGE_WEB", wrong)
        with pytest.raises(Trouble):
            web_servers()
