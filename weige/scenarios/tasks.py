"""What scenarios do every so often: they find their street when the territory was imported after them."""

from datetime import datetime

from weige.kernel.periodic import every
from weige.scenarios import services


@every(seconds=60)
def settle(*, now: datetime) -> None:  # noqa: ARG001 - nothing to date
    """Gives scenarios the cells of this installation's street."""
    services.settle()
