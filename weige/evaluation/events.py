"""What happens in evaluation: figures leave the house."""

from dataclasses import dataclass
from typing import Any, ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class FiguresExported(DomainEvent):
    """A workbook of indicators was taken; `asked` is the period and the scope."""

    KIND: ClassVar[str] = "evaluation.figures_exported"
    rows: int
    asked: dict[str, Any]
