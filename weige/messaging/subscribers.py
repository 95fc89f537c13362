"""Every event that data/notices.toml names tells those it says, in the worker's transaction."""

from datetime import datetime

import weige.cases.events
import weige.joint.events
import weige.knowledge.events
import weige.sensing.events  # noqa: F401 - they bring the events' classes
from weige.kernel.events import REGISTRY, DomainEvent, payload_of
from weige.kernel.outbox import StoredEvent, on
from weige.messaging.models import IN_APP
from weige.messaging.queries.receivers import receivers
from weige.messaging.queries.wordings import in_force
from weige.messaging.rules.letters import Letter, letters
from weige.messaging.services import Message, tell_all


def spread(event: StoredEvent[DomainEvent], *, now: datetime) -> None:
    """Tells everyone concerned but the one who did it; each post or person once per notice, in the office's own words
    where it has some, by text message too where it says so."""
    payload = payload_of(event.data)
    sent = [letter for letter in letters().sent_on(event.kind) if letter.goes_with(payload)]
    own = in_force({letter.key for letter in sent})
    messages = []
    for letter in sent:
        wording = own.get(letter.key)
        if wording is not None and not wording.active:
            continue
        params = dict.fromkeys(letter.fields) | payload
        ways = (IN_APP, "sms") if wording is not None and wording.sms else (IN_APP,)
        messages += [
            Message(letter.key, params, event.subject, receiver.post_id, receiver.user_id, way)
            for receiver in receivers(letter, event, payload, now)
            for way in ways
        ]
    if messages:
        tell_all(messages=messages, now=now, who=event.who, wordings=own)


def subscribe(letter: Letter) -> None:
    """Raises KeyError when a notice hangs on an event that does not exist."""
    on(REGISTRY[letter.on])(spread)


for _letter in letters().by_key.values():
    if _letter.on:
        subscribe(_letter)
