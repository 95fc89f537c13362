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
Send = Callable[[int], Awaitable[str]]


@dataclass
class Row:
    """One line of the table. Milliseconds; cpu in per cent of one core."""

    what: str
    clients: int
    events: int
    per_second: float
    p50: float
    p95: float
    worst: float
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


async def measure(
    at: House,
    office: Office,
    what: str,
    send: Send,
    *,
    clients: int,
    events: int,
    per_second: float,
    way: Any = streaming,
    patience: float = 3.0,
) -> Row:
    """Sends events at an even pace while the clients listen, then waits for stragglers."""
    async with AsyncExitStack() as stack:
        tokens = [office.tokens[SCREENS[n % len(SCREENS)]] for n in range(clients)]
        readers = await asyncio.gather(*(stack.enter_async_context(way(at, token)) for token in tokens))
        await asyncio.sleep(2.0 if way is polling else 0.5)
        web, database = at.cpu()
        began = time.perf_counter()
        kept: dict[str, float] = {}
        warned_before = {key for reader in readers for key in reader.seen}

        async def one(number: int) -> None:
            subject = await send(number)
            kept[subject] = time.perf_counter()

        sending = set()
        for number in range(events):
            sending.add(asyncio.create_task(one(number)))
            wait = began + (number + 1) / per_second - time.perf_counter()
            await asyncio.sleep(max(wait, 0))
        await asyncio.gather(*sending)
        elapsed = time.perf_counter() - began
        web_used, database_used = (now - then for now, then in zip(at.cpu(), (web, database), strict=True))
        await asyncio.sleep(patience)
        delays, missing = collect(readers, kept, warned_before)
    return Row(
        what=what,
        clients=clients,
        events=len(kept),
        per_second=round(len(kept) / elapsed, 1),
        p50=ms(statistics.median(delays)) if delays else float("nan"),
        p95=ms(sorted(delays)[int(len(delays) * 0.95)]) if delays else float("nan"),
        worst=ms(max(delays)) if delays else float("nan"),
        missing=missing,
        web_cpu=round(100 * web_used / elapsed),
        database_cpu=round(100 * database_used / elapsed),
    )


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


async def run(at: House, quick: bool) -> list[Row]:
    n = 4 if quick else 1
    rows = []
    async with httpx.AsyncClient(base_url=at.url, timeout=30) as http:
        office = Office(at, http)
        await office.open()
        case, warning, commit = "case reported (HTTP)", "signals → warning (HTTP)", "event committed"
        plan: list[tuple[str, Send, dict[str, Any]]] = [
            (case, office.report, {"clients": 1, "events": 40 // n, "per_second": 4}),
            (case, office.report, {"clients": 200, "events": 40 // n, "per_second": 4}),
            (
                warning,
                office.warn,
                {"clients": 20, "events": min(len(office.cameras), 40 // n), "per_second": 2},
            ),
            (commit, office.commit, {"clients": 1, "events": 200 // n, "per_second": 20}),
            (commit, office.commit, {"clients": 200, "events": 100 // n, "per_second": 10}),
            (commit, office.commit, {"clients": 200, "events": 500 // n, "per_second": 50}),
        ]
        for what, send, size in plan:
            rows.append(await measure(at, office, what, send, **size))
            print_row(rows[-1])
        stall = long_import(2.0)
        rows.append(
            await measure(
                at, office, "… while a 2 s import runs", office.commit, clients=20, events=20, per_second=20
            )
        )
        print_row(rows[-1])
        await asyncio.to_thread(stall.join)
        for clients in (20, 200):
            rows.append(
                await measure(
                    at,
                    office,
                    f"polling every {POLL_EVERY:g} s, case (HTTP)",
                    office.report,
                    clients=clients,
                    events=40 // n,
                    per_second=4,
                    way=polling,
                    patience=8.0,
                )
            )
            print_row(rows[-1])
    return rows


HEAD = ("what", "clients", "events", "per s", "p50 ms", "p95 ms", "worst", "missing", "web CPU %", "db CPU %")


def print_row(row: Row | None) -> None:
    cells = HEAD if row is None else tuple(asdict(row).values())
    print(f"{cells[0]:<32}" + "".join(f"{cell:>10}" for cell in cells[1:]), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a quarter of the events")
    quick = parser.parse_args().quick
    with house() as at:
        print_row(None)
        rows = asyncio.run(run(at, quick))
    print(json.dumps({"benchmark": "live", "quick": quick, "rows": [asdict(row) for row in rows]}))


if __name__ == "__main__":
    main()
