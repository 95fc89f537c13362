"""Silences, maintenance windows and inhibitions: set and ended by people, with author and reason; never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.sensing.events import InhibitionEnded, InhibitionSet, SilenceEnded, SilenceSet
from weige.sensing.models import AlertGroup, Held, Inhibition, Silence, Warning
from weige.sensing.models.alerting import MAINTENANCE, SILENCE
from weige.sensing.models.device import Device
from weige.sensing.rules import inhibition as inhibitions
from weige.sensing.rules.inhibition import shipped
from weige.sensing.rules.levels import name, rank
from weige.sensing.rules.silences import LONGEST, LONGEST_MAINTENANCE
from weige.sensing.rules.spec import hours as read_hours
from weige.sensing.services import escalating
from weige.territory.models import Area, Building

REASON = 400


@dataclass(frozen=True)
class Where:
    """The place a silence speaks of: exactly one of area, building, device and subject; how it is called; its cells."""

    zh: str
    en: str
    cells: Sequence[int]
    area: Area | None = None
    building: Building | None = None
    device: Device | None = None
    subject: str = ""


@dataclass(frozen=True)
class Quiet:
    """What is to be silent. up_to: the highest level held back; weekdays 1–7 and hours only for maintenance."""

    kind: str
    where: Where
    reason: str
    start: datetime
    end: datetime
    up_to: str = "orange"
    scenario: str = ""
    weekdays: tuple[int, ...] = ()
    hours: tuple[str, ...] = ()


def set_silence(*, quiet: Quiet, who: Who, now: datetime) -> Silence:
    """Holds notices back until its end; warnings go on as always. Raises Invalid."""
    errors = _faults(quiet, now)
    if errors:
        raise Invalid(errors)
    where = quiet.where
    with transaction.atomic():
        row = Silence.objects.create(
            kind=quiet.kind,
            scenario=quiet.scenario,
            subject=where.subject,
            device=where.device,
            building=where.building,
            area=where.area,
            cells=list(where.cells),
            place_zh=where.zh[:200],
            place_en=where.en[:200],
            up_to=rank(quiet.up_to),
            reason=quiet.reason.strip(),
            start=quiet.start,
            end=quiet.end,
            weekdays=sorted(set(quiet.weekdays)),
            hours=list(quiet.hours),
            author_id=who.user_id,
            author_name=who.name[:60],
            created_at=now,
        )
        said = {"kind": row.kind, "reason": row.reason, "scenario": row.scenario, "up_to": name(row.up_to)}
        log.append(
            SilenceSet(
                silence_id=row.pk, place_zh=row.place_zh, place_en=row.place_en, until=row.end, **said
            ),
            who=who,
            now=now,
            subject=f"silence:{row.pk}",
            cells=row.cells,
        )
    return row


def _faults(quiet: Quiet, now: datetime) -> list[FieldError]:
    """Everything wrong at once, so that a form can show it."""
    errors = []
    maintenance = quiet.kind == MAINTENANCE
    if quiet.kind not in {SILENCE, MAINTENANCE}:
        errors.append(FieldError("kind", "silence_kind"))
    if maintenance and quiet.where.device is None and quiet.where.building is None:
        errors.append(FieldError("place", "maintenance_place"))
    if not quiet.reason.strip() or len(quiet.reason) > REASON:
        errors.append(FieldError("reason", "silence_reason", {"length": REASON}))
    if quiet.end <= max(quiet.start, now):
        errors.append(FieldError("end", "silence_end"))
    longest = LONGEST_MAINTENANCE if maintenance else LONGEST
    if quiet.end - quiet.start > longest:
        errors.append(FieldError("end", "silence_too_long", {"days": longest.days}))
    if (quiet.weekdays or quiet.hours) and not maintenance:
        errors.append(FieldError("hours", "silence_recurs"))
    if not set(quiet.weekdays) <= set(range(1, 8)):
        errors.append(FieldError("weekdays", "permit_weekdays"))
    for position, span in enumerate(quiet.hours):
        try:
            if read_hours(span) is None:
                raise ValueError(span)
        except ValueError:
            errors.append(FieldError(f"hours[{position}]", "permit_hours"))
    return errors


def end_silence(*, silence: Silence, who: Who, now: datetime) -> Silence:
    """Ends it now; what it held back and still lives is told. Ending it twice changes nothing."""
    with transaction.atomic():
        escalating.lock()
        row = Silence.objects.select_for_update().get(pk=silence.pk)
        if row.ended_at is None and row.end > now:
            row.ended_at, row.ended_by_id = now, who.user_id
            row.save(update_fields=["ended_at", "ended_by"])
            _free(f"silence:{row.pk}", now)
            log.append(
                SilenceEnded(silence_id=row.pk, place_zh=row.place_zh, place_en=row.place_en),
                who=who,
                now=now,
                subject=f"silence:{row.pk}",
                cells=row.cells,
            )
    return row


def _free(ref: str, now: datetime) -> None:
    """What was held back under this is to be decided again now (2 statements)."""
    held = Held.objects.filter(ref=ref)
    waiting = Warning.objects.filter(notice_due__gt=now, pk__in=held.values("warning_id"))
    waiting.update(notice_due=now)
    AlertGroup.objects.filter(next_at__gt=now, pk__in=held.filter(warning=None).values("group_id")).update(
        next_at=now
    )


def add_inhibition(*, spec: dict[str, Any], reason: str, who: Who, now: datetime) -> Inhibition:
    """Puts a rule of holding back in force (rules.inhibition.InhibitionSpec); one of the same code is replaced.

    Raises Invalid.
    """
    try:
        found = inhibitions.read(spec)
    except (msgspec.ValidationError, ValueError) as error:
        raise Invalid([FieldError("spec", "inhibition_spec", {"reason": str(error)})]) from error
    if not reason.strip() or len(reason) > REASON:
        raise Invalid([FieldError("reason", "silence_reason", {"length": REASON})])
    with transaction.atomic():
        Inhibition.objects.filter(code=found.code, ended_at=None).update(ended_at=now, ended_by=who.user_id)
        row = Inhibition.objects.create(
            code=found.code,
            spec=msgspec.to_builtins(found),
            reason=reason.strip(),
            author_id=who.user_id,
            author_name=who.name[:60],
            created_at=now,
        )
        event = InhibitionSet(code=row.code, name_zh=found.name.zh, name_en=found.name.en, reason=row.reason)
        log.append(event, who=who, now=now, subject=f"inhibition:{row.code}")
    return row


def end_inhibition(*, code: str, reason: str, who: Who, now: datetime) -> None:
    """Takes one out of force, also a shipped one. Raises Conflict when none of that code is in force, Invalid."""
    if not reason.strip() or len(reason) > REASON:
        raise Invalid([FieldError("reason", "silence_reason", {"length": REASON})])
    with transaction.atomic():
        escalating.lock()
        done = Inhibition.objects.filter(code=code, ended_at=None).update(ended_at=now, ended_by=who.user_id)
        spec = shipped().get(code)
        if not done:
            if spec is None or Inhibition.objects.filter(code=code).exists():
                raise Conflict("inhibition_not_in_force")
            Inhibition.objects.create(
                code=code,
                spec=msgspec.to_builtins(spec),
                reason=reason.strip(),
                author_id=who.user_id,
                author_name=who.name[:60],
                created_at=now,
                ended_at=now,
                ended_by_id=who.user_id,
            )
        log.append(
            InhibitionEnded(code=code, reason=reason.strip()), who=who, now=now, subject=f"inhibition:{code}"
        )
