"""Reading an emergency: how the street stands (now or at a moment gone by), its duties by cell, the record."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from weige.joint.models import Emergency, EmergencyDuty
from weige.joint.queries.seating import Seat
from weige.joint.rules.emergency import COUNTED, PRESENCE, WAITING, Duty, Posture, moves_from
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.registry.queries.headcounts import headcounts_of
from weige.territory.models import Area

LATEST = 50  # emergencies of the past that are listed
LOADED = ("emergency", "area", "station", "post")
SUMS = {"doors": "check", "people": "count", "portions": "supply"}


def placed(duty: EmergencyDuty) -> dict[str, str]:
    """Where a duty is: the station's name, or the cell's."""
    at = duty.station or duty.area
    return {"place_zh": at.name_zh, "place_en": at.name_en or at.name_zh}


def sums(duties: Iterable[EmergencyDuty], at: datetime | None = None) -> dict[str, int]:
    """duties, done, open, and the numbers reported: doors, people, portions, unreached; as they stood at a moment."""
    found = dict.fromkeys(("duties", "done", "open", "closed", "posts", "unreached", *SUMS), 0)
    posts = set()
    for one in duties:
        if at is not None and one.given_at > at:
            continue
        posts.add(one.post_id)
        done = one.done_at is not None and (at is None or one.done_at <= at)
        closed = not done and one.closed_at is not None and (at is None or one.closed_at <= at)
        found["duties"] += 1
        found["done" if done else "closed" if closed else "open"] += 1
        if done:
            found["unreached"] += one.unreached or 0
            for name, form in SUMS.items():
                found[name] += (one.count or 0) if one.form == form else 0
    found["posts"] = len(posts)
    return found


def emergency_row(row: Emergency) -> dict[str, Any]:
    """An emergency with its posts' names (street and posts loaded)."""
    return {
        "id": str(row.pk),
        "number": row.number,
        "state": row.state,
        "kind": row.kind,
        "kind_zh": row.kind_zh,
        "kind_en": row.kind_en,
        "reason": row.reason,
        "whole": row.area_ids == [row.street_id],
        "areas": [],
        "began_at": row.began_at,
        "begun_zh": row.begun_by.name_zh if row.begun_by else "",
        "begun_en": row.begun_by.name_en if row.begun_by else "",
        "ended_at": row.ended_at,
        "ended_zh": row.ended_by.name_zh if row.ended_by else "",
        "ended_en": row.ended_by.name_en if row.ended_by else "",
        "note": row.note,
    }


def _seen(access: Access) -> "QuerySet[Emergency]":
    rows = access.rows("emergency.list", Emergency.objects.all())
    return rows.select_related("begun_by", "ended_by").order_by("-began_at", "-pk")


def _named(rows: Sequence[Emergency]) -> list[dict[str, Any]]:
    """The rows with the names of their cells (1 statement)."""
    ids = {pk for row in rows for pk in row.area_ids}
    names = {area.pk: area for area in Area.objects.filter(pk__in=ids)}
    return [
        emergency_row(row)
        | {
            "areas": [
                {"code": one.code, "name_zh": one.name_zh, "name_en": one.name_en}
                for one in (names[pk] for pk in row.area_ids if pk in names)
            ]
        }
        for row in rows
    ]


def posture(access: Access, *, at: datetime | None = None) -> dict[str, Any]:
    """How the street stands, now or at a moment gone by, with the figures of then (3 statements)."""
    rows = _seen(access)
    if at is None:
        row = rows.filter(ended_at__isnull=True).first()
    else:
        row = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at), began_at__lte=at).first()
    state = Posture.EMERGENCY if row else Posture.NORMAL
    return {
        "state": state.value,
        "emergency": _named([row])[0] if row else None,
        "figures": sums(row.duties.all(), at) if row else None,
        "may_switch": access.may("emergency.switch", row) if row else may_switch(access),
    }


def may_switch(access: Access) -> bool:
    """Whether the switch is this reader's to press."""
    try:
        access.require("emergency.switch")
    except NotFound:
        return False
    return True


def history(access: Access) -> list[dict[str, Any]]:
    """Emergencies, newest first, each with its figures (3 statements)."""
    rows = list(_seen(access)[:LATEST])
    done = Q(state=Duty.DONE.value)
    counted = {name: Sum("count", filter=Q(form=form) & done) for name, form in SUMS.items()}
    figures: dict[Any, dict[str, Any]] = {
        one["emergency"]: dict(one)
        for one in EmergencyDuty.objects.filter(emergency__in=rows)
        .values("emergency")
        .annotate(duties=Count("pk"), done=Count("pk", filter=done), **counted)
    }
    empty = dict.fromkeys(("duties", "done", *SUMS), 0)
    return [
        said | {"figures": {name: figures.get(row.pk, empty)[name] or 0 for name in empty}}
        for row, said in zip(rows, _named(rows), strict=True)
    ]


def detail(access: Access, emergency_id: Any, *, exact: bool = False) -> dict[str, Any]:
    """One emergency: figures, cells, and the duties within reach (6 statements). Raises NotFound.

    exact: the registered numbers as they are; the caller records the look. Otherwise whole tens.
    """
    row = access.get(
        "emergency.list", Emergency.objects.select_related("begun_by", "ended_by"), id=emergency_id
    )
    every = list(row.duties.select_related(*LOADED).order_by("area__code", "station__code", "order", "pk"))
    mine = [one for one in every if access.may("emergency.read", one)]
    return _named([row])[0] | {
        "figures": sums(every),
        "cells": cells(every, exact=exact),
        "duties": [duty_row(one, access) for one in mine],
    }


def cells(duties: Sequence[EmergencyDuty], *, exact: bool) -> list[dict[str, Any]]:
    """By cell: duties done and open, and people counted beside those registered there (1 statement)."""
    areas = {one.area_id: one.area for one in duties}
    registered = headcounts_of(areas, exact=exact)
    return [
        {"code": area.code, "name_zh": area.name_zh, "name_en": area.name_en or area.name_zh}
        | sums(one for one in duties if one.area_id == pk)
        | {
            "counts": any(one.form == "count" for one in duties if one.area_id == pk),
            "counted": any(
                one.form == "count" and one.state == Duty.DONE.value for one in duties if one.area_id == pk
            ),
            "registered": registered.get(pk),
        }
        for pk, area in sorted(areas.items(), key=lambda one: one[1].code)
    ]


def duty_row(duty: EmergencyDuty, access: Access) -> dict[str, Any]:
    """A duty with what this reader may do with it (emergency, area, station and post loaded)."""
    may = access.may("emergency.do", duty)
    ended = duty.emergency.ended_at is not None
    return {
        "id": duty.pk,
        "code": duty.code,
        "seat": duty.seat,
        "form": duty.form,
        "counted": duty.form in COUNTED,
        "presence": duty.form in PRESENCE,
        "what_zh": duty.what_zh,
        "what_en": duty.what_en,
        **placed(duty),
        "area": duty.area.code,
        "post_id": duty.post_id,
        "post_zh": duty.post.name_zh,
        "post_en": duty.post.name_en,
        "state": duty.state,
        "given_at": duty.given_at,
        "arrived_at": duty.arrived_at,
        "done_at": duty.done_at,
        "count": duty.count,
        "unreached": duty.unreached,
        "note": duty.note,
        "late": duty.late,
        "moves": [one.code for one in moves_from(Duty(duty.state), ended=ended)] if may else [],
    }


def mine(access: Access) -> dict[str, Any]:
    """The emergency and the duties of the reader's post, for the phone (2 statements, 3 with one). Raises NotFound."""
    access.require("emergency.do")
    row = _seen(access).filter(ended_at__isnull=True).first()
    if row is None:
        return {"emergency": None, "duties": []}
    rows = EmergencyDuty.objects.filter(emergency=row, post_id=access.who.post_id or 0).select_related(
        *LOADED
    )
    found = sorted(rows, key=lambda one: (Duty(one.state) not in WAITING, one.area.code, one.order, one.pk))
    return {"emergency": emergency_row(row), "duties": [duty_row(one, access) for one in found]}


def previewed(given: Sequence[Seat]) -> dict[str, Any]:
    """What switching would give to whom: counts, by duty, by post."""
    by_duty: dict[str, dict[str, Any]] = {}
    by_post: dict[int, dict[str, Any]] = {}
    for seat in given:
        task, post = seat.task, seat.post
        what = {
            "what_zh": task.name_zh,
            "what_en": task.name_en,
            "seat": task.seat,
            "form": task.form,
            "n": 0,
        }
        by_duty.setdefault(task.code, what)["n"] += 1
        who = {"post_zh": post.name_zh, "post_en": post.name_en, "n": 0}
        by_post.setdefault(post.pk, who)["n"] += 1
    return {
        "posts": len(by_post),
        "duties": len(given),
        "places": len({seat.place for seat in given}),
        "by_duty": list(by_duty.values()),
        "by_post": list(by_post.values()),
    }
