"""What a figure of the wall is made of where neither the marks nor the list of cases can say it, at its own moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from weige.cockpit.queries import asof
from weige.cockpit.queries.behind import PAGE, flowed
from weige.cockpit.queries.places import cases_found
from weige.cockpit.queries.recent import happening
from weige.cockpit.rules.items import catalogue
from weige.kernel.access import Access
from weige.people.models import Shift
from weige.registry.models import Shop
from weige.sensing.models import Device
from weige.sensing.queries.readings import HOUR, arrived, arrived_by_device
from weige.territory.queries.areas import areas_on

Rows = list[dict[str, Any]]
#: total, number of rows, since, rows
Made = tuple[int, int, datetime, Rows]


def opened(access: Access, *, figure: str, at: datetime, after: int = 0) -> dict[str, Any]:
    """{figure, since, until, total, count, rows, next} as of a moment (≤ 6 statements). Raises NotFound.

    figure: one of FIGURES. total: what the figure says; count: how many rows there are in all, which differs where one
    row stands for several (readings, by device). after: rows to pass over; next: where the following page begins.
    """
    total, count, since, rows = FIGURES[figure](access, at, after)
    following = after + PAGE if after + PAGE < count else None
    return {
        "figure": figure, "since": since, "until": at, "total": total, "count": count, "rows": rows, "next": following
    }  # fmt: skip


def row(about: str, key: object, at: datetime, **more: Any) -> dict[str, Any]:
    plain = {"title_zh": "", "title_en": "", "note_zh": "", "note_en": "", "count": None, "level": None}
    return {"about": about, "id": str(key), "at": at} | plain | more


def readings(access: Access, at: datetime, after: int) -> Made:
    """Signals of the hour up to the moment, by the device they came from."""
    devices = access.rows("device.list", Device.objects.all())
    count, found = arrived_by_device(devices, at, after, PAGE)
    rows = [
        row(
            "device",
            one["device"].pk,
            one["at"],
            title_zh=one["device"].name_zh,
            title_en=one["device"].name_en,
            note_zh=one["device"].code,
            note_en=one["device"].code,
            count=one["count"],
        )
        for one in found
    ]
    return arrived(devices, at).count(), count, at - HOUR, rows


def planned(access: Access, at: datetime, after: int) -> Made:
    """Posts with a shift at the moment, each with the area of its shift and its end."""
    shifts = access.rows("roster.list", Shift.objects.filter(start__lte=at, end__gt=at))
    by_post = list(
        shifts.select_related("post", "area").order_by("post_id", "-end", "-pk").distinct("post_id")
    )
    rows = [
        row(
            "post",
            one.post.code,
            one.end,
            title_zh=one.post.name_zh,
            title_en=one.post.name_en,
            note_zh=one.area.name_zh,
            note_en=one.area.name_en,
        )
        for one in by_post[after : after + PAGE]
    ]
    return len(by_post), len(by_post), at, rows


def happened(access: Access, at: datetime, after: int) -> Made:
    """Shown events of the full hour in which the moment lies, the latest first: a bar of the time axis."""
    since = at.replace(minute=0, second=0, microsecond=0)
    shown = catalogue()
    log = asof.seen_by(access).filter(kind__in=shown.kinds, at__gte=since, at__lt=since + timedelta(hours=1))
    found = [
        shown.item(happening(one)) for one in log.order_by("-at", "-pk").defer("cells")[after : after + PAGE]
    ]
    rows = [
        row(
            *_about(one["subject"]),
            one["at"],
            level=one["level"],
            **{name: one[name.replace("title", "text").replace("note", "detail")] for name in NAMES},
        )
        for one in found
        if one
    ]
    total = log.count()
    return total, total, since, rows


NAMES = ("title_zh", "title_en", "note_zh", "note_en")


def _about(subject: str) -> tuple[str, str]:
    """What opens: a case or a warning; of all else only what happened."""
    noun, _, key = subject.partition(":")
    return (noun, key) if noun in {"case", "warning"} else ("event", "")


def flow(figure: str) -> Callable[[Access, datetime, int], Made]:
    """Cases filed or closed that local day up to the moment, as the brief opens them."""

    def made(access: Access, at: datetime, after: int) -> Made:
        since = asof.midnight(at)
        log = asof.seen_by(access).filter(at__gte=since, at__lte=at)
        total, found = flowed(access, log, figure, "", after)
        rows = [
            row(
                "case",
                one["id"],
                one["at"],
                title_zh=one["title_zh"],
                title_en=one["title_en"],
                note_zh=one["number"],
                note_en=one["number"],
            )
            for one in found
        ]
        return total, total, since, rows

    return made


def shops(access: Access, at: datetime, after: int) -> Made:
    """The shops of the map's layer, by code."""
    found = access.rows("shop.list", Shop.objects.all()).order_by("code")
    rows = [
        row("place", f"shop:{one.code}", at, **called(one), note_zh=one.address, note_en=one.address)
        for one in found[after : after + PAGE]
    ]
    total = found.count()
    return total, total, at, rows


def cells(*levels: str) -> Callable[[Access, datetime, int], Made]:
    """The cells of some levels as the map draws them that day, by code."""

    def made(access: Access, at: datetime, after: int) -> Made:
        found = access.rows("area.list", areas_on(localdate(at)).filter(level__in=levels))
        rows = [
            row("place", f"area:{one.pk}", at, **called(one), note_zh=one.code, note_en=one.code)
            for one in found[after : after + PAGE]
        ]
        total = found.count()
        return total, total, at, rows

    return made


def called(one: Any) -> dict[str, str]:
    return {"title_zh": one.name_zh, "title_en": one.name_en}


def heat(days: int) -> Callable[[Access, datetime, int], Made]:
    """The cases the map's heat of the last days counts, the latest first."""

    def made(access: Access, at: datetime, after: int) -> Made:
        found = cases_found(access, days, at)
        rows = [
            row(
                "case",
                one.pk,
                one.found_at,
                title_zh=one.title_zh,
                title_en=one.title_en,
                note_zh=one.number,
                note_en=one.number,
            )
            for one in found.order_by("-found_at", "-pk")[after : after + PAGE]
        ]
        total = found.count()
        return total, total, at - timedelta(days=days), rows

    return made


#: Periods of the heat a wall offers, in days.
HEATS = (1, 7, 30, 90)

FIGURES: dict[str, Callable[[Access, datetime, int], Made]] = {
    "readings": readings,
    "planned": planned,
    "events": happened,
    "filed": flow("filed"),
    "closed": flow("closed"),
    "shops": shops,
    "circles": cells("circle"),
    "segments": cells("segment"),
    **{f"heat_{days}": heat(days) for days in HEATS},
}
