"""How often and how a fuzz test asks: WEIGE_FUZZ=200 asks two hundred times, WEIGE_FUZZ_SEED=7 asks other things."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

EXAMPLES = int(os.environ.get("WEIGE_FUZZ", "4"))
SEED = int(os.environ.get("WEIGE_FUZZ_SEED", "1"))


def drawn(**what: SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Decorates what is asked: given these, a few times, nothing kept and nothing made smaller."""
    often = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return lambda ask: seed(SEED)(often(given(**what)(ask)))
