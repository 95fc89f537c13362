"""What there is to say about readings: idle lanes, partitions ahead, the keeper's last run, the archive's files."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from weige.config.doctor.finding import Finding, error, good, warning
from weige.sensing.models import ArchivePart, KeepingRun
from weige.sensing.queries import keeping, lanes
from weige.sensing.rules.retention import RetentionError

LATE = timedelta(days=2)  # so long after a day could be archived somebody should look (our default)


def findings(now: datetime, *, running: bool) -> Iterator[Finding]:
    """now: the domain clock. `running`: the house is at work, so the worker should have seen to all this."""
    there = keeping.days_there()
    if settings.NATS_URL:
        yield from shared()
    yield from partitions(now, running=running)
    try:
        plan = keeping.retention()
    except RetentionError as problem:
        yield error("retention", reason=str(problem))
        return
    run = KeepingRun.objects.filter(pk=1).first()
    if run is not None and run.error == keeping.INTERRUPTED:
        yield warning(
            "keeping_interrupted"
        )  # the worker was stopped: its next turn goes on where this one ended
    elif run is not None and run.error:
        yield error("keeping_failed", reason=run.error[:300])
    waiting = [day for day in there if keeping.archive_due(day, plan, now - LATE)]
    if waiting:
        yield warning("keeping_late", count=len(waiting), first=waiting[0].isoformat())
    if run is not None:
        yield from kept(run)


def shared() -> Iterator[Finding]:
    """In the scaled form: whether every lane has somebody."""
    rows = lanes.listed()
    idle = [str(row["lane"]) for row in rows if not row["worker"]]
    if idle:
        yield error("lanes_idle", lanes=", ".join(idle))
    else:
        yield good("lanes", count=len(rows), workers=len({row["worker"] for row in rows}))


def partitions(now: datetime, *, running: bool) -> Iterator[Finding]:
    """Today's and tomorrow's partition should be there before the first reading asks for it; none fills by default."""
    wanted = [(now + timedelta(days=ahead)).date() for ahead in (0, 1)]
    missing = [day.isoformat() for day in wanted if day not in keeping.days_there()]
    if running and missing:
        yield warning("partitions_missing", days=", ".join(missing))
    stray = keeping.default_partition_rows()
    if stray:
        yield warning("partition_default", count=stray)


def kept(run: KeepingRun) -> Iterator[Finding]:
    """Where the keeper is, or when it last came to its end; files that are recorded but not there."""
    if run.finished_at is None:
        yield good("keeping_now", since=f"{run.started_at:%Y-%m-%d %H:%M} UTC", doing=run.doing or "-")
    paths = list(ArchivePart.objects.values_list("path", "bytes"))
    home = Path(settings.DATA_DIR) / "archive" / "readings"
    missing = [path for path, _ in paths if not (home / path).is_file()]
    if missing:
        yield error("archive_missing", count=len(missing), first=missing[0], folder=home)
    if run.finished_at is not None and not run.error:
        size = sum(size for _, size in paths) / 1e6
        at = f"{run.finished_at:%Y-%m-%d %H:%M} UTC"
        yield good("keeping", at=at, parts=len(paths), megabytes=f"{size:.1f}")
