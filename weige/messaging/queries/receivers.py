"""Who the addressees of a notice are at a given moment."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weige.kernel.events import DomainEvent
from weige.kernel.outbox import StoredEvent
from weige.kernel.streettime import LOCAL
from weige.messaging.rules.letters import Address, Letter
from weige.people.models import Post, Shift
from weige.people.queries.duty import held, on_duty
from weige.registry.models import Shop


@dataclass(frozen=True)
class Receiver:
    """One post or one person."""

    post_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True)
class Duty:
    """Who may be told in some areas, by role: (area, post) on duty, and those who hold such a post there."""

    present: Mapping[str, tuple[tuple[int, int], ...]]
    seated: Mapping[str, tuple[tuple[int, int], ...]]

    def of(self, cells: Iterable[int], role: str) -> list[int]:
        """Posts of the role on duty for a place with these cells; when nobody is, whoever holds one there."""
        here = set(cells)
        found = [post for area, post in self.present.get(role, ()) if area in here]
        return list(
            dict.fromkeys(found or (post for area, post in self.seated.get(role, ()) if area in here))
        )


def duty(cells: Iterable[int], roles: Iterable[str], now: datetime) -> Duty:
    """Who is on duty in these areas at that moment, by role; for many places at once (2 statements)."""
    areas, wanted = sorted(set(cells)), sorted(set(roles))
    today = held(now.astimezone(LOCAL).date())
    seats = Post.objects.filter(today, role__code__in=wanted, area__in=areas).order_by("pk")
    shifts = Shift.objects.filter(
        area__in=areas,
        start__lte=now,
        end__gt=now,
        post__role__code__in=wanted,
        post__in=Post.objects.filter(today),
    ).order_by("-area__path__len", "post_id")
    return Duty(
        _by_role(shifts.values_list("post__role__code", "area_id", "post_id")),
        _by_role(seats.values_list("role__code", "area_id", "pk")),
    )


def _by_role(rows: Iterable[tuple[str, int | None, int]]) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for role, area, post in rows:
        if area is not None:
            found.setdefault(role, []).append((area, post))
    return {role: tuple(pairs) for role, pairs in found.items()}


def receivers(
    letter: Letter, event: StoredEvent[DomainEvent], payload: Mapping[str, Any], now: datetime
) -> list[Receiver]:
    """Each once, in the order of the addresses, without the one who did it."""
    doer = {Receiver(post_id=event.who.post_id), Receiver(user_id=event.who.user_id)}
    found: dict[Receiver, None] = {}
    for address in letter.to:
        found |= dict.fromkeys(_of(address, event, payload, now))
    return [receiver for receiver in found if receiver not in doer]


def _of(
    address: Address, event: StoredEvent[DomainEvent], payload: Mapping[str, Any], now: datetime
) -> Iterator[Receiver]:
    match address.kind:
        case "post":
            if payload.get(address.what):
                yield Receiver(post_id=payload[address.what])
        case "department":
            if payload.get(address.what):
                seats = Post.objects.filter(
                    held(now.astimezone(LOCAL).date()), department=payload[address.what]
                )
                yield from (Receiver(post_id=pk) for pk in seats.order_by("pk").values_list("pk", flat=True))
        case "on_duty":
            yield from (Receiver(post_id=post.pk) for post in _present(event.cells, address.what, now))
        case "reporters":
            yield from (Receiver(user_id=user) for user in _reporters(event, payload))
        case _:
            elsewhere = payload.get("told_elsewhere") or ()  # of their own report, merged into this one
            yield from (Receiver(user_id=user) for user in event.user_ids if user not in elsewhere)


def _reporters(event: StoredEvent[DomainEvent], payload: Mapping[str, Any]) -> list[int]:
    """The persons concerned without the owner of the shop: what somebody wrote about it is not for him to read.

    An owner who is alone, with no warning behind the case, has reported it himself.
    """
    if payload.get("shop_id") is None:
        return list(event.user_ids)
    owner = Shop.objects.filter(pk=payload["shop_id"]).values_list("owner_id", flat=True).first()
    others = [user for user in event.user_ids if user != owner]
    return others or ([] if payload.get("warning_id") else list(event.user_ids))


def _present(cells: tuple[int, ...], role: str, now: datetime) -> list[Post]:
    """Those on duty for the place; when nobody is, whoever holds such a post there: nothing goes nowhere."""
    found = on_duty(cells, now, role_code=role)
    if found:
        return found
    seats = Post.objects.filter(held(now.astimezone(LOCAL).date()), role__code=role, area__in=cells)
    return list(seats.order_by("pk"))
