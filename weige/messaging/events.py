"""What happens in messaging: somebody was told something."""

from dataclasses import dataclass

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class Told(DomainEvent):
    """A notice went to a post or a person; about is its subject ("case:<uuid>", "warning:<uuid>").

    Seen only by its receiver; subject of the log row: "notice:<id>".
    """

    KIND = "messaging.told"

    notice_id: int
    template: str
    about: str
    text_zh: str
    text_en: str
