"""The peace/emergency switch (平急转换): into emergency with a reason, its duties given to the posts, and back."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from weige.joint import events
from weige.joint.models import Emergency, EmergencyDuty
from weige.joint.queries.emergency import placed, sums
from weige.joint.queries.emergencykinds import kinds, tasks
from weige.joint.queries.seating import Seat, seats
from weige.joint.rules.emergency import SWITCHES, WAITING, Duty, Posture
from weige.joint.schemas.emergency import BeginIn, EmergencyIn, EndIn
from weige.joint.services.common import next_number, refuse
from weige.kernel import log
from weige.kernel.access import SYSTEM, Access, Who
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.models import Event
from weige.kernel.streettime import LOCAL
from weige.people.models import Post
from weige.territory.models import Area
from weige.territory.queries.areas import areas_on

VERB = "emergency.switch"


def street_of(access: Access) -> Area:
    """The street the request speaks from. Raises NotFound."""
    found = Area.objects.filter(pk__in=access.post.street, level="subdistrict").order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def meant(access: Access, data: EmergencyIn, now: datetime) -> tuple[Area, list[Area], list[Seat]]:
    """The street, the cells chosen and who would get which duty. Raises NotFound, Invalid (kind, areas)."""
    access.require(VERB)
    street = street_of(access)
    kind = kinds().get(data.kind)
    if kind is None or not kind.active:
        raise refuse(
            "kind", "unknown_choice", choices=", ".join(code for code, one in kinds().items() if one.active)
        )
    chosen = [street]
    if data.areas:
        rows = areas_on(now.astimezone(LOCAL).date()).filter(path__contains=[street.pk], code__in=data.areas)
        known = {area.code: area for area in rows.order_by("code", "pk")}
        unknown = next((n for n, code in enumerate(data.areas) if code not in known), None)
        if unknown is not None:
            raise refuse(f"areas[{unknown}]", "unknown_area", ref=data.areas[unknown])
        chosen = list(known.values())
    todo = [one for one in tasks(kind.code).values() if one.active]
    return street, chosen, seats(todo, chosen, now)


@transaction.atomic
def begin(*, access: Access, data: BeginIn, now: datetime) -> Emergency:
    """Into emergency. Raises NotFound, Conflict (it is one already), Invalid (reason, kind, areas, nobody to act)."""
    street, chosen, given = meant(access, data, now)
    if not data.reason.strip():
        raise refuse("reason", "field_missing")
    if not given:
        raise refuse("areas" if data.areas else "kind", "emergency_nobody")
    kind = kinds()[data.kind]
    below = areas_on(now.astimezone(LOCAL).date()).filter(path__overlap=[one.pk for one in chosen])
    row = Emergency(
        id=uuid4(),
        street=street,
        state=SWITCHES["begin"].target.value,
        kind=kind.code,
        kind_zh=kind.name_zh,
        kind_en=kind.name_en,
        reason=data.reason.strip(),
        area_ids=[one.pk for one in chosen],
        cells=sorted({*below.values_list("pk", flat=True), *(pk for one in chosen for pk in one.path)}),
        began_at=now,
        begun_by_id=access.who.post_id,
    )
    if not access.may(VERB, row):
        raise NotFound
    row.number = next_number("emerg", "JJ", now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("emergency_on") from None
    posts = {seat.post.pk for seat in given}
    told = {"posts": len(posts), "duties": len(given), "area_codes": [one.code for one in chosen]}
    tell(row, events.EmergencyBegun, who=access.who, now=now, words=row.reason, **told)
    give(row, given, who=access.who, now=now)
    return row


@transaction.atomic
def end(*, access: Access, emergency_id: UUID, data: EndIn, now: datetime) -> Emergency:
    """Back to normal: what is open is closed, the record stays. Raises NotFound, Conflict (it is over), Invalid."""
    rows = Emergency.objects.select_for_update(of=("self",))
    row = access.get(VERB, rows, id=emergency_id)
    if Posture(row.state) is not SWITCHES["end"].source:
        raise Conflict("emergency_over")
    if not data.note.strip():
        raise refuse("note", "field_missing")
    row.state, row.ended_at, row.ended_by_id = SWITCHES["end"].target.value, now, access.who.post_id
    row.note = data.note.strip()
    row.save(update_fields=["state", "ended_at", "ended_by", "note"])
    duties = list(EmergencyDuty.objects.select_for_update().filter(emergency=row))
    waiting = [one for one in duties if Duty(one.state) in WAITING]
    for one in waiting:
        one.state, one.closed_at = Duty.CLOSED.value, now
    EmergencyDuty.objects.bulk_update(waiting, ["state", "closed_at"])
    found = sums(duties)
    said = {name: found[name] for name in ("done", "doors", "people", "portions")}
    tell(row, events.EmergencyEnded, who=access.who, now=now, words=row.note, closed=len(waiting), **said)
    log.append_all(
        [_over(row, post, duties, access.who, now) for post in sorted({one.post_id for one in duties})]
    )
    return row


def _over(row: Emergency, post: int, duties: Sequence[EmergencyDuty], who: Who, now: datetime) -> Event:
    mine = Counter(one.state for one in duties if one.post_id == post)
    done, closed = mine[Duty.DONE.value], mine[Duty.CLOSED.value]
    event = events.DutiesEnded(**standing(row), duty_post_id=post, done=done, closed=closed)
    return _drafted(row, event, post, who, now)


def give(row: Emergency, given: Sequence[Seat], *, who: Who, now: datetime) -> int:
    """Duties that are not there yet, and those whose post is off duty while another is on; how many posts were told."""
    there = {(one.code, one.place): one for one in row.duties.select_for_update().all()}
    fresh, moved, told = [], [], Counter[Post]()
    for seat in given:
        old = there.get(seat.key)
        if old is None:
            fresh.append(_duty(row, seat, now))
        elif old.post_id != seat.post.pk and old.state == Duty.OPEN.value:
            old.post_id = seat.post.pk
            moved.append(old)
        else:
            continue
        told[seat.post] += 1
    EmergencyDuty.objects.bulk_create(fresh)
    EmergencyDuty.objects.bulk_update(moved, ["post"])
    log.append_all([_given(row, post, n, who, now) for post, n in told.items()])
    return len(told)


def _duty(row: Emergency, seat: Seat, now: datetime) -> EmergencyDuty:
    task = seat.task
    return EmergencyDuty(
        emergency=row,
        code=task.code,
        seat=task.seat,
        form=task.form,
        what_zh=task.name_zh,
        what_en=task.name_en,
        order=task.order,
        place=seat.place,
        area=seat.area,
        station=seat.station,
        cells=seat.area.path,
        leaf_cells=[seat.area.pk],
        post=seat.post,
        state=Duty.OPEN.value,
        given_at=now,
    )


def _given(row: Emergency, post: Post, n: int, who: Who, now: datetime) -> Event:
    names = {"post_zh": post.name_zh, "post_en": post.name_en}
    event = events.DutiesGiven(**standing(row), duty_post_id=post.pk, duties=n, **names)
    return _drafted(row, event, post.pk, who, now)


def _drafted(row: Emergency, event: events.EmergencyEvent, post: int, who: Who, now: datetime) -> Event:
    return log.draft(event, who=who, now=now, subject=subject(row), cells=row.cells, post_ids=[post])


def sweep(*, now: datetime) -> int:
    """Whoever comes on duty during an emergency gets its duties; how many posts were told. Idempotent."""
    found = 0
    for row in Emergency.objects.select_for_update(of=("self",)).filter(ended_at__isnull=True):
        chosen = list(Area.objects.filter(pk__in=row.area_ids).order_by("code", "pk"))
        kept = {one.code: one for one in tasks(row.kind).values() if one.active}
        found += give(row, seats(list(kept.values()), chosen, now), who=SYSTEM, now=now)
    return found


def subject(row: Emergency) -> str:
    return f"emergency:{row.pk}"


def standing(row: Emergency) -> dict[str, Any]:
    """What every event says of the emergency."""
    return {
        "emergency_id": str(row.pk),
        "emergency_number": row.number,
        "kind": row.kind,
        "kind_zh": row.kind_zh,
        "kind_en": row.kind_en,
    }


def tell(row: Emergency, kind: type[events.EmergencyEvent], *, who: Who, now: datetime, **more: Any) -> None:
    """Appends an event of the whole emergency."""
    event = kind(**standing(row), **more)
    log.append(event, who=who, now=now, subject=subject(row), cells=row.cells)


def tell_duty(
    duty: EmergencyDuty, kind: type[events.DutyEvent], *, who: Who, now: datetime, **more: Any
) -> None:
    """Appends an event of one duty (its emergency, area and station loaded)."""
    event = kind(
        **standing(duty.emergency),
        **placed(duty),
        duty_id=duty.pk,
        what_zh=duty.what_zh,
        what_en=duty.what_en,
        form=duty.form,
        duty_post_id=duty.post_id,
        duty_state=duty.state,
        **more,
    )
    log.append(
        event, who=who, now=now, subject=subject(duty.emergency), cells=duty.cells, post_ids=[duty.post_id]
    )
