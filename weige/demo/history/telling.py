"""The planned past told to the product: each act as its person would have made it, at its moment, written at once."""

import heapq
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from django.db.models import Q
from PIL import Image, ImageDraw

from weige.cases.models import Case, Matter
from weige.cases.queries.recurring import places_of
from weige.cases.schemas.hotline import OrderIn, StepIn
from weige.cases.schemas.moves import MoveIn
from weige.cases.services.chronicle import Chronicle, chronicle
from weige.cases.services.opening import Found
from weige.demo.acting import access_of
from weige.demo.ground import in_english
from weige.demo.history.plan import Act, Life, Place, kinds
from weige.demo.history.plot import lives
from weige.demo.joint import load_calls
from weige.demo.rounds import load_rounds
from weige.evaluation.rules.patrolling import SHIFT_OVER
from weige.evaluation.services.counting import step_of_row, take_history, take_other
from weige.kernel import blobs, outbox
from weige.kernel.errors import Problem
from weige.kernel.models import Blob, Event
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.streettime import LOCAL
from weige.people.policy import GrantAccess
from weige.registry.models import Shop
from weige.territory.models import Area
from weige.territory.queries import Located

DAYS = 75
PICTURES = 8
GROUND, LINES = ("#c9cdc9", "#606c70")
log = logging.getLogger("weige.demo")


@dataclass
class Told:
    """What came of it. refused: acts the table did not allow as time had gone (an extension asked for too late)."""

    cases: int = 0
    events: int = 0
    facts: int = 0
    calls: int = 0
    shifts: int = 0
    refused: int = 0


def load_history(*, now: datetime, seed: int, days: int = DAYS) -> Told:
    """Cases of the days before with all their events, counted by evaluation; nobody is told of them now.

    For a database in which no reader of the log has begun. Raises ValueError otherwise.
    """
    told = Told()
    if days <= 0:
        return told
    outbox.discover()
    plan = lives(places(), now=now, days=days, seed=seed)
    with chronicle(calendar=current_calendar(), known=places_of(kinds())) as book:
        teller = Teller(book, now)
        teller.tell(plan)
        events = book.end(now)
    told.cases, told.events, told.refused = len(book.cases), len(events), teller.refused
    told.facts = take_history(events)
    told.calls = load_calls(now=now, seed=seed, days=days)
    told.shifts = load_rounds(now=now, seed=seed, days=days)
    others = Q(kind__startswith="joint.") | Q(kind=SHIFT_OVER)
    for event in Event.objects.filter(others).order_by("id"):
        take_other(step_of_row(event), cells=event.cells)
    outbox.pass_by()
    return told


def places() -> list[Place]:
    """The doors of the street's segments, each with who looks after it (2 statements)."""
    areas = {area.pk: area.code for area in Area.objects.filter(valid_to__isnull=True)}
    found = []
    for code, cells in Shop.objects.exclude(address="").order_by("code").values_list("code", "cells"):
        codes = {areas[pk] for pk in cells if pk in areas}
        segment = next((one for one in sorted(codes) if one[0] == "L" and one[1:].isdigit()), None)
        circle = next((one for one in sorted(codes) if one[0] == "C" and one[1:].isdigit()), None)
        if segment and circle:
            found.append(Place(code, segment, f"worker{segment[1:]}", f"squad{circle[1:]}"))
    return found


class Teller:
    """Plays all lives at once, in the order of time, up to now."""

    def __init__(self, book: Chronicle, now: datetime) -> None:
        self.book, self.now, self.refused = book, now, 0
        self.shops = {shop.code: shop for shop in Shop.objects.all()}
        rows = Matter.objects.filter(code__in=kinds(), valid_to__isnull=True)
        self.matters = {matter.code: matter for matter in rows}
        self.pictures: list[Blob] = []
        self.access: Callable[[str], GrantAccess] = cache(lambda login: access_of(login, now))

    def tell(self, plan: Sequence[Life]) -> None:
        """The next thing that happens anywhere, until now."""
        if plan:
            self.pictures = [blobs.put(drawn(number), now=plan[0].at) for number in range(PICTURES)]
        waiting: list[tuple[datetime, int, int]] = [(life.at, number, -1) for number, life in enumerate(plan)]
        heapq.heapify(waiting)
        cases: dict[int, Case] = {}
        while waiting and waiting[0][0] < self.now:
            _, number, step = heapq.heappop(waiting)
            life = plan[number]
            if step < 0:
                cases[number] = self.begin(life, number)
            else:
                self.act(cases[number], life.acts[step], number)
            if step + 1 < len(life.acts):
                heapq.heappush(waiting, (life.acts[step + 1].at, number, step + 1))

    def begin(self, life: Life, number: int) -> Case:
        """The report, as its person or the hotline makes it."""
        shop, access = self.shops[life.place.shop], self.access(life.by)
        found = Found(
            lon=shop.lon,
            lat=shop.lat,
            located=Located(shop.cells, shop.leaf_cells, {}, outside=False),
            source=source_of(life.by),
            matter=self.matters[life.matter],
            text=life.text,
            place_zh=shop.address,
            place_en=in_english(shop.address),
            shop=shop,
            found_at=life.at,
        )
        if life.order is None:
            return self.book.report(found, access=access, now=life.at)
        return self.book.order(order_of(life, number, shop.address), found, access=access, now=life.at)

    def act(self, case: Case, act: Act, number: int) -> None:
        """One act; what the table does not allow by then did not happen."""
        access = self.access(act.who)
        try:
            if act.code == "photo":
                blob = self.pictures[(number + case.reworks * 3) % PICTURES]
                self.book.picture(case, blob, "after", "演示画面", access=access, now=act.at)
            elif act.code.startswith("hot."):
                said = StepIn(version=0, **act.given)
                self.book.step(case, act.code.removeprefix("hot."), said, access=access, now=act.at)
            else:
                data = MoveIn(version=case.version, **act.given)
                self.book.move(case, act.code, data, access=access, now=act.at)
        except Problem as problem:
            self.refused += 1
            log.info("history: %s at %s: %s %s", act.code, act.at, problem.code, case.state)


def source_of(login: str) -> str:
    """The source a role reports under (cases.rules.sources)."""
    for start, source in (("worker", "patrol"), ("resident", "resident"), ("merchant", "merchant")):
        if login.startswith(start):
            return source
    return "leader" if login == "chief" else "hotline"


def order_of(life: Life, number: int, address: str) -> OrderIn:
    """What the hotline sends."""
    assert life.order is not None, "the caller looked"
    day = life.at.astimezone(LOCAL)
    said: dict[str, Any] = {"text": life.text, "address": address, "matter": life.matter, **life.order}
    return OrderIn(number=f"演示12345-{day:%Y%m%d}-{number:04}", received_at=life.at, **said)


def drawn(number: int) -> bytes:
    """A drawn frame that says what it is: no photograph of anybody's pavement."""
    picture = Image.new("RGB", (640, 480), GROUND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 80, 580, 330), outline=LINES, width=4)
    for stripe in range(number + 1):
        pen.line((80 + 60 * stripe, 80, 80 + 60 * stripe, 330), fill=LINES, width=2)
    pen.line((0, 400, 640, 400), fill=LINES, width=6)
    pen.text((40, 40), "DEMO - drawn, not photographed", fill=LINES)
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
