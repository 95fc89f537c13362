"""What happens at the wall: somebody took the day's brief away as a file."""

from dataclasses import dataclass
from typing import ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class BriefTaken(DomainEvent):
    """The brief of a day left as a file; what: pdf or xlsx; subject of the log row "export:brief"."""

    KIND: ClassVar[str] = "cockpit.brief_taken"
    day: str
    what: str
