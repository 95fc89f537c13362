"""One sample of one stream, the level of its group before and after, and what that makes of the warning."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, replace

from weige.sensing.rules.change import Change, Group, Live, What
from weige.sensing.rules.judges import judge_of
from weige.sensing.rules.levels import NONE, rank
from weige.sensing.rules.permits import local
from weige.sensing.rules.routing import Zone
from weige.sensing.rules.spec import RuleSpec, hours, ranks
from weige.sensing.rules.state import Sample, State
from weige.sensing.rules.stream import Stream
from weige.sensing.rules.warning import CONFIRMED, OPEN

Pictures = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Step:
    """One sample of one stream, and its group's level before and after it.

    trusted: the device's word has full weight under the rule; without it the system confirms nothing.
    """

    group: Group
    before: int
    after: int
    sample: Sample
    tip: State
    trusted: bool = True


def outcome(spec: RuleSpec, live: MutableMapping[Group, Live], step: Step) -> Change | None:
    """What becomes of the group's warning: opened, raised, lowered, cleared, seen again, or nothing.

    `live` is brought up to date.
    """
    now = live.get(step.group)
    confirm = step.trusted and step.after > step.before and auto(spec, step.after, step.sample.at)
    if now is None:
        if step.after <= step.before:
            return None
        live[step.group] = Live(CONFIRMED if confirm else OPEN, step.after)
        return _change(spec, step, "open", confirm, tuple(step.tip.pictures))
    pictures = tuple((step.sample.at, sha) for sha in step.sample.pictures)
    if step.after > now.level:
        confirm = confirm and now.state == OPEN
        now.level, now.state = step.after, CONFIRMED if confirm else now.state
        return _change(spec, step, "raise", confirm, pictures)
    if step.before > NONE and step.after == NONE:
        if now.state == OPEN:
            del live[step.group]
        return _change(spec, step, "clear")
    if NONE < step.after < step.before and step.after < now.level:
        now.level = step.after
        return _change(spec, step, "lower", pictures=pictures)
    seen = step.tip.hold > NONE and not step.sample.tick
    return _change(spec, step, "touch", pictures=pictures) if seen else None


def _change(spec: RuleSpec, step: Step, what: What, confirm: bool = False, pictures: Pictures = ()) -> Change:
    run = step.tip.runs.get(step.after)
    counts = {"open": run.count if run else 1, "clear": 0}
    told = what in {"open", "raise"}
    return Change(
        what=what,
        group=step.group,
        device_id=0,
        at=step.sample.at,
        level=step.after,
        confirm=confirm,
        count=counts.get(what, 1),
        span=step.tip.span,
        trace=tuple(step.tip.trace) if told else (),
        pictures=pictures,
        value=step.sample.value,
        account=_account(spec, step) if told else (),
    )


def placed(change: Change, device_id: int, zone: Zone | None, stream: Stream) -> Change:
    """The change with who saw it where, and what its stream has read lately."""
    if change.what not in {"open", "raise"}:
        return replace(change, device_id=device_id, zone=zone)
    lately = tuple((one.at, one.value) for one in stream.ring if one.value is not None and not one.tick)
    return replace(change, device_id=device_id, zone=zone, lately=lately, since=stream.base.at)


def _account(spec: RuleSpec, step: Step) -> tuple[tuple[str, float], ...]:
    """The numbers by which the level was reached."""
    rung = dict(ranks(spec)).get(step.tip.level)
    return tuple(judge_of(spec).account(spec, step.tip, rung, step.sample).items()) if rung else ()


def auto(spec: RuleSpec, level: int, at: int) -> bool:
    if spec.confirm.mode != "auto":
        return False
    if spec.confirm.levels and level not in {rank(one) for one in spec.confirm.levels}:
        return False
    span = hours(spec.confirm.hours)
    return span is None or span.holds(local(at).time())
