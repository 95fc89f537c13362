"""Hotline orders as the desk sees them: lists with their deadlines, one order with its notes, figures, limits."""

import csv
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from django.db.models import Count, Q, QuerySet

from weige.cases.models import Case, HotlineLimit, HotlineNote, HotlineOrder
from weige.cases.queries.presenting import matter_of, named, seat_named, warning_said
from weige.cases.rules import clocks
from weige.cases.rules.hotline import CONTACT, GUARDS, ORDER, Facts, State, steps_from
from weige.cases.rules.identity import plain
from weige.cases.rules.states import ENDED, IN_CHECK
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, words
from weige.kernel.worktime import Calendar, Limit, Unit, explain_stage
from weige.kernel.worktime import Clock as WorkClock
from weige.people.queries import masking

PERSONAL = ("caller_name", "caller_phone")
LATE = Q(contact_late_since__isnull=False) | Q(late_since__isnull=False)


@cache
def packaged() -> list[dict[str, str]]:
    """The shipped limits, in their order."""
    text = resources.files("weige.cases").joinpath("data", "hotline_limits.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def limits() -> dict[str, Limit]:
    """kind (or first_contact, revisit) → limit: the office's own, else the shipped one (1 statement)."""
    found = {row["kind"]: Limit(Decimal(row["amount"]), Unit(row["unit"])) for row in packaged()}
    return found | {row.kind: row.limit for row in HotlineLimit.objects.all()}


def limit_rows() -> list[dict[str, Any]]:
    """The limits with where they come from (1 statement)."""
    own = {row.kind: row for row in HotlineLimit.objects.all()}
    found = []
    for row in packaged():
        mine = own.get(row["kind"])
        said = {"amount": str(mine.limit.amount), "unit": mine.unit} if mine else {}
        note = {"note": row["note_zh"], "note_en": row["note_en"]}
        if mine:  # what the office wrote itself it wrote in one language
            said["source"], note["note"] = mine.source, mine.note
            note["note_en"] = note["note_en"] if mine.note == row["note_zh"] else mine.note
        found.append({**row, **said, **note, **named("hotline_kind", row["kind"], "name")})
    return found


def loaded() -> "QuerySet[HotlineOrder]":
    """Orders with what rows name."""
    return HotlineOrder.objects.select_related(
        "matter", "case", "case__matter", "case__department", "case__handler_post"
    ).defer("case__search_text", "case__search_terms")


def chosen(access: Access, state: str, q: str, *, late: bool) -> "QuerySet[HotlineOrder]":
    """The orders a filter asks for; without a state those that are not done. Raises NotFound, Invalid."""
    rows = access.rows("hotline.list", loaded())
    if state and state not in {*State, "all"}:
        raise Invalid([FieldError("state", "unknown_filter", {"value": state})])
    if state in set(State):
        rows = rows.filter(state=state)
    elif not state and not q:
        rows = rows.filter(done_at__isnull=True)
    if late:
        rows = rows.filter(LATE)
    for word in q.split():
        text = Q(number__icontains=word) | Q(text__icontains=word) | Q(address__icontains=word)
        rows = rows.filter(text | Q(case__number__icontains=plain(word)))
    return rows


def page(rows: "QuerySet[HotlineOrder]", *, limit: int, after: str) -> tuple[list[HotlineOrder], str | None]:
    """By the nearest due time; the cursor of the next page or None (1 statement). Raises Invalid."""
    if after:
        try:
            at_text, pk = urlsafe_b64decode(after.encode()).decode().split("|")
            at, last = datetime.fromisoformat(at_text), int(pk)
        except ValueError:
            raise Invalid([FieldError("after", "bad_cursor")]) from None
        rows = rows.filter(Q(rank_at__gt=at) | Q(rank_at=at, pk__gt=last))
    found = list(rows.order_by("rank_at", "pk")[: limit + 1])
    kept = found[:limit]
    if len(found) <= limit:
        return kept, None
    return kept, urlsafe_b64encode(f"{kept[-1].rank_at.isoformat()}|{kept[-1].pk}".encode()).decode()


def figures(access: Access, q: str = "") -> dict[str, int]:
    """How many stand in each state, and how many are late; of those with the words looked for (1 statement)."""
    rows = chosen(access, "all", q, late=False)
    count = {state.value: Count("pk", filter=Q(state=state.value)) for state in State}
    late = LATE if q else LATE & Q(done_at__isnull=True)  # words find ended ones too, as in chosen()
    return rows.order_by().aggregate(late=Count("pk", filter=late), **count)


def clock_row(order: HotlineOrder, code: str, calendar: Calendar, *, now: datetime) -> dict[str, Any] | None:
    """A clock chip, as of a case (queries.presenting.clock_of)."""
    clock = clocks.load(order.clocks).get(code)
    if clock is None or clock.limit is None:
        return None
    reading = clocks.read(clock, calendar, now=now)
    left = int(reading.remaining.total_seconds()) - int(reading.over_by.total_seconds())
    return {
        "code": code,
        **named("clock", code, "name"),
        "state": "over" if reading.over_by.total_seconds() > 0 else reading.state.value,
        "share": round(reading.share, 4),
        "due_at": reading.due,
        "unit": clock.limit.unit.value,
        "amount": str(clock.limit.amount),
        "remaining_seconds": left,
        "running": reading.running,
        "changes_at": reading.changes_at,
        "paused": False,
        "paused_until": None,
        "stopped": reading.stopped,
        "as_of": now,
        "warnings": [warning_said(code) for code in reading.warnings],
    }


def row_of(order: HotlineOrder, calendar: Calendar, *, now: datetime) -> dict[str, Any]:
    """An order in a list; the caller is masked."""
    case = order.case
    return {
        "id": order.pk,
        "number": order.number,
        "version": order.version,
        "kind": order.kind,
        **named("hotline_kind", order.kind, "kind"),
        "state": order.state,
        **named("hotline_state", order.state, "state"),
        "text": order.text,
        "address": order.address,
        "matter": matter_of(order.matter),
        "caller": masking.name(order.caller_name),
        "phone": masking.phone(order.caller_phone),
        "masked": bool(order.caller_name or order.caller_phone),
        "received_at": order.received_at,
        "arrived_at": order.arrived_at,
        "contacted_at": order.contacted_at,
        "replied_at": order.replied_at,
        "contact_late_since": order.contact_late_since,
        "late_since": order.late_since,
        "rounds": order.rounds,
        "outcome": order.outcome,
        "satisfaction": order.satisfaction,
        "contact_clock": clock_row(order, CONTACT, calendar, now=now),
        "clock": clock_row(order, ORDER, calendar, now=now),
        "case": case_ref(case),
        "unit": seat_named(case.handler_post or case.department) if case else None,
    }


def case_ref(case: Case | None) -> dict[str, Any] | None:
    if case is None:
        return None
    return {
        "id": str(case.pk),
        "number": case.number,
        "state": case.state,
        **named("state", case.state, "state"),
    }


def detail(
    order: HotlineOrder, access: Access, calendar: Calendar, *, open_personal: bool, now: datetime
) -> dict[str, Any]:
    """An order with its notes, its other rounds and what this reader may do (4 statements)."""
    said = (
        {"caller": order.caller_name, "phone": order.caller_phone, "masked": False} if open_personal else {}
    )
    rounds = (
        Case.objects.filter(pk__in=order.cases)
        .only("id", "number", "state")
        .order_by("reported_at", "number")
    )
    return (
        row_of(order, calendar, now=now)
        | said
        | {
            "course": order.course,
            "reply": order.reply,
            "solved": order.solved,
            "settled_because": order.settled_because,
            "place_why": order.place_why,
            **named("place_why", order.place_why, "place_why"),
            "way": order.way,
            "revisited_at": order.revisited_at,
            "done_at": order.done_at,
            "rounds_in": [case_ref(case) for case in rounds],
            "notes": [note_row(note) for note in order.notes.select_related("post").order_by("pk")],
            "steps": steps_of(order, access),
        }
    )


def note_row(note: HotlineNote) -> dict[str, Any]:
    return {
        "step": note.step,
        **named("hotline_step", note.step, "step"),
        "round": note.round,
        "at": note.at,
        "post": seat_named(note.post),
        "reached": note.reached,
        "how": note.how,
        "outcome": note.outcome,
        "solved": note.solved,
        "satisfaction": note.satisfaction,
        "text": note.text,
    }


def facts_of(order: HotlineOrder, access: Access, outcome: str = "") -> Facts:
    """What guards look at: whether the handling is over, and whether this seat did it."""
    case, who = order.case, access.who
    if case is None:
        return Facts(outcome=outcome)
    over = case.now_in in IN_CHECK | ENDED
    hands = {(case.handler_post_id, who.post_id), (case.handler_user_id, who.user_id)}
    return Facts(outcome=outcome, handled=over, mine=any(a is not None and a == b for a, b in hands))


def steps_of(order: HotlineOrder, access: Access) -> list[dict[str, Any]]:
    """The steps this reader could make now; what is missing is named."""
    facts = facts_of(order, access, outcome="solved")
    found = []
    for step in steps_from(order.now_in):
        if not access.may(step.verb, order):
            continue
        lacking = [f"hotline_{name}" for name in step.guards if not GUARDS[name](facts)]
        said = [{"code": c, "text_zh": words(c, "zh", {}), "text_en": words(c, "en", {})} for c in lacking]
        found.append({"step": step.code, **named("hotline_step", step.code, "label"), "missing": said})
    return found


def explanations(order: HotlineOrder, calendar: Calendar, *, now: datetime) -> list[dict[str, Any]]:
    """The account of every clock of the order, as the case page draws it."""
    found = []
    for code, clock in clocks.load(order.clocks).items():
        told = explain_stage(WorkClock(calendar), clock, now=now)
        if told is not None:
            found.append({"code": code, **named("clock", code, "name"), **told.as_json()})
    return found
