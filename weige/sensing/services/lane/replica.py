"""This process's copy of a lane's state, brought up to the log before every use and thrown away when in doubt."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import transaction

from weige.sensing.rules.lanestate import LaneState
from weige.sensing.services.lane import log, snapshots
from weige.sensing.services.lane.log import Row, Step

PAUSES = (0.01, 0.03, 0.1)  # seconds: a commit takes about as long (our default)


@dataclass
class Held:
    """A locked lane: its row and the state at exactly that row's position.

    judged: the moment (perf_counter, seconds) at which the rules had decided on its newest batch.
    """

    row: Row
    state: LaneState
    judged: float = 0.0


class Replica:
    """The state of one lane in this process. Threads of the process share it, one at a time.

    It is never asked whether a transaction came to be committed: every step has a random stamp, and a copy whose
    newest step does not stand in the log with its stamp is thrown away and loaded anew.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.state: LaneState | None = None
        self.guard = threading.RLock()
        self.days: set[date] = set()
        self.loads = 0

    def glance(self) -> LaneState:
        """The state as it is, perhaps a little behind: to read by, not to judge by. Loaded when there is none."""
        state = self.state
        if state is not None:
            return state
        with transaction.atomic(), self.held() as held:
            return held.state

    @contextmanager
    def held(self) -> Iterator[Held]:
        """Inside a transaction: the lane locked until it ends, the state caught up.

        The database's lock comes before the process's own, so a thread never holds the second waiting for the first.
        """
        row = log.lock(self.number)
        with self.guard:
            try:
                yield Held(row, self._caught_up(row))
            except BaseException:
                self.state, self.days = None, set()
                raise

    @contextmanager
    def seen(self) -> Iterator[LaneState]:
        """The state up to some step already committed, without the lane's lock: to write down, not to go on from.

        What another thread has folded but not yet committed is waited for; in the end the lane's lock tells.
        """
        for pause in PAUSES:
            self.glance()
            with self.guard:
                state = self.state
                if state is not None and follow(state, self.number):
                    yield state
                    return
            time.sleep(pause)
        with transaction.atomic(), self.held() as held:
            yield held.state

    def _caught_up(self, row: Row) -> LaneState:
        state = self.state
        if state is not None and (state.position, state.stamp) == (row.position, row.stamp):
            return state
        if state is None or state.position > row.position or not follow(state, self.number):
            self.loads += 1
            self.days = set()  # those whose partition was seen; a rolled back one is seen no more
            self.state = state = snapshots.load(row)
            if (state.position, state.stamp) != (row.position, row.stamp) and not follow(state, self.number):
                raise RuntimeError(f"the steps of lane {self.number} do not continue its snapshot")
        if (state.position, state.stamp) != (row.position, row.stamp):
            raise RuntimeError(f"the steps of lane {self.number} end before its position")
        return state


def follow(state: LaneState, number: int) -> bool:
    """Folds the steps after the state's position; False when the log does not hold the state's own newest step.

    What the steps changed in tables is there already: the changes are let go.
    """
    steps = log.since(number, state.position)
    if not steps or (steps[0].position, steps[0].stamp) != (state.position, state.stamp):
        return False
    later = (step for step in steps if step.position > state.position)
    for position, group in groupby(list(later), key=lambda step: step.position):
        if position != state.position + 1:
            return False
        fold(state, list(group))
    return True


def fold(state: LaneState, parts: list[Step]) -> None:
    """One step, of which several things may have happened."""
    first = parts[0]
    if first.kind == "batch" and first.pack is not None:
        state.take(state.unpack(first.pack), first.stamp)
        return
    if first.kind == "wake":
        state.woken(state.look(first.told["now"]), first.stamp)
        return
    state.skip(first.stamp)
    for part in parts:
        if part.told is not None:
            state.tell(part.kind, part.told)


_replicas: dict[int, Replica] = {}
_making = threading.Lock()


def replica(number: int = 0) -> Replica:
    """This process's copy of a lane."""
    with _making:
        if number not in _replicas:
            _replicas[number] = Replica(number)
        return _replicas[number]
