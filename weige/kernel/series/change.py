"""Where the level of a stream moved for good: a two-sided cumulative sum over what the baseline cannot explain.

E. S. Page, "Continuous inspection schemes" (Biometrika 41, 1954), on deviations that are cut off, so that one wild
value is not a change. After a change was said the level begins anew: it is said once.
"""

import msgspec

from weige.kernel.series import baseline


class Setting(msgspec.Struct, frozen=True):
    """All defaults are ours.

    slack: spreads a value may be off without counting. limit: the sum at which the score is 0.5.
    cut: spreads beyond which a value counts no further. said: the score at which the change is taken as said.
    """

    base: baseline.Setting = baseline.Setting()
    slack: float = 1.0
    limit: float = 24.0
    cut: float = 4.0
    said: float = 0.75


class State(msgspec.Struct):
    """The sums above and below, and since when each has not been nought."""

    base: baseline.State = msgspec.field(default_factory=baseline.State)
    up: float = 0.0
    down: float = 0.0
    up_since: int = 0
    down_since: int = 0


DEFAULT = Setting()


def copy(state: State) -> State:
    """A state that can be folded on without changing this one."""
    return msgspec.structs.replace(state, base=baseline.copy(state.base))


def update(state: State, at_us: int, value: float, setting: Setting = DEFAULT) -> tuple[float, State]:
    """The score of the next value and the state after it. Raises ValueError for a value that is not finite."""
    fresh = copy(state)
    return fold(fresh, at_us, value, setting), fresh


def fold(state: State, at_us: int, value: float, setting: Setting = DEFAULT) -> float:
    """The same in place."""
    if strength(state, setting) >= setting.said:
        state.up = state.down = 0.0
        state.base = baseline.State()
    away = baseline.deviation(state.base, at_us, value, setting.base)
    away = max(-setting.cut, min(setting.cut, away))
    if state.up == 0.0:
        state.up_since = at_us
    if state.down == 0.0:
        state.down_since = at_us
    state.up = max(0.0, state.up + away - setting.slack)
    state.down = max(0.0, state.down - away - setting.slack)
    return strength(state, setting)


def strength(state: State, setting: Setting = DEFAULT) -> float:
    """The score as it stands."""
    most = max(state.up, state.down)
    return most / (most + setting.limit)


def since(state: State) -> int | None:
    """When the level began to move, in microseconds; None while it does not."""
    if state.up == state.down == 0.0:
        return None
    return state.up_since if state.up >= state.down else state.down_since
