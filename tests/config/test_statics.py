"""The built screens' files: packed, kept by their tag, with the security headers, and nothing outside."""

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest

from weige.config.security import HEADERS
from weige.config.statics import Statics

SCRIPT = b"export const words = 1\n" * 200


@pytest.fixture
def statics(tmp_path: Path) -> Statics:
    built = tmp_path / "web_dist"
    (built / "assets").mkdir(parents=True)
    (built / "assets" / "app-1a2b3c4d.js").write_bytes(SCRIPT)
    (built / "favicon.svg").write_bytes(b"<svg/>")
    (tmp_path / "secret").write_bytes(b"no")

    async def inner(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"inner"})

    return Statics(inner, built)


def ask(
    statics: Statics, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    got: list[Any] = []

    async def send(message: Any) -> None:
        got.append(message)

    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": sent, "scheme": "http"}
    asyncio.run(statics(scope, None, send))  # type: ignore[arg-type]
    told = {name.decode(): value.decode() for name, value in got[0]["headers"]}
    return got[0]["status"], told, got[1]["body"]


def test_a_script_is_packed_kept_for_a_year_and_closed(statics: Statics) -> None:
    status, told, body = ask(statics, "/static/web/assets/app-1a2b3c4d.js", accept_encoding="gzip, br")
    assert (status, gzip.decompress(body)) == (200, SCRIPT)
    assert (told["content-encoding"], told["content-length"]) == ("gzip", str(len(body)))
    assert told["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in told["cache-control"]
    assert {name.lower() for name in HEADERS} <= set(told)
    status, plain, body = ask(statics, "/static/web/assets/app-1a2b3c4d.js")
    assert (status, body) == (200, SCRIPT)
    assert "content-encoding" not in plain
    assert plain["etag"] != told["etag"]


def test_who_has_it_is_told_so(statics: Statics) -> None:
    path = "/static/web/favicon.svg"
    _, told, body = ask(statics, path, accept_encoding="gzip")
    assert (body, told["cache-control"]) == (b"<svg/>", "public, max-age=60")
    status, again, body = ask(statics, path, accept_encoding="gzip", if_none_match=told["etag"])
    assert (status, body, again["etag"]) == (304, b"", told["etag"])
    assert ask(statics, path, method="HEAD")[2] == b""


@pytest.mark.parametrize(
    "path", ["/static/web/../secret", "/static/web/%2e%2e/secret", "/static/web/nowhere.js", "/cockpit"]
)
def test_all_else_goes_on(statics: Statics, path: str) -> None:
    assert ask(statics, path)[2] == b"inner"


def test_nothing_is_written_there(statics: Statics) -> None:
    assert ask(statics, "/static/web/favicon.svg", method="POST")[2] == b"inner"
