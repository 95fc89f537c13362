"""Silences and maintenance windows: what they cover and until when. Pure; the table is models.alerting.Silence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from weige.kernel.streettime import LOCAL
from weige.sensing.rules.alert import Alert
from weige.sensing.rules.spec import Hours, hours

LONGEST = timedelta(days=31)  # a silence must be thought about again at least once a month (our default)
LONGEST_MAINTENANCE = timedelta(days=366)  # a recurring window: once a year (our default)


@dataclass(frozen=True)
class Silence:
    """One silence in force. up_to: the highest level (rank) it holds back; the rest as in the table."""

    id: int
    kind: str
    start: datetime
    end: datetime
    up_to: int
    scenario: str = ""
    subject: str = ""
    device: int | None = None
    building: int | None = None
    area: int | None = None
    weekdays: tuple[int, ...] = ()
    hours: tuple[str, ...] = ()
    reason: str = ""
    author: str = ""


def covers(silence: Silence, alert: Alert) -> bool:
    """Whether the alert is of the kind and at the place the silence speaks of, whatever the time.

    All that the silence names must fit; it names a place, or it covers nothing. A device counts with what hangs
    on it, an area with all below it. A warning above `up_to` always gets through.
    """
    if alert.level > silence.up_to or (silence.scenario and silence.scenario != alert.scenario):
        return False
    fits = [
        silence.subject == alert.subject if silence.subject else None,
        silence.device in {alert.device, alert.hub} if silence.device is not None else None,
        silence.building == alert.building if silence.building is not None else None,
        silence.area in alert.cells if silence.area is not None else None,
    ]
    named = [one for one in fits if one is not None]
    return bool(named) and all(named)


def lasts(silence: Silence, at: datetime) -> datetime | None:
    """Until when the silence holds without a break, if it holds at that moment; None otherwise."""
    if not silence.start <= at < silence.end:
        return None
    if not silence.weekdays and not silence.hours:
        return silence.end
    spans = [span for span in (hours(text) for text in silence.hours or ("00:00-24:00",)) if span is not None]
    ends = [end for span in spans if (end := _span_end(span, silence.weekdays, at)) is not None]
    return min(max(ends), silence.end) if ends else None


def _span_end(span: Hours, weekdays: Sequence[int], at: datetime) -> datetime | None:
    """The end of the span's stretch that holds the moment; past midnight it belongs to the day it began on."""
    there = at.astimezone(LOCAL)
    for back in (0, 1):
        day = there.date() - timedelta(days=back)
        begin = datetime.combine(day, span.start, LOCAL)
        last = day if span.end > span.start else day + timedelta(days=1)
        end = datetime.combine(last, span.end, LOCAL)
        if begin <= there < end and (not weekdays or day.isoweekday() in weekdays):
            return end.astimezone(UTC)
    return None


def silencing(silences: Iterable[Silence], alert: Alert, at: datetime) -> tuple[Silence, datetime] | None:
    """The silence that holds this alert back the longest, and until when; None when none does."""
    found = [
        (end, -silence.id, silence)
        for silence in silences
        if covers(silence, alert) and (end := lasts(silence, at)) is not None
    ]
    if not found:
        return None
    end, _, silence = max(found, key=lambda one: one[:2])
    return silence, end
