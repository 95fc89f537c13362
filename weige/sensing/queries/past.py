"""What is stored of a past: readings in the order they arrived, what was heard before, what became of warnings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection
from django.db.models import F, Q

from weige.sensing.models import Device, Warning
from weige.sensing.queries.verdicts import verdict_of
from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.replay import line
from weige.sensing.rules.routing import Device as Facts
from weige.sensing.rules.signals import Signal, micros
from weige.sensing.rules.spec import ANY, RuleSpec

CHUNK = 20_000  # rows held at once
LOOKBACK = timedelta(days=7)  # a device silent for longer before a period counts as never heard (our default)
ORDER = "received_at, lane, batch, ord, tableoid, ctid"  # of arrival; what was brought in lies in its order


@dataclass(frozen=True, slots=True)
class Arrival:
    """A stored signal, the device it came from, when it was received (µs), and its place: lane, batch, ord."""

    device_id: int
    signal: Signal
    received: int
    place: tuple[int, int, int] = (0, 0, 0)

    @property
    def key(self) -> tuple[int, tuple[int, int, int]]:
        """What arrivals are ordered by."""
        return self.received, self.place


def watched(specs: Sequence[RuleSpec], first: datetime) -> dict[int, Facts]:
    """The devices these rules listen to, as the rules see them today; on trial until accepted (1 statement)."""
    kinds = {kind for spec in specs for kind in spec.signal.device_kinds}
    rows = Device.objects.annotate(shop_code=F("shop__code"), building_code=F("building__code"))
    if kinds and all(spec.signal.device_kinds for spec in specs):
        rows = rows.filter(kind__in=kinds)
    columns = ("id", "code", "kind", "shop_code", "building_code", "zones", "limits", "events_only", "trial")
    found = {}
    for row in rows.order_by("pk").values(*columns, "accepted_at"):
        accepted = row.pop("accepted_at")
        row["trial"] = row["trial"] or (accepted is not None and accepted >= first)
        row["shop"], row["building"] = row.pop("shop_code"), row.pop("building_code")
        found[row["id"]] = msgspec.convert(row, Facts)
    return found


def arrivals(
    devices: dict[int, Facts], kinds: Sequence[str], start: datetime, end: datetime
) -> Iterator[list[Arrival]]:
    """Signals of these devices with their own time in [start, end), in the order they arrived, CHUNK at a time.

    kinds: of signals; none means all. One statement through a server-side cursor: memory does not grow.
    """
    wanted = "AND kind = ANY(%s)" if kinds else ""
    micro = "(extract(epoch FROM {}) * 1000000)::bigint"
    statement = (
        f"SELECT device_id, kind, {micro.format('at')}, value, data::text, source, signal_id,"  # noqa: S608 - our own words
        f" {micro.format('received_at')}, lane, batch, ord FROM sensing_reading WHERE judged AND at >= %s AND at < %s"
        f" AND device_id = ANY(%s) {wanted} ORDER BY {ORDER}"
    )
    params: list[Any] = [start, end, list(devices), *([list(kinds)] if kinds else [])]
    decode = msgspec.json.Decoder(dict).decode
    with connection.chunked_cursor() as cursor:  # WITH HOLD: what is written meanwhile is seen by others
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(CHUNK):
            yield [
                Arrival(
                    device,
                    Signal(name, source, devices[device].code, kind, at, value, decode(data) if data else {}),
                    received,
                    (lane, batch, place),
                )
                for device, kind, at, value, data, source, name, received, lane, batch, place in rows
            ]


def heard_before(
    specs: Sequence[RuleSpec], devices: Mapping[int, Facts], first: datetime, start: datetime
) -> list[tuple[int, str, int]]:
    """(device id, kind, when) of words before `first` that rules about silence still have to know at `start`.

    Of absences: the silences that were warned of before `start` and went on at `first`. For rules that tell missing
    data: the last word of each device within LOOKBACK (≤ 1 statement each).
    """
    found: list[tuple[int, str, int]] = []
    absences = {spec.scenario: spec.signal.kind for spec in specs if spec.judge == "absence"}
    if absences:
        rows = Warning.objects.filter(scenario__in=absences, opened_at__lt=start, device_id__in=devices)
        rows = rows.filter(Q(over_at=None) | Q(over_at__gte=first)).order_by("opened_at", "pk")
        for scenario, device, explain in rows.values_list("scenario", "device_id", "explain"):
            since = explain.get("fired", {}).get("from")
            if since and device is not None and datetime.fromisoformat(since) < first:
                found.append((device, absences[scenario], micros(datetime.fromisoformat(since))))
    kinds = sorted({spec.signal.kind for spec in specs if spec.missing_s})
    return found + (_last_words(devices, kinds, first) if kinds else [])


def _last_words(
    devices: Mapping[int, Facts], kinds: Sequence[str], first: datetime
) -> list[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT device_id, kind, (extract(epoch FROM max(at)) * 1000000)::bigint FROM sensing_reading"
            " WHERE judged AND at >= %s AND at < %s AND device_id = ANY(%s) AND (kind = ANY(%s) OR %s) GROUP BY 1, 2",
            [first - LOOKBACK, first, list(devices), list(kinds), ANY in kinds],
        )
        return list(cursor.fetchall())


def live_lines(scenario: str, start: datetime, end: datetime) -> list[str]:
    """What was raised and cleared live, as the log tells it, in the form of a replay's lines (1 statement)."""
    kinds = {
        "sensing.warning_opened": "open",
        "sensing.warning_raised": "raise",
        "sensing.warning_cleared": "clear",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.kind, w.subject, e.payload->>'level', (e.payload->>'at')::timestamptz"
            " FROM kernel_event e JOIN sensing_warning w ON e.subject = 'warning:' || w.id::text"
            " WHERE e.kind = ANY(%s) AND w.scenario = %s"
            " AND (e.payload->>'at')::timestamptz >= %s AND (e.payload->>'at')::timestamptz < %s",
            [list(kinds), scenario, start, end],
        )
        rows = cursor.fetchall()
    return [
        line(
            (scenario, subject),
            kinds[kind],
            NONE if kinds[kind] == "clear" else rank(level),
            micros(at),
        )
        for kind, subject, level, at in rows
    ]


@dataclass(frozen=True)
class Verdict:
    """A stored warning and what became of it. verdict: "true", "false", "" (nobody said). Times are aware.

    since: when its condition began; until: the last that was heard of it, or its end.
    """

    id: str
    subject: str
    verdict: str
    reason: str
    level: int
    since: datetime
    opened_at: datetime
    until: datetime
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    lon: float
    lat: float
    device_id: int | None
    case_id: str | None
    pictures: int


def verdicts(scenario: str, start: datetime, end: datetime) -> list[Verdict]:
    """The stored warnings of a scenario opened in [start, end) with what people said of them (1 statement).

    What counts as true and false: rules.weight.verdict.
    """
    rows = Warning.objects.filter(scenario=scenario, opened_at__gte=start, opened_at__lt=end)
    return [_verdict(row) for row in rows.defer("plan").order_by("opened_at", "pk")]


def _verdict(row: Warning) -> Verdict:
    fired = row.explain.get("fired", {}).get("from")
    since = datetime.fromisoformat(fired) if fired else row.opened_at
    return Verdict(
        id=str(row.pk),
        subject=row.subject,
        verdict=verdict_of(row) or "",
        reason=row.reason_code,
        level=row.level,
        since=min(since, row.opened_at),
        opened_at=row.opened_at,
        until=max(row.over_at or row.last_at, row.last_at),
        title_zh=row.title_zh,
        title_en=row.title_en,
        place_zh=row.place_zh,
        place_en=row.place_en,
        lon=row.lon,
        lat=row.lat,
        device_id=row.device_id,
        case_id=str(row.case_id) if row.case_id else None,
        pictures=len(row.pictures),
    )
