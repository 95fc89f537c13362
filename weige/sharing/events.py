"""What happened in sharing."""

from dataclasses import dataclass
from typing import Any, ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ServiceSet(DomainEvent):
    """An office changed what others' apps may report: a service as it was (empty: it is new) and as it is."""

    KIND: ClassVar[str] = "sharing.service_set"

    code: str
    before: dict[str, Any]
    after: dict[str, Any]
