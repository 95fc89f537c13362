"""What people and cases do to a warning: see it, confirm or dismiss it, note its case, end it with its case."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.sensing.models import Rule, Warning
from weige.sensing.queries.verdicts import judge_until
from weige.sensing.rules.spec import load
from weige.sensing.rules.warning import JUDGE, LIVE, OTHER, SEEN, VOIDED, move, offered_reasons
from weige.sensing.rules.weight import weighing
from weige.sensing.services import escalating, lane, telling

NOTE_LENGTH = 1000
CONFIRMED_BY = ("state", "confirmed_at", "confirmed_by", "acknowledged_at", "acknowledged_by")


def acknowledge(*, warning: Warning, who: Who, now: datetime) -> Warning:
    """A person has seen it, and with it all that was told together with it: nobody further is called.

    Raises Conflict when it is over or was seen before.
    """
    with transaction.atomic():
        escalating.lock()
        row = _locked(warning, SEEN)
        if row.acknowledged_at is not None:
            raise Conflict("warning_seen")
        row.acknowledged_at, row.acknowledged_by_id = now, who.user_id
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        also = escalating.seen_together(row, who, now)
        log.append_all([telling.acknowledged(row, also, who, now)])
    return row


def confirm(*, warning: Warning, who: Who, now: datetime, note: str = "") -> Warning:
    """A person says it is true: a case will be filed from the event.

    Raises Conflict, Invalid (note too long).
    """
    _check_note(note)
    with transaction.atomic():
        escalating.lock()
        row = _locked(warning, "confirm")
        row.state, row.confirmed_at, row.confirmed_by_id = "confirmed", now, who.user_id
        row.note = note or row.note
        if row.acknowledged_at is None:
            row.acknowledged_at, row.acknowledged_by_id = now, who.user_id
        row.save(update_fields=[*CONFIRMED_BY, "note"])
        _tell(row)
        escalating.stop(row.group_id, who, now)
        log.append_all([telling.confirmed(row, now, who, now, by="human", note=note)])
    return row


def dismiss(*, warning: Warning, reason_code: str, note: str, who: Who, now: datetime) -> Warning:
    """A person says it is a false alarm, and why: the same condition stays quiet until it has gone or
    worsens.

    Raises Conflict; Invalid when the reason is missing or unknown, or is "other" without a note.
    """
    _check_reason(reason_code, note)
    with transaction.atomic():
        escalating.lock()
        row = _locked(warning, "dismiss")
        row.state, row.over_at, row.reason_code, row.note = "dismissed", now, reason_code, note.strip()
        row.save(update_fields=["state", "over_at", "reason_code", "note"])
        _tell(row)
        escalating.stop(row.group_id, who, now)
        log.append_all([telling.dismissed(row, now, who, now)])
    return row


def judge(*, warning: Warning, right: bool, reason_code: str, note: str, who: Who, now: datetime) -> Warning:
    """A person says of a warning that went by itself whether it was true (ADR 0017): it counts for the device's word,
    and the warning stays over; no case is filed. right: then reason_code is "".

    Raises Conflict when it is not over by itself, is judged already or too long over; Invalid as dismiss().
    """
    if right and reason_code:
        raise Invalid([FieldError("reason_code", "warning_reason_true")])
    _check_reason(reason_code, note) if not right else _check_note(note)
    with transaction.atomic():
        row = (
            Warning.objects.select_for_update(of=("self",))
            .select_related("device", "shop")
            .get(pk=warning.pk)
        )
        if move(row.state, JUDGE) is None:
            raise Conflict("warning_move", state=row.state, move=JUDGE)
        until = judge_until(row)
        if until is None:
            raise Conflict("warning_judged")
        if until <= now:
            raise Conflict("warning_judged_late", days=weighing().judge_within.days)
        row.judged_right, row.judged_at, row.judged_by_id = right, now, who.user_id
        row.reason_code, row.note = reason_code, note.strip()
        row.save(update_fields=["judged_right", "judged_at", "judged_by", "reason_code", "note"])
        log.append_all([telling.judged(row, who, now)])
    return row


def note_case(*, warning_id: UUID, case_id: UUID) -> bool:
    """Remembers which case the warning became (again the same changes nothing); False when there is no
    such.
    """
    return bool(Warning.objects.filter(pk=warning_id).update(case_id=case_id))


def move_case(*, case_id: UUID, into_id: UUID) -> int:
    """The case went into another one: its warnings follow."""
    return Warning.objects.filter(case_id=case_id).update(case_id=into_id)


def end(*, case_id: UUID, outcome: str, now: datetime) -> int:
    """The case is over ("closed" or "void"), and so are its warnings; returns how many.

    Where the pack says so, the condition must from now on last the full time anew to warn again.
    """
    with transaction.atomic():
        groups = list(
            Warning.objects.filter(case_id=case_id, state__in=LIVE).values_list("scenario", "subject")
        )
        if not groups:
            return 0
        lane.hold_all()
        again = _persisting(scenario for scenario, _ in groups)
        rows = list(
            Warning.objects.select_for_update(of=("self",))
            .select_related("device", "shop")
            .filter(case_id=case_id, state="confirmed")
            .order_by("pk")
        )
        for row in rows:
            row.state, row.over_at = "ended", now
            row.reason_code = VOIDED if outcome == "void" else ""
        Warning.objects.bulk_update(rows, ["state", "over_at", "reason_code"])
        for row in rows:
            _tell(row, rearm=row.scenario in again)
        log.append_all([telling.ended(row, outcome, now, SYSTEM, now) for row in rows])
    return len(rows)


def _check_reason(reason_code: str, note: str) -> None:
    """Raises Invalid: no reason, an unknown one, or "other" without a note."""
    errors = []
    if reason_code not in offered_reasons():
        errors.append(FieldError("reason_code", "warning_reason_unknown"))
    if reason_code == OTHER and not note.strip():
        errors.append(FieldError("note", "warning_note_missing"))
    if errors:
        raise Invalid(errors)
    _check_note(note)


def _check_note(note: str) -> None:
    if len(note) > NOTE_LENGTH:
        raise Invalid([FieldError("note", "warning_note_long", {"length": NOTE_LENGTH})])


def _locked(warning: Warning, name: str) -> Warning:
    """The warning, the lane locked first; Conflict when the table has no such move from its present state."""
    lane.hold_all()
    row = Warning.objects.select_related("device", "shop").get(pk=warning.pk)
    if move(row.state, name) is None:
        raise Conflict("warning_move", state=row.state, move=name)
    return row


def _tell(row: Warning, rearm: bool = False) -> None:
    """The lane learns what became of the warning: whatever changes a warning's state by hand must tell it."""
    lane.tell("warning", {"group": [row.scenario, row.subject], "state": row.state, "rearm": rearm})


def _persisting(scenarios: Iterable[str]) -> set[str]:
    """The rules under which a condition that goes on after its case warns anew (1 statement)."""
    rules = Rule.objects.in_bulk(set(scenarios))
    return {name for name, rule in rules.items() if load(rule.spec).again == "persists"}
