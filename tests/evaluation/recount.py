"""A slow, plain recount from the raw events: one case at a time, no facts, no folding; to check the fast one."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from weige.kernel.models import Event

DEAD = {"void", "rejected", "merged"}


def name(event: Event) -> str:
    return event.kind.partition(".")[2]


def moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def recount(since: datetime, until: datetime) -> Counter[tuple[str, str]]:
    """(kind, mark) → how many, as known at `until`; marks as rules.folding names them."""
    found: Counter[tuple[str, str]] = Counter()
    subjects = Event.objects.filter(kind__startswith="cases.", at__lt=until).values_list("subject", flat=True)
    for subject in set(subjects):
        rows = Event.objects.filter(subject=subject, at__lt=until, kind__startswith="cases.")
        events = list(rows.order_by("tx", "id"))
        for kind, at, marks in facts(events):
            if since <= at < until:
                found.update([(kind, ""), *((kind, mark) for mark in marks)])
    return found


def facts(events: list[Event]) -> Iterable[tuple[str, datetime, set[str]]]:
    """What one case's history counts for."""
    names = [name(event) for event in events]
    last = events[-1].payload
    ended_badly = {"voided", "rejected"} & set(names)
    reports = [event for event in events if name(event) == "reported"]
    filed = [event for event in events if name(event) == "filed"]
    accepted = accepted_in(events)
    for report in reports[-1:]:
        marks = set()
        if (accepted or filed) and not ended_badly:
            marks.add("valid")
        if last["state"] not in DEAD | {"closed"}:  # a case opened again is open
            marks.add("open")
        yield "report", report.at, marks
        if "valid" in marks and last["state"] not in DEAD and not report.payload["changes"].get("parent_id"):
            yield "valid", report.at, patrol(events, report)
    for event in accepted[:1]:
        yield "accept", event.at, ({"right"} if not ended_badly else set()) | timely(events, event)
    for event in filed[-1:]:
        yield "file", event.at, ({"right"} if not ended_badly else set()) | timely(events, event)
    yield from sendings(events)
    yield from checks(events)
    due = moment(last.get("due_at"))
    if due and last["state"] not in DEAD and {"dispatched", "designated"} & set(names):
        yield "due", due, owed(events)
    for event in events:
        if name(event) in {"finished", "self_corrected"}:
            yield "handle", event.at, {"self"} if name(event) == "self_corrected" else set()
        if name(event) == "evidence_added":
            yield "photo", event.at, set()
    for event in closed_in(events):
        yield "close", event.at, {"self"} if event.payload["outcome"] == "self_corrected" else set()
    for event in [event for event in events if name(event) == "recurred"][-1:]:
        yield "again", event.at, set()


def patrol(events: list[Event], report: Event) -> set[str]:
    """What stands of the patrol: the last judgement that was not taken back."""
    said = [e for e in events if name(e) in {"patrol_judged", "patrol_unjudged"}][-1:]
    if said and name(said[0]) == "patrol_judged":
        return {"judged"} | ({"missed"} if said[0].payload["patrol"] == "missed" else set())
    return (
        {"waiting"} if report.payload["source"] in {"resident", "merchant", "hotline", "open311"} else set()
    )


def closed_in(events: list[Event]) -> list[Event]:
    """The closing that stands: none when it was opened again since."""
    return [e for e in events if name(e) in {"closed", "reopened"}][-1:] if standing(events) else []


def standing(events: list[Event]) -> bool:
    return [name(e) for e in events if name(e) in {"closed", "reopened"}][-1:] == ["closed"]


def accepted_in(events: list[Event]) -> list[Event]:
    return [
        e
        for e in events
        if name(e) in {"accepted", "verification_answered"} and e.payload["state"] == "accepted"
    ]


def timely(events: list[Event], event: Event) -> set[str]:
    """Within the stage limit that the event before left."""
    before = [e for e in events[: events.index(event)] if "state" in e.payload]
    limit = moment(before[-1].payload.get("stage_due_at")) if before else None
    return {"on_time"} if limit is None or event.at <= limit else set()


def sendings(events: list[Event]) -> Iterable[tuple[str, datetime, set[str]]]:
    sent = [n for n, e in enumerate(events) if name(e) in {"dispatched", "designated"}]
    for number, at in enumerate(sent):
        end = sent[number + 1] if number + 1 < len(sent) else len(events)
        after = {name(e) for e in events[at + 1 : end]}
        right = set() if after & {"returned", "recalled"} else {"right"}
        yield "dispatch", events[at].at, right | timely(events, events[at])
        yield "sent", events[at].at, {"returned"} if "returned" in after else set()


def checks(events: list[Event]) -> Iterable[tuple[str, datetime, set[str]]]:
    done = [e for e in events if name(e) in {"check_passed", "check_failed"}]
    for event in done[:1]:
        yield "check", event.at, {"passed"} if name(event) == "check_passed" else set()
    for event in done:
        yield "checked", event.at, timely(events, event)
    for event in events:
        if name(event) == "verification_answered":
            yield "verify", event.at, timely(events, event)


def owed(events: list[Event]) -> set[str]:
    """What holds of a case's handling limit at the end of this history."""
    names = [name(event) for event in events]
    ends = [e for e in events if name(e) in {"finished", "self_corrected"}]
    failed = [e for e in events if name(e) in {"check_failed", "reopened"}]
    marks = set()
    handled = bool(ends) and (not failed or events.index(ends[-1]) > events.index(failed[-1]))
    marks.add("handled" if handled else "pending")
    timely_ends = [e for e in ends if not moment(e.payload["due_at"]) or e.at <= moment(e.payload["due_at"])]  # type: ignore[operator]
    since = [e for e in timely_ends if not failed or events.index(e) > events.index(failed[-1])]
    if since:
        marks.add("on_time")
    if len(timely_ends) < len(ends) or "overdue" in names:
        marks.add("late")
    if failed:
        marks.add("reworked")
    if "extension_approved" in names:
        marks.add("extended")
    for event in closed_in(events):
        marks |= {"closed", "closed_on_time" if event.payload["in_time"] else "closed_late"}
    for event in events:
        if event.payload.get("changes", {}).get("exempt"):
            marks.add("exempt")
    if "late" in marks and "exempt" not in marks:
        marks.add("late_counted")
    return marks
