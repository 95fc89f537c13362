"""The codes of all figures the house makes, as who makes them declares them: others name one without knowing him."""

_CODES: set[str] = set()


def declare_figures(codes: set[str]) -> None:
    """Adds them; again the same changes nothing."""
    _CODES.update(codes)


def figures() -> frozenset[str]:
    """All that were declared while the modules were made ready."""
    return frozenset(_CODES)
