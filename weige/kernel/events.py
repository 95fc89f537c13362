"""What an event is: a frozen dataclass in the past tense with a kind and the names of its personal fields."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import msgspec

REGISTRY: dict[str, type["DomainEvent"]] = {}


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Base of all events. Field types must be JSON-able (str, int, float, bool, None, list, dict, datetime).

    KIND is "<module>.<past tense>"; PERSONAL names payload fields that are personal data: the live feed and
    every reader without a stated purpose gets them masked (PIPL art. 6, minimum necessary; domain.md 4.1).
    """

    KIND: ClassVar[str] = ""
    PERSONAL: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.KIND:
            return
        if cls.KIND in REGISTRY and REGISTRY[cls.KIND].__qualname__ != cls.__qualname__:
            raise TypeError(f"two event classes share the kind {cls.KIND}")
        REGISTRY[cls.KIND] = cls


def payload_of(event: DomainEvent) -> dict[str, Any]:
    """The event as JSON-able dict, checked against the declared types. Raises msgspec.ValidationError."""
    unknown = set(event.PERSONAL) - {field.name for field in fields(event)}
    if unknown:
        raise TypeError(f"{event.KIND}: PERSONAL names unknown fields {sorted(unknown)}")
    raw: dict[str, Any] = msgspec.to_builtins(event)
    msgspec.convert(raw, type(event), strict=False)
    return raw


def load_payload(kind: str, payload: dict[str, Any]) -> DomainEvent:
    """Back from a stored payload to the class of its kind. Raises KeyError, msgspec.ValidationError."""
    return msgspec.convert(payload, REGISTRY[kind], strict=False)


@dataclass(frozen=True, kw_only=True)
class ParkedRetried(DomainEvent):
    """Somebody had an event delivered again that a subscriber could not digest."""

    KIND = "kernel.parked_retried"

    reader: str
    kind: str
    event_id: int
    resolved: bool


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(DomainEvent):
    """A new version of the working calendar. `dates` and `years` are what was edited; both empty means that the weekly
    hours changed. Whoever keeps due times counts the open ones anew."""

    KIND: ClassVar[str] = "kernel.calendar_changed"
    version: int
    reason: str
    dates: list[str]
    years: list[int]


@dataclass(frozen=True, kw_only=True)
class LinkIssued(DomainEvent):
    """Somebody without an account was given a link. about: the subject it opens; expires_at: real time."""

    KIND: ClassVar[str] = "kernel.link_issued"
    link_id: int
    purpose: str
    about: str
    expires_at: str


@dataclass(frozen=True, kw_only=True)
class LinkRevoked(DomainEvent):
    """A link was ended before its time."""

    KIND: ClassVar[str] = "kernel.link_revoked"
    link_id: int
    about: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LinkOpened(DomainEvent):
    """A link was used; uses within one minute are one look."""

    KIND: ClassVar[str] = "kernel.link_opened"
    link_id: int
    purpose: str
    about: str


@dataclass(frozen=True, kw_only=True)
class ReferenceChanged(DomainEvent):
    """A row of a reference table was edited at the desk; before is None when it is new. restores: an undo of what."""

    KIND: ClassVar[str] = "kernel.reference_changed"
    table: str
    key: str
    no: int
    before: dict[str, Any] | None
    after: dict[str, Any]
    note: str
    restores: int | None
