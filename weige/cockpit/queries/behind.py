"""What a figure of the day's brief is made of: the same rows of the log that the figure counts, of any day."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from weige.cockpit.queries import asof
from weige.cockpit.queries.brief import KINDS, ONCE, WAITING, names, row_of, row_of_warning, span, unit_of
from weige.cockpit.queries.marks import granted
from weige.kernel.access import Access
from weige.kernel.models import Event
from weige.sensing.models import Device

PAGE = 100
Judged = Callable[[dict[str, Any]], bool]


def in_states(states: tuple[str, ...]) -> Judged:
    return lambda one: one["state"] in states


STANDING: dict[str, Judged] = {
    "open": bool,
    "late": lambda one: bool(one["overdue"]),
    "near": lambda one: bool(one["near"]),
    **{key: in_states(states) for key, states in WAITING},
}
UNCONFIRMED = "unconfirmed"
FIGURES = (*KINDS, *STANDING, UNCONFIRMED)


def behind(
    access: Access, *, figure: str, day: date, now: datetime, matter: str = "", after: int = 0
) -> dict[str, Any]:
    """{figure, day, until, total, rows, next}: as many rows as the figure says (≤ 8 statements). Raises NotFound.

    figure: one of FIGURES; matter: of the flow only what is about this matter. after: rows to pass over; next:
    where the following page begins, or None.
    """
    since, until = span(day, now)
    log = asof.seen_by(access)
    if figure in KINDS:
        total, rows = flowed(access, log.filter(at__gte=since, at__lt=until), figure, matter, after)
    else:
        total, rows = standing(access, log, figure, until, after)
    following = after + PAGE if after + PAGE < total else None
    return {"figure": figure, "day": day, "until": until, "total": total, "rows": rows, "next": following}


def flowed(
    access: Access, today: asof.Rows, figure: str, matter: str, after: int
) -> tuple[int, list[dict[str, Any]]]:
    """Events of the day, or the cases they are about where a figure counts cases; the latest first."""
    found = today.filter(kind=KINDS[figure])
    if matter:
        found = found.filter(payload__matter_code=matter)
    if figure == "closed_in_time":
        found = found.filter(payload__in_time=True)
    if figure in ONCE:
        last = found.order_by("subject", "-at", "-pk").distinct("subject").values("pk")
        found = today.filter(pk__in=last)
    rows = list(found.order_by("-at", "-pk")[after : after + PAGE])
    return found.count(), told(access, rows)


def told(access: Access, rows: Sequence[Event]) -> list[dict[str, Any]]:
    """Rows of events about cases, warnings or devices (≤ 3 statements)."""
    codes = {row.payload["device_code"] for row in rows if row.subject.startswith("device:")}
    known = access.rows("device.list", Device.objects.filter(code__in=codes)) if codes else None
    devices = dict(known.values_list("code", "pk")) if known is not None else {}
    cases = [dict(row.payload) for row in rows if row.subject.startswith("case:")]
    named = names(cases) if cases else {"post": {}, "unit": {}}
    return [happening(row, devices, named) for row in rows]


def happening(row: Event, devices: dict[str, int], named: Any) -> dict[str, Any]:
    """One event as a row; a device stands by name, and opens if the reader may list it."""
    said, about = row.payload, row.subject.partition(":")[0]
    keys = {"case": "case_id", "warning": "warning_id"}
    unit = unit_of(said, named) if about == "case" else ("", "")
    return {
        "about": about,
        "id": str(said[keys[about]] if about in keys else devices.get(said["device_code"], "")),
        "number": str(said.get("number") or (said["device_code"] if about == "device" else "")),
        "title_zh": said.get("title_zh") or said.get("name_zh", ""),
        "title_en": said.get("title_en") or said.get("name_en", ""),
        "place_zh": said.get("place_zh", ""),
        "place_en": said.get("place_en", ""),
        "level": (said.get("level") or None) if about == "warning" else None,
        "at": row.at,
        "due_at": said.get("due_at"),
        "unit_zh": unit[0],
        "unit_en": unit[1],
    }


def standing(
    access: Access, log: asof.Rows, figure: str, until: datetime, after: int
) -> tuple[int, list[dict[str, Any]]]:
    """Cases, or warnings to confirm, that stood so at the day's end or stand so now."""
    if figure == UNCONFIRMED:
        warnings = asof.living(access, log, until) if granted(access, "warning.list") else []
        found = [one for one in warnings if one["state"] == "open"]
        rows = [
            row_of_warning(one) | {"about": "warning", "at": one["opened_at"]}
            for one in found[after : after + PAGE]
        ]
        return len(found), rows
    cases = asof.open_cases(access, log, until) if granted(access, "case.list") else []
    found = [one for one in cases if STANDING[figure](one)]
    part = found[after : after + PAGE]
    named = names(part)
    return len(found), [
        row_of(one, named, until) | {"about": "case", "at": one["reported_at"]} for one in part
    ]
