"""Whom to tell of new and risen warnings: silences, inhibitions, groups, the first rungs of the ladder.

One batch decides about all that are due, in a constant number of statements. Everything it works on stands in
columns (Warning.notice_due), so it may die, come late or run twice and the result is the same.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from weige.sensing.models import AlertGroup, Held, Warning
from weige.sensing.queries import policy as policies
from weige.sensing.queries import shield as shields
from weige.sensing.queries.shield import Hold
from weige.sensing.rules.alert import Alert
from weige.sensing.rules.grouping import Groups, OpenGroup, Place
from weige.sensing.rules.ladder import Policy, Rung
from weige.sensing.rules.warning import LIVE
from weige.sensing.services import escalating, notifying
from weige.territory.models import Area

BATCH = 1000


def announce(*, now: datetime) -> int:
    """Tells of the warnings whose time has come, or notes why not; returns how many were decided.

    1 statement when there are none; else about 20, whatever their number (≤ BATCH).
    """
    policy = policies.in_force().policy
    if not _due(now, policy).exists():
        return 0
    with transaction.atomic():
        escalating.lock()
        rows = list(
            _due(now, policy)
            .select_related("device__hub")
            .only(*shields.COLUMNS)
            .order_by("-level", "opened_at", "pk")
            .select_for_update(of=("self",), skip_locked=True)[:BATCH]
        )
        if rows:
            _Batch(rows, policy, now).run()
    return len(rows)


def _due(now: datetime, policy: Policy) -> "QuerySet[Warning]":
    """The rows to decide about; a first notice may have to wait for something worse."""
    soon = Q(pk__in=[])
    for level, wait in policy.wait.items():
        if wait > timedelta(0):
            soon |= Q(level=level, announced_at__isnull=True, held__isnull=True, opened_at__gt=now - wait)
    return (
        Warning.objects.filter(notice_due__lte=now).exclude(soon)
        if soon
        else Warning.objects.filter(notice_due__lte=now)
    )


@dataclass
class _Joined:
    """A group and those of the batch that come into it. fresh: opened now; rose: its level went up."""

    group: AlertGroup
    fresh: bool = False
    rose: bool = False
    rows: list[Warning] = field(default_factory=list)
    new: int = 0


class _Batch:
    """One batch: rows in the order worst first, oldest first."""

    def __init__(self, rows: list[Warning], policy: Policy, now: datetime) -> None:
        self.rows, self.policy, self.now = rows, policy, now
        self.joined: dict[UUID, _Joined] = {}
        self.decided: list[dict[str, object]] = []

    def run(self) -> None:
        alerts = shields.alerts_of(self.rows)
        shield = shields.load(alerts.values(), self.now)
        holds = self._holds(alerts, shield)
        free = [row for row in self.rows if row.pk not in holds]
        self._group(free)
        rungs = [rung for one in self.joined.values() for rung in self.policy.at_once(one.group.level)]
        cells = {cell for row in free for cell in row.cells}
        board = notifying.board(self.policy, self.now, cells, rungs)
        self._note(holds, board)
        for one in self.joined.values():
            self._tell(one, board)
        self._write_groups()
        board.write()
        self._write_rows()

    def _holds(self, alerts: dict[object, Alert], shield: shields.Shield) -> dict[object, Hold]:
        """What is not told. A warning silenced itself holds nothing else back; one told in this batch does."""
        holds: dict[object, Hold] = {}
        for row in self.rows:
            if row.state not in LIVE:
                holds[row.pk] = Hold("over", f"warning:{row.pk}")
            elif row.acknowledged_at is not None:
                holds[row.pk] = Hold("seen", f"warning:{row.pk}")
            elif (hold := shield.silence(alerts[row.pk])) is not None:
                holds[row.pk] = hold
        free = [row for row in self.rows if row.pk not in holds]
        known = {one.id for one in shield.sources}
        shield.sources += [alerts[row.pk] for row in free if row.pk not in known]
        shield.titles |= {row.pk: (row.title_zh, row.title_en) for row in free}
        for row in free:
            if (hold := shield.inhibition(alerts[row.pk])) is not None:
                holds[row.pk] = hold
        return holds

    def _note(self, holds: dict[object, Hold], board: notifying.Board) -> None:
        """One row for each reason; the same reason again is not noted again. 1 statement."""
        again = [row for row in self.rows if row.pk in holds]
        newest = (
            Held.objects.filter(warning__in=again).order_by("warning_id", "-at", "-pk").distinct("warning_id")
        )
        last = {one.warning_id: (one.why, one.ref) for one in newest} if again else {}
        for row in again:
            hold = holds[row.pk]
            if last.get(row.pk) != (hold.why, hold.ref):
                board.hold(hold, "notice", row=row)
            until = None if hold.why in {"over", "seen"} else hold.until or self.now + self.policy.recheck
            self.decided.append({"id": str(row.pk), "notice_due": until.isoformat() if until else None})

    def _group(self, free: Sequence[Warning]) -> None:
        """Puts each into its group, opening groups where none takes it (2 statements)."""
        if not free:
            return
        settings = self.policy.group
        cells = {cell for row in free for cell in row.cells}
        areas = _chained(cells, settings.layer)
        since = self.now - settings.window
        mine = {row.group_id for row in free if row.group_id}
        wanted = Q(scenario__in={row.scenario for row in free}, last_at__gt=since) | Q(pk__in=mine)
        known = {one.pk: one for one in AlertGroup.objects.filter(wanted).order_by("opened_at", "pk")}
        groups = Groups(settings, self.now, [_open(one) for one in known.values() if one.last_at > since])
        for row in free:
            mine_still = known.get(row.group_id) if row.group_id else None
            self._join(mine_still or self._find(row, chain(row, areas), groups, known), row)

    def _find(
        self, row: Warning, links: Sequence[Place], groups: Groups, known: dict[UUID, AlertGroup]
    ) -> AlertGroup:
        found = groups.find(row.scenario, links)
        if isinstance(found, OpenGroup):
            return known[found.id]  # type: ignore[index]
        group = AlertGroup(
            id=uuid4(),
            scenario=row.scenario,
            place=found.key,
            place_zh=found.zh,
            place_en=found.en,
            cells=list(found.inside),
            level=row.level,
            opened_at=self.now,
            started_at=self.now,
            last_at=self.now,
            lead=row.pk,
        )
        known[group.pk] = group
        groups.add(group.pk, row.scenario, found)
        self.joined[group.pk] = _Joined(group, fresh=True)
        return group

    def _join(self, group: AlertGroup, row: Warning) -> None:
        one = self.joined.setdefault(group.pk, _Joined(group))
        one.rows.append(row)
        one.new += row.group_id is None
        group.last_at = self.now
        if row.level > group.level:
            group.level, one.rose = row.level, True

    def _tell(self, one: _Joined, board: notifying.Board) -> None:
        """The first rungs: all of them for a new or risen group, else only posts that know nothing of it yet."""
        group, begins = one.group, one.fresh or one.rose
        group.count += one.new
        if begins:
            group.told, group.acknowledged_at, group.acknowledged_by_id = [], None, None
            group.started_at, group.told_count = self.now, group.count
        carried: set[object] = set()
        for step, rung in enumerate(self.policy.at_once(group.level)):
            carried |= self._rung(one, step, rung, board, begins)
        if begins:
            escalating.aim(group, len(self.policy.at_once(group.level)), self.policy)
        elif group.count > group.told_count and group.digest_at is None:
            group.digest_at = self.now + self.policy.group.digest
        hold = Hold(
            "group", f"group:{group.pk}", None, {"place_zh": group.place_zh, "place_en": group.place_en}
        )
        for row in one.rows:
            if row.pk not in carried:
                board.hold(hold, "notice", row=row, group=group)
            self.decided.append(
                {"id": str(row.pk), "notice_due": None, "group_id": str(group.pk), "told": True}
            )

    def _rung(self, one: _Joined, step: int, rung: Rung, board: notifying.Board, begins: bool) -> set[object]:
        """Tells the posts of one rung; returns the warnings whose notice went out under their own name."""
        group, carried = one.group, set[object]()
        for role in rung.to:
            for post, rows in notifying.places_of(one.rows, group, role, board.duty).items():
                lead = notifying.worst(rows, group.lead)
                if "in_app" in rung.by and post not in group.told:
                    single = "warning_raised" if lead.announced_at else "warning_opened"
                    about = notifying.About(group, lead, len(rows))
                    board.tell(post, "warning_group" if len(rows) > 1 else single, about)
                    group.told.append(post)
                    carried.add(lead.pk)
                for channel in rung.rings if begins else ():
                    board.ring(post, channel, step, notifying.About(group, lead, group.count))
        return carried

    def _write_groups(self) -> None:
        fresh = [one.group for one in self.joined.values() if one.fresh]
        if fresh:
            AlertGroup.objects.bulk_create(fresh)
        changed = [one.group for one in self.joined.values() if not one.fresh]
        if changed:
            AlertGroup.objects.bulk_update(changed, escalating.CHANGED)

    def _write_rows(self) -> None:
        """The decisions, in one statement."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sensing_warning w SET notice_due = n.notice_due, group_id = coalesce(n.group_id, w.group_id),"
                " announced_at = CASE WHEN n.told THEN coalesce(w.announced_at, %s) ELSE w.announced_at END"
                " FROM jsonb_to_recordset(%s::jsonb)"
                " AS n(id uuid, notice_due timestamptz, group_id uuid, told boolean) WHERE w.id = n.id",
                [self.now, json.dumps(self.decided)],
            )


def _open(group: AlertGroup) -> OpenGroup:
    return OpenGroup(
        group.pk, group.scenario, group.place, frozenset(group.cells), group.opened_at, group.last_at
    )


def _chained(cells: set[int], layer: str) -> dict[int, Area]:
    """The areas of the layer among these and those they lie in: the street may be an area of another layer."""
    rows = {
        one.pk: one for one in Area.objects.select_related("layer").defer("geometry").filter(pk__in=cells)
    }
    wanted = {above for one in rows.values() if one.layer.code == layer for above in one.path}
    return {key: one for key, one in rows.items() if key in wanted}


def chain(row: Warning, areas: dict[int, Area]) -> list[Place]:
    """building → segment → circle → street, narrowest first, as far as they are known; never empty."""
    mine = sorted((areas[cell] for cell in row.cells if cell in areas), key=lambda one: len(one.path))
    found: list[Place] = []
    inside: tuple[int, ...] = ()
    for area in mine:
        inside = tuple(area.path)
        found.insert(0, Place(f"area:{area.pk}", area.name_zh, area.name_en, inside))
    if row.building_id is not None:
        found.insert(0, Place(f"building:{row.building_id}", row.place_zh, row.place_en, inside))
    return found or [Place("area:0", row.place_zh, row.place_en, tuple(row.cells))]
