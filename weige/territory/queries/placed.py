"""What has a place, for the question "who moves when the grid changes": each module declares its own in office.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Placed:
    """A kind of thing on the ground; rows: those that count, with columns lon and lat."""

    code: str
    rows: Callable[[], Any]


PLACED: dict[str, Placed] = {}


def declare(*kinds: Placed) -> None:
    """Makes the kinds known to the counting of moves."""
    for one in kinds:
        PLACED[one.code] = one
