"""What keeping readings for another time would do: which days are thinned, how many rows go, and when."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django.db import connection

from weige.kernel.reference import Effect
from weige.sensing.queries import keeping
from weige.sensing.rules.retention import ArchivePlan, Keep

MOST: Final = 1_000_000  # rows counted; more is said to be more
EVERY_H: Final = 6  # a run of the keeper (queries.keeping.anything_due)


def of_keep(old: Keep, new: Keep, devices: Sequence[int], now: datetime) -> list[Effect]:
    """devices: ids of the kind or kinds concerned (≤ 3 statements, each stopping at a million rows)."""
    found = [Effect("retention_devices", {"n": len(devices)})]
    if new.raw_days < old.raw_days:
        found.append(_thinned(old, new, devices, now))
    elif new.raw_days > old.raw_days:
        found.append(Effect("retention_longer", {"days": new.raw_days, "old": old.raw_days}))
    if new.thin_minutes != old.thin_minutes:
        tone = "warn" if new.thin_minutes > old.thin_minutes else "info"
        params = {"old": old.thin_minutes, "new": new.thin_minutes}
        found.append(Effect("retention_interval", params, tone))
    if new.thin_days != old.thin_days:
        found.append(_dropped(old, new, devices, now))
    return found


def _thinned(old: Keep, new: Keep, devices: Sequence[int], now: datetime) -> Effect:
    """The days whose raw rows go at the next run, and how many rows that is."""
    today = now.date()
    first, last = today - timedelta(days=old.raw_days), today - timedelta(days=new.raw_days)
    days = [day for day in keeping.days_there() if first <= day < last]
    rows = _counted("sensing_reading", devices, days[0], days[-1] + timedelta(days=1)) if days else 0
    params: dict[str, Any] = {"days": len(days), "rows": said(rows), "hours": EVERY_H}
    items = [(f"{day:%m-%d}", f"{day:%m-%d}") for day in days[:10]]
    params |= {"raw": new.raw_days, "minutes": new.thin_minutes}
    return Effect(
        "retention_thins" if rows else "retention_thins_none", params, "warn", items if rows else []
    )


def _dropped(old: Keep, new: Keep, devices: Sequence[int], now: datetime) -> Effect:
    if not new.thin_days:
        return Effect("retention_for_ever")
    if old.thin_days and new.thin_days > old.thin_days:
        return Effect("retention_thin_longer", {"days": new.thin_days, "old": old.thin_days})
    end = now - timedelta(days=new.thin_days)
    rows = _counted("sensing_reading_thin", devices, None, end)
    params = {"rows": said(rows), "day": f"{end:%Y-%m-%d}", "hours": EVERY_H, "days": new.thin_days}
    return Effect("retention_drops" if rows else "retention_drops_none", params, "warn")


def _counted(table: str, devices: Sequence[int], first: Any, end: Any) -> int:
    """Rows of these devices with first ≤ at < end; stops one beyond MOST (1 statement)."""
    since = datetime.combine(first, time(), UTC) if first else datetime(1970, 1, 1, tzinfo=UTC)
    until = end if isinstance(end, datetime) else datetime.combine(end, time(), UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {table}"  # noqa: S608 - one of our own names
            " WHERE at >= %s AND at < %s AND device_id = ANY(%s) LIMIT %s) AS counted",
            [since, until, list(devices), MOST + 1],
        )
        return int(cursor.fetchone()[0])


def said(rows: int) -> str:
    """A number of rows for people."""
    return f"{rows:,}" if rows <= MOST else f"> {MOST:,}"


def of_archive(old: ArchivePlan, values: dict[str, Any], now: datetime) -> list[Effect]:
    """Which names would be written in plain, and when days are archived and held (1 statement)."""
    gone = sorted(set(old.personal) - set(values["personal"]))
    more = sorted(set(values["personal"]) - set(old.personal))
    found = []
    if gone:
        found.append(Effect("archive_plain", {}, "warn", [(one, one) for one in gone]))
    if more:
        found.append(Effect("archive_hashed", items=[(one, one) for one in more]))
    if values["after_hours"] != old.after_hours:
        found.append(Effect("archive_after", {"old": old.after_hours, "new": values["after_hours"]}))
    if values["hold_days"] != old.hold_days:
        counts = [
            len({device for device, _, _ in keeping.holds(now, days)})
            for days in (old.hold_days, values["hold_days"])
        ]
        tone = "warn" if counts[1] < counts[0] else "info"
        found.append(Effect("archive_held", {"old": counts[0], "new": counts[1]}, tone))
    return found
