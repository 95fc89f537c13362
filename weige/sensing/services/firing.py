"""What the board decided becomes rows and events: opened, raised, seen again, cleared."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.sensing.models import Warning
from weige.sensing.rules.arithmetic import arithmetic
from weige.sensing.rules.board import Change, Group
from weige.sensing.rules.explain import explanation
from weige.sensing.rules.signals import moment
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.warning import CLEARED, CONFIRMED, OPEN
from weige.sensing.rules.wording import title
from weige.sensing.services import telling
from weige.sensing.services.evidence import Evidence, gather
from weige.sensing.services.judging import Table

FIRST_PICTURES, LAST_PICTURES = 4, 8  # kept with a warning: how it began and how it goes on (our default)
CHANGED = [
    "level",
    "state",
    "title_zh",
    "title_en",
    "last_at",
    "count",
    "pictures",
    "explain",
    "confirmed_at",
    "recovered_at",
    "over_at",
    "no_data_since",
]


def fire(table: Table, changes: Sequence[Change], now: datetime, also: Sequence[Event] = ()) -> None:
    """Writes warnings and events (and `also`) of a step: a constant number of statements, none for nothing.

    A warning merely seen again is only counted (rules.lanestate.Tally); the count follows within a second.
    """
    known = {group for group, tally in table.before.items() if tally.recovered}
    urgent = {one.group for one in changes if one.what != "touch" or one.pictures} | known
    changes = [one for one in changes if one.group in urgent]
    table.load(changes)
    evidence = gather(table, [change for change in changes if change.what in {"open", "raise"}])
    work = _Work(table, evidence, now)
    for change in changes:
        work.take(change)
    # What ended first: one problem has one living row, also when it ends and comes back within one batch.
    fresh = set(work.fresh)
    Warning.objects.bulk_update([row for row in work.altered.values() if row.pk not in fresh], CHANGED)
    if work.fresh:
        Warning.objects.bulk_create(work.fresh.values())
    if work.risen - fresh:
        # What rose is news again, also to who had seen it. Apart from CHANGED: people write these columns too.
        Warning.objects.filter(pk__in=work.risen - fresh).update(
            notice_due=now, acknowledged_at=None, acknowledged_by=None
        )
    log.append_all([*also, *work.events])


@dataclass
class _Work:
    """The rows of one batch: fresh and altered by id, living by group, events in order."""

    table: Table
    evidence: Evidence
    now: datetime
    fresh: dict[UUID, Warning] = field(default_factory=dict)
    altered: dict[UUID, Warning] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    risen: set[UUID] = field(default_factory=set)

    def take(self, change: Change) -> None:
        if change.what == "mark":
            return
        spec = self.table.spec(change.group)
        row = self.table.warnings.get(change.group)
        if change.what == "open" and row is not None:  # another lane opened it: two cameras see the same shop
            (self._raise if change.level > row.level else self._join)(spec, row, change)
        elif change.what == "open":
            row = self._open(spec, change)
        elif row is None:
            return
        elif change.what == "raise":
            self._raise(spec, row, change)
        elif change.what == "lower":
            self._lower(row, change)
        elif change.what in {"missing", "back"}:
            row.no_data_since = moment(change.at) if change.what == "missing" else None
        elif change.what == "clear":
            self._clear(row, change)
        else:
            self._seen(row, change)
        self.altered[row.pk] = row
        if change.confirm:
            row.state, row.confirmed_at = CONFIRMED, moment(change.at)
            self.events.append(telling.confirmed(row, moment(change.at), SYSTEM, self.now, by="auto"))

    def _open(self, spec: RuleSpec, change: Change) -> Warning:
        place = self.evidence.place(change)
        words = title(spec, place.name, change.value, self._decimals(spec))
        row = Warning(
            scenario=spec.scenario,
            version=spec.version,
            subject=change.group[1],
            level=change.level,
            title_zh=words.zh[:200],
            title_en=words.en[:200],
            place_zh=place.where.zh[:200],
            place_en=place.where.en[:200],
            lon=place.lon,
            lat=place.lat,
            cells=place.cells,
            leaf_cells=place.leaf_cells,
            device=self.evidence.devices.get(change.device_id),
            shop=place.shop,
            building_id=place.building_id,
            opened_at=moment(change.at),
            last_at=moment(change.at),
            count=change.count,
            notice_due=self.now,
            doubted=spec.scenario in self.table.devices[change.device_id].doubted,
            label=self.evidence.labels.get(change, ""),
            plan=msgspec.to_builtins(spec.case) if spec.case else None,
            explain=self._explain(spec, change),
        )
        self._pictures(row, change)
        self.fresh[row.pk] = self.table.warnings[change.group] = row
        self.events.append(telling.opened(row, moment(change.at), SYSTEM, self.now))
        return row

    def _explain(self, spec: RuleSpec, change: Change) -> dict[str, object]:
        span = change.span or (change.at, change.at)
        names = {name: one.name for name, one in self.table.rules.specs.items()}
        why = arithmetic(spec, change.level, dict(change.account), span, names, decimals=self._decimals(spec))
        return explanation(spec, span, self.evidence.facts(spec, change), why)

    def _decimals(self, spec: RuleSpec) -> int:
        return self.table.rules.kinds.decimals(spec.signal.kind)

    def _raise(self, spec: RuleSpec, row: Warning, change: Change) -> None:
        before, row.level = row.level, change.level
        self.risen.add(row.pk)
        words = title(spec, self.evidence.place(change).name, change.value, self._decimals(spec))
        row.title_zh, row.title_en = words.zh[:200], words.en[:200]
        row.explain = self._explain(spec, change)
        self._seen(row, change)
        self.events.append(telling.raised(row, before, moment(change.at), SYSTEM, self.now))

    def _join(self, _: RuleSpec, row: Warning, change: Change) -> None:
        self._seen(row, change)

    def _lower(self, row: Warning, change: Change) -> None:
        before, row.level = row.level, change.level
        self._seen(row, change)
        self.events.append(telling.lowered(row, before, moment(change.at), SYSTEM, self.now))

    def _seen(self, row: Warning, change: Change) -> None:
        row.count += change.count
        row.last_at = max(row.last_at, moment(change.at))
        row.recovered_at = None
        self._pictures(row, change)

    def _pictures(self, row: Warning, change: Change) -> None:
        device = self.table.devices.get(change.device_id)
        known = {picture["sha"] for picture in row.pictures}
        row.pictures = row.pictures + [
            {"sha": sha, "at": moment(at).isoformat(), "device": device.code if device else ""}
            for at, sha in change.pictures
            if sha not in known
        ]
        if len(row.pictures) > FIRST_PICTURES + LAST_PICTURES:
            row.pictures = row.pictures[:FIRST_PICTURES] + row.pictures[-LAST_PICTURES:]

    def _clear(self, row: Warning, change: Change) -> None:
        before, at = row.state, moment(change.at)
        if before == OPEN:
            row.state, row.over_at = CLEARED, at
            self._forget(change.group)
        else:
            row.recovered_at = at
        self.events.append(telling.cleared(row, before, at, SYSTEM, self.now))

    def _forget(self, group: Group) -> None:
        del self.table.warnings[group]
