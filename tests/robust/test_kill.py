"""Again and again in the middle of work web server, worker or intake are killed (-9): nothing is lost or doubled.

The seed is printed; WEIGE_KILL_SEED gives another one.
"""

import json
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from tests.config.running import Running, weige
from tests.robust.load import Load
from weige.config.embedded import Embedded
from weige.config.house import healthy
from weige.config.processes import free_port

pytestmark = pytest.mark.slow

KILLS = 12  # four of each role
ROLES = {"weige.config.webserver": "web", "work": "worker", "intake": "intake"}
DRAIN = 120.0  # seconds after the last kill in which everything must have arrived
SEED = int(os.environ.get("WEIGE_KILL_SEED", "20261120"))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[Running, Path, Load]]:
    """A demonstration without its own simulation, at sixty times real speed."""
    data = tmp_path / "d"
    port = str(free_port())
    options = ["demo", "--data", str(data), "--port", port, "--no-simulation", "--days", "0", "--speed", "60"]
    running = Running(tmp_path / "out.txt", options)
    try:
        url = running.wait_ready()
        found = re.search(r"mqtt://127\.0\.0\.1:(\d+)", running.text)
        assert found, running.text
        secrets = json.loads((data / "simulator.json").read_text(encoding="utf-8"))
        yield running, data, Load(url, int(found[1]), secrets, SEED)
    finally:
        running.stop()


def living(running: Running) -> dict[str, psutil.Process]:
    """role → process, of those that are alive now."""
    found = {}
    for process in running.descendants():
        try:
            words = process.cmdline()
        except psutil.Error:
            continue
        found |= {role: process for word, role in ROLES.items() if word in words[:5]}
    return found


def kill_at_random(running: Running, url: str, rng: random.Random) -> Counter[str]:
    """Kills one of those at work, again and again, at moments nobody chose."""
    hits: Counter[str] = Counter()
    while hits.total() < KILLS:
        time.sleep(rng.uniform(0.3, 3.5))
        wanted = rng.choice(sorted(ROLES.values(), key=lambda role: hits[role])[:2])  # all get their share
        process = living(running).get(wanted)
        if process and (wanted != "web" or healthy(url)):  # killing one that does nothing yet shows nothing
            process.send_signal(signal.SIGKILL)
            hits[wanted] += 1
    return hits


class Database:
    """Read-only questions to the running installation's database."""

    def __init__(self, data: Path) -> None:
        self.url = Embedded(data).url

    def ask(self, statement: str, *params: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement, params).fetchall()  # type: ignore[arg-type]

    def signals(self) -> Counter[tuple[str, str]]:
        """(device, id) → how often it is stored."""
        rows = self.ask(
            "SELECT d.code, r.signal_id, count(*) FROM sensing_reading r"
            " JOIN sensing_device d ON d.id = r.device_id WHERE r.source = 'kill' GROUP BY 1, 2"
        )
        return Counter({(device, number): count for device, number, count in rows})

    def cases_of(self, warnings: set[str]) -> Counter[str]:
        """warning → how many cases it has."""
        rows = self.ask(
            "SELECT warning_id::text, count(*) FROM cases_case WHERE warning_id = ANY(%s::uuid[]) GROUP BY 1",
            sorted(warnings),
        )
        return Counter(dict(rows))  # type: ignore[arg-type]

    def behind(self, event: int) -> list[str]:
        """Readers of the log that have not yet come to this event, the seal of the chain among them."""
        rows = self.ask(
            "SELECT c.name FROM kernel_cursor c, kernel_event e WHERE e.id = %s"
            " AND (c.tx, c.event_id) < (e.tx::text::bigint, e.id)",
            event,
        )
        return [name for (name,) in rows]


def wait_through(database: Database, load: Load) -> None:
    """Until all that was accepted is stored, and then until every reader has read what came of it."""
    until = time.monotonic() + DRAIN
    missing, without, late, last = set(load.book.signals), set(load.book.confirmed), [""], 0
    while time.monotonic() < until:
        missing = missing and load.book.signals - set(database.signals())
        without = without and load.book.confirmed - set(database.cases_of(load.book.confirmed))
        if not missing and not without:
            last = last or database.ask("SELECT max(id) FROM kernel_event")[0][0]
            late = database.behind(last)
            if not late:
                return
        time.sleep(0.5)
    pytest.fail(f"not through: signals {sorted(missing)[:5]}, warnings {sorted(without)[:5]}, readers {late}")


def test_killed_again_and_again_nothing_is_lost_and_nothing_doubled(
    demo: tuple[Running, Path, Load], capsys: pytest.CaptureFixture[str]
) -> None:
    running, data, load = demo
    load.begin()
    threads = load.run()
    hits = kill_at_random(running, load.url, random.Random(SEED))
    load.go_on_until(signals=1000, reports=20, confirmed=20, seconds=40)
    load.stop.set()
    for thread in threads:
        thread.join(90)
    database = Database(data)
    wait_through(database, load)
    with capsys.disabled():
        print(f"\nseed {SEED}, kills {dict(hits)}, {told(load)}")
    assert not load.faults
    assert not load.book.refused
    assert set(hits) == set(ROLES.values())
    assert load.book.tries > load.book.calls, "the kills were felt"
    check_signals(database, load)
    check_cases(database, load)
    check_reactions(database, load)
    said = weige("doctor", "--data", str(data))
    assert "the event chain is whole" in said.stdout, said.stdout
    assert said.returncode == 0, said.stdout


def told(load: Load) -> str:
    book = load.book
    return (
        f"{len(book.signals)} signals, {len(book.reports)} reports, {len(book.confirmed)} warnings confirmed,"
        f" {len(book.dismissed)} dismissed, {book.tries - book.calls} calls without an answer"
    )


def check_signals(database: Database, load: Load) -> None:
    """Every accepted signal is stored exactly once."""
    stored = database.signals()
    assert not load.book.signals - set(stored)
    assert set(stored.values()) == {1}
    assert len(load.book.signals) >= 1000


def check_cases(database: Database, load: Load) -> None:
    """Every confirmed warning has one case, a dismissed one none; a report is there once, in the case it was told."""
    assert len(load.book.confirmed) >= 15
    assert database.cases_of(load.book.confirmed) == Counter(dict.fromkeys(load.book.confirmed, 1))
    assert not database.cases_of(load.book.dismissed)
    assert not database.ask(
        "SELECT warning_id FROM cases_case WHERE warning_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
    )
    rows = database.ask("SELECT dedupe_key, case_id::text FROM cases_report WHERE dedupe_key <> ''")
    assert len(load.book.reports) >= 12
    assert len(rows) == len({key for key, _ in rows})
    assert load.book.reports.items() <= dict(rows).items()
    numbers = [number for (number,) in database.ask("SELECT number FROM cases_case")]
    assert len(numbers) == len(set(numbers))


#: Told again while nobody acts: not oftener than it happened.
AGAIN = ("case_urged", "call_urged", "call_escalated")


def check_reactions(database: Database, load: Load) -> None:
    """No reaction happened twice or was given up: cases filed, warnings that know their case, people told."""
    assert not database.ask("SELECT id FROM kernel_parked")
    twice = database.ask(
        "SELECT kind, payload->>'warning_id' FROM kernel_event"
        " WHERE kind IN ('sensing.warning_opened', 'sensing.warning_confirmed', 'cases.filed')"
        " AND payload->>'warning_id' IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1"
    )
    assert not twice
    assert not database.ask(
        "SELECT subject, template, post_id, user_id, params::text FROM messaging_notice WHERE template <> ALL(%s)"
        " GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1",  # a file's notice and its decision are two papers
        list(AGAIN),
    )
    assert not database.ask(
        "SELECT subject, post_id, count(*) FROM messaging_notice n WHERE template = 'case_urged' GROUP BY 1, 2 HAVING"
        " count(*) > (SELECT count(*) FROM kernel_event e WHERE e.subject = n.subject AND e.kind = 'cases.urged')"
    )
    known = database.ask(
        "SELECT count(*) FROM sensing_warning w JOIN cases_case c ON c.id = w.case_id AND c.warning_id = w.id"
        " WHERE w.id = ANY(%s::uuid[])",
        sorted(load.book.confirmed),
    )
    assert known == [(len(load.book.confirmed),)]
