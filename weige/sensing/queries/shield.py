"""What holds notices back at a moment: silences and inhibitions in force, loaded once for many warnings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from weige.sensing.models import Inhibition, Rule, Warning
from weige.sensing.models import Silence as SilenceRow
from weige.sensing.models.device import OFFLINE
from weige.sensing.rules.alert import Alert
from weige.sensing.rules.inhibition import InhibitionSpec, inhibiting, read, shipped
from weige.sensing.rules.silences import Silence, silencing
from weige.sensing.rules.warning import LIVE


@dataclass(frozen=True)
class Hold:
    """Why a notice is not sent: what it fell under, until when (None: not known), and what its words need.

    why: "silence", "maintenance", "inhibition", "hub", "group", "called", "seen" or "over".
    """

    why: str
    ref: str
    until: datetime | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Shield:
    """Everything that may hold these warnings back. sources: living warnings that were told, as alerts."""

    now: datetime
    silences: Sequence[Silence]
    inhibitions: Sequence[InhibitionSpec]
    sources: list[Alert]
    titles: dict[object, tuple[str, str]]

    def silence(self, alert: Alert) -> Hold | None:
        found = silencing(self.silences, alert, self.now)
        if found is None:
            return None
        one, until = found
        return Hold(one.kind, f"silence:{one.id}", until, {"who": one.author, "reason": one.reason})

    def inhibition(self, alert: Alert) -> Hold | None:
        found = inhibiting(self.inhibitions, self.sources, alert)
        if found is None:
            return None
        spec, source = found
        words = {"rule_zh": spec.name.zh, "rule_en": spec.name.en}
        if source is None:
            return Hold("hub", f"device:{alert.hub}", None, words)
        zh, en = self.titles.get(source.id, ("", ""))
        return Hold("inhibition", f"warning:{source.id}", None, words | {"title_zh": zh, "title_en": en})

    def hold(self, alert: Alert) -> Hold | None:
        """The first reason not to tell of it; None when it may be told."""
        return self.silence(alert) or self.inhibition(alert)


def alerts_of(rows: Iterable[Warning]) -> dict[object, Alert]:
    """Warnings (with device and hub) as the pure rules see them, by id (1 statement for the rules' judges)."""
    judges = dict(Rule.objects.values_list("scenario", "spec__judge"))
    return {row.pk: alert_of(row, judges) for row in rows}


def alert_of(row: Warning, judges: Mapping[str, str]) -> Alert:
    hub = row.device.hub if row.device else None
    return Alert(
        id=row.pk,
        scenario=row.scenario,
        subject=row.subject,
        level=row.level,
        opened_at=row.opened_at,
        judge=judges.get(row.scenario, ""),
        cells=frozenset(row.cells),
        leaves=frozenset(row.leaf_cells),
        building=row.building_id,
        device=row.device_id,
        hub=hub.pk if hub else None,
        hub_silent=hub is not None and hub.state == OFFLINE,
    )


def load(alerts: Iterable[Alert], now: datetime) -> Shield:
    """What may hold these back now (≤ 4 statements)."""
    found = list(alerts)
    specs = inhibitions_in_force()
    rows = _sources(found, specs)
    return Shield(
        now=now,
        silences=silences_at(now),
        inhibitions=specs,
        sources=list(alerts_of(rows).values()) if rows else [],
        titles={row.pk: (row.title_zh, row.title_en) for row in rows},
    )


def silences_at(now: datetime) -> list[Silence]:
    """The silences and windows not ended whose time spans the moment (1 statement)."""
    rows = SilenceRow.objects.filter(start__lte=now, end__gt=now, ended_at__isnull=True).order_by("pk")
    return [as_rule(row) for row in rows]


def as_rule(row: SilenceRow) -> Silence:
    return Silence(
        id=row.pk,
        kind=row.kind,
        start=row.start,
        end=row.end,
        up_to=row.up_to,
        scenario=row.scenario,
        subject=row.subject,
        device=row.device_id,
        building=row.building_id,
        area=row.area_id,
        weekdays=tuple(row.weekdays),
        hours=tuple(row.hours),
        reason=row.reason,
        author=row.author_name,
    )


def inhibitions_in_force() -> list[InhibitionSpec]:
    """The shipped ones that nobody switched off, then those of the office (1 statement)."""
    rows = list(Inhibition.objects.order_by("pk"))
    off = {row.code for row in rows if row.ended_at}
    own = [read(row.spec) for row in rows if row.ended_at is None]
    mine = {spec.code for spec in own}
    return [spec for code, spec in shipped().items() if code not in off | mine] + own


def _sources(alerts: Sequence[Alert], specs: Sequence[InhibitionSpec]) -> list[Warning]:
    """Living, told warnings that share with one of these what some inhibition looks at (1 statement or none)."""
    where = {spec.where for spec in specs}
    near = Q(pk__in=[])
    if "building" in where:
        near |= Q(building_id__in={one.building for one in alerts if one.building is not None})
    if "hub" in where:
        near |= Q(device_id__in={one.hub for one in alerts if one.hub is not None})
    if "subject" in where:
        near |= Q(subject__in={one.subject for one in alerts})
    if "cell" in where:
        near |= Q(leaf_cells__overlap=sorted({leaf for one in alerts for leaf in one.leaves}))
    if not alerts or not where:
        return []
    told = Warning.objects.filter(near, state__in=LIVE, announced_at__isnull=False)
    return list(told.select_related("device__hub").only(*COLUMNS).order_by("opened_at", "pk"))


COLUMNS = (
    "scenario",
    "subject",
    "level",
    "state",
    "title_zh",
    "title_en",
    "place_zh",
    "place_en",
    "cells",
    "leaf_cells",
    "opened_at",
    "acknowledged_at",
    "announced_at",
    "notice_due",
    "group_id",
    "building_id",
    "device__id",
    "device__code",
    "device__hub__id",
    "device__hub__state",
)  # what deciding about a notice needs of a warning
