"""The ladder of a group of warnings: who is told next, until somebody has seen it."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from weige.kernel.access import Who
from weige.sensing.models import AlertGroup, Warning
from weige.sensing.queries import policy as policies
from weige.sensing.queries import shield as shields
from weige.sensing.queries.shield import Hold
from weige.sensing.rules.alert import Alert
from weige.sensing.rules.ladder import Policy
from weige.sensing.rules.warning import LIVE
from weige.sensing.services import notifying
from weige.sensing.services.rules import LOCK_SPACE

BATCH = 200
CHANGED = [
    "level",
    "started_at",
    "last_at",
    "count",
    "told_count",
    "told",
    "step",
    "next_at",
    "digest_at",
    "acknowledged_at",
    "acknowledged_by",
]
ALERTING = 1  # second number of our advisory locks: deciding who is told


def lock() -> None:
    """One at a time decides who is told, until its transaction ends: before any row of warnings or groups."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, ALERTING])


def stop(group_id: UUID | None, who: Who, now: datetime) -> None:
    """Somebody has acted on a warning of the group: nobody further is told of it (≤ 1 statement)."""
    if group_id is not None:
        AlertGroup.objects.filter(pk=group_id, acknowledged_at=None).update(
            acknowledged_at=now, acknowledged_by=who.user_id, next_at=None
        )


def seen_together(row: Warning, who: Who, now: datetime) -> int:
    """Marks the other living warnings of the row's group as seen and stops its ladder; returns how many."""
    if row.group_id is None:
        return 0
    stop(row.group_id, who, now)
    others = Warning.objects.filter(group_id=row.group_id, state__in=LIVE, acknowledged_at=None)
    return others.exclude(pk=row.pk).update(acknowledged_at=now, acknowledged_by=who.user_id)


def aim(group: AlertGroup, step: int, policy: Policy) -> None:
    """Sets the next rung and its time; none when the ladder ends there."""
    rung = policy.rung(group.level, step)
    group.step = step
    group.next_at = group.started_at + rung.after if rung else None


def reaim(level: int, old: Policy, new: Policy) -> int:
    """Groups of the level nobody has seen go on by the new ladder, from the first rung later than the last one told;
    returns how many. A rung whose time is over by then is told at once (3 statements)."""
    lock()
    unseen = Warning.objects.filter(group=OuterRef("pk"), state__in=LIVE, acknowledged_at=None)
    running = AlertGroup.objects.filter(Exists(unseen), level=level, acknowledged_at=None)
    groups = list(running.select_for_update(of=("self",)).order_by("pk"))
    for group in groups:
        aim(group, _after(group, old, new), new)
    AlertGroup.objects.bulk_update(groups, ["step", "next_at"])
    return len(groups)


def _after(group: AlertGroup, old: Policy, new: Policy) -> int:
    """The step of the new ladder that follows what the old one has told."""
    ladder, rungs = old.ladders[group.level], new.ladders[group.level]
    told = ladder[min(max(group.step, 1), len(ladder)) - 1].after
    return next((step for step, rung in enumerate(rungs) if rung.after > told), len(rungs))


def climb(*, now: datetime) -> int:
    """Tells the next rung of every group nobody has answered, and how many more came; returns how many were due.

    1 statement when none is; else about 12, whatever their number (≤ BATCH). Late or twice is the same as in time.
    """
    due = AlertGroup.objects.filter(Q(next_at__lte=now) | Q(digest_at__lte=now))
    if not due.exists():
        return 0
    with transaction.atomic():
        lock()
        groups = list(due.select_for_update(of=("self",)).order_by("opened_at", "pk")[:BATCH])
        if groups:
            _Climb(groups, policies.in_force().policy, now).run()
    return len(groups)


class _Climb:
    """One turn over the groups whose time has come."""

    def __init__(self, groups: list[AlertGroup], policy: Policy, now: datetime) -> None:
        self.groups, self.policy, self.now = groups, policy, now
        self.rows: dict[UUID, list[Warning]] = {}

    def run(self) -> None:
        living = Warning.objects.filter(group__in=self.groups, state__in=LIVE).select_related("device__hub")
        rows = list(living.only(*shields.COLUMNS).order_by("opened_at", "pk"))
        for row in rows:
            self.rows.setdefault(row.group_id, []).append(row)  # type: ignore[arg-type]
        alerts = shields.alerts_of(rows)
        shield = shields.load(alerts.values(), self.now)
        rungs = [rung for one in self.groups if (rung := self.policy.rung(one.level, one.step)) is not None]
        cells = {cell for row in rows for cell in row.cells} | {
            cell for one in self.groups for cell in one.cells
        }
        board = notifying.board(self.policy, self.now, cells, rungs)
        for group in self.groups:
            members = self.rows.get(group.pk, [])
            if group.next_at is not None and group.next_at <= self.now:
                self._step(
                    group, [row for row in members if row.acknowledged_at is None], alerts, shield, board
                )
            if group.digest_at is not None and group.digest_at <= self.now:
                self._digest(group, members, board)
        AlertGroup.objects.bulk_update(self.groups, CHANGED)
        board.write()

    def _step(
        self,
        group: AlertGroup,
        unseen: list[Warning],
        alerts: dict[object, Alert],
        shield: shields.Shield,
        board: notifying.Board,
    ) -> None:
        rung = self.policy.rung(group.level, group.step)
        if group.acknowledged_at is not None or not unseen or rung is None:
            group.next_at = None
            return
        holds = [shield.hold(alerts[row.pk]) for row in unseen]
        free = [row for row, hold in zip(unseen, holds, strict=True) if hold is None]
        if not free:
            reason = next(hold for hold in holds if hold is not None)
            ends = [hold.until or self.now + self.policy.recheck for hold in holds if hold is not None]
            if self._news(group, reason):
                board.hold(reason, "call" if rung.rings else "notice", group=group)
            group.next_at = min(ends)
            return
        minutes = int((self.now - group.started_at).total_seconds() // 60)
        for role in rung.to:
            for post, rows in notifying.places_of(free, group, role, board.duty).items():
                lead = notifying.worst(rows, group.lead)
                if "in_app" in rung.by:
                    board.tell(post, "warning_unseen", notifying.About(group, lead, len(rows), minutes))
                    group.told = [*dict.fromkeys([*group.told, post])]
                for channel in rung.rings:
                    board.ring(post, channel, group.step, notifying.About(group, lead, group.count, minutes))
        aim(group, group.step + 1, self.policy)

    def _news(self, group: AlertGroup, hold: Hold) -> bool:
        """Whether this reason is not the last one noted for the group (1 statement, for a held rung only)."""
        last = group.held.filter(warning__isnull=True).order_by("-at", "-pk").first()
        return last is None or (last.why, last.ref) != (hold.why, hold.ref)

    def _digest(self, group: AlertGroup, members: list[Warning], board: notifying.Board) -> None:
        more = group.count - group.told_count
        if more > 0 and members:
            about = notifying.About(group, notifying.worst(members, group.lead), more)
            for post in group.told:
                board.tell(post, "warning_more", about)
        group.told_count, group.digest_at = group.count, None
