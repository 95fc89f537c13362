"""One run of keeping: archive what is due, thin what had its time, drop what is older still. Safe to kill anywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from weige.sensing.models import KeepingRun, ReadingDay
from weige.sensing.queries import keeping
from weige.sensing.rules.retention import Retention
from weige.sensing.services import archiving, thinning
from weige.sensing.services.archiving import ArchiveError, Step

NAME = "sensing.keep"


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else is at it: a lock of this database session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [0x7767, NAME])
        ours = bool(cursor.fetchone()[0])
    try:
        yield ours
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [0x7767, NAME])


def keep(*, now: datetime, plan: Retention) -> Iterator[Step]:
    """Does everything that is due at `now` (domain time), oldest day first; yields after each step done.

    A day whose archive does not agree with the table is left as it is and the others go on; ArchiveError, naming all
    of them, comes at the end. Call with alone().
    """
    wrong: list[str] = []
    tidy()
    for day in keeping.days_there():
        try:
            if keeping.archive_due(day, plan, now):
                yield from archiving.archive_day(day=day, plan=plan.archive, now=now)
        except ArchiveError as error:
            wrong.append(str(error))
    kinds, holds = keeping.device_kinds(), keeping.holds(now, plan.archive.hold_days)
    for row in ReadingDay.objects.filter(gone=False).order_by("day"):
        try:
            yield from _thin(row, plan, kinds, holds, now)
        except ArchiveError as error:
            wrong.append(str(error))
    while thinning.drop_thinned(retention=plan, kinds=kinds, now=now):
        yield Step("dropped", now.date())
    if wrong:
        raise ArchiveError("; ".join(wrong))


def _thin(
    row: ReadingDay,
    plan: Retention,
    kinds: dict[int, str],
    holds: list[tuple[int, datetime, datetime]],
    now: datetime,
) -> Iterator[Step]:
    start, end = keeping.day_span(row.day)
    held = {device for device, first, last in holds if first < end and last >= start}
    due = thinning.due_devices(row, plan, kinds, held, now)
    if due is None:
        return
    yield from archiving.archive_day(day=row.day, plan=plan.archive, now=now)  # what came after the last part
    row.refresh_from_db()
    if thinning.thin_day(day=row, due=due, retention=plan, kinds=kinds, now=now):
        yield Step("thinned", row.day)


def tidy() -> None:
    """Removes what a killed run left unfinished, and completes the manifests."""
    for leftover in archiving.folder().glob("day=*/.*.tmp"):
        leftover.unlink(missing_ok=True)
    for day in ReadingDay.objects.filter(parts__isnull=False).distinct().values_list("pk", flat=True):
        archiving.write_manifest(day)


def begin(*, now: datetime, real: datetime) -> None:
    """Notes that a run began. real: the machine's clock."""
    KeepingRun.objects.update_or_create(
        pk=1, defaults={"at": now, "started_at": real, "finished_at": None, "doing": "", "error": ""}
    )


def progress(step: Step) -> None:
    """Notes how far the run has come."""
    KeepingRun.objects.filter(pk=1).update(doing=f"{step.name} {step.day.isoformat()}")


def finish(*, real: datetime, done: dict[str, int], error: str = "") -> None:
    """Notes how the run ended: steps by name, and what went wrong."""
    KeepingRun.objects.filter(pk=1).update(finished_at=real, doing="", done=done, error=error[:2000])
