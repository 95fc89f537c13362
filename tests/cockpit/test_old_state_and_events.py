"""What a screen had, plus the stream's items since, is what it would fetch anew (after Zulip's rule)."""

import random
from typing import Any

import pytest

from tests.cast import access_of
from tests.cockpit.conftest import Street
from weige.cases.rules.states import ENDED
from weige.cases.rules.transitions import TABLE
from weige.cockpit.queries.recent import happening
from weige.cockpit.rules.items import catalogue
from weige.kernel import log, outbox
from weige.kernel.access import SYSTEM
from weige.kernel.log import Position
from weige.people.models import User
from weige.sensing import services as sensing
from weige.sensing.models import Warning
from weige.sensing.services.telling import opened


def fetched(street: Street, who: str) -> tuple[set[str], str]:
    """The subjects open on the map, and the cursor they are true for."""
    marks = street.get(who, "/api/cockpit/marks")
    shown = {f"case:{one['id']}" for one in marks["cases"]} | {
        f"warning:{one['id']}" for one in marks["warnings"]
    }
    return shown, marks["cursor"]


def streamed(street: Street, who: str, cursor: str) -> list[dict[str, Any]]:
    """The items this person's stream would bring after the cursor (as kernel.feed does it)."""
    mine = access_of(User.objects.get(username=who))
    rows = log.read_after(Position.parse(cursor), limit=10_000)
    items = [catalogue().item(happening(row)) for row in rows if mine.may("stream.read", row)]
    return [item for item in items if item]


def applied(shown: set[str], items: list[dict[str, Any]]) -> set[str]:
    """What a screen does with the items: no knowledge of kinds, only of effects."""
    now = set(shown)
    for item in items:
        if item["effect"] == "open":
            now.add(item["subject"])
        elif item["effect"] == "close":
            now.discard(item["subject"])
    return now


def deliver(street: Street) -> None:
    outbox.discover()
    while outbox.run_once(now=street.now):
        continue


class Day:
    """Things that happen on a street, drawn by a seeded hand; each is a real move through the services."""

    def __init__(self, street: Street, seed: int) -> None:
        self.street = street
        self.rng = random.Random(seed)
        self.cases: list[dict[str, Any]] = []
        self.count = 0

    def any_case(self) -> dict[str, Any] | None:
        return self.rng.choice(self.cases) if self.cases else None

    def step(self) -> None:
        act = self.rng.choice(
            [self.report, self.report, self.reject, self.void, self.walk, self.warn, self.judge]
        )
        act()
        self.street.town.clock.on(minutes=self.rng.randint(1, 9))
        deliver(self.street)

    def report(self) -> None:
        self.count += 1
        # Far enough apart that no two are the same problem
        spot = {"lon": 121.4801 + self.count * 0.0007 % 0.0075, "lat": 31.2301 + self.count * 0.0009 % 0.0035}
        self.cases.append(self.street.town.report(text=f"第{self.count}件", **spot))

    def reject(self) -> None:
        self.try_move("dispatcher", "reject", reason="不属实")

    def void(self) -> None:
        self.try_move("duty", "void", reason="误报")

    def walk(self) -> None:
        """One case as far as it goes: to a worker, handled, checked, closed."""
        self.try_move("dispatcher", "accept")
        self.try_move("dispatcher", "file", condition_no=1)
        self.try_move("dispatcher", "dispatch", post="worker-L01")
        self.try_move("worker01", "start")

    def try_move(self, by: str, code: str, **given: Any) -> None:
        case = self.any_case()
        if case is None:
            return
        version = self.street.town.read("duty", case)["version"]
        path = f"/api/cases/{case['id']}/moves/{code}"
        self.street.town.client_for(by).post(path, json={"version": version} | given)

    def warn(self) -> None:
        """As firing does it: the row and its event in one transaction."""
        row = self.street.warning(level=self.rng.randint(1, 4))
        log.append_all([opened(row, self.street.now, SYSTEM, self.street.now)])

    def judge(self) -> None:
        row = Warning.objects.filter(state="open").order_by("pk").first()
        if row is None:
            return
        if self.rng.random() < 0.5:
            sensing.confirm(warning=row, who=SYSTEM, now=self.street.now)
        else:
            sensing.dismiss(warning=row, reason_code="test", note="", who=SYSTEM, now=self.street.now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_old_state_and_events_are_the_fresh_state(street: Street, seed: int) -> None:
    day = Day(street, seed)
    for _ in range(8):
        day.step()
    shown, cursor = fetched(street, "duty")
    for _ in range(16):
        day.step()
        items = streamed(street, "duty", cursor)
        fresh, now = fetched(street, "duty")
        assert applied(shown, items) == fresh
        if day.rng.random() < 0.3:
            shown, cursor = fresh, now


@pytest.mark.django_db(transaction=True)
def test_items_that_come_twice_change_nothing(street: Street) -> None:
    """A fetch may already hold what the stream then brings again: the cursor is read first."""
    shown, cursor = fetched(street, "duty")
    day = Day(street, 7)
    for _ in range(10):
        day.step()
    items = streamed(street, "duty", cursor)
    fresh, _ = fetched(street, "duty")
    assert applied(applied(shown, items), items) == fresh


#: What the wall does not tell: a judgement for the figures, of what was long before.
UNTOLD = {"cases.patrol_judged", "cases.patrol_unjudged"}


def test_every_move_that_ends_a_case_closes_it_on_the_map_and_no_other_does() -> None:
    templates = catalogue().templates
    for move in TABLE:
        target = move.target
        if move.event.KIND in UNTOLD or (target is None and move.sources <= ENDED):
            assert move.event.KIND not in templates, "a case that has ended is not on the map"
            continue
        effect = templates[move.event.KIND].effect
        if target in ENDED:
            assert effect == "close", move.code
        else:
            assert effect in {"open", "change"}, move.code
