"""Trying a scenario on the past: asked for, waited for, done by a process of its own, stopped, counted anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import connection, transaction

from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.scenarios.models import Replay, Scenario
from weige.scenarios.rules import assess
from weige.scenarios.rules.assess import Facts
from weige.scenarios.rules.changes import Knob, Value, fast, knobs
from weige.scenarios.rules.pack import Pack, rules_of
from weige.scenarios.services.changing import Changed, changed, changed_pack
from weige.scenarios.services.facts import gather
from weige.scenarios.services.versions import kept_pack
from weige.sensing.services import past

LONGEST = timedelta(days=92)  # of a period (our default: a quarter)
WAITING = 8  # runs that may wait at once, of the whole house
KEPT_TAPES = 24  # newest runs whose tapes stay on disk: older ones must be run again for a recount
LOCK_SPACE = 0x7770  # "wp": our number space among advisory locks
GRID = 9  # values of a threshold whose cost is drawn
QUEUED, RUNNING, DONE, FAILED, STOPPED = "queued", "running", "done", "failed", "stopped"


def ask_replay(
    *,
    scenario: Scenario,
    changes: Mapping[str, Value],
    version: int | None = None,
    start: datetime,
    end: datetime,
    who: Who,
    now: datetime,
) -> Replay:
    """Puts a run in the queue. version: the kept version to try, with the changes, beside the one in force.

    Raises Invalid (period, version, changes) and Conflict when too many wait already.
    """
    errors = []
    if not start < end:
        errors.append(FieldError("end", "replay_period"))
    if end - start > LONGEST:
        errors.append(FieldError("start", "replay_too_long", {"days": LONGEST.days}))
    if end > now:
        errors.append(FieldError("end", "replay_not_past"))
    if version is not None and kept_pack(scenario.pk, version) is None:
        errors.append(FieldError("version", "version_unknown", {"number": version}))
    if errors:
        raise Invalid(errors)
    _tried(scenario, version, changes)
    if Replay.objects.filter(state__in=[QUEUED, RUNNING]).count() >= WAITING:
        raise Conflict("replay_queue_full", most=WAITING)
    return Replay.objects.create(
        scenario=scenario,
        base=scenario.version,
        version=version,
        changes=dict(changes),
        start=start,
        end=end,
        state=QUEUED,
        asked_by_id=who.user_id,
        asked_post_id=who.post_id,
        asked_at=now,
    )


def _tried(scenario: Scenario, version: int | None, changes: Mapping[str, Value]) -> Changed | None:
    """What a run tries beside the version in force; None when it is that one alone. Raises Invalid."""
    kept = kept_pack(scenario.pk, version) if version is not None else None
    if kept is not None:
        return changed_pack(kept, changes, scenario.pk)
    return changed(row=scenario, changes=changes) if changes else None


def stop_replay(*, replay: Replay) -> Replay:
    """Asks a run to stop; a running one does so after its next chunk. Raises Conflict when it is over."""
    if not Replay.objects.filter(pk=replay.pk, state__in=[QUEUED, RUNNING]).update(state=STOPPED):
        raise Conflict("replay_over")
    replay.refresh_from_db()
    return replay


def waiting() -> bool:
    """Whether a run waits, or was begun by somebody who is no more (1 statement and one a run)."""
    found = (
        Replay.objects.filter(state__in=[QUEUED, RUNNING]).order_by("asked_at").values_list("pk", flat=True)
    )
    for key in found:
        if _lock(key):
            _unlock(key)
            return True
    return False


def run_next(*, monotonic: Callable[[], float], alive: Callable[[], bool] = lambda: True) -> Replay | None:
    """Does the oldest run that nobody is at; None when there is none.

    While it runs its number is locked by this process's connection: a run whose process died is free again and is
    begun anew. monotonic: seconds that go on; alive: asked now and then, False leaves the run to somebody else.
    """
    found = (
        Replay.objects.filter(state__in=[QUEUED, RUNNING]).order_by("asked_at").values_list("pk", flat=True)
    )
    for key in found:
        if _lock(key):
            try:
                return _run(key, monotonic, alive)
            finally:
                _unlock(key)
    return None


def _lock(key: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, _number(key)])
        return bool(cursor.fetchone()[0])


def _unlock(key: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, _number(key)])


def _number(key: UUID) -> int:
    return key.int % 2**31


@dataclass
class _Progress:
    """Tells how far a run is at most twice a second, and hears whether it should stop."""

    key: UUID
    monotonic: Callable[[], float]
    alive: Callable[[], bool]
    said: float = 0.0

    def __call__(self, signals: int, share: float) -> bool:
        if self.monotonic() - self.said < 0.5:
            return True
        self.said = self.monotonic()
        going = Replay.objects.filter(pk=self.key, state=RUNNING).update(signals=signals, share=share)
        return bool(going) and self.alive()


def _run(key: UUID, monotonic: Callable[[], float], alive: Callable[[], bool]) -> Replay | None:
    if not Replay.objects.filter(pk=key, state__in=[QUEUED, RUNNING]).update(
        state=RUNNING, share=0, signals=0
    ):
        return None
    row, began = Replay.objects.select_related("scenario").get(pk=key), monotonic()
    Replay.objects.filter(pk=key).update(base=row.scenario.version)
    try:
        facts, result, signals = _result(row, _Progress(key, monotonic, alive))
    except past.Stopped:
        pass
    except Exception as error:  # whatever it is, the person who asked is told
        trouble = f"{type(error).__name__}: {error}"[:1000]
        Replay.objects.filter(pk=key, state=RUNNING).update(state=FAILED, trouble=trouble)
    else:
        Replay.objects.filter(pk=key, state=RUNNING).update(
            state=DONE,
            share=1,
            signals=signals,
            seconds=monotonic() - began,
            facts=msgspec.to_builtins(facts),
            result=msgspec.to_builtins(result),
        )
        _forget_tapes()
    row.refresh_from_db()
    return row


def _result(row: Replay, go_on: past.GoOn) -> tuple[Facts, dict[str, Any], int]:
    """The whole account of a run."""
    other = _tried(row.scenario, row.version, row.changes)
    return account(row.scenario, other, (row.start, row.end), tape_of(row.pk), go_on)


def account(
    scenario: Scenario,
    other: Changed | None,
    period: tuple[datetime, datetime],
    tape: Path,
    go_on: past.GoOn,
) -> tuple[Facts, dict[str, Any], int]:
    """The version in force over a period, another beside it, and how they compare: facts, result, signals read."""
    base = msgspec.convert(scenario.pack, Pack)
    fed_by = others(scenario, base)
    sides = {"base": [*rules_of(base), *fed_by]}
    if other is not None:
        sides["changed"] = [*other.rules, *fed_by]
    span = {"start": period[0], "end": period[1]}
    found = past.replay_past(sides=sides, tape_of="base", tape_file=tape, go_on=go_on, **span)
    stays = past.stays(spec=sides["base"][0], tape_file=tape) if tape.exists() else []
    seen = {(one.subject, one.device_id) for side in found.values() for one in side.warnings}
    seen |= {(one.subject, one.device_id) for one in stays}
    facts = gather(scenario=scenario.pk, matter=base.case.matter, seen=seen, **span)
    live, turns = past.live_digest(scenario=scenario.pk, **span)
    result: dict[str, Any] = {key: _side(side, facts) for key, side in found.items()}
    result["live"] = {"digest": live, "turns": turns, "same": turns > 0 and live == found["base"].digest}
    result["compared"] = compare(result["base"], result["changed"]) if other is not None else None
    told = knobs(base) if tape.exists() else []
    result["knobs"] = [_knob(knob, stays, facts, scenario.pack, tape) for knob in told]
    return facts, result, found["base"].signals


def others(scenario: Scenario, pack: Pack) -> list[dict[str, Any]]:
    """The rules of other packs a rule over rules may ask: all that are on; none for one that judges signals itself."""
    if not pack.warn.when and not any(one.when for one in pack.warn.level):
        return []
    rows = Scenario.objects.filter(enabled=True).exclude(pk=scenario.pk).order_by("pk")
    return [rule for row in rows for rule in rules_of(msgspec.convert(row.pack, Pack))]


def _side(side: past.Replayed, facts: Facts) -> dict[str, Any]:
    return assess.assess(side.warnings, facts) | {
        "digest": side.digest,
        "turns": side.turns,
        "late": side.late,
    }


def compare(base: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What the changed version would lose and spare: confirmed problems missed, false alarms not raised."""
    missed = {one["id"] for one in base["missed"]}
    lost = [one for one in other["missed"] if one["id"] not in missed]
    left = {one["id"] for one in other["missed"]}
    kept = {row["warning"] for row in other["rows"] if row["warning"]}
    spared = [
        row
        for row in base["rows"]
        if row["verdict"] == assess.FALSE and row["warning"] and row["warning"] not in kept
    ]
    return {
        "lost": lost,
        "regained": [one for one in base["missed"] if one["id"] not in left],
        "spared": spared,
    }


def _knob(
    knob: Knob, stays: list[past.Stay], facts: Facts, data: Mapping[str, Any], tape: Path
) -> dict[str, Any]:
    """A threshold with the histogram it stands on and what other values of it would cost."""
    told: dict[str, Any] = {"key": knob.key, "spread": None, "curve": None}
    if knob.statistic in {"height", "seconds"}:
        values = [(one.subject, one.since, one.until, getattr(one, knob.statistic)) for one in stays]
        told["spread"] = assess.spread(values, facts, knob.low, knob.high)
    if knob.statistic:

        def ask(value: float) -> list[past.Would]:
            rule = changed_pack(data, {knob.key: value}, "").rules[0]
            return past.recount(spec=rule, tape_file=tape).warnings

        told["curve"] = assess.curve(grid(knob), ask, facts)
    return told


def grid(knob: Knob) -> list[float]:
    """Values of a threshold on both sides of the one in force, itself among them."""
    low, high = (0.2, 2.6) if knob.unit == "s" else (0.6, 1.6)
    found = {knob.value}
    for number in range(GRID):
        value = knob.value * (low + (high - low) * number / (GRID - 1))
        value = min(max(round(value / knob.step) * knob.step, knob.low), knob.high)
        found.add(round(value, 6))
    return sorted(found)


def recount(*, replay: Replay, changes: Mapping[str, Value]) -> dict[str, Any]:
    """A done run's period under other thresholds, at once: the changed side and how it compares.

    Raises Conflict when the run is not done, its tape is gone, or the changes need the signals themselves; Invalid.
    """
    if replay.state != DONE:
        raise Conflict("replay_not_done")
    pack = msgspec.convert(replay.scenario.pack, Pack)
    tape = tape_of(replay.pk)
    if not fast(pack, changes) or not past.recountable(spec=rules_of(pack)[0]):
        raise Conflict("replay_needs_signals")
    if replay.base != replay.scenario.version or not tape.exists():
        raise Conflict("replay_tape_gone")
    rule = changed(row=replay.scenario, changes=changes).rules[0]
    facts = msgspec.convert(replay.facts, Facts)
    side = _side(past.recount(spec=rule, tape_file=tape), facts)
    side = msgspec.to_builtins(side)
    assert replay.result is not None
    return {"changed": side, "compared": compare(replay.result["base"], side)}


def tape_of(key: UUID) -> Path:
    """Where a run's tape lies: a cache, beside the database, that may be deleted at any time."""
    return Path(settings.DATA_DIR) / "replays" / f"{key}.npz"


def _forget_tapes() -> None:
    """Drops the tapes of all but the newest runs."""
    with transaction.atomic():
        newest = set(
            Replay.objects.filter(state=DONE).order_by("-asked_at").values_list("pk", flat=True)[:KEPT_TAPES]
        )
    for file in tape_of(next(iter(newest))).parent.glob("*.npz") if newest else ():
        if file.stem not in {str(key) for key in newest}:
            file.unlink(missing_ok=True)
