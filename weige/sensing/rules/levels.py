"""The four warning levels and their order."""

from typing import Final

# 突发事件应对法 (2024) art. 64: four levels, red, orange, yellow and blue, red the highest.
LEVELS: Final = ("blue", "yellow", "orange", "red")
NONE: Final = 0
RANKS: Final = {level: position for position, level in enumerate(LEVELS, start=1)}


def rank(level: str) -> int:
    """1 (blue) … 4 (red). Raises ValueError for another word."""
    try:
        return RANKS[level]
    except KeyError:
        raise ValueError(f"{level!r} is not one of {', '.join(LEVELS)}") from None


def name(rank_: int) -> str:
    """The word of a rank 1 … 4."""
    return LEVELS[rank_ - 1]
