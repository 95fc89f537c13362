"""Who can be called to a place: on shift by distance, on call, social forces and partners. Off duty means off."""

from datetime import datetime
from typing import Any

from weige.joint.models import Force
from weige.joint.queries.partners import partners
from weige.joint.rules.help import fits
from weige.joint.rules.places import distance_m
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.streettime import LOCAL
from weige.people.models import Grant, Post, Shift
from weige.people.queries import masking
from weige.people.queries.duty import FRESH, holders_of, on_duty
from weige.territory.queries import locate

MOST = 60


def forces(access: Access, *, lon: float, lat: float, now: datetime, kind: str = "") -> dict[str, Any]:
    """The forces for a place (at most 10 statements). Raises NotFound without call.send in this street.

    stationed: posts on shift now that answer calls; their distance is that of the phone's last word while it is
    fresh, else unknown. on_call and social: by the distance of their base; a post of these that is off shift has no
    position, whatever a phone last said. kind: what kind of help is asked for; who gives it comes first (`fits`).
    """
    access.require("call.send")
    return {
        "stationed": _with_covering(
            stationed(access, lon=lon, lat=lat, now=now), kind, lon=lon, lat=lat, now=now
        ),
        **_street_wide(access, lon=lon, lat=lat, now=now),
        "fresh_minutes": int(FRESH.total_seconds() // 60),
        "as_of": now,
    }


def stationed(access: Access, *, lon: float, lat: float, now: datetime) -> list[dict[str, Any]]:
    """Posts on shift that may be called, nearest first, then those whose place is unknown by name (2 statements)."""
    rows = access.rows("roster.list", Shift.objects.filter(start__lte=now, end__gt=now))
    rows = rows.filter(post__role__grants__verb="call.answer").distinct()
    shifts = list(
        rows.select_related("post__role", "post__department", "area").order_by("post_id", "-position_at")
    )
    seated = holders_of({shift.post_id for shift in shifts}, now.astimezone(LOCAL).date())
    found: dict[int, dict[str, Any]] = {}
    for shift in shifts:
        if shift.post_id not in seated:
            continue
        row = _post(shift.post) | {"area_zh": shift.area.name_zh, "area_en": shift.area.name_en}
        row |= {"until": shift.end, "distance_m": None, "seen_at": None}
        fresh = shift.position_at is not None and now - FRESH < shift.position_at <= now
        if fresh and shift.lon is not None and shift.lat is not None:
            row["distance_m"] = round(distance_m(lon, lat, shift.lon, shift.lat))
            row["seen_at"] = shift.position_at
        if shift.post_id not in found or found[shift.post_id]["distance_m"] is None:
            found[shift.post_id] = row
    return sorted(found.values(), key=_by_distance)[:MOST]


def _with_covering(
    seen: list[dict[str, Any]], kind: str, *, lon: float, lat: float, now: datetime
) -> list[dict[str, Any]]:
    """Also the posts on duty for the place itself, nearest cell first: who calls for help from a segment may not see
    where the circle's squad is, but must be able to call it. By post, without a position."""
    cells = locate(lon, lat, on=now.astimezone(LOCAL).date()).cells
    posts = [post for post in on_duty(cells, now) if post.role_id in answering()]
    known = {row["code"] for row in seen}
    more = [
        _post(post)
        | {"area_zh": post.area.name_zh, "area_en": post.area.name_en}
        | {"until": None, "distance_m": None, "seen_at": None}
        for post in posts
        if post.code not in known and post.area is not None
    ]
    rows = [row | {"fits": fits(kind, row["role"])} for row in (*seen, *more)]
    return sorted(rows, key=lambda row: not row["fits"])[:MOST]


def _street_wide(access: Access, *, lon: float, lat: float, now: datetime) -> dict[str, Any]:
    """Street-wide forces and partners are for the desks; who calls from a segment has the posts on duty."""
    try:
        found = based(access, lon=lon, lat=lat, now=now)
    except NotFound:
        found = {"on_call": [], "social": []}
    try:
        return found | {"partners": partners(access)}
    except NotFound:
        return found | {"partners": []}


def answering() -> set[int]:
    """Roles that answer calls (1 statement)."""
    return set(Grant.objects.filter(verb="call.answer").values_list("role_id", flat=True))


def _by_distance(row: dict[str, Any]) -> tuple[bool, float, str]:
    return (row["distance_m"] is None, row["distance_m"] or 0, row["zh"])


def _post(post: Post) -> dict[str, Any]:
    return {
        "form": "post",
        "code": post.code,
        "zh": post.name_zh,
        "en": post.name_en,
        "unit_zh": post.department.name_zh if post.department else post.role.name_zh,
        "unit_en": post.department.name_en if post.department else post.role.name_en,
        "role": post.role.code,
    }


def based(access: Access, *, lon: float, lat: float, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Forces on call and social forces by the distance of their base (2 statements)."""
    rows = access.rows("call.send", Force.objects.filter(active=True))
    rows = rows.select_related("post__role", "post__department", "department", "partner", "area")
    on_shift = set(Shift.objects.filter(start__lte=now, end__gt=now).values_list("post", flat=True))
    found: dict[str, list[dict[str, Any]]] = {"on_call": [], "social": []}
    for force in rows.order_by("pk"):
        row = _named(force) | {
            "id": force.pk,
            "people": force.people,
            "skill_zh": force.skill_zh,
            "skill_en": force.skill_en,
            "area_zh": force.area.name_zh,
            "area_en": force.area.name_en,
            "distance_m": round(distance_m(lon, lat, force.lon, force.lat)),
            "on_shift": force.post_id in on_shift if force.post_id else None,
        }
        found[force.kind].append(row)
    return {kind: sorted(lines, key=_by_distance)[:MOST] for kind, lines in found.items()}


def _named(force: Force) -> dict[str, Any]:
    if force.post is not None:
        return _post(force.post)
    unit = force.department or force.partner
    form = "department" if force.department else "partner"
    assert unit is not None, "the table names one"
    return {"form": form, "code": unit.code, "zh": unit.name_zh, "en": unit.name_en or unit.name_zh}


def force_rows(access: Access, *, open_phone: bool) -> list[dict[str, Any]]:
    """Forces on call and social forces as the office edits them, those in use first (1 statement)."""
    rows = access.rows(
        "call.manage", Force.objects.select_related("post__role", "department", "partner", "area")
    )
    return [force_row(one, open_phone=open_phone) for one in rows.order_by("-active", "kind", "pk")]


def force_row(one: Force, *, open_phone: bool = False) -> dict[str, Any]:
    """A force for the editor; its phone masked unless a purpose was stated."""
    unit = one.post or one.department or one.partner
    assert unit is not None, "the table names one"
    form = "post" if one.post else "department" if one.department else "partner"
    names = (
        "id", "kind", "people", "skill_zh", "skill_en", "duty", "lon", "lat", "active", "version",
    )  # fmt: skip
    phone = one.phone if open_phone or not one.phone else masking.phone(one.phone)
    return {name: getattr(one, name) for name in names} | {
        "form": form,
        "code": unit.code,
        "zh": unit.name_zh,
        "en": unit.name_en or unit.name_zh,
        "area": one.area.code,
        "area_zh": one.area.name_zh,
        "area_en": one.area.name_en,
        "phone": phone,
    }


def setting_edits(what: str, key: str) -> list[dict[str, Any]]:
    """Every edit of a force, a partner or a kind of call, newest first (1 statement)."""
    return [
        {
            "at": event.at,
            "by": event.actor_name,
            "before": event.payload["before"],
            "after": event.payload["after"],
        }
        for event in log.of(f"joint:{what}:{key}").order_by("-id")
    ]
