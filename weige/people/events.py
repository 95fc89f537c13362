"""What happens in people: accounts, terms, sign-in, tokens, looks at personal data. Audit, not news."""

from dataclasses import dataclass
from typing import ClassVar

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class UserCreated(DomainEvent):
    KIND: ClassVar[str] = "people.user_created"
    PERSONAL: ClassVar[tuple[str, ...]] = ("username",)
    user_id: int
    username: str


@dataclass(frozen=True, kw_only=True)
class SignedIn(DomainEvent):
    """method: "session" or "token"; address: where the request came from."""

    KIND: ClassVar[str] = "people.signed_in"
    PERSONAL: ClassVar[tuple[str, ...]] = ("address",)
    user_id: int
    method: str
    address: str


@dataclass(frozen=True, kw_only=True)
class SignInFailed(DomainEvent):
    """A wrong password for a known account; locked: this failure locked it."""

    KIND: ClassVar[str] = "people.sign_in_failed"
    PERSONAL: ClassVar[tuple[str, ...]] = ("address",)
    user_id: int
    address: str
    locked: bool


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(DomainEvent):
    """by_user_id: the same person, or the administrator who set a first password."""

    KIND: ClassVar[str] = "people.password_changed"
    user_id: int
    by_user_id: int | None


@dataclass(frozen=True, kw_only=True)
class UserLocked(DomainEvent):
    KIND: ClassVar[str] = "people.user_locked"
    user_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class UserUnlocked(DomainEvent):
    KIND: ClassVar[str] = "people.user_unlocked"
    user_id: int


@dataclass(frozen=True, kw_only=True)
class TokenIssued(DomainEvent):
    """expires_at is real time, RFC 3339."""

    KIND: ClassVar[str] = "people.token_issued"
    user_id: int
    token_id: int
    label: str
    expires_at: str


@dataclass(frozen=True, kw_only=True)
class TokensRevoked(DomainEvent):
    KIND: ClassVar[str] = "people.tokens_revoked"
    user_id: int
    token_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class PostCreated(DomainEvent):
    KIND: ClassVar[str] = "people.post_created"
    post_id: int
    code: str
    role: str


@dataclass(frozen=True, kw_only=True)
class TermStarted(DomainEvent):
    """Dates are ISO 8601; valid_to is the first day without, or None."""

    KIND: ClassVar[str] = "people.term_started"
    user_id: int
    post_id: int
    valid_from: str
    valid_to: str | None


@dataclass(frozen=True, kw_only=True)
class TermEnded(DomainEvent):
    KIND: ClassVar[str] = "people.term_ended"
    user_id: int
    post_id: int
    valid_to: str


@dataclass(frozen=True, kw_only=True)
class PersonalDataSeen(DomainEvent):
    """A look at personal data or an original, with the purpose the person stated."""

    KIND: ClassVar[str] = "people.personal_data_seen"
    user_id: int
    post_id: int | None
    subject: str
    fields: list[str]
    purpose: str


@dataclass(frozen=True, kw_only=True)
class GrantsLooked(DomainEvent):
    """Somebody asked who sees a thing (question "who", about "case:<id>") or what a person sees ("what")."""

    KIND: ClassVar[str] = "people.grants_looked"
    user_id: int | None
    post_id: int | None
    about: str
    question: str


@dataclass(frozen=True, kw_only=True)
class ShiftChanged(DomainEvent):
    """A line of the roster was edited by hand; what: added, changed, cancelled. before, after: local times."""

    KIND: ClassVar[str] = "people.shift_changed"
    shift_id: int
    what: str
    post_id: int
    area_id: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class StationChanged(DomainEvent):
    """A workstation or its plan was edited; what: added, changed, force:<unit>, no force:<unit>."""

    KIND: ClassVar[str] = "people.station_changed"
    station_id: int
    code: str
    what: str


@dataclass(frozen=True, kw_only=True)
class ShiftOver(DomainEvent):
    """A shift of a post that walks a segment has ended; rounds: how many were begun in it. Nothing of who walked, where
    or how far. began_at, ended_at: ISO 8601."""

    KIND: ClassVar[str] = "people.shift_over"
    shift_id: int
    post_id: int
    role: str
    rounds: int
    began_at: str
    ended_at: str
