"""Messages that were not taken: kept whole with their reason, seen at the desk, replayed after a fix, or discarded.

Replay goes through the same path. It is exact because intake knows every signal by (source, device, id): whatever
was taken before is a duplicate, however often or by however many people it is replayed.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.sensing.events import PlaceNamed, QuarantineSettled
from weige.sensing.models import Device, Quarantined
from weige.sensing.models.source import DISCARDED, OPEN
from weige.sensing.queries.quarantine import WHOLE
from weige.sensing.services import placing
from weige.sensing.services.delivering import CLOUDEVENT, Delivery, Origin, home
from weige.sensing.services.intake import Answer
from weige.sensing.sources import cloudevents
from weige.sensing.sources.decoding import decoded
from weige.territory.models import Building

ALIKE = (
    100  # open messages of one source and reason that are kept whole; the others are counted (our default)
)
OPEN_DAYS, SETTLED_DAYS = 30, 7  # days after which open and settled ones are forgotten (our default)
REASONS = ("test", "noise", "foreign", "broken", "other")
NOTE = 400


def keep(found: Sequence[tuple[Delivery, Sequence[Answer]]], origin: Origin, now: datetime) -> int:
    """Sets aside the messages of which something was refused; returns how many (≤ 4 statements, 0 for none).

    The same message again is counted, not kept again; so are those beyond ALIKE of one source and reason.
    """
    refused = [
        (one, _first(answers)) for one, answers in found if any(a.status == "refused" for a in answers)
    ]
    if not refused:
        return 0
    cells = _cells({one.proven for one, _ in refused if one.proven} | {origin.via})
    others = home() if origin.cells is None else origin.cells
    rows: dict[str, dict[str, Any]] = {}
    times: Counter[str] = Counter()
    for one, answer in refused:
        row = _row(replace(one, payload=_spare(one)), answer, origin, now)
        row["cells"] = cells.get(row["proven"]) or cells.get(origin.via) or list(others)
        rows.setdefault(row["key"], row)
        times[row["key"]] += 1
    _write([row | {"count": times[key]} for key, row in sorted(rows.items())], now)
    return len(refused)


def _spare(one: Delivery) -> bytes:
    """What is kept of the message: of a register's event nothing but what is used (no tenant's name)."""
    if one.format != CLOUDEVENT:
        return one.payload
    raw = decoded(one.payload) if one.raw is None else one.raw
    return json.dumps(cloudevents.spare(raw), ensure_ascii=False).encode("utf-8", "replace")


def _first(answers: Sequence[Answer]) -> Answer:
    return next(answer for answer in answers if answer.status == "refused")


def _row(one: Delivery, answer: Answer, origin: Origin, now: datetime) -> dict[str, Any]:
    code = str(answer.params.get("device") or answer.params.get("name") or one.names.get("device") or "")
    told = one.raw.get("device") if isinstance(one.raw, dict) else None
    alike = [
        origin.transport,
        origin.speaker.name,
        one.format,
        one.topic,
        one.proven or "",
        answer.reason or "",
    ]
    group = hashlib.sha256("\x00".join(alike).encode("utf-8", "replace")).hexdigest()
    return {
        "key": hashlib.sha256(group.encode() + one.payload).hexdigest(),
        "group": group,
        "at": (one.at or now).isoformat(),
        "transport": origin.transport,
        "speaker": _clean(origin.speaker.name, 80),
        "format": one.format,
        "topic": _clean(one.topic, 256),
        "device_code": _clean(code or (told if isinstance(told, str) else "") or one.proven or "", 120),
        "proven": _clean(one.proven or "", 40),
        "via_code": _clean(origin.via, 40),
        "signal_id": _clean(answer.id or "", 80),
        "reason": answer.reason or "",
        "params": json.loads(_clean(json.dumps(answer.params, default=str), 4000, "{}")),
        "names": {_clean(name, 40): _clean(value, 120) for name, value in one.names.items()},
        "raw": one.payload[:WHOLE].hex(),
        "size": len(one.payload),
    }


def _clean(text: str, length: int, otherwise: str | None = None) -> str:
    """Text a database column can hold; `otherwise` where cutting it would spoil it."""
    if otherwise is not None and (len(text) > length or "\\u0000" in text or "\\ud" in text):
        return otherwise
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()[:length]


def _cells(codes: set[str]) -> dict[str, list[int]]:
    return dict(Device.objects.filter(code__in=codes).values_list("code", "cells")) if codes else {}


def _write(rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Counts what is there already and what would be too much, and adds the rest (3 statements)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COUNT_AGAIN, [now, *_columns(rows, "key", "count")])
        again = {key for (key,) in cursor.fetchall()}
        fresh = [row for row in rows if row["key"] not in again]
        if not fresh:
            return
        cursor.execute(HELD, [[row["group"] for row in fresh]])
        held: Counter[str] = Counter(dict(cursor.fetchall()))
        kept: list[dict[str, Any]] = []
        beyond: list[dict[str, Any]] = []
        for row in fresh:
            (kept if held[row["group"]] < ALIKE else beyond).append(row)
            held[row["group"]] += 1
        if kept:
            cursor.execute(ADD, [json.dumps(kept), now])
        if beyond:
            cursor.execute(DROP, [now, *_columns(beyond, "group", "count")])


def _columns(rows: Sequence[dict[str, Any]], *names: str) -> list[list[Any]]:
    return [[row[name] for row in rows] for name in names]


COUNT_AGAIN = """
UPDATE sensing_quarantined q SET count = q.count + n.times, last_at = greatest(q.last_at, %s)
FROM unnest(%s::text[], %s::int[]) AS n(key, times) WHERE q.key = n.key AND q.state = 'open' RETURNING q.key
"""
HELD = """
SELECT "group", count(*) FROM sensing_quarantined WHERE state = 'open' AND "group" = ANY(%s::text[]) GROUP BY 1
"""
ADD = """
INSERT INTO sensing_quarantined (key, "group", state, first_at, last_at, count, dropped, transport, speaker, format,
  topic, device_code, proven, via_code, signal_id, reason, params, names, raw, size, cells,
  settled_by, settled_reason, note)
SELECT n.key, n."group", 'open', n.at, n.at, n.count, 0, n.transport, n.speaker, n.format, n.topic, n.device_code,
  n.proven, n.via_code, n.signal_id, n.reason, n.params, n.names, decode(n.raw, 'hex'), n.size,
  ARRAY(SELECT jsonb_array_elements_text(n.cells)::int), '', '', ''
FROM jsonb_to_recordset(%s::jsonb) AS n(key text, "group" text, at timestamptz, count int, transport text,
  speaker text, format text, topic text, device_code text, proven text, via_code text, signal_id text, reason text,
  params jsonb, names jsonb, raw text, size int, cells jsonb)
ON CONFLICT (key) WHERE state = 'open' DO UPDATE SET count = sensing_quarantined.count + excluded.count,
  last_at = greatest(sensing_quarantined.last_at, %s)
"""
DROP = """
UPDATE sensing_quarantined q SET dropped = q.dropped + n.times, last_at = greatest(q.last_at, %s)
FROM (SELECT "group", sum(times)::int AS times FROM unnest(%s::text[], %s::int[]) AS u("group", times) GROUP BY 1) n
WHERE q.id = (SELECT max(id) FROM sensing_quarantined WHERE state = 'open' AND "group" = n."group")
"""


def delivery_of(row: Quarantined) -> Delivery:
    """The message as it came the first time. Raises Conflict when it is not open or was cut."""
    if row.state != OPEN:
        raise Conflict("quarantine_settled")
    if row.size > len(row.raw):
        raise Conflict("quarantine_cut", kb=WHOLE // 1024)
    proven = row.proven or None
    return Delivery(row.format, bytes(row.raw), None, row.topic, proven, dict(row.names), row.first_at)


def settle(
    *,
    row: Quarantined,
    state: str,
    answers: Sequence[Answer] = (),
    who: Who,
    now: datetime,
    reason: str = "",
    note: str = "",
) -> Quarantined:
    """Ends an open message: replayed (when nothing of it was refused any more) or discarded. Raises Conflict."""
    done = Quarantined.objects.filter(pk=row.pk, state=OPEN)
    with transaction.atomic():
        changed = done.update(
            state=state, settled_at=now, settled_by=who.name[:120], settled_reason=reason, note=note
        )
        if not changed:
            raise Conflict("quarantine_settled")
        counts = Counter(answer.status for answer in answers)
        event = QuarantineSettled(
            state=state,
            reason=row.reason,
            device_code=row.device_code,
            accepted=counts["accepted"],
            duplicate=counts["duplicate"],
            why=reason,
            note=note,
        )
        log.append(event, who=who, now=now, subject=f"quarantine:{row.pk}", cells=row.cells)
    row.refresh_from_db()
    return row


def still_refused(*, row: Quarantined, answers: Sequence[Answer], now: datetime) -> None:
    """A replay that was refused again: the newest reason stands on the message, which stays open."""
    first = _first(answers)
    params = json.loads(_clean(json.dumps(first.params, default=str), 4000, "{}"))
    Quarantined.objects.filter(pk=row.pk).update(reason=first.reason or "", params=params, last_at=now)
    row.refresh_from_db()


def discard(*, row: Quarantined, reason: str, note: str, who: Who, now: datetime) -> Quarantined:
    """Gives a message up, with a reason of REASONS ("other" needs a note). Raises Invalid or Conflict."""
    errors = []
    if reason not in REASONS:
        errors.append(FieldError("reason", "quarantine_reason"))
    if (reason == "other" and not note.strip()) or len(note) > NOTE:
        errors.append(FieldError("note", "quarantine_note", {"length": NOTE}))
    if errors:
        raise Invalid(errors)
    return settle(row=row, state=DISCARDED, who=who, now=now, reason=reason, note=note.strip())


def match(*, row: Quarantined, place: "placing.Place", who: Who, now: datetime) -> None:
    """Somebody says which house or shop the address of a register change means; remembered for the next one."""
    told = row.params.get("place")
    if row.format != CLOUDEVENT or row.reason != "event_place_unmatched" or not isinstance(told, str):
        raise Conflict("quarantine_no_place")
    text = told.partition(":")[2] if told.startswith("address:") else told
    placing.name_place(text=text, place=place, now=now)
    kind = "building" if isinstance(place, Building) else "shop"
    event = PlaceNamed(text=text, place=f"{kind}:{place.code}")
    log.append(event, who=who, now=now, subject=f"quarantine:{row.pk}", cells=row.cells)


def forget(*, now: datetime) -> int:
    """Drops what has waited or been settled long enough; returns how many (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sensing_quarantined WHERE (state = 'open' AND last_at < %s)"
            " OR (state <> 'open' AND settled_at < %s)",
            [now - timedelta(days=OPEN_DAYS), now - timedelta(days=SETTLED_DAYS)],
        )
        return int(cursor.rowcount)
