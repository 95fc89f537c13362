"""Every event that data/notices.toml names tells those it says, in the worker's transaction."""

from datetime import datetime

import weige.cases.events
import weige.joint.events
import weige.knowledge.events
import weige.sensing.events  # noqa: F401 - they bring the events' classes
from weige.kernel.events import REGISTRY, DomainEvent, payload_of
from weige.kernel.outbox import StoredEvent, on
from weige.messaging.queries.receivers import receivers
from weige.messaging.rules.letters import Letter, letters
from weige.messaging.services import tell


def spread(event: StoredEvent[DomainEvent], *, now: datetime) -> None:
    """Tells everyone concerned but the one who did it; each post or person once per notice."""
    payload = payload_of(event.data)
    for letter in letters().sent_on(event.kind):
        if not letter.goes_with(payload):
            continue
        params = dict.fromkeys(letter.fields) | payload
        for receiver in receivers(letter, event, payload, now):
            tell(
                template=letter.key,
                params=params,
                subject=event.subject,
                now=now,
                post_id=receiver.post_id,
                user_id=receiver.user_id,
                who=event.who,
            )


def subscribe(letter: Letter) -> None:
    """Raises KeyError when a notice hangs on an event that does not exist."""
    on(REGISTRY[letter.on])(spread)


for _letter in letters().by_key.values():
    if _letter.on:
        subscribe(_letter)
