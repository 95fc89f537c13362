"""Who the addressees of a notice are at a given moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weige.kernel.events import DomainEvent
from weige.kernel.outbox import StoredEvent
from weige.kernel.wording import STREET_TIME
from weige.messaging.rules.letters import Address, Letter
from weige.people.models import Post
from weige.people.queries.duty import held, on_duty


@dataclass(frozen=True)
class Receiver:
    """One post or one person."""

    post_id: int | None = None
    user_id: int | None = None


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
                    held(now.astimezone(STREET_TIME).date()), department=payload[address.what]
                )
                yield from (Receiver(post_id=pk) for pk in seats.order_by("pk").values_list("pk", flat=True))
        case "on_duty":
            yield from (Receiver(post_id=post.pk) for post in _present(event.cells, address.what, now))
        case _:
            yield from (Receiver(user_id=user) for user in event.user_ids)


def _present(cells: tuple[int, ...], role: str, now: datetime) -> list[Post]:
    """Those on duty for the place; when nobody is, whoever holds such a post there: nothing goes nowhere."""
    found = on_duty(cells, now, role_code=role)
    if found:
        return found
    seats = Post.objects.filter(held(now.astimezone(STREET_TIME).date()), role__code=role, area__in=cells)
    return list(seats.order_by("pk"))
