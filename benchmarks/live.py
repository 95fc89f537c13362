"""How soon what happened is on the screens: the live feed, against polling, also where it looks bad.

Run: make bench NAME=live [ARGS="--quick"]. Starts a whole Weige of its own. Prints a table; the last line is one
JSON object. Times count from the moment the sender knows that it is kept (HTTP answer or commit) to the moment a
client has read it; clients, sender, server and database share this machine's cores.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent))
from _house import PASSWORD, House, house

SUBJECT = re.compile(rb'"subject": ?"([^"]+)"')
SCREENS = ("duty", "dispatcher", "supervisor", "chief")
POLL_EVERY = 2.0
STALLED = "… while a 2 s import runs"
Send = Callable[[int], Awaitable[str]]


@dataclass
class Row:
    """One line of the table. Milliseconds; cpu in per cent of one core."""

    what: str
    clients: int
    events: int
    per_second: float
    p50: float | None
    p95: float | None
    worst: float | None
    missing: int
    web_cpu: float
    database_cpu: float


class Reader:
    """A client: subject → when it was first read."""

    def __init__(self) -> None:
        self.seen: dict[str, float] = {}

    def take(self, line: bytes) -> None:
        for found in SUBJECT.finditer(line):
            self.seen.setdefault(found[1].decode(), time.perf_counter())


@asynccontextmanager
async def streaming(at: House, token: str):  # type: ignore[no-untyped-def]
    """A client of /api/stream, as thin as can be, so that 200 of them do not measure themselves."""
    reader, writer = await asyncio.open_connection(at.host, at.port, limit=2**20)
    writer.write(
        f"GET /api/stream HTTP/1.1\r\nHost: {at.host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    )
    while b"welcome" not in await reader.readline():
        pass
    client = Reader()

    async def read() -> None:
        while line := await reader.readline():
            if line.startswith(b"data: "):
                client.take(line)

    task = asyncio.create_task(read())
    try:
        yield client
    finally:
        await end(task)
        writer.close()


async def chunked(reader: asyncio.StreamReader) -> bytes:
    """A body in chunks (RFC 9112, 7.1)."""
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body


async def end(task: "asyncio.Task[None]") -> None:
    """Stops a client; what it died of before is an error of the benchmark."""
    if not task.done():
        task.cancel()
    for trouble in await asyncio.gather(task, return_exceptions=True):
        if isinstance(trouble, Exception):
            raise trouble


@asynccontextmanager
async def polling(at: House, token: str):  # type: ignore[no-untyped-def]
    """A client that asks for the newest items every two seconds over one kept connection."""
    client = Reader()

    async def ask() -> None:
        reader, writer = await asyncio.open_connection(at.host, at.port, limit=2**20)
        request = (
            f"GET /api/cockpit/recent?limit=50 HTTP/1.1\r\nHost: {at.host}\r\n"
            f"Authorization: Bearer {token}\r\n\r\n"
        )
        await asyncio.sleep(POLL_EVERY * (hash(client) % 97) / 97)
        while True:
            began = time.perf_counter()
            writer.write(request.encode())
            await reader.readuntil(b"\r\n\r\n")
            client.take(await chunked(reader))
            await asyncio.sleep(max(0.0, POLL_EVERY - (time.perf_counter() - began)))

    task = asyncio.create_task(ask())
    try:
        yield client
    finally:
        await end(task)


class Office:
    """Signs people in and makes things happen."""

    def __init__(self, at: House, http: httpx.AsyncClient) -> None:
        self.at = at
        self.http = http
        self.tokens: dict[str, str] = {}
        self.spots: list[dict[str, Any]] = []
        self.cameras: list[tuple[str, str]] = []
        self.count = 0

    async def open(self) -> None:
        for name in (*SCREENS, "gateway"):
            answer = await self.http.post("/api/auth/token", json={"username": name, "password": PASSWORD})
            self.tokens[name] = answer.raise_for_status().json()["token"]
        self.spots = (await self.get("/api/shops?limit=300"))["items"]
        devices = (await self.get("/api/devices?limit=200&kind=camera"))["items"]
        for device in devices:
            zones = (await self.get(f"/api/devices/{device['code']}"))["zones"]
            self.cameras += [(device["code"], zone["shop"]) for zone in zones if zone["kind"] == "frontage"]

    async def get(self, path: str) -> Any:
        answer = await self.http.get(path, headers=self.by("duty"))
        return answer.raise_for_status().json()

    def by(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[name]}"}

    async def report(self, _: int) -> str:
        """A case over HTTP; gives the subject its event will have."""
        self.count += 1
        shop = self.spots[self.count % len(self.spots)]
        body = {"lon": shop["lon"], "lat": shop["lat"], "matter": "09005", "text": f"case {self.count}"}
        answer = await self.http.post("/api/cases", json=body, headers=self.by("duty"))
        return f"case:{answer.raise_for_status().json()['id']}"

    async def warn(self, number: int) -> str:
        """Six minutes of detections in one batch, so the last one raises a warning in the same transaction."""
        from weige.kernel import timesource

        device, shop = self.cameras[number % len(self.cameras)]
        now = timesource.now()
        batch = [
            {
                "id": f"bench-{number}-{minute}",
                "source": "bench",
                "device": device,
                "kind": "detection",
                "time": (now - timedelta(minutes=6 - minute)).isoformat(),
                "data": {"label": "goods", "confidence": 0.9, "shop": shop},
            }
            for minute in range(7)
        ]
        answer = await self.http.post("/api/signals", json=batch, headers=self.by("gateway"))
        answer.raise_for_status()
        return f"warned:{number}"

    async def commit(self, _: int) -> str:
        """An event written straight into the log from a thread of this process."""
        self.count += 1
        subject = f"device:bench-{self.count}"
        await asyncio.to_thread(append, subject)
        return subject


_place: list[int] = []


def append(subject: str) -> None:
    from weige.kernel import log, timesource
    from weige.kernel.access import SYSTEM
    from weige.sensing.events import DeviceBack
    from weige.territory.models import Area

    if not _place:
        _place.extend(Area.objects.filter(level="segment").order_by("code").first().path)  # type: ignore[union-attr]
    event = DeviceBack(
        device_code=subject,
        device_kind="camera",
        name_zh="x",
        name_en="x",
        lon=121.48,
        lat=31.23,
        silent_since=None,
    )
    log.append(event, who=SYSTEM, now=timesource.now(), subject=subject, cells=_place)


@dataclass(frozen=True)
class Plan:
    """One row to be measured: what is sent how often, and who listens how."""

    what: str
    send: Send
    clients: int
    events: int
    per_second: float
    way: Any = streaming
    patience: float = 3.0


async def measure(at: House, office: Office, plan: Plan) -> Row:
    """Sends events at an even pace while the clients listen, then waits for stragglers."""
    async with AsyncExitStack() as stack:
        tokens = [office.tokens[SCREENS[n % len(SCREENS)]] for n in range(plan.clients)]
        readers = await asyncio.gather(*(stack.enter_async_context(plan.way(at, token)) for token in tokens))
        await asyncio.sleep(2.0 if plan.way is polling else 0.5)
        before = {key for reader in readers for key in reader.seen}
        cpu, began = at.cpu(), time.perf_counter()
        kept = await send_all(plan, began)
        elapsed = time.perf_counter() - began
        web, database = (now - then for now, then in zip(at.cpu(), cpu, strict=True))
        await asyncio.sleep(plan.patience)
        delays, missing = collect(readers, kept, before)
    delays.sort()
    return Row(
        what=plan.what,
        clients=plan.clients,
        events=len(kept),
        per_second=round(len(kept) / elapsed, 1),
        p50=ms(statistics.median(delays)) if delays else None,
        p95=ms(delays[int(len(delays) * 0.95)]) if delays else None,
        worst=ms(delays[-1]) if delays else None,
        missing=missing,
        web_cpu=round(100 * web / elapsed),
        database_cpu=round(100 * database / elapsed),
    )


async def send_all(plan: Plan, began: float) -> dict[str, float]:
    """Subject → when the sender knew that it is kept."""
    kept: dict[str, float] = {}

    async def one(number: int) -> None:
        subject = await plan.send(number)
        kept[subject] = time.perf_counter()

    sending = []
    for number in range(plan.events):
        sending.append(asyncio.create_task(one(number)))
        await asyncio.sleep(max(began + (number + 1) / plan.per_second - time.perf_counter(), 0))
    await asyncio.gather(*sending)
    return kept


def collect(readers: list[Reader], kept: dict[str, float], before: set[str]) -> tuple[list[float], int]:
    """Seconds from kept to read, per client and event. Warnings carry ids of their own: taken in their order."""
    delays, missing = [], 0
    for reader in readers:
        if any(subject.startswith("warned:") for subject in kept):
            came = sorted(
                at for key, at in reader.seen.items() if key.startswith("warning:") and key not in before
            )
            missing += max(0, len(kept) - len(came))
            delays += [at - then for at, then in zip(came, sorted(kept.values()), strict=False)]
            continue
        for subject, then in kept.items():
            if subject in reader.seen:
                delays.append(reader.seen[subject] - then)
            else:
                missing += 1
    return delays, missing


def ms(seconds: float) -> float:
    return round(1000 * seconds, 1)


def long_import(seconds: float) -> threading.Thread:
    """Holds a writing transaction open, as a big import does: nothing after it may be delivered before it ends."""

    def hold() -> None:
        from django.db import connection, transaction

        from weige.kernel.models import Setting

        with transaction.atomic():
            Setting.objects.update_or_create(key="bench", defaults={"value": 1})
            time.sleep(seconds)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    return thread


def plans(office: Office, n: int) -> list[Plan]:
    """The rows of the table; n: how many times fewer events."""
    case, committed = "case reported (HTTP)", "event committed"
    polled = f"polling every {POLL_EVERY:g} s, case (HTTP)"
    warned = min(len(office.cameras), 40 // n)
    return [
        Plan(case, office.report, 1, 40 // n, 4),
        Plan(case, office.report, 200, 40 // n, 4),
        Plan("signals → warning (HTTP)", office.warn, 20, warned, 2),
        Plan(committed, office.commit, 1, 200 // n, 20),
        Plan(committed, office.commit, 200, 100 // n, 10),
        Plan(committed, office.commit, 200, 500 // n, 50),
        Plan(STALLED, office.commit, 20, 20, 20),
        Plan(polled, office.report, 20, 40 // n, 4, polling, 8.0),
        Plan(polled, office.report, 200, 40 // n, 4, polling, 8.0),
    ]


async def run(at: House, quick: bool) -> list[Row]:
    rows = []
    async with httpx.AsyncClient(base_url=at.url, timeout=30) as http:
        office = Office(at, http)
        await office.open()
        for plan in plans(office, 4 if quick else 1):
            stall = long_import(2.0) if plan.what == STALLED else None
            rows.append(await measure(at, office, plan))
            print_row(rows[-1])
            if stall:
                await asyncio.to_thread(stall.join)
    return rows


HEAD = ("what", "clients", "events", "per s", "p50 ms", "p95 ms", "worst", "missing", "web CPU %", "db CPU %")


def print_row(row: Row | None) -> None:
    cells = HEAD if row is None else tuple(asdict(row).values())
    print(
        f"{cells[0]:<32}" + "".join(f"{'—' if cell is None else cell:>10}" for cell in cells[1:]), flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the events")
    quick = parser.parse_args().quick
    with house() as (at, _):
        print_row(None)
        rows = asyncio.run(run(at, quick))
    print(json.dumps({"benchmark": "live", "quick": quick, "rows": [asdict(row) for row in rows]}))


if __name__ == "__main__":
    main()
