"""A lane worker's side of the scaled form: packs of the stream become the lane's next step, with the stream's position.

The position stands in the lane's row and moves in the transaction of readings, warnings and events. A pack delivered
again, by whomever and after whatever, is not newer than it and changes nothing.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime

import msgspec
from django.db import InterfaceError, OperationalError, connection, transaction

from weige.sensing.jetstream import Delivered
from weige.sensing.rules import packs
from weige.sensing.rules.packs import Pack
from weige.sensing.rules.signals import Refusal, Signal, moment
from weige.sensing.services import lane, quarantine
from weige.sensing.services.delivering import SIGNAL, Delivery, broker_origin
from weige.sensing.services.intake import BATCH, Answer, take_read

log = logging.getLogger("weige.lane")
Portion = list[tuple[Delivered, Pack | None]]


def position(number: int, stream: str) -> int:
    """Up to which sequence of this stream the lane has committed; 0 for another stream (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source->>'stream', source->>'sequence' FROM sensing_lane WHERE number = %s", [number]
        )
        found = cursor.fetchone()
    return int(found[1]) if found and found[0] == stream else 0


def take_packs(*, number: int, stream: str, delivered: Sequence[Delivered], now: datetime) -> int:
    """Commits these packs, in order, in as few steps as BATCH allows; returns the last sequence committed.

    What cannot be taken goes to quarantine and the others go on. Only a database that is away is raised: then the
    packs of the step under way are not taken, and are delivered again. now: domain time, for what bears none.
    """
    last = 0
    unpacked = _unpacked(delivered)
    for one, pack in unpacked:
        if pack is None and one.sequence > position(number, stream):
            _unreadable(one, now)
    for part in _portions(unpacked):
        try:
            last = _take(number, stream, part)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("a step of lane %d failed; its signals are taken one by one", number)
            last = _take_carefully(number, stream, part)
    return last


def _take(number: int, stream: str, part: Portion) -> int:
    """One step, or none where all is known; returns up to which sequence the lane is committed now."""
    with transaction.atomic(), lane.replica(number).held() as held:
        known = held.row.source
        done = int(known.get("sequence", 0)) if known.get("stream") == stream else 0
        fresh = [pack for one, pack in part if one.sequence > done]
        if not fresh:
            return done
        held.row.source = {"stream": stream, "sequence": part[-1][0].sequence}
        readable = [pack for pack in fresh if pack is not None]
        signals = [signal for pack in readable for signal in pack.signals]
        received = max((pack.received for pack in readable), default=0)
        stepped, refused = take_read(held, signals, moment(received)) if signals else (False, [])
        if not stepped:
            _move(number, held.row.source)
        _set_aside(signals, refused, received)
        return part[-1][0].sequence


def _take_carefully(number: int, stream: str, part: Portion) -> int:
    """Every signal alone, in its place; what fails alone is set aside. The position moves when all are through.

    Killed in the middle, the packs come again, and what was taken is a duplicate.
    """
    if not part or part[-1][0].sequence <= position(number, stream):
        return position(number, stream)
    for _, pack in part:
        for signal in pack.signals if pack else ():
            _alone(number, signal, pack.received if pack else 0)
    with transaction.atomic(), lane.replica(number).held():
        _move(number, {"stream": stream, "sequence": part[-1][0].sequence})
    return part[-1][0].sequence


def _alone(number: int, signal: Signal, received: int) -> None:
    try:
        with transaction.atomic(), lane.replica(number).held() as held:
            _, refused = take_read(held, [signal], moment(received))
            _set_aside([signal], refused, received)
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        log.error("a signal of %s is set aside", signal.device, exc_info=fault)
        _set_aside([signal], [Refusal(signal.id, "signal_internal")], received)


def _set_aside(signals: Sequence[Signal], refused: Sequence[Refusal], received: int) -> None:
    """What a publisher took and the lane cannot goes to quarantine, under its device."""
    by_id = {one.id: one for one in signals}
    for one in refused:
        signal = by_id[one.id or ""]
        raw = asdict(signal) | {"time": moment(signal.at).isoformat()}
        raw = {key: raw[key] for key in ("id", "source", "device", "kind", "time", "value", "data")}
        found = Delivery(SIGNAL, msgspec.json.encode(raw), raw, proven=signal.device, at=moment(received))
        quarantine.keep(
            [(found, [Answer(one.id, "refused", one.reason, one.params)])],
            broker_origin("lane"),
            moment(received),
        )


def _unreadable(one: Delivered, now: datetime) -> None:
    """A pack of another release, or of nobody we know, is kept whole where people see it."""
    log.error("pack %d of the stream is not readable", one.sequence)
    told = Answer(None, "refused", "signal_unreadable")
    quarantine.keep([(Delivery(SIGNAL, one.payload), [told])], broker_origin("lane"), now)


def _move(number: int, source: dict[str, object]) -> None:
    """The position moves although nothing new was in it (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sensing_lane SET source = %s::jsonb WHERE number = %s",
            [msgspec.json.encode(source).decode(), number],
        )


def _unpacked(delivered: Sequence[Delivered]) -> Portion:
    """The packs; None for one that nobody can read."""
    found: Portion = []
    for one in delivered:
        pack: Pack | None = None
        with suppress(msgspec.DecodeError):
            pack = packs.unpack(one.payload)
        found.append((one, pack))
    return found


def _portions(unpacked: Portion) -> list[Portion]:
    """Cut so that no portion has more than BATCH signals, unless a single pack has."""
    found: list[Portion] = []
    size = BATCH
    for one, pack in unpacked:
        weight = len(pack.signals) if pack else 0
        if not found or size + weight > BATCH:
            found.append([])
            size = 0
        found[-1].append((one, pack))
        size += weight
    return found
