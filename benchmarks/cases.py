"""Creating (1 and 8 clients) and listing cases at 10,000 to 1,000,000 rows, beside a plain table paged by OFFSET.

Run: make bench NAME=cases [ARGS="--rows 10000,1000000 --requests 200"]. Starts a whole Weige of its own (embedded
database, web server, demonstration data). Prints a table; the last line is one JSON object. Over HTTP, one client
(eight where the line says so) on the same machine, one request at a time each, keep-alive; times as the client sees
them; each new case lies at another door of the street with another matter or text, for reports of one thing at one
place are merged, which is another benchmark's subject (duplicates); CPU per request of web server and database apart.
The plain table holds the same cases without scope, events, clocks and search, read the way an admin page reads:
COUNT, then ORDER BY with OFFSET; its times are those of the queries alone, without a web server, so they flatter it.
"""

import argparse
import http.client
import json
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent))
from _cases.filling import grow, templates
from _house import PASSWORD, House, house, settle

WARM, CLIENTS = 10, 8
DEEP = 1000  # the page an impatient user of a plain list would reach by "next"
# Columns a generated case takes from a template row as they are; all others are made in SQL below.
OPEN_SHARE = 200  # one open case in so many …
MOST_OPEN = 5000  # … but never more than this: a street's desk does not grow with its archive


@dataclass
class Row:
    """One measured line. Times in milliseconds; CPU in milliseconds a request, None where not apart."""

    rows: int
    what: str
    p50: float
    p95: float
    statements: int | None = None
    cpu_web: float | None = None
    cpu_db: float | None = None
    rate: float | None = None  # a second, over all clients


def percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def timed(what: str, rows: int, work: Callable[[int], Any], times: int) -> Row:
    """Runs the work some times over and keeps the milliseconds."""
    for number in range(min(WARM, times)):
        work(number)
    took = []
    for number in range(times):
        start = time.perf_counter()
        work(WARM + number)
        took.append((time.perf_counter() - start) * 1000)
    return Row(rows, what, statistics.median(took), percentile(took, 0.95))


def over_http(what: str, rows: int, home: House, work: Callable[[int], Any], times: int) -> Row:
    """The same with the CPU of web server and database per request."""
    for number in range(WARM):
        work(number)
    web, database = home.cpu()
    took = []
    for number in range(times):
        start = time.perf_counter()
        work(WARM + number)
        took.append((time.perf_counter() - start) * 1000)
    web_after, database_after = home.cpu()
    return Row(
        rows,
        what,
        statistics.median(took),
        percentile(took, 0.95),
        cpu_web=(web_after - web) * 1000 / times,
        cpu_db=(database_after - database) * 1000 / times,
        rate=1000 * times / sum(took),
    )


class Reports:
    """Reports for POST /api/cases, no two of one thing: by turns another door, another matter, other words."""

    MATTERS = ("09005", "09009", "06042", "06010", "06013")
    WORDS = ("店外堆放货物", "占道摆摊", "共享单车乱停放", "暴露垃圾", "路面破损")

    def __init__(self, doors: list[tuple[float, float]]) -> None:
        self.doors, self.numbers = doors, iter(range(10**9))

    def __call__(self) -> dict[str, Any]:
        number = next(self.numbers)  # of one C call: threads may share it
        turn, (lon, lat) = number // len(self.doors), self.doors[number % len(self.doors)]
        which = (number + turn) % len(self.MATTERS)
        return {
            "matter": self.MATTERS[which],
            "text": f"{self.WORDS[which]}，第 {number} 处",
            "place": f"示范路 {number} 号",
            "lon": lon,
            "lat": lat,
            "dedupe_key": f"bench-{number}",
        }


def at_once(what: str, rows: int, home: House, client: httpx.Client, reports: Reports, times: int) -> Row:
    """Creations by CLIENTS clients, each sending its next when its last is answered (and committed).

    They share the machine, so they are the plainest there are (http.client). Like all else here they are warm when
    it counts: the first requests open what the server keeps for each of them.
    """
    took: list[float] = []
    headers = {"Authorization": client.headers["Authorization"], "Content-Type": "application/json"}

    def one(times: int) -> None:
        own = http.client.HTTPConnection("127.0.0.1", home.port, timeout=60)
        for _ in range(times):
            body = json.dumps(reports())
            start = time.perf_counter()
            own.request("POST", "/api/cases", body, headers)
            answer = own.getresponse()
            said = answer.read()
            if answer.status >= 300:
                raise RuntimeError(f"{answer.status}: {said[:500]!r}")
            took.append((time.perf_counter() - start) * 1000)
        own.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(one, [WARM] * CLIENTS))
        took.clear()
        web, database = home.cpu()
        start = time.perf_counter()
        list(pool.map(one, [times] * CLIENTS))
    passed = time.perf_counter() - start
    web_after, database_after = home.cpu()
    each = 1000 / len(took)
    return Row(
        rows,
        what,
        statistics.median(took),
        percentile(took, 0.95),
        cpu_web=(web_after - web) * each,
        cpu_db=(database_after - database) * each,
        rate=len(took) / passed,
    )


# --- measuring -------------------------------------------------------------------------------------------------


def statements_of(path: str, token: str, json_body: Any = None) -> int:
    """How many statements one request makes, in this process on the same database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"Authorization": f"Bearer {token}", "host": "localhost"})
    with CaptureQueriesContext(connection) as counted:
        if json_body is None:
            answer = client.get(path)
        else:
            answer = client.post(path, json.dumps(json_body), content_type="application/json")
    assert answer.status_code < 300, answer.content
    return len(counted)


def measure(
    home: House, client: httpx.Client, token: str, rows: int, times: int, reports: Reports
) -> list[Row]:
    """All lines for one size."""
    deep = page_cursor(min(DEEP, rows // 50 - 2))
    case = client.get("/api/cases?limit=1").json()["items"][0]["id"]
    gets = {
        "list of 50, by time left": "/api/cases?limit=50",
        "list of 50, one segment": "/api/cases?limit=50&area=L06",
        f"list of 50, page {min(DEEP, rows // 50 - 2)} of the ended": f"/api/cases?open=false&limit=50&after={deep}",
        "search by number": f"/api/cases?limit=50&q=b{rows // 2}",
        "search by place": "/api/cases?limit=50&q=示范路 12 号",
        "case page": f"/api/cases/{case}",
        "figures": "/api/cases/counters",
    }
    found = []

    def create(_: int) -> None:
        client.post("/api/cases", json=reports()).raise_for_status()

    row = over_http("create", rows, home, create, times)
    row.statements = statements_of("/api/cases", token, reports())
    found.append(row)
    found.append(at_once(f"create, {CLIENTS} clients", rows, home, client, reports, max(20, times // 2)))
    settle(home)  # what follows from new cases is done before lists are read
    for what, path in gets.items():
        row = over_http(what, rows, home, lambda _, path=path: client.get(path).raise_for_status(), times)
        row.statements = statements_of(path, token)
        found.append(row)
    return found + plain(rows, times)


def page_cursor(pages: int) -> str:
    """The cursor `pages` pages on, made from the row that stands there (walking there would take minutes)."""
    from base64 import urlsafe_b64encode

    from weige.cases.models import Case

    row = Case.objects.filter(ended_at__isnull=False).order_by("-ended_at", "-id")[50 * pages]
    assert row.ended_at is not None
    return urlsafe_b64encode(f"ended|{row.ended_at.isoformat()}|{row.pk}".encode()).decode()


def plain(rows: int, times: int) -> list[Row]:
    """The plain table: insert, first page, deep page, search; queries only."""
    from django.db import connection

    few = max(5, min(times, 20) if rows > 100_000 else times)
    deep = 50 * min(DEEP, rows // 50 - 2)
    columns = "id, number, state, title_zh, place_zh, department_id, found_at, due_at, ended_at"

    def run(*statements: str) -> Callable[[int], None]:
        def work(_: int) -> None:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                    if cursor.description:
                        cursor.fetchall()

        return work

    insert = (
        "INSERT INTO bench_plain (number, state, title_zh, place_zh, found_at)"
        " VALUES ('x', 'reported', '店外经营', '示范路 1 号', now()) RETURNING id"
    )
    ended = f"SELECT {columns} FROM bench_plain WHERE ended_at IS"
    first = f"{ended} NULL ORDER BY due_at LIMIT 50"
    paged = f"{ended} NOT NULL ORDER BY ended_at DESC LIMIT 50 OFFSET {deep}"
    search = f"SELECT {columns} FROM bench_plain WHERE number LIKE '%b{rows // 2}%' ORDER BY due_at LIMIT 50"
    count = "SELECT count(*) FROM bench_plain WHERE ended_at IS"
    lines = {
        "plain: insert": (insert,),
        "plain: first page with count": (f"{count} NULL", first),
        f"plain: page {deep // 50} by OFFSET with count": (f"{count} NOT NULL", paged),
        "plain: search by LIKE": (search,),
    }
    found = []
    for what, statements in lines.items():
        row = timed(what, rows, run(*statements), few)
        row.statements = len(statements)
        found.append(row)
    return found


def show(rows: list[Row]) -> None:
    heads = "".join(f"{head:>8}" for head in ("web ms", "db ms", "per s"))
    print(f"{'rows':>9}  {'what':<44}{'p50 ms':>9}{'p95 ms':>9}{'stmts':>7}{heads}")
    for row in rows:
        rest = "".join(
            f"{value:8.1f}" if value is not None else f"{'':>8}"
            for value in (row.cpu_web, row.cpu_db, row.rate)
        )
        counted = "" if row.statements is None else row.statements
        print(f"{row.rows:>9}  {row.what:<44}{row.p50:9.1f}{row.p95:9.1f}{counted!s:>7}{rest}", flush=True)


def judged(lines: list[Row]) -> dict[str, Any]:
    """The targets of issue 4 beside what came out, and ratios against the plain table of the same run."""
    sizes = sorted({line.rows for line in lines})
    by = {(line.rows, line.what): line for line in lines}
    many, first = f"create, {CLIENTS} clients", "list of 50, by time left"
    worst = min(by[size, many].rate or 0.0 for size in sizes)
    slowest = max(by[size, first].p50 for size in sizes)
    statements = max(by[size, first].statements or 0 for size in sizes)
    growth = {what: by[sizes[-1], what].p50 / by[sizes[0], what].p50 for what in ("create", many, first)}
    plain = {
        str(size): {
            "create against a bare insert": by[size, "create"].p50 / by[size, "plain: insert"].p50,
            "list against count and first page": by[size, first].p50
            / by[size, "plain: first page with count"].p50,
        }
        for size in sizes
    }
    return {
        "creations_per_s": {"least": worst, "target": 150, "met": worst >= 150},
        "list_p50_ms": {"most": slowest, "target": 25, "met": slowest < 25},
        "list_statements": {"most": statements, "target": 6, "met": statements <= 6},
        "growth": {
            **growth,
            "sizes": [sizes[0], sizes[-1]],
            "target": 1.3,
            "met": max(growth.values()) <= 1.3,
        },
        "against_plain": plain,
    }


def doors() -> list[tuple[float, float]]:
    """Points all over the street: the doors of its shops."""
    from weige.registry.models import Shop

    return list(Shop.objects.order_by("pk").values_list("lon", "lat"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", default="10000,100000,1000000", help="sizes, ascending, comma-separated")
    parser.add_argument("--requests", type=int, default=100, help="measured requests a line")
    options = parser.parse_args()
    sizes = [int(text) for text in options.rows.split(",")]
    lines: list[Row] = []
    filled: dict[int, float] = {}
    with house() as (home, _):
        asked = {"username": "duty", "password": PASSWORD}
        token = httpx.post(f"{home.url}/api/auth/token", json=asked).raise_for_status().json()["token"]
        with httpx.Client(
            base_url=home.url, headers={"Authorization": f"Bearer {token}"}, timeout=60
        ) as client:
            places = doors()
            templates(client, places[:: max(1, len(places) // 60)][:60])
            reports = Reports(places)
            for size in sizes:
                filled[size] = grow(size, min(size // OPEN_SHARE, MOST_OPEN))
                found = measure(home, client, token, size, options.requests, reports)
                show(found)  # at once: a million rows take their time
                lines += found
    body = {
        "benchmark": "cases",
        "targets": judged(lines),
        "fill_seconds": filled,
        "lines": [asdict(line) for line in lines],
    }
    print(json.dumps(body, ensure_ascii=False))


if __name__ == "__main__":
    main()
