"""The simulator's clients outlive a server that stumbles, and take no for an answer."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.simulator.world import person
from weige.simulator.client import Refused

OK = httpx.Response(200, json={"fine": True})
TOKEN = httpx.Response(200, json={"token": "t1"})


class Script:
    """Plays answers in turn; an exception is raised. Sign-ins are answered from a script of their own."""

    def __init__(self, *answers: httpx.Response | Exception, sign_ins: Any = None) -> None:
        self.answers: Iterator[httpx.Response | Exception] = iter(answers)
        self.sign_ins: Iterator[httpx.Response | Exception] | None = iter(sign_ins) if sign_ins else None
        self.seen: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        signing_in = request.url.path == "/api/auth/token"
        self.seen.append("sign in" if signing_in else request.headers["Authorization"])
        if signing_in and self.sign_ins is None:
            return httpx.Response(200, json={"token": f"t{self.seen.count('sign in')}"})
        found = next(self.sign_ins if signing_in and self.sign_ins else self.answers)
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    sleep = asyncio.sleep
    monkeypatch.setattr("weige.simulator.client.asyncio.sleep", lambda seconds: sleep(0))


def get(script: Callable[[httpx.Request], httpx.Response]) -> Any:
    return asyncio.run(person(script).get("/api/cases"))


def test_it_signs_in_once_and_keeps_the_token() -> None:
    async def twice(script: Script) -> None:
        somebody = person(script)
        await somebody.get("/api/cases")
        await somebody.post("/api/cases", {"text": "…"})

    script = Script(OK, OK)
    asyncio.run(twice(script))
    assert script.seen == ["sign in", "Bearer t1", "Bearer t1"]


@pytest.mark.parametrize(
    "stumble",
    [httpx.Response(503), httpx.Response(500), httpx.ConnectError("away"), httpx.ReadTimeout("slow")],
)
def test_it_tries_again_when_the_server_stumbles(stumble: httpx.Response | Exception) -> None:
    script = Script(stumble, stumble, OK)
    assert get(script) == {"fine": True}
    assert script.seen == ["sign in"] + ["Bearer t1"] * 3


@pytest.mark.parametrize("stumble", [httpx.Response(503), httpx.ConnectError("away")])
def test_it_tries_again_when_it_cannot_even_sign_in(stumble: httpx.Response | Exception) -> None:
    assert get(Script(OK, sign_ins=[stumble, stumble, TOKEN])) == {"fine": True}


def test_it_signs_in_again_when_the_token_has_ended() -> None:
    script = Script(httpx.Response(401, json={"code": "unauthenticated"}), OK)
    assert get(script) == {"fine": True}
    assert script.seen == ["sign in", "Bearer t1", "sign in", "Bearer t2"]


def test_a_refusal_is_final_and_says_why() -> None:
    script = Script(httpx.Response(409, json={"code": "case_changed", "detail": "somebody was faster"}))
    with pytest.raises(Refused, match="409 case_changed somebody was faster") as caught:
        get(script)
    assert (caught.value.status, caught.value.code) == (409, "case_changed")


def test_a_wrong_password_is_final() -> None:
    with pytest.raises(Refused, match="401"):
        get(Script(sign_ins=[httpx.Response(401, json={"code": "wrong_password"})] * 2))


def test_a_server_that_is_gone_for_good_is_given_up() -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away")

    with pytest.raises(Refused, match="503 gave_up"):
        get(gone)


def test_an_answer_that_is_not_json_is_quoted() -> None:
    with pytest.raises(Refused, match="400  <h1>no</h1>"):
        get(Script(httpx.Response(400, text="<h1>no</h1>")))
