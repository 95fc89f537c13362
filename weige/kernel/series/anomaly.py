"""What was never like this before: a stream is strange when it leaves everything it has shown so far.

Four views of the stream each keep an envelope, the lowest and the highest they have been, which slowly shrinks so
that old records fade: the value itself; how far it lies outside what this time of the day has shown on the days
before; how far it lies from the mean of the last values; how much the last values swing. How far a view leaves its
envelope, as a share of the envelope's width, is its evidence; the views together make the score. A record is rare by
its nature: in pure noise the n-th value is one with probability 2/n, so a stream that is known longer cries less.

After it spoke the detector rests: for a while only something stranger is heard. Counts are values, not seconds: the
same setting serves a sensor of ten seconds and one of an hour.
"""

from math import isfinite, log1p, sqrt

import msgspec

SECOND = 1_000_000
DAY_S = 86_400
SLOTS = 48  # half hours of the day
LARGEST = 1e100  # beyond this a value counts as this: squares must stay finite


class Setting(msgspec.Struct, frozen=True):
    """All defaults are ours, chosen on half of the NAB series (benchmarks/nab.py).

    warm: values heard before the first score. half_life: values after which an envelope has shrunk to half for
    each view. enough: for each view, the share of the envelope's width that counts half. day_keep: what a new day
    leaves of the width of an hour's envelope. long, short: values of the mean and of the swing. rest, rest_share:
    values, and share of all values heard, for which the detector rests. offset_s: local time minus UTC. forget_s: a
    gap longer than this begins anew.
    """

    warm: int = 150
    half_life: tuple[float, float, float, float] = (20000.0, 5000.0, 10000.0, 2000.0)
    enough: tuple[float, float, float, float] = (0.02, 0.025, 0.05, 0.05)
    day_keep: float = 0.8
    long: int = 96
    short: int = 48
    rest: int = 50
    rest_share: float = 0.08
    offset_s: int = 8 * 3600
    forget_s: float = 30 * DAY_S


class State(msgspec.Struct):
    """low, high: the envelope of each view. recent: the last values. before_*: envelope of each half hour as of the
    days before; today_*: of its newest day; days: on how many days it was heard; last: which day that was.
    size: usual distance from the middle of an hour. peak, rest_until: the strangest since the rest began, and its
    end."""

    count: int = 0
    at: int = 0
    low: list[float] = []
    high: list[float] = []
    recent: list[float] = []
    before_low: list[float] = []
    before_high: list[float] = []
    today_low: list[float] = []
    today_high: list[float] = []
    days: list[int] = []
    last: list[int] = []
    size: float = 0.0
    sizes: int = 0
    peak: float = 0.0
    rest_until: int = 0


DEFAULT = Setting()
LISTS = (
    "low", "high", "recent", "before_low", "before_high", "today_low", "today_high", "days", "last",
)  # fmt: skip


def copy(state: State) -> State:
    """A state that can be folded on without changing this one."""
    fresh = msgspec.structs.replace(state)
    for name in LISTS:
        setattr(fresh, name, list(getattr(state, name)))
    return fresh


def update(state: State, at_us: int, value: float, setting: Setting = DEFAULT) -> tuple[float, State]:
    """The score of the next value and the state after it. Raises ValueError for a value that is not finite."""
    fresh = copy(state)
    return fold(fresh, at_us, value, setting), fresh


def fold(state: State, at_us: int, value: float, setting: Setting = DEFAULT) -> float:
    """The same in place."""
    if not isfinite(value):
        raise ValueError("a value must be a finite number")
    value = max(-LARGEST, min(LARGEST, value))
    if state.count == 0 or at_us - state.at > setting.forget_s * SECOND:
        _begin(state)
    score = _together(evidence(state, at_us, value, setting))
    state.count, state.at = state.count + 1, at_us
    return _rested(state, score, setting) if state.count > setting.warm else 0.0


def evidence(state: State, at_us: int, value: float, setting: Setting = DEFAULT) -> list[float]:
    """Takes the value into the envelopes; how strange each view finds it: value, hour, distance, swing."""
    state.recent.append(value)
    del state.recent[: -setting.long]
    views = (
        value,
        log1p(_outside_hour(state, at_us, value, setting)),
        value - sum(state.recent) / len(state.recent),
        _swing(state.recent[-setting.short :]),
    )
    found = []
    for n, view in enumerate(views):
        excess = _leave(state, n, view, 0.5 ** (1 / setting.half_life[n]))
        found.append(excess / (excess + setting.enough[n]))
    return found


def _begin(state: State) -> None:
    """Begins anew, keeping nothing."""
    fresh = State(
        before_low=[0.0] * SLOTS,
        before_high=[0.0] * SLOTS,
        today_low=[0.0] * SLOTS,
        today_high=[0.0] * SLOTS,
        days=[0] * SLOTS,
        last=[-1] * SLOTS,
    )
    for name in State.__struct_fields__:
        setattr(state, name, getattr(fresh, name))


def _leave(state: State, view: int, value: float, keep: float) -> float:
    """By what share of its width the value leaves the envelope of a view; then widens and shrinks it."""
    if len(state.low) <= view:
        state.low.append(value)
        state.high.append(value)
        return 0.0
    low, high = state.low[view], state.high[view]
    width = (high - low) or 1e-3 * abs(high) + 1e-9
    excess = max(0.0, value - high, low - value) / width
    low, high = min(low, value), max(high, value)
    middle, half = low / 2 + high / 2, (high / 2 - low / 2) * keep
    state.low[view], state.high[view] = middle - half, middle + half
    return excess


def _outside_hour(state: State, at_us: int, value: float, setting: Setting) -> float:
    """How far outside the earlier days' envelope of this half hour and its neighbours, in usual distances."""
    seconds = at_us // SECOND + setting.offset_s
    slot, day = seconds % DAY_S // (DAY_S // SLOTS), seconds // DAY_S
    _note(state, slot, day, value, setting)
    around = [s for s in ((slot - 1) % SLOTS, slot, (slot + 1) % SLOTS) if _known(state, s)]
    if not around or state.days[slot] < 2:
        return 0.0
    low = min(state.before_low[s] for s in around)
    high = max(state.before_high[s] for s in around)
    size = abs(value - low / 2 - high / 2)
    state.sizes = min(state.sizes + 1, 500)
    step = max(-3 * state.size, min(3 * state.size, size - state.size)) if state.size else size
    state.size += step / state.sizes
    if state.sizes <= 50:
        return 0.0
    return max(0.0, value - high, low - value) / (state.size + 1e-3 * abs(value) + 1e-9)


def _known(state: State, slot: int) -> bool:
    """Whether a half hour has an envelope of earlier days."""
    return state.days[slot] >= 2


def _note(state: State, slot: int, day: int, value: float, setting: Setting) -> None:
    """Takes the value into today's envelope of its half hour; a new day first closes the one before."""
    if state.last[slot] == day:
        state.today_low[slot] = min(state.today_low[slot], value)
        state.today_high[slot] = max(state.today_high[slot], value)
        return
    low, high = state.today_low[slot], state.today_high[slot]
    if state.days[slot] >= 2:
        middle = state.before_low[slot] / 2 + state.before_high[slot] / 2
        half = (state.before_high[slot] / 2 - state.before_low[slot] / 2) * setting.day_keep
        low, high = min(middle - half, low), max(middle + half, high)
    state.before_low[slot], state.before_high[slot] = low, high
    state.today_low[slot] = state.today_high[slot] = value
    state.days[slot] = min(state.days[slot] + 1, 1000)
    state.last[slot] = day


def _swing(values: list[float]) -> float:
    """Standard deviation of the values."""
    mean = sum(values) / len(values)
    return sqrt(sum((one - mean) ** 2 for one in values) / len(values))


def _together(found: list[float]) -> float:
    """Any one view may speak and several say it louder: one minus the product of what each leaves open."""
    left = 1.0
    for one in found:
        left *= 1.0 - one
    return 1.0 - left


def _rested(state: State, score: float, setting: Setting) -> float:
    """The score if it is heard: while resting only when it is stranger than what was said last."""
    if state.count <= state.rest_until and score <= state.peak:
        return 0.0
    state.peak = score
    state.rest_until = state.count + max(setting.rest, int(setting.rest_share * state.count))
    return score
