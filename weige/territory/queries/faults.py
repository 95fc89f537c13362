"""How a fault of the pure rules becomes an error that an API client understands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weige.kernel.errors import FieldError, Invalid
from weige.territory.rules.faults import TerritoryFault


@contextmanager
def faults_as_errors(field: str) -> Iterator[None]:
    """A TerritoryFault raised inside becomes Invalid (422) about this field."""
    try:
        yield
    except TerritoryFault as fault:
        params: dict[str, Any] = {**fault.params, "where": fault.where}
        raise Invalid([FieldError(field, fault.code, params)]) from fault
