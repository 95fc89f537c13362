"""Pure rules of the registers: how a head count is told to those who need no exact one."""

#: Below this nobody learns how many live in a house (our default; common practice of statistical offices: 10).
SMALLEST = 10


def band(count: int) -> tuple[int, int]:
    """The whole tens a number lies in: 0 → (0, 0), 7 → (1, 9), 34 → (30, 39)."""
    if count <= 0:
        return 0, 0
    if count < SMALLEST:
        return 1, SMALLEST - 1
    return count // 10 * 10, count // 10 * 10 + 9
