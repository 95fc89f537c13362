"""GET /api/stream over a real server: scoped, resumable, many at once, and ended when the right to it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import pytest
from django.db import connection

from tests.cast import PASSWORD, Member
from tests.cockpit.live import aside, serving, watching
from weige.cockpit.api import stream as stream_module
from weige.config.lanes import LANES
from weige.kernel import log, timesource
from weige.kernel.access import SYSTEM
from weige.kernel.feed import Pace
from weige.people.models import Token
from weige.people.services.accounts import lock_user
from weige.sensing.events import DeviceBack
from weige.territory.models import Area

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def happen(area: Area, name: str) -> None:
    """Something that everybody in the area may see."""
    event = DeviceBack(
        device_code=name,
        device_kind="camera",
        name_zh=name,
        name_en=name,
        lon=121.481,
        lat=31.231,
        silent_since=None,
    )
    log.append(event, who=SYSTEM, now=NOW, subject=f"device:{name}", cells=area.path)


def bearer(member: Member, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {member.token}"} | more


def run(story: Callable[[httpx.AsyncClient], Awaitable[None]], connections: int = 10) -> None:
    async def whole(url: str) -> None:
        limits = httpx.Limits(max_connections=connections)
        async with httpx.AsyncClient(base_url=url, limits=limits) as client, asyncio.timeout(60):
            await story(client)

    with serving() as url:
        asyncio.run(whole(url))


def codes(items: list[dict[str, Any]]) -> list[str]:
    return [item["subject"].removeprefix("device:") for item in items]


def test_everyone_sees_what_concerns_them(cast: dict[str, Member], territory: dict[str, Area]) -> None:
    async def story(client: httpx.AsyncClient) -> None:
        async with (
            watching(client, bearer(cast["duty"])) as duty,
            watching(client, bearer(cast["worker01"])) as worker,
        ):
            await aside(happen, territory["L01"], "in-L01")
            await aside(happen, territory["L03"], "in-L03")
            await aside(happen, territory["N01"], "next-door")
            await aside(happen, territory["L01"], "again")
            await duty.until(lambda: len(duty.items) == 3 and len(worker.items) == 2)
            assert codes(duty.items) == ["in-L01", "in-L03", "again"]
            assert codes(worker.items) == ["in-L01", "again"]
            assert duty.items[0]["text_zh"] == "设备恢复：in-L01"
            assert duty.items[0]["cursor"] == duty.ids[0]

    run(story)


def test_it_resumes_by_header_or_address(cast: dict[str, Member], territory: dict[str, Area]) -> None:
    async def story(client: httpx.AsyncClient) -> None:
        async with watching(client, bearer(cast["duty"])) as first:
            for name in ("1", "2", "3"):
                await aside(happen, territory["L01"], name)
            await first.until(lambda: len(first.items) == 3)
        again = bearer(cast["duty"], **{"Last-Event-ID": first.ids[1]})
        async with watching(client, again, f"/api/stream?cursor={first.ids[0]}") as header:
            await header.until(lambda: codes(header.items) == ["3"])
        async with watching(client, bearer(cast["duty"]), f"/api/stream?cursor={first.ids[0]}") as address:
            await address.until(lambda: codes(address.items) == ["2", "3"])

    run(story)


def test_who_may_not_and_what_is_wrong(cast: dict[str, Member]) -> None:
    async def story(client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/stream")).status_code == 401
        stranger = await client.get("/api/stream", headers=bearer(cast["stranger"]))
        assert (stranger.status_code, stranger.json()["code"]) == (404, "not_found")
        bad = await client.get("/api/stream?cursor=x.y", headers=bearer(cast["duty"]))
        assert (bad.status_code, bad.json()["errors"][0]["code"]) == (422, "cursor_invalid")
        assert bad.headers["content-type"] == "application/problem+json"

    run(story)


def test_the_answer_is_not_held_back_by_compression_or_caches(cast: dict[str, Member]) -> None:
    async def story(client: httpx.AsyncClient) -> None:
        async with client.stream("GET", "/api/stream", headers=bearer(cast["duty"])) as response:
            assert response.headers["content-type"] == "text/event-stream"
            assert response.headers.get("content-encoding", "identity") == "identity"
            assert "no-store" in response.headers["cache-control"]
            assert (await anext(response.aiter_lines())) == "retry: 2000"

    run(story)


def test_a_revoked_token_ends_the_stream(
    cast: dict[str, Member], territory: dict[str, Area], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "PACE", Pace(recheck=0.3))

    async def story(client: httpx.AsyncClient) -> None:
        async with (
            watching(client, bearer(cast["duty"])) as duty,
            watching(client, bearer(cast["worker01"])) as worker,
        ):
            await aside(lambda: Token.objects.filter(user=cast["worker01"].user).update(revoked_at=NOW))
            await worker.until(lambda: worker.ended)
            await aside(happen, territory["L01"], "later")
            await duty.until(lambda: codes(duty.items) == ["later"])
            assert worker.items == []
            assert not duty.ended

    run(story)


def test_an_ended_term_ends_the_stream_of_a_session(
    cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "PACE", Pace(recheck=0.3))

    def end_terms() -> None:
        cast["duty"].user.terms.all().update(valid_to=datetime(2020, 1, 2, tzinfo=UTC).date())

    async def story(client: httpx.AsyncClient) -> None:
        await client.get("/login")
        answer = await client.post(
            "/api/auth/login",
            json={"username": "duty", "password": PASSWORD},
            headers={"X-CSRFToken": client.cookies["weige_csrf"]},
        )
        assert answer.status_code == 200
        async with watching(client, {}) as screen:
            await asyncio.sleep(1)
            assert not screen.ended
            await aside(end_terms)
            await screen.until(lambda: screen.ended)

    run(story)


def test_a_closed_account_ends_its_stream_at_once(cast: dict[str, Member]) -> None:
    """It is not waited for the next look, which comes after three quarters of a minute."""
    gone = cast["worker01"].user

    async def story(client: httpx.AsyncClient) -> None:
        async with watching(client, bearer(cast["worker01"])) as worker:
            await asyncio.sleep(0.5)
            end = partial(lock_user, user=gone, reason="left", who=SYSTEM)
            await aside(partial(end, now=timesource.now(), real_now=timesource.real_now()))
            await worker.until(lambda: worker.ended)

    run(story)


def database_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_two_hundred_screens_on_one_process(cast: dict[str, Member], territory: dict[str, Area]) -> None:
    """All come at once, all get everything once and in order, and they do not eat up the database."""
    count, events = 200, 20
    people = [cast["duty"], cast["dispatcher"], cast["worker01"], cast["worker02"]]
    wanted = {name: [] for name in ("duty", "dispatcher", "worker01", "worker02")}

    async def story(client: httpx.AsyncClient) -> None:
        async with AsyncExitStack() as stack:
            members = [people[n % len(people)] for n in range(count)]
            screens = await asyncio.gather(
                *(stack.enter_async_context(watching(client, bearer(member))) for member in members)
            )
            idle = await aside(database_connections)
            assert idle <= LANES + 6, f"{idle} database connections for {count} streams"
            for number in range(events):
                area = territory["L01" if number % 2 else "L02"]
                await aside(happen, area, str(number))
                for name, list_of in wanted.items():
                    if name.startswith(("duty", "disp")) or name == (
                        "worker01" if number % 2 else "worker02"
                    ):
                        list_of.append(str(number))
            for member, screen in zip(members, screens, strict=True):
                await screen.until(
                    lambda screen=screen, member=member: len(screen.items) == len(wanted[member.name])
                )
                assert codes(screen.items) == wanted[member.name]

    run(story, connections=count + 10)
