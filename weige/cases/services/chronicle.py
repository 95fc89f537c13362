"""A history of cases brought in: made by the same table, effects and clocks as any case, but written all at once.

For a demonstration, or an office that brings its past along. What the worker and the sweeper would have done in time
is done here as time passes: overdue, urging by the clock, suspensions that end, recurrence. Not done: telling people,
merging by policy, and the traces of routing (what the rules of that day would have said).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from weige.cases.models import Case, Evidence, HotlineOrder
from weige.cases.queries import hotline as hotline_queries
from weige.cases.queries.actors import fits, seat_of
from weige.cases.queries.limits import stage_limits
from weige.cases.queries.placing import Pointed
from weige.cases.queries.recurring import Place, Window, at_the_place, window
from weige.cases.rules.clocks import HANDLING, running
from weige.cases.rules.hotline import STEPS
from weige.cases.rules.sources import source_of
from weige.cases.rules.states import ENDED, State
from weige.cases.rules.transitions import MOVES
from weige.cases.schemas.hotline import OrderIn, StepIn
from weige.cases.schemas.moves import MoveIn
from weige.cases.services import engine, evidence, hotline, hotline_steps, keeping, opening
from weige.cases.services.places import Spot
from weige.cases.services.recurring import tell_recurrence
from weige.cases.services.step import CaseLimits, Step
from weige.cases.services.sweeping import note_stage_overdue
from weige.cases.services.watching import note_late, nudge
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, Forbidden
from weige.kernel.models import Blob, Event
from weige.kernel.worktime import Calendar, Limit

#: How long after a moment the sweeper sees it (tasks run every few seconds).
TICK = timedelta(seconds=10)


@dataclass
class Chronicle:
    """Moves are made in the order of their moments. ticks: when time did something by itself, for a test's replay."""

    calendar: Calendar
    cases: dict[UUID, Case] = field(default_factory=dict)
    ticks: list[datetime] = field(default_factory=list)
    orders: dict[UUID, HotlineOrder] = field(default_factory=dict)
    latest: dict[UUID, datetime] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)
    window: Window | None = None
    names: dict[tuple[object, ...], object] = field(default_factory=dict)
    ledger: keeping.Ledger = field(default_factory=keeping.Ledger)

    @cached_property
    def desks(self) -> dict[str, Limit]:
        return stage_limits()

    @cached_property
    def order_limits(self) -> dict[str, Limit]:
        return hotline_queries.limits()

    def report(self, found: opening.Found, *, access: Access, now: datetime) -> Case:
        """上报, by somebody or from an order."""
        case = opening.open_case(found, who=access.who, now=now, calendar=self.calendar)
        return self._known(case)

    def order(self, data: OrderIn, found: opening.Found, *, access: Access, now: datetime) -> Case:
        """A hotline order that arrives, at a known place, with its case."""
        row = hotline.words_of(data, access, now=now, way="api")
        row.matter, row.place_why = found.matter, "named"
        spot = Spot(found.lon, found.lat, found.located)
        pointed = Pointed("named", "", found.lon, found.lat, data.address, found.shop, found.building)
        place = (spot, pointed)
        hotline.begin(row, place, limits=self.order_limits, access=access, calendar=self.calendar, now=now)
        assert row.case is not None, "its place is known"
        self.orders[row.case.pk] = row
        return self._known(row.case)

    def _known(self, case: Case) -> Case:
        self.cases[case.pk] = case
        return case

    def move(self, case: Case, code: str, data: MoveIn, *, access: Access, now: datetime) -> Case:
        """One move, by the table. Raises what the engine raises, but asks nobody for grants."""
        self.pass_time(case, now)
        wanted, seat = MOVES[code], seat_of(access)
        if case.now_in not in wanted.sources:
            raise Conflict("illegal_move", state=case.state, move=code)
        if not fits(wanted.actor, case, seat):
            raise Forbidden("not_your_move")
        step = Step(
            case=case, move=wanted, seat=seat, data=data, now=now, calendar=self.calendar,
            access=access, again=engine.move_by_system, known=self.names,
        )  # fmt: skip
        step.limits = self._limits(case)
        engine.make(step)
        if code == "file":
            self._look_back(case, now)
        return case

    def _limits(self, case: Case) -> CaseLimits:
        limits = CaseLimits(case)
        limits.desks = self.desks
        return limits

    def step(self, case: Case, code: str, data: StepIn, *, access: Access, now: datetime) -> None:
        """One step of the case's order."""
        self.pass_time(case, now)
        order, step = self.orders[case.pk], STEPS[code]
        if order.now_in not in step.sources:
            raise Conflict("illegal_move", state=order.state, move=code)
        hotline_steps.do_step(order, step, data, access=access, calendar=self.calendar, now=now)

    def picture(self, case: Case, blob: Blob, kind: str, note: str, *, access: Access, now: datetime) -> None:
        """A stored picture joins the case."""
        self.pass_time(case, now)
        row = Evidence(
            id=self.ledger.key_of_evidence(),
            case=case,
            blob=blob,
            kind=kind,
            source=source_of(seat_of(access).post.role, "") or "other",
            taken_at=blob.taken_at,
            lon=blob.lon,
            lat=blob.lat,
            added_at=now,
            added_by_id=access.who.user_id,
            added_by_post_id=access.who.post_id,
            note=note,
        )
        self.ledger.evidence.append(row)
        evidence.count(case, row, who=access.who, now=now)

    def _look_back(self, case: Case, now: datetime) -> None:
        """What the worker does when a case was filed: was it there before?"""
        assert case.matter is not None, "a filed case has its matter"
        known = self.places.setdefault(case.matter.code, [])
        held = self.window = self.window or window()
        since, within = now - held.span, held.within_m
        before = at_the_place(case, [self._standing(one) for one in known], since=since, within_m=within)
        if before:
            last = before[0]
            tell_recurrence(case, nth=len(before) + 1, previous=(last.pk, last.number), held=held, now=now)
        known.append(Place.of(case))

    def _standing(self, one: Place) -> Place:
        return Place.of(self.cases[one.pk]) if one.pk in self.cases else one

    def pass_time(self, case: Case, now: datetime) -> None:
        """What the sweeper would have told of this case before `now`."""
        last, order = None, self.orders.get(case.pk)
        while (due := next_tick(case, order)) is not None and due != last:
            at = max(due, self.latest.get(case.pk, due)) + TICK
            if at >= now:
                break
            self.ticks.append(at)
            self._tick(case, at)
            self.latest[case.pk], last = at, due
        self.latest[case.pk] = now

    def _tick(self, case: Case, at: datetime) -> None:
        handling = HANDLING in running(case.now_in, case.load_clocks())
        soon = case.nudged_at is None and case.near_at is not None and case.due_at is not None
        if case.now_in is State.SUSPENDED and case.paused_until and case.paused_until <= at:
            engine.move_by_system(case, "resume", now=at, calendar=self.calendar)
        engine.note_overdue(case, now=at)
        if case.stage_overdue_since is None and case.stage_due_at and case.stage_due_at < at:
            note_stage_overdue(case, now=at)
        if handling and soon and case.near_at <= at < case.due_at:  # type: ignore[operator]
            nudge(case, now=at)
        if _unanswered(case) and case.supervision_due_at and case.supervision_due_at < at:
            note_late(case, now=at)
        order = self.orders.get(case.pk)
        if order is not None and order.done_at is None and order.replied_at is None:
            hotline_steps.mark_late(order, now=at)

    def end(self, now: datetime) -> list[Event]:
        """Time passes for every case until `now`; everything is written. The events, in the order of the log."""
        for case in self.cases.values():
            self.pass_time(case, now)
        self.ledger.write()
        return self.ledger.events


@contextmanager
def chronicle(*, calendar: Calendar, known: Iterable[tuple[str, Place]] = ()) -> Iterator[Chronicle]:
    """A chronicle to write a history into, within one transaction. known: cases that are there already."""
    with keeping.gathered() as ledger:
        made = Chronicle(calendar=calendar, ledger=ledger)
        for matter, place in known:
            made.places.setdefault(matter, []).append(place)
        yield made


def next_tick(case: Case, order: HotlineOrder | None) -> datetime | None:
    """When time does something to the case by itself, if nobody does anything before."""
    found: list[datetime | None] = []
    if case.now_in not in ENDED:
        handling = HANDLING in running(case.now_in, case.load_clocks())
        found.append(case.paused_until if case.now_in is State.SUSPENDED else None)
        found.append(case.due_at if handling and case.overdue_since is None else None)
        found.append(case.stage_due_at if case.stage_overdue_since is None else None)
        found.append(case.near_at if handling and case.nudged_at is None and not case.overdue_since else None)
        found.append(case.supervision_due_at if _unanswered(case) else None)
    if order is not None and order.done_at is None and order.replied_at is None:
        found.append(
            order.contact_due_at if not order.contacted_at and not order.contact_late_since else None
        )
        found.append(order.due_at if not order.late_since else None)
    return min((at for at in found if at is not None), default=None)


def _unanswered(case: Case) -> bool:
    return bool(case.supervision) and not case.supervision_answered_at and not case.supervision_late_at
