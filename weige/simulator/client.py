"""One member of the cast at the public API: signs in for a token, asks again when it is refused, never gives up."""

import asyncio
import logging
from typing import Any

import httpx

log = logging.getLogger("weige.simulator")
RETRIES = 8


class Refused(Exception):
    """The server said no, with a reason that trying again does not change."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        wrong = [f"{one.get('field')}: {one.get('message')}" for one in body.get("errors", ())]
        super().__init__(
            " ".join([str(status), str(body.get("code", "")), str(body.get("detail", "")), *wrong])
        )
        self.status, self.code = status, str(body.get("code", ""))


class Person:
    """A signed-in user of the demonstration."""

    def __init__(self, http: httpx.AsyncClient, username: str, password: str) -> None:
        self.http, self.username, self.password = http, username, password
        self.token = ""

    async def sign_in(self) -> None:
        answer = await self.http.post(
            "/api/auth/token", json={"username": self.username, "password": self.password}
        )
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise httpx.RemoteProtocolError(f"sign-in answered {answer.status_code}")
        if answer.status_code != httpx.codes.OK:
            raise Refused(answer.status_code, _json(answer))
        self.token = answer.json()["token"]

    async def call(self, method: str, path: str, **content: Any) -> Any:
        """The answer's JSON. Network faults and 5xx are tried again with growing pauses. Raises Refused."""
        for attempt in range(RETRIES):
            try:
                if not self.token:
                    await self.sign_in()
                answer = await self.http.request(method, path, headers=self._headers(), **content)
            except httpx.TransportError as fault:
                log.info("%s %s: %s", method, path, fault)
                await asyncio.sleep(0.2 * 2**attempt)
                continue
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                self.token = ""
            elif answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                await asyncio.sleep(0.2 * 2**attempt)
            elif answer.is_success:
                return answer.json() if answer.content else None
            else:
                raise Refused(answer.status_code, _json(answer))
        raise Refused(503, {"code": "gave_up", "detail": f"{method} {path}"})

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def get(self, path: str, **params: Any) -> Any:
        return await self.call("GET", path, params=params)

    async def post(self, path: str, body: Any) -> Any:
        return await self.call("POST", path, json=body)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {"detail": answer.text[:200]}
    return body if isinstance(body, dict) else {"detail": str(body)[:200]}
