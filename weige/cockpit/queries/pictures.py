"""Latest pictures of cameras and of officers on duty, and whose stream one may open."""

from datetime import datetime, timedelta
from typing import Any

from weige.cases.models import Case, Evidence
from weige.cockpit.queries.marks import granted, people
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.people.models import Post, Shift
from weige.people.queries.duty import post_on_duty
from weige.sensing.models import Device, LiveSource, Warning

SINCE = timedelta(days=2)  # an older picture of a camera says nothing of now (our default)
LOOK = "live.look"


def latest(access: Access, *, limit: int, now: datetime) -> list[dict[str, Any]]:
    """The newest picture of each camera and of each officer on duty, newest first (≤ 8 statements)."""
    found = [*cameras(access, now), *officers(access, now)]
    found.sort(key=lambda one: one["at"], reverse=True)
    return found[:limit]


def cameras(access: Access, now: datetime, code: str = "") -> list[dict[str, Any]]:
    """The newest warning picture of each camera of the last two days (2 statements)."""
    if not granted(access, "warning.list"):
        return []
    rows = Warning.objects.filter(opened_at__gt=now - SINCE, device__kind="camera").exclude(pictures=[])
    rows = access.rows("warning.list", rows).select_related("device", "shop")
    if code:
        rows = rows.filter(device__code=code)
    newest: dict[str, dict[str, Any]] = {}
    for row in rows.order_by("-opened_at").defer("explain", "plan", "device__zones", "device__limits")[:200]:
        shot = row.pictures[-1]
        if row.device is None or row.device.code in newest:
            continue
        newest[row.device.code] = {
            "source": f"device:{row.device.code}",
            "kind": "camera",
            "name_zh": row.device.name_zh,
            "name_en": row.device.name_en,
            "about_zh": row.title_zh,
            "about_en": row.title_en,
            "at": datetime.fromisoformat(shot["at"]),
            "url": f"/api/pictures/{shot['sha']}?warning={row.pk}",
            "lon": row.device.lon,
            "lat": row.device.lat,
            "href": f"/desk/warnings/{row.pk}",
        }
    return _with_streams(list(newest.values()))


def officers(access: Access, now: datetime, post_id: int | None = None) -> list[dict[str, Any]]:
    """The newest picture each officer took in the shift that runs; whoever is off duty is not there (4 statements)."""
    if not granted(access, "roster.list") or not granted(access, "case.read"):
        return []
    shifts = access.rows("roster.list", Shift.objects.filter(start__lte=now, end__gt=now))
    if post_id is not None:
        shifts = shifts.filter(post_id=post_id)
    began: dict[int, datetime] = {}
    for key, start in shifts.order_by().values_list("post_id", "start"):
        began[key] = min(start, began.get(key, start))
    where = {one["post_id"]: one for one in people(access, now)}
    readable = access.rows("case.read", Case.objects.all())
    rows = Evidence.objects.filter(added_by_post__in=list(began), added_at__lte=now, case__in=readable)
    if began:
        rows = rows.filter(added_at__gte=min(began.values()))
    newest: dict[int, dict[str, Any]] = {}
    for row in (
        rows.filter(blob__media_type__startswith="image/")
        .select_related("added_by_post", "case")
        .order_by("-added_at")[:200]
    ):
        post = row.added_by_post
        if post is None or post.pk in newest or row.added_at < began[post.pk]:
            continue
        newest[post.pk] = {
            "source": f"post:{post.pk}",
            "kind": "officer",
            "name_zh": post.name_zh,
            "name_en": post.name_en,
            "about_zh": row.case.title_zh,
            "about_en": row.case.title_en,
            "at": row.added_at,
            "url": f"/api/evidence/{row.pk}",
            "lon": where[post.pk]["lon"] if post.pk in where else row.lon,
            "lat": where[post.pk]["lat"] if post.pk in where else row.lat,
            "href": f"/desk/cases/{row.case_id}",
        }
    return _with_streams(list(newest.values()))


def _with_streams(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adds whether there is a stream behind each (1 statement)."""
    codes = [row["source"].partition(":")[2] for row in rows if row["kind"] == "camera"]
    posts = [int(row["source"].partition(":")[2]) for row in rows if row["kind"] == "officer"]
    known = {
        f"device:{code}"
        for code in LiveSource.objects.filter(device__code__in=codes).values_list("device__code", flat=True)
    }
    if posts:
        known |= {
            f"post:{key}"
            for key in LiveSource.objects.filter(post__in=posts).values_list("post_id", flat=True)
        }
    return [row | {"stream": row["source"] in known} for row in rows]


def owner(access: Access, name: str, now: datetime) -> Device | Post:
    """The camera, or the post of an officer who is on duty now and within reach. Raises NotFound otherwise."""
    access.require(LOOK)
    kind, _, key = name.partition(":")
    if kind == "device":
        return access.get(LOOK, Device.objects.filter(in_service=True), code=key)
    if kind != "post" or not key.isdigit():
        raise NotFound
    return post_on_duty(access, LOOK, int(key), now)


def source_of(owner: Device | Post) -> LiveSource | None:
    """Where its stream comes from, if from anywhere (1 statement)."""
    whose = {"device": owner} if isinstance(owner, Device) else {"post": owner}
    return LiveSource.objects.filter(**whose).select_related("device").first()


def picture_of(access: Access, name: str, now: datetime) -> dict[str, Any] | None:
    """The newest picture of one of them, or None."""
    kind, _, key = name.partition(":")
    rows = cameras(access, now, key) if kind == "device" else officers(access, now, int(key))
    return rows[0] if rows else None
