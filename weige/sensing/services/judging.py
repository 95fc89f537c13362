"""What a step decided, with what its rows and explanations are made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Q

from weige.sensing.models import Device, Warning
from weige.sensing.models.device import OFFLINE, ONLINE
from weige.sensing.queries.rules import Rules
from weige.sensing.rules import permits as permitbook
from weige.sensing.rules import routing, vitals
from weige.sensing.rules.board import Board, Change, Group
from weige.sensing.rules.lanestate import LaneState, Tally
from weige.sensing.rules.signals import moment
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.warning import LIVE


@dataclass
class Table:
    """A lane's state after a step, seen by whoever writes warnings: rules, devices and permits as the rules see them.

    before: how often the changed warnings had been seen before this step; warnings: the rows loaded for it.
    """

    state: LaneState
    before: Mapping[Group, Tally] = field(default_factory=dict)
    warnings: dict[Group, Warning] = field(default_factory=dict)

    @cached_property
    def rules(self) -> Rules:
        return Rules(dict(self.state.specs()), self.state.kinds)

    @property
    def devices(self) -> Mapping[int, routing.Device]:
        return self.state.board.devices

    @property
    def board(self) -> Board:
        return self.state.board

    @property
    def permits(self) -> Mapping[str, Sequence[permitbook.Permit]]:
        return self.state.board.permits

    def spec(self, group: Group) -> RuleSpec:
        return self.state.specs()[group[0]]

    def load(self, changes: Iterable[Change]) -> None:
        """The living warnings these changes are about (1 statement or none), counted up to the step before."""
        groups = sorted({change.group for change in changes})
        if not groups:
            return
        rows = (
            Warning.objects.filter(any_of(groups), state__in=LIVE)
            .select_related("shop", "device")
            .order_by("pk")
        )
        for row in rows:
            group = (row.scenario, row.subject)
            tally = self.before.get(group)
            if tally is not None:
                row.count, row.last_at = tally.count, moment(tally.last_at)
            self.warnings[group] = row

    def refresh(self, rows: Iterable[Device]) -> None:
        """Brings what devices last said up to this step: their own rows may be a second behind."""
        for row in rows:
            vital = self.state.vitals.get(row.pk)
            if vital is not None and vital.state != vitals.NEW:
                row.state = OFFLINE if vital.state == vitals.OFFLINE else ONLINE
                row.last_seen_at, row.silent_since = _moment(vital.seen), _moment(vital.silent_since)
                row.last_kind, row.last_value, row.last_at = (
                    vital.last_kind,
                    vital.last_value,
                    _moment(vital.last_at),
                )


def _moment(at: int | None) -> datetime | None:
    return None if at is None else moment(at)


def any_of(groups: Sequence[Group]) -> Q:
    """Rows of these groups: one scenario and list of subjects after the other."""
    by_scenario: dict[str, list[str]] = {}
    for scenario, subject in groups:
        by_scenario.setdefault(scenario, []).append(subject)
    found = Q(pk__in=[])
    for scenario, subjects in by_scenario.items():
        found |= Q(scenario=scenario, subject__in=subjects)
    return found
