"""What happens to the office's own catalogues, and to consents of parties."""

from dataclasses import dataclass
from typing import ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PowerChanged(DomainEvent):
    """A row of the catalogue of powers was added or changed. changes: column → [before, after]."""

    KIND: ClassVar[str] = "enforcement.power_changed"
    code: str
    version: int
    reason: str
    changes: dict[str, list[object]]


@dataclass(frozen=True, kw_only=True)
class PowersImported(DomainEvent):
    KIND: ClassVar[str] = "enforcement.powers_imported"
    created: int
    updated: int


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(DomainEvent):
    """An office put in another template of a kind of paper."""

    KIND: ClassVar[str] = "enforcement.template_changed"
    kind: str
    number: int
    note: str


@dataclass(frozen=True, kw_only=True)
class KindChanged(DomainEvent):
    """A kind of paper was edited: name, number, term, contact."""

    KIND: ClassVar[str] = "enforcement.kind_changed"
    kind: str
    version: int
    changes: dict[str, list[object]]


@dataclass(frozen=True, kw_only=True)
class LegalChanged(DomainEvent):
    """A term, text or rule of the procedures was edited. changes: column → [before, after]."""

    KIND: ClassVar[str] = "enforcement.legal_changed"
    code: str
    version: int
    reason: str
    changes: dict[str, list[object]]


@dataclass(frozen=True, kw_only=True)
class LegalConfirmed(DomainEvent):
    """Somebody compared it with the published text named in `reason`."""

    KIND: ClassVar[str] = "enforcement.legal_confirmed"
    code: str
    version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(DomainEvent):
    """A party agreed to be served electronically: on its page, or recorded by an officer with a proof."""

    KIND: ClassVar[str] = "enforcement.consent_given"
    paper_id: str
    number: str
    by_link: bool


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(DomainEvent):
    """It agrees no longer; what was served before stays served."""

    KIND: ClassVar[str] = "enforcement.consent_withdrawn"
    paper_id: str
    number: str
    by_link: bool
