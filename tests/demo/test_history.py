"""The demonstration's past is what the services would have written: the same lives played both ways."""

import heapq
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pytest
from django.db import transaction

from tests.cases.town import Town, local
from tests.evaluation.test_counting import count_all
from weige.cases.models import Case, Evidence, HotlineNote, HotlineOrder, Recurrence, Report
from weige.cases.schemas.hotline import StepIn
from weige.cases.schemas.moves import MoveIn
from weige.cases.schemas.reports import ReportIn
from weige.cases.services import engine, evidence, hotline, hotline_steps, reporting
from weige.cases.services.chronicle import chronicle
from weige.cases.services.recurring import note_recurrence
from weige.cases.services.sweeping import sweep
from weige.demo.history.plan import Life, kinds
from weige.demo.history.plot import lives
from weige.demo.history.telling import Teller, drawn, load_history, order_of, places
from weige.demo.load import steps
from weige.evaluation.models import Fact, Track
from weige.evaluation.services.counting import take_history
from weige.kernel import blobs, outbox
from weige.kernel.models import Cursor, Event
from weige.kernel.queries.calendar import current_calendar
from weige.people.models import Patrol, ShiftPattern
from weige.registry.models import Shop

NOW = local("2026-11-20 15:22")
PICTURE = re.compile(r"photo#\d+")
GONE = {"case_id", "evidence_id", "sha256"}
pytestmark = pytest.mark.django_db


def sample(plan: list[Life], most: int = 14) -> list[Life]:
    """Few lives that between them do everything the plan does."""
    wanted: set[str] = {act.code for life in plan for act in life.acts} | {"order"}
    chosen: list[Life] = []
    while wanted and len(chosen) < most:
        best = max(plan, key=lambda life: len(done(life) & wanted))
        if not done(best) & wanted:
            break
        chosen.append(best)
        wanted -= done(best)
    assert not wanted, f"nobody does {wanted}"
    again = [life for life in plan if life.place == chosen[0].place and life.matter == chosen[0].matter]
    return sorted([*chosen, *[life for life in again if life not in chosen][:2]], key=lambda life: life.at)


def done(life: Life) -> set[str]:
    return {act.code for act in life.acts} | ({"order"} if life.order else set())


class Services:
    """Plays the same lives through the services, as people and the worker would have."""

    def __init__(self, town: Town, ticks: list[datetime]) -> None:
        self.town, self.calendar = town, current_calendar()
        self.ticks = sorted(set(ticks))
        self.orders: dict[int, int] = {}
        self.cases: dict[int, Any] = {}

    def tell(self, plan: list[Life], pictures: list[bytes], until: datetime) -> None:
        waiting: list[tuple[datetime, int, int]] = [(life.at, number, -1) for number, life in enumerate(plan)]
        heapq.heapify(waiting)
        while waiting and waiting[0][0] < until:
            at, number, step = heapq.heappop(waiting)
            self.sweep(at)
            life = plan[number]
            if step < 0:
                self.begin(life, number)
            else:
                self.act(number, life.acts[step], pictures)
            if step + 1 < len(life.acts):
                heapq.heappush(waiting, (life.acts[step + 1].at, number, step + 1))
        self.sweep(until)

    def sweep(self, until: datetime) -> None:
        while self.ticks and self.ticks[0] < until:
            at = self.ticks.pop(0)
            sweep(now=at)
            hotline_steps.sweep_orders(now=at)

    def begin(self, life: Life, number: int) -> None:
        access, shop = self.town.access(life.by), Shop.objects.get(code=life.place.shop)
        if life.order is None:
            said = ReportIn(
                lon=shop.lon,
                lat=shop.lat,
                matter=life.matter,
                text=life.text,
                place=shop.address,
                shop=shop.code,
                found_at=life.at,
            )
            case, _ = reporting.report(access=access, data=said, calendar=self.calendar, now=life.at)
            self.cases[number] = case.pk
            return
        data = order_of(life, number, shop.address).model_copy(update={"shop": shop.code})
        order, _ = hotline.take(access=access, data=data, way="api", calendar=self.calendar, now=life.at)
        assert order.case is not None
        self.orders[number], self.cases[number] = order.pk, order.case.pk

    def act(self, number: int, act: Any, pictures: list[bytes]) -> None:
        access, pk = self.town.access(act.who), self.cases[number]
        case = engine.rows().get(pk=pk)
        if act.code == "photo":
            data = pictures[(number + case.reworks * 3) % len(pictures)]
            evidence.add(access=access, case_id=pk, data=data, kind="after", note="演示画面", now=act.at)
        elif act.code.startswith("hot."):
            order = HotlineOrder.objects.get(pk=self.orders[number])
            said = StepIn(version=order.version, **act.given)
            code = act.code.removeprefix("hot.")
            hotline_steps.make_step(
                access=access, order_id=order.pk, code=code, data=said, calendar=self.calendar, now=act.at
            )
        else:
            move = MoveIn(version=case.version, **act.given)
            engine.move(
                access=access, case_id=pk, code=act.code, data=move, calendar=self.calendar, now=act.at
            )
            if act.code == "file":
                note_recurrence(pk, now=act.at)


def told() -> dict[str, Any]:
    """Everything that was written, without the keys that are drawn."""
    numbers = dict(Case.objects.values_list("pk", "number"))

    def rows(model: Any, *without: str) -> list[Any]:
        fields = [f.attname for f in model._meta.concrete_fields if f.attname not in {"id", *without}]
        found = [dict(zip(fields, row, strict=True)) for row in model.objects.values_list(*fields)]
        for row in found:
            for name in ("case_id", "previous_id"):
                if name in row:
                    row[name] = numbers.get(row[name])
            if "key" in row:
                row["key"] = PICTURE.sub("photo", row["key"])
        return sorted(found, key=repr)

    names = {str(pk): number for pk, number in numbers.items()}
    events = [
        (
            names[event.payload["case_id"]],
            event.kind,
            event.at,
            {key: value for key, value in event.payload.items() if key not in GONE},
            (event.actor_kind, event.actor_user_id, event.actor_post_id, event.actor_name),
            (event.cells, event.department_id, event.post_ids, event.user_ids, event.personal),
        )
        for event in Event.objects.filter(subject__startswith="case:").order_by("id")
    ]
    return {
        "cases": rows(Case),
        "reports": rows(Report),
        "evidence": rows(Evidence),
        "recurrences": rows(Recurrence),
        "orders": rows(HotlineOrder, "cases"),
        "notes": rows(HotlineNote, "order_id"),
        "events": sorted(events, key=lambda row: row[0]),
        "facts": rows(Fact, "about"),
        "tracks": Counter(repr(tidy(track.story)) for track in Track.objects.all()),
    }


def tidy(story: Any) -> Any:
    """Sets have no order, and a picture is named by its moment instead of its key."""
    if isinstance(story, dict):
        named = {f"photo@{v['at']}" if PICTURE.fullmatch(k) else k: v for k, v in story.items()}
        return {key: tidy(value) for key, value in sorted(named.items())}
    return sorted(story) if isinstance(story, list) else story


def both(one: Callable[[], None], other: Callable[[], None]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What each writes into the same world."""
    found = []
    for play in (one, other):
        with transaction.atomic():
            play()
            found.append(told())
            transaction.set_rollback(True)
    return found[0], found[1]


def test_a_sample_is_what_the_services_would_have_written(town: Town, doors: list[Shop]) -> None:
    plan = sample(lives(places(), now=NOW, days=70, seed=7))
    calendar, ticks = current_calendar(), []

    def at_once() -> None:
        with chronicle(calendar=calendar) as book:
            teller = Teller(book, NOW)
            teller.tell(plan)
            take_history(book.end(NOW))
        ticks.extend(book.ticks)
        assert teller.refused == 0

    def one_by_one() -> None:
        pictures = [drawn(number) for number in range(8)]
        Services(town, ticks).tell(plan, pictures, NOW)
        count_all()

    fast, slow = both(at_once, one_by_one)
    assert fast["recurrences"], "one of them comes back"
    assert len(fast["orders"]) >= 1
    for name, rows in fast.items():
        if isinstance(rows, list):
            for mine, theirs in zip(rows, slow[name], strict=True):
                assert mine == theirs, name
        else:
            assert rows == slow[name], name


def test_the_plan_is_the_same_for_the_same_seed(town: Town, doors: list[Shop]) -> None:
    one = lives(places(), now=NOW, days=20, seed=3)
    assert one == lives(places(), now=NOW, days=20, seed=3)
    assert one != lives(places(), now=NOW, days=20, seed=4)
    assert {life.matter for life in one} <= set(kinds())
    assert all(life.text.startswith("演示") for life in one)


def test_what_nobody_is_to_be_told_of_comes_before_the_readers_begin() -> None:
    """Old warnings are in the log for who looks back; read, each confirmed one would file a case now."""
    order = [name for name, _ in steps(now=NOW, password="x", seed=1, days=3)]
    assert order.index("past") < order.index("history") < order.index("enforcement")


def test_nobody_is_told_of_the_past(town: Town, doors: list[Shop]) -> None:
    post = town.people["worker01"].post
    line = {"start": time(8), "minutes": 480, "weekdays": [1, 2, 3, 4, 5, 6, 7]}
    ShiftPattern.objects.filter(post=post).delete()
    ShiftPattern.objects.create(post=post, area=post.area, **line)
    made = load_history(now=NOW, seed=1, days=3)
    walked = [one.marks for one in Fact.objects.filter(kind="shift")]
    assert len(walked) == made.shifts > 0
    assert made.shifts % 3 == 0, "those of today are not over"
    assert sum("patrolled" in marks for marks in walked) == Patrol.objects.count() > 0
    assert made.cases >= 15
    assert made.refused == 0
    assert made.facts > made.cases
    newest = Event.objects.order_by("-id").first()
    assert newest is not None
    assert {(row.tx, row.event_id) for row in Cursor.objects.all()} == {(newest.tx, newest.pk)}
    assert outbox.run_once(now=NOW) == 0
    with pytest.raises(ValueError, match="begun"):
        outbox.pass_by()
    assert load_history(now=NOW, seed=1, days=0).cases == 0
    assert blobs.read(Evidence.objects.first().blob_id)  # type: ignore[union-attr]
