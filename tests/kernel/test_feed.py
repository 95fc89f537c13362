"""The live feed's hub: everything once and in order, only to whom it concerns, also through breaks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connection, transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.events import DomainEvent
from weige.kernel.feed import Audience, Hub
from weige.kernel.feed import hub as hub_module
from weige.kernel.feed.hub import RESET, RETRY, Pace
from weige.kernel.feed.subscriber import MOST_CHUNKS
from weige.kernel.log import Position
from weige.kernel.models import Event

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
QUICK = Pace(heartbeat=0.2, flush=0.01, patience=0.2, recheck=0.2, give_up=0.6, reconnect=0.05)
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True, kw_only=True)
class Called(DomainEvent):
    KIND = "test.called"
    text: str


@dataclass(frozen=True, kw_only=True)
class Hushed(DomainEvent):
    KIND = "test.hushed"


def call(*texts: str, cells: list[int] | None = None) -> None:
    for text in texts:
        log.append(Called(text=text), who=SYSTEM, now=NOW, subject="test:1", cells=cells or [1])


async def aside(act: Callable[..., None], *args: object, **options: object) -> None:
    """Runs something with the database in a thread of its own and gives the connection back."""

    def run() -> None:
        try:
            act(*args, **options)
        finally:
            connection.close()

    await asyncio.to_thread(run)


def render(event: Event, masked: bool) -> bytes | None:
    if event.kind != Called.KIND:
        return None
    return (event.payload["text"] + (" (masked)" if masked else "")).encode()


EVERYONE = Audience("all", lambda event: True)
NEIGHBOUR = Audience("cell 2", lambda event: 2 in event.cells)
TRUSTED = Audience("all", lambda event: True, masked=False)


class Ear:
    """A client: collects what comes, as (cursor, text)."""

    def __init__(self, stream: AsyncIterator[bytes]) -> None:
        self.stream = stream
        self.items: list[tuple[Position, str]] = []
        self.resets = 0
        self.beats = 0
        self.task = asyncio.create_task(self.listen())

    async def listen(self) -> None:
        async for chunk in self.stream:
            for block in chunk.decode().split("\n\n"):
                lines = dict(line.partition(":")[::2] for line in block.split("\n") if line)
                self.beats += " beat" in lines.values()
                self.resets += lines.get("event") == " reset"
                if lines.get("event") == " log":
                    self.items.append((Position.parse(lines["id"].strip()), lines["data"].strip()))

    @property
    def texts(self) -> list[str]:
        return [text.removesuffix(" (masked)") for _, text in self.items]

    async def until(self, condition: Callable[[], bool], seconds: float = 5) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@asynccontextmanager
async def hub(pace: Pace = QUICK) -> AsyncIterator[Hub]:
    one = Hub(render, pace=pace)
    try:
        yield one
    finally:
        await one.close()


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(30):
            await story()

    asyncio.run(bounded())


def test_events_come_once_in_order_and_only_shown_kinds() -> None:
    async def story() -> None:
        async with hub() as one:
            ear = Ear(one.stream(EVERYONE))
            await ear.until(lambda: bool(one.subscribers))
            await aside(call, "one", "two")
            await aside(lambda: log.append(Hushed(), who=SYSTEM, now=NOW, subject="test:1") and None)
            await aside(call, "three")
            await ear.until(lambda: len(ear.items) == 3)
            assert ear.texts == ["one", "two", "three"]
            assert [cursor for cursor, _ in ear.items] == sorted(cursor for cursor, _ in ear.items)
            await ear.stop()
            assert not one.subscribers, "a client that has gone is forgotten"

    run(story)


def test_only_whom_it_concerns() -> None:
    async def story() -> None:
        async with hub() as one:
            everyone, neighbour = Ear(one.stream(EVERYONE)), Ear(one.stream(NEIGHBOUR))
            await everyone.until(lambda: len(one.subscribers) == 2)
            await aside(call, "here", cells=[1])
            await aside(call, "there", cells=[1, 2])
            await everyone.until(lambda: len(everyone.items) == 2 and len(neighbour.items) == 1)
            assert neighbour.texts == ["there"]

    run(story)


def test_personal_fields_only_with_a_purpose() -> None:
    async def story() -> None:
        async with hub() as one:
            ears = (
                Ear(one.stream(EVERYONE)),
                Ear(one.stream(TRUSTED)),
            )
            await ears[0].until(lambda: len(one.subscribers) == 2)
            await aside(call, "x")
            await ears[0].until(lambda: all(ear.items for ear in ears))
            assert [ear.items[0][1] for ear in ears] == ["x (masked)", "x"]

    run(story)


def test_a_late_commit_comes_in_its_turn() -> None:
    async def story() -> None:
        async with hub() as one:
            ear = Ear(one.stream(EVERYONE))
            await ear.until(lambda: bool(one.subscribers))
            begun, finish = asyncio.Event(), asyncio.Event()
            loop = asyncio.get_running_loop()

            def slow() -> None:
                with transaction.atomic():
                    call("slow")
                    loop.call_soon_threadsafe(begun.set)
                    asyncio.run_coroutine_threadsafe(finish.wait(), loop).result()

            writer = asyncio.create_task(aside(slow))
            await begun.wait()
            await aside(call, "fast")
            await asyncio.sleep(0.1)
            assert ear.items == []
            finish.set()
            await writer
            await ear.until(lambda: len(ear.items) == 2)
            assert ear.texts == ["slow", "fast"]

    run(story)


@pytest.mark.parametrize("from_memory", [True, False])
def test_a_client_that_comes_back_misses_and_repeats_nothing(from_memory: bool) -> None:
    call("zero")
    start = log.latest()

    async def story() -> None:
        async with hub() as one:
            if from_memory:
                first = Ear(one.stream(EVERYONE))
                await first.until(lambda: bool(one.subscribers))
                await first.stop()
            await aside(call, *(str(number) for number in range(1, 6)))
            back = Ear(one.stream(EVERYONE, after=start))
            await back.until(lambda: len(back.items) == 5)
            cursor = back.items[2][0]
            await back.stop()
            again = Ear(one.stream(EVERYONE, after=cursor))
            await aside(call, "six")
            await again.until(lambda: len(again.items) == 3)
            assert back.texts == ["1", "2", "3", "4", "5"]
            assert again.texts == ["4", "5", "six"]

    run(story)


def test_coming_back_while_events_pour_in_leaves_no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is tiny, so returning clients must go over the database into the running stream."""
    monkeypatch.setattr(hub_module, "REMEMBERED", 3)
    start = log.latest()

    async def story() -> None:
        async with hub() as one:
            pour = asyncio.create_task(aside(call, *(str(number) for number in range(300))))
            ears = []
            for _ in range(10):
                ears.append(Ear(one.stream(EVERYONE, after=start)))
                await asyncio.sleep(0.02)
            await pour
            for ear in ears:
                await ear.until(lambda ear=ear: len(ear.items) >= 300)
                assert ear.texts == [str(number) for number in range(300)]

    run(story)


def test_too_old_or_foreign_a_cursor_is_answered_with_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "CATCH_UP", 3)
    call(*(str(number) for number in range(10)))
    monkeypatch.setattr(hub_module, "PAGE", 2)

    async def story() -> None:
        async with hub() as one:
            old = Ear(one.stream(EVERYONE, after=Position()))
            foreign = Ear(one.stream(EVERYONE, after=Position(10**15, 7)))
            await old.until(lambda: len(one.subscribers) == 2)
            assert (old.resets, foreign.resets, foreign.items) == (1, 1, [])
            await aside(call, "new")
            await old.until(lambda: bool(foreign.items) and old.texts[-1] == "new")

    run(story)


def test_a_slow_client_is_dropped_and_can_resume() -> None:
    async def story() -> None:
        async with hub() as one:
            slow = one.stream(EVERYONE)
            assert await anext(slow) == RETRY
            waiting = asyncio.create_task(anext(slow))
            quick = Ear(one.stream(EVERYONE))
            await quick.until(lambda: len(one.subscribers) == 2)
            await aside(call, "first")
            first = await waiting
            await aside(call, *["x"] * (MOST_CHUNKS + 5))
            await quick.until(lambda: len(quick.items) == MOST_CHUNKS + 6, seconds=15)
            with pytest.raises(StopAsyncIteration):
                await anext(slow)
            assert len(one.subscribers) == 1
            cursor = Position.parse(first.decode().split("\n")[0].removeprefix("id: "))
            again = Ear(one.stream(EVERYONE, after=cursor))
            await again.until(lambda: len(again.items) == MOST_CHUNKS + 5)

    run(story)


def test_a_stuck_client_s_task_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weige.kernel.feed.subscriber.GRACE", 0.1)

    async def story() -> None:
        async with hub() as one:

            async def never_reads() -> None:
                async for chunk in one.stream(EVERYONE):
                    if chunk != RETRY:
                        await asyncio.sleep(60)  # as in a send to a full socket

            stuck = asyncio.create_task(never_reads())
            ear = Ear(one.stream(EVERYONE))
            await ear.until(lambda: len(one.subscribers) == 2)
            await aside(call, *["x"] * (MOST_CHUNKS + 50))
            await ear.until(stuck.done, seconds=15)
            assert stuck.cancelled()

    run(story)


def test_the_session_is_looked_at_again() -> None:
    answers: list[Audience | None] = [EVERYONE, NEIGHBOUR, None]

    async def recheck() -> Audience | None:
        return answers.pop(0)

    async def story() -> None:
        async with hub() as one:
            ear = Ear(one.stream(EVERYONE, recheck=recheck))
            await ear.until(lambda: len(answers) == 1)
            await aside(call, "not my cell any more")
            await ear.until(lambda: not answers and ear.task.done())
            assert ear.items == []
            assert not one.subscribers

    run(story)


def test_who_came_first_may_leave_and_the_others_are_still_looked_at() -> None:
    """The server runs each request in a context that ends with it; the hub outlives the request that woke it."""
    looks: list[int] = []

    async def recheck() -> Audience | None:
        looks.append(await sync_to_async(lambda: len(looks))())
        return EVERYONE

    async def story() -> None:
        async with hub() as one:
            async with ThreadSensitiveContext(executor=ThreadPoolExecutor(1)):
                first = one.stream(EVERYONE)
                await anext(first)
                await first.aclose()
            ear = Ear(one.stream(EVERYONE, recheck=recheck))
            await ear.until(lambda: len(looks) >= 2 or ear.task.done())
            assert not ear.task.done()

    run(story)


def test_not_knowing_for_too_long_ends_the_stream() -> None:
    async def recheck() -> Audience | None:
        raise RuntimeError("the database is away")

    async def story() -> None:
        async with hub() as one:
            ear = Ear(one.stream(EVERYONE, recheck=recheck))
            await ear.until(ear.task.done)
            assert not one.subscribers

    run(story)


def test_heartbeats_and_a_lost_database() -> None:
    def kill() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    async def story() -> None:
        async with hub() as one:
            ear = Ear(one.stream(EVERYONE))
            await ear.until(lambda: ear.beats >= 2)
            await aside(call, "before")
            await aside(kill)
            await aside(call, "while it was away")
            await ear.until(lambda: len(ear.items) == 2)
            assert ear.texts == ["before", "while it was away"]

    run(story)


def test_an_event_that_cannot_be_shown_does_not_silence_the_rest() -> None:
    def fragile(event: Event, masked: bool) -> bytes | None:
        if event.payload["text"] == "bad":
            raise ValueError(event)
        return render(event, masked)

    async def story() -> None:
        one = Hub(fragile, pace=QUICK)
        ear = Ear(one.stream(EVERYONE))
        await ear.until(lambda: bool(one.subscribers))
        await aside(call, "good", "bad", "good again")
        await ear.until(lambda: len(ear.items) == 2)
        assert ear.texts == ["good", "good again"]
        await one.close()

    run(story)


def test_the_reset_message_is_a_whole_event() -> None:
    assert RESET.endswith(b"\n\n")
    assert RETRY.endswith(b"\n\n")
