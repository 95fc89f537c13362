"""What is usual for a stream: a robust level, a robust spread, and a profile of the day and the week.

The level follows the median, the spread follows the median absolute deviation and its tail the deviation that one
value in fifty exceeds, all by small bounded steps, so that one wild value moves none of them. A stream that jumps
now and then by its nature grows a long tail, and its jumps become usual. The profile (24 hours, 7 days, in local
time) is learned from the same stream and is used only while it explains the stream better than the bare level does.
"""

from math import exp, isfinite
from statistics import median

import msgspec

SECOND = 1_000_000
DAY_S = 86_400
SIGMA_OF_MAD = 1.4826  # for normal noise: standard deviation = 1.4826 x median absolute deviation
LARGEST = 1e100  # beyond this a value counts as this: distances must stay finite
HALF_SCORE = 6.0  # so many spreads from the usual make the score 0.5 (our default)
HOURS, DAYS = 24, 7
TAIL = 0.02  # share of values beyond the tail …
SIGMAS_OF_TAIL = 2.326  # … which for normal noise lies so many standard deviations out
SEEN_ENOUGH = 3  # an hour's or weekday's offset counts after it was seen on so many days


class Setting(msgspec.Struct, frozen=True):
    """How the baseline learns; all defaults are ours.

    warm: values heard before the first score. memory_s: how far back the level remembers. floor: the smallest
    deviation worth speaking of, in the unit of the stream (0: one thousandth of the level). offset_s: local time
    minus UTC (China: one zone, no summer time). forget_s: a gap longer than this begins anew.
    """

    warm: int = 24
    memory_s: float = 3 * DAY_S
    floor: float = 0.0
    offset_s: int = 8 * 3600
    forget_s: float = 30 * DAY_S


class Usual(msgspec.Struct, frozen=True):
    """The usual range at a moment: the middle, and two spreads below and above it."""

    low: float
    middle: float
    high: float
    spread: float


class State(msgspec.Struct):
    """What was learned. hours, days: offsets from the level; *_seen: on how many days they were heard;
    *_last: the day they were last heard on. bare, shaped: running absolute error without and with the profile.
    tail: deviation that one in fifty exceeds. sign: how many values in a row lay on one side (negative: below)."""

    count: int = 0
    at: int = 0
    warm: list[float] = []
    level: float = 0.0
    spread: float = 0.0
    tail: float = 0.0
    sign: int = 0
    bare: float = 0.0
    shaped: float = 0.0
    hours: list[float] = []
    days: list[float] = []
    hours_seen: list[int] = []
    days_seen: list[int] = []
    hours_last: list[int] = []
    days_last: list[int] = []


DEFAULT = Setting()


def copy(state: State) -> State:
    """A state that can be folded on without changing this one."""
    fresh = msgspec.structs.replace(state)
    for name in ("warm", "hours", "days", "hours_seen", "days_seen", "hours_last", "days_last"):
        setattr(fresh, name, list(getattr(state, name)))
    return fresh


def update(state: State, at_us: int, value: float, setting: Setting = DEFAULT) -> tuple[float, State]:
    """The score of the next value and the state after it. Raises ValueError for a value that is not finite."""
    fresh = copy(state)
    return fold(fresh, at_us, value, setting), fresh


def fold(state: State, at_us: int, value: float, setting: Setting = DEFAULT) -> float:
    """The same in place."""
    return abs_score(deviation(state, at_us, value, setting))


def abs_score(spreads: float) -> float:
    """From a distance in spreads, of either sign, to [0, 1)."""
    size = abs(spreads)
    return size / (size + HALF_SCORE)


def usual(state: State, at_us: int, setting: Setting = DEFAULT) -> Usual | None:
    """What is usual at this moment; None while it is still being learned."""
    if state.count < setting.warm:
        return None
    middle = state.level + (_offset(state, at_us, setting) if _shaped(state) else 0.0)
    spread = _width(state, setting)
    return Usual(low=middle - 2 * spread, middle=middle, high=middle + 2 * spread, spread=spread)


def deviation(state: State, at_us: int, value: float, setting: Setting = DEFAULT) -> float:
    """Takes the next value into the state; how many spreads it lay above (below: negative) the usual."""
    if not isfinite(value):
        raise ValueError("a value must be a finite number")
    value = max(-LARGEST, min(LARGEST, value))
    if state.count and at_us - state.at > setting.forget_s * SECOND:
        _restart(state)
    if state.count < setting.warm:
        _learn_first(state, at_us, value, setting)
        return 0.0
    shaped = _shaped(state)
    rest = value - state.level - (_offset(state, at_us, setting) if shaped else 0.0)
    away = rest / _width(state, setting)
    _learn(state, at_us, value, setting, shaped=shaped)
    return away


def _restart(state: State) -> None:
    """Begins anew, keeping nothing."""
    fresh = State()
    for name in State.__struct_fields__:
        setattr(state, name, getattr(fresh, name))


def _learn_first(state: State, at_us: int, value: float, setting: Setting) -> None:
    """Collects the first values; the last of them sets level and spread."""
    state.warm.append(value)
    state.count, state.at = state.count + 1, at_us
    if state.count < setting.warm:
        return
    state.level = median(state.warm)
    state.spread = SIGMA_OF_MAD * median(abs(one - state.level) for one in state.warm)
    state.tail = SIGMAS_OF_TAIL * state.spread
    state.bare = state.shaped = state.spread
    state.warm = []
    state.hours, state.days = [0.0] * HOURS, [0.0] * DAYS
    state.hours_seen, state.days_seen = [0] * HOURS, [0] * DAYS
    state.hours_last, state.days_last = [-1] * HOURS, [-1] * DAYS


def _slot(at_us: int, setting: Setting) -> tuple[int, int, int]:
    """(hour of the day, day of the week with Monday = 0, number of the day), in local time."""
    seconds = at_us // SECOND + setting.offset_s
    day = seconds // DAY_S
    return seconds % DAY_S // 3600, (day + 3) % DAYS, day


def _offset(state: State, at_us: int, setting: Setting) -> float:
    """How far this hour and this weekday usually lie from the level; 0 where they are not known yet."""
    hour, weekday, _ = _slot(at_us, setting)
    offset = 0.0
    if state.hours_seen[hour] >= SEEN_ENOUGH:
        offset += state.hours[hour]
    if state.days_seen[weekday] >= SEEN_ENOUGH:
        offset += state.days[weekday]
    return offset


def _shaped(state: State) -> bool:
    """Whether the profile has shown that it knows better than the bare level (by a tenth: our default)."""
    return state.shaped < 0.9 * state.bare


def _width(state: State, setting: Setting) -> float:
    """The spread that distances are measured in: never nothing, or a constant stream would shout at a rustle."""
    spread = max(state.spread, state.tail / SIGMAS_OF_TAIL)
    return max(spread, setting.floor, 1e-3 * abs(state.level) if not setting.floor else 0.0, 1e-9)


def _learn(state: State, at_us: int, value: float, setting: Setting, *, shaped: bool) -> None:
    """Small bounded steps towards the value: level and spread, then the profile."""
    offset = _offset(state, at_us, setting)
    rest = value - state.level - (offset if shaped else 0.0)
    width = _width(state, setting)
    rate = _rate(state, at_us, setting)
    state.sign = (max(state.sign, 0) + 1) if rest > 0 else (min(state.sign, 0) - 1) if rest < 0 else 0
    hurry = min(8.0, 1.0 + abs(state.sign) / 16)  # a level that stays away is followed faster
    state.level += min(0.5, rate * hurry) * max(-2 * width, min(2 * width, rest))
    step = 1.5 * rate * (1.0 if abs(rest) * SIGMA_OF_MAD > state.spread else -1.0)
    state.spread = max(state.spread, 1e-3 * width) * exp(step)
    beyond = min(abs(rest), 3 * state.tail + width) - state.tail
    state.tail += min(0.5, 20 * rate) * (beyond * (1 - TAIL) if beyond > 0 else -TAIL * state.tail)
    limit = 4 * width
    state.bare += rate * (min(abs(value - state.level), limit) - state.bare)
    state.shaped += rate * (min(abs(value - state.level - offset), limit) - state.shaped)
    _learn_profile(state, at_us, value - state.level, width, setting)
    state.count, state.at = state.count + 1, at_us


def _rate(state: State, at_us: int, setting: Setting) -> float:
    """The share of one step: by the time that passed, larger while little is known, never more than a tenth."""
    passed = min(0.1, max(0, at_us - state.at) / (setting.memory_s * SECOND))
    return max(passed, min(0.1, 1 / (state.count + 1)))


def _learn_profile(state: State, at_us: int, rest: float, width: float, setting: Setting) -> None:
    """Moves the offsets of this hour and this weekday."""
    hour, weekday, day = _slot(at_us, setting)
    if state.hours_last[hour] != day:
        state.hours_last[hour], state.hours_seen[hour] = day, min(state.hours_seen[hour] + 1, 1000)
    if state.days_last[weekday] != day:
        state.days_last[weekday], state.days_seen[weekday] = day, min(state.days_seen[weekday] + 1, 1000)
    passed = min(1.0, max(0, at_us - state.at) / (3600 * SECOND))
    miss = rest - state.hours[hour] - state.days[weekday]
    bounded = max(-3 * width, min(3 * width, miss))
    state.hours[hour] += passed * max(0.2, 1 / state.hours_seen[hour]) * bounded
    state.days[weekday] += passed / HOURS * max(0.2, 1 / state.days_seen[weekday]) * bounded
