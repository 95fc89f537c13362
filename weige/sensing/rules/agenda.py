"""Due times: a heap for every place and one over all places, so that nothing due costs one comparison."""

from __future__ import annotations

from heapq import heappop, heappush

from weige.sensing.rules.change import Key


class Agenda:
    """What may fall due when. A key has at most one valid entry, and it may be early: who takes it looks again.

    So a device that speaks every minute need not move its entry every minute.
    """

    def __init__(self) -> None:
        self._heaps: dict[str, list[tuple[int, Key]]] = {}
        self._top: list[tuple[int, str]] = []
        self._armed: dict[Key, int] = {}

    def arm(self, key: Key, place: str, due: int | None) -> None:
        """Wants the key taken at `due` (µs) or before; None: not at all."""
        if due is None:
            self._armed.pop(key, None)
            return
        known = self._armed.get(key)
        if known is not None and known <= due:
            return
        self._armed[key] = due
        heap = self._heaps.setdefault(place, [])
        heappush(heap, (due, key))
        if heap[0][0] == due:
            heappush(self._top, (due, place))

    def take(self, place: str, before: int) -> tuple[int, Key] | None:
        """The first key of the place due before that moment, and when."""
        heap = self._heaps.get(place)
        while heap and heap[0][0] < before:
            due, key = heappop(heap)
            if self._armed.get(key) == due:
                del self._armed[key]
                return due, key
        return None

    def take_any(self, until: int) -> tuple[int, Key] | None:
        """The first key of all due at that moment or before, and when."""
        while self._top and self._top[0][0] <= until:
            due, place = heappop(self._top)
            found = self.take(place, due + 1)
            heap = self._heaps.get(place)
            if heap:
                heappush(self._top, (heap[0][0], place))
            else:
                self._heaps.pop(place, None)
            if found is not None:
                return found
        return None

    def next_of(self, place: str) -> int | None:
        """When take() may find something at the place at the earliest."""
        heap = self._heaps.get(place)
        return heap[0][0] if heap else None

    def next(self) -> int | None:
        """When take_any() may find something at the earliest."""
        return self._top[0][0] if self._top else None
