"""A real notice, or a real event that would send one, to show an office how its words would read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.models import Event
from weige.kernel.wording import MASK
from weige.messaging.models import Notice
from weige.messaging.rules.letters import Letter
from weige.messaging.rules.wordings import tells_nothing, usable


@dataclass(frozen=True)
class Example:
    """The fields of one and when it happened."""

    params: Mapping[str, Any]
    at: datetime


def example(access: Access, letter: Letter) -> Example | None:
    """The newest there is (2 statements at most). What says something about a place or a party is hidden from who was
    not told it; a title, which may name the place, is then the kind of matter."""
    newest = Notice.objects.filter(template=letter.key).order_by("-pk").first()
    happened = Event.objects.filter(kind=letter.on).order_by("-id").first() if letter.on else None
    if happened is not None:
        params, at = happened.payload, happened.at
    elif newest is not None:
        params, at = newest.params, newest.sent_at
    else:
        return None
    known = {name: params.get(name) for name in usable(letter)}
    if newest is None or not _mine(access, newest):
        matter = {f"title_{at}": params.get(f"matter_{at}") for at in ("zh", "en")}
        known |= {name: one for name, one in matter.items() if one and name in known}
        known = {
            name: one if tells_nothing(name) or matter.get(name) or not one else MASK
            for name, one in known.items()
        }
    return Example(known, at)


def _mine(access: Access, notice: Notice) -> bool:
    try:
        return access.may("notice.list", notice)
    except NotFound:
        return False
