"""What happens to the rules of routing: switched on, gone wrong, working again."""

from dataclasses import dataclass

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class RoutesSwitched(DomainEvent):
    """A book of rules was switched on from `starts_at` (RFC 3339); tried before on the last `tried` cases."""

    KIND = "cases.routes_switched"
    PERSONAL = ()
    book: int
    based_on: int | None
    starts_at: str
    note: str
    tried: int
    differ: int


@dataclass(frozen=True, kw_only=True)
class RouteFaulty(DomainEvent):
    """A rule in force cannot work; the next ones are used. Told once until it works again."""

    KIND = "cases.route_faulty"
    PERSONAL = ()
    book: int
    key: str
    code: str
    basis_zh: str
    basis_en: str
    text_zh: str
    text_en: str


@dataclass(frozen=True, kw_only=True)
class RouteMended(DomainEvent):
    """The rule works again, or its book was replaced."""

    KIND = "cases.route_mended"
    PERSONAL = ()
    book: int
    key: str
    code: str
