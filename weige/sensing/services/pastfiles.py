"""Signals of a past in the order they arrived: from the table, and from the archive for days thinned or gone there."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from weige.sensing.models import ArchivePart, ReadingDay
from weige.sensing.queries import past, pastcolumns
from weige.sensing.queries.past import CHUNK, Arrival
from weige.sensing.rules.arrivals import Arrivals
from weige.sensing.rules.routing import Device
from weige.sensing.rules.signals import Signal, micros
from weige.sensing.rules.vectors import Times
from weige.sensing.services.archiving import batches_of, folder

DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Stretch:
    """[start, end) of the past, from the files of one day or (no day) from the table."""

    start: datetime
    end: datetime
    day: date | None = None


def arrivals(
    devices: dict[int, Device], kinds: Sequence[str], start: datetime, end: datetime
) -> Iterator[list[Arrival]]:
    """As queries.past.arrivals, over both. At most a day of the archive is held at once.

    Of a day that is thinned or gone the archive speaks alone; what came so late that it is in neither is left out.
    """
    stretches = _stretches(start, end)
    if all(one.day is None for one in stretches):
        yield from past.arrivals(devices, kinds, start, end)
        return
    part: list[Arrival] = []
    for one in _merged(stretches, devices, kinds):
        part.append(one)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


def columns(
    devices: dict[int, Device], kind: str, start: datetime, end: datetime
) -> Iterator[tuple[Arrivals, datetime]]:
    """As queries.pastcolumns.arrived, over both: the table and, for days thinned or gone there, the archive."""
    for one in _stretches(start, end):
        if one.day is None:
            yield from pastcolumns.arrived(sorted(devices), kind, one.start, one.end)
        else:
            yield Arrivals.joined(_file_columns(one, devices, kind)), one.end


def _file_columns(one: _Stretch, devices: dict[int, Device], kind: str) -> Iterator[Arrivals]:
    for part in ArchivePart.objects.filter(day=one.day).order_by("number"):
        for batch in batches_of(folder() / part.path, devices):
            wanted = pc.and_(batch.column("judged"), pc.equal(batch.column("kind"), kind))
            kept = batch.filter(pc.and_(wanted, batch.column("value").is_valid()))
            device, lane, number, place = (
                _ints(kept, name) for name in ("device_id", "lane", "batch", "ord")
            )
            at, received = _ints(kept, "time"), _ints(kept, "received_at")
            value = kept.column("value").to_numpy(zero_copy_only=False)
            whole = Arrivals(device, at, received, (lane << 56) + (number << 20) + place, value)
            yield whole.taken(np.flatnonzero((at >= micros(one.start)) & (at < micros(one.end))))


def _ints(batch: pa.RecordBatch, name: str) -> Times:
    found: Times = batch.column(name).cast(pa.int64()).to_numpy(zero_copy_only=False)
    return found


def _stretches(start: datetime, end: datetime) -> list[_Stretch]:
    """The period cut where it goes from the table to the archive and back (1 statement)."""
    archived = set(
        ReadingDay.objects.exclude(thinned_at__isnull=True, gone=False)
        .filter(
            day__gte=start.astimezone(UTC).date(), day__lte=end.astimezone(UTC).date(), parts__isnull=False
        )
        .values_list("day", flat=True)
    )
    found: list[_Stretch] = []
    at = start
    while at < end:
        day = at.astimezone(UTC).date()
        until = min(datetime.combine(day, datetime.min.time(), UTC) + DAY, end)
        if day in archived:
            found.append(_Stretch(at, until, day))
        elif found and found[-1].day is None:
            found[-1] = _Stretch(found[-1].start, until)
        else:
            found.append(_Stretch(at, until))
        at = until
    return found


def _merged(
    stretches: Sequence[_Stretch], devices: dict[int, Device], kinds: Sequence[str]
) -> Iterator[Arrival]:
    """Stretch after stretch; what was received only after its stretch ended waits for the next one."""
    waiting: list[Arrival] = []
    for number, one in enumerate(stretches):
        last = number == len(stretches) - 1
        until = micros(one.end)
        rows = _table(one, devices, kinds) if one.day is None else iter(_file(one, devices, kinds))
        held: list[Arrival] = []
        for row in heapq.merge(waiting, rows, key=attrgetter("key")):
            if last or row.received < until:
                yield row
            else:
                held.append(row)
        waiting = held


def _table(one: _Stretch, devices: dict[int, Device], kinds: Sequence[str]) -> Iterator[Arrival]:
    for part in past.arrivals(devices, kinds, one.start, one.end):
        yield from part


def _file(one: _Stretch, devices: dict[int, Device], kinds: Sequence[str]) -> list[Arrival]:
    """A day's signals of these devices and kinds from all its files, in the order they arrived."""
    decode, found = msgspec.json.Decoder(dict).decode, []
    start, end, wanted = micros(one.start), micros(one.end), pa.array(list(kinds), pa.string())
    for part in ArchivePart.objects.filter(day=one.day).order_by("number"):
        for batch in batches_of(folder() / part.path, devices):
            kept = batch.filter(batch.column("judged"))
            if kinds:
                kept = kept.filter(pc.is_in(kept.column("kind"), wanted))
            columns = [kept.column(name) for name in ("time", "received_at")]
            times, received = (column.cast(pa.int64()).to_pylist() for column in columns)
            rest = [kept.column(name).to_pylist() for name in NAMES]
            for at, came, device, kind, value, data, source, name, *place in zip(
                times, received, *rest, strict=True
            ):
                if start <= at < end:
                    told = decode(data) if data else {}
                    signal = Signal(name, source, devices[device].code, kind, at, value, told)
                    found.append(Arrival(device, signal, came, (place[0], place[1], place[2])))
    return sorted(found, key=attrgetter("key"))


NAMES = ("device_id", "kind", "value", "data", "source", "signal_id", "lane", "batch", "ord")
