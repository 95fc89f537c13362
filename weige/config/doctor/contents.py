"""What the database says about itself: clock, chain, worker, undelivered events, calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection

from weige.cases.models import RouteFault
from weige.config import migrations
from weige.config.doctor import readings
from weige.config.doctor.finding import Finding, error, good, warning
from weige.config.seeds import is_demo
from weige.config.words import language
from weige.kernel import chain, periodic, timesource
from weige.kernel.errors import words as messages
from weige.kernel.models import Event, Parked, Seal, TaskRun
from weige.kernel.queries.calendar import current_calendar
from weige.people.models import PostTerm
from weige.people.queries.duty import current
from weige.scenarios.models import Scenario
from weige.scenarios.queries import faulty_packs
from weige.territory.models import Area

CLOCK_SLACK = timedelta(minutes=1)  # clocks of one network differ by less than a second (our default)
SEAL_SLACK = timedelta(hours=1)
#: Faults of rules that name what is not set up yet; the page of the rules tells them likewise.
SETUP = ("route_dead_unit", "route_no_station", "route_unknown_level")


def migrations_state() -> tuple[list[str], list[str]]:
    """(missing, unknown) migrations."""
    return migrations.missing(), migrations.unknown()


def unfinished_restore() -> str:
    """The schema in which an interrupted restore left the data from before it; "" when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname = 'before_restore'")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def all_findings(*, running: bool) -> Iterator[Finding]:
    """With up-to-date tables. `running`: weige demo or serve has the folder now, so the worker should be at work."""
    now = datetime.now(tz=UTC)
    yield from clock(now)
    yield from sealing(now)
    yield from tasks(now, running=running)
    yield from parked()
    yield from calendar(now)
    yield from scenarios()
    yield from beginning()
    yield from routes()
    yield from readings.findings(timesource.now() if is_demo() else now, running=running)


def scenarios() -> Iterator[Finding]:
    """Packs of the office's own that were left out at the last start."""
    for one in faulty_packs():
        yield error("scenario_faulty", folder=one["folder"], said=one[language()])
    if not faulty_packs():
        yield good("scenarios", count=Scenario.objects.count())


def beginning() -> Iterator[Finding]:
    """What a new installation lacks before anybody can work with it."""
    if not Area.objects.filter(level="subdistrict", valid_to__isnull=True).exists():
        yield warning("no_street")
    manages = PostTerm.objects.filter(
        current(timesource.now().date()), user__is_active=True, post__role__grants__verb="user.manage"
    )
    if not manages.exists():
        yield warning("no_account")


def routes() -> Iterator[Finding]:
    """Routing rules in force that cannot work; the ones after them are used meanwhile.

    Before the office has drawn its cells no rule can: that is a beginning, not a fault. What waits for units, posts and
    cells is one thing to set up, told once.
    """
    if not Area.objects.exclude(level="subdistrict").exists():
        return
    lasting = RouteFault.objects.filter(settled_at__isnull=True).order_by("first_at")
    if waiting := lasting.filter(code__in=SETUP):
        each = dict.fromkeys(messages(row.code, language(), row.params) for row in waiting)
        yield warning("routes_wait", count=len(waiting), said="; ".join(each))
    for row in lasting.exclude(code__in=SETUP)[:20]:
        said = messages(row.code, language(), row.params)
        yield error("route_faulty", key=row.key, said=said, since=f"{row.first_at:%Y-%m-%d %H:%M} UTC")


def clock(now: datetime) -> Iterator[Finding]:
    """Events recorded after now: the machine's clock was set back. In a real installation, also dated after now."""
    newest = Event.objects.order_by("-id").values_list("recorded_at", "at")[:50]
    moments = [recorded if is_demo() else max(recorded, at) for recorded, at in newest]
    if moments and max(moments) > now + CLOCK_SLACK:
        ahead = max(moments) - now
        yield error(
            "clock_behind", newest=f"{max(moments):%Y-%m-%d %H:%M:%S} UTC", ahead=str(ahead).split(".")[0]
        )


def sealing(now: datetime) -> Iterator[Finding]:
    broken = chain.verify(limit=3)
    if broken:
        where = ", ".join(f"{b.kind} {b.day} #{b.seq} event {b.event_id}" for b in broken)
        yield error("chain_broken", where=where)
    else:
        yield good("chain", sealed=Seal.objects.count())
    waiting = Event.objects.filter(seal__isnull=True, recorded_at__lt=now - SEAL_SLACK).count()
    if waiting:
        yield warning("unsealed", count=waiting)


def tasks(now: datetime, *, running: bool) -> Iterator[Finding]:
    """Tasks that fail, and (while the house runs) tasks that stand still."""
    if not TaskRun.objects.exists():
        if Event.objects.exists():
            yield warning("never_worked")
        return
    found = 0
    for run in periodic.standing_still(machine_now=now):
        if run.failures:
            found += 1
            yield error("task_failing", name=run.name, failures=run.failures, error=run.error[:200])
        elif running:
            found += 1
            last = f"{run.finished_at:%Y-%m-%d %H:%M:%S} UTC" if run.finished_at else "-"
            yield error("task_silent", name=run.name, last=last, log="logs/worker.log")
    if running and not found:
        yield good("tasks")


def parked() -> Iterator[Finding]:
    waiting = Parked.objects.filter(resolved_at__isnull=True).select_related("event").order_by("id")
    first = waiting.first()
    if first is not None:
        said = first.error.strip().splitlines()[-1][:160] if first.error.strip() else ""
        yield error("parked", count=waiting.count(), name=first.event.kind, error=said)


def calendar(now: datetime) -> Iterator[Finding]:
    """The year of today, and from November on the next one (the State Council publishes it by then)."""
    years = {now.year, (now + timedelta(days=61)).year}
    missing = sorted(years - current_calendar().known_years)
    if missing:
        yield warning("calendar_missing", years=", ".join(map(str, missing)))
