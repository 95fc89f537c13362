"""The one path of all sources: foreign or our own, by HTTP, MQTT or NATS, a message comes through here into intake().

Translate (sources/), name (naming.py), take (intake), and set aside what was refused (quarantine.py). Nothing here
can lose a message or stop the others: what is answered is committed or in quarantine, and a batch that fails is
halved until the culprit stands alone.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import InterfaceError, OperationalError

from weige.kernel.access import Who
from weige.sensing import jetstream
from weige.sensing.models import Quarantined
from weige.sensing.models.source import REPLAYED
from weige.sensing.queries.rules import in_force
from weige.sensing.rules.decoding import Told
from weige.sensing.services import naming, quarantine
from weige.sensing.services.delivering import Delivery, Origin
from weige.sensing.services.intake import BATCH, Answer, Incoming, Speaker, intake
from weige.sensing.services.packed import Summary, intake_packed, unpacked
from weige.sensing.services.translating import translated
from weige.sensing.sources import Bad

log = logging.getLogger("weige.intake")
CANCELLED = "57014"  # SQLSTATE query_canceled: a statement took longer than it may


def receive(*, deliveries: Sequence[Delivery], origin: Origin, now: datetime) -> list[list[Answer]]:
    """Takes messages; the answers of each, in their order. When this returns everything accepted is committed and
    everything refused is in quarantine.

    Raises OperationalError or InterfaceError when the database is away: then nothing, or a part that will be a
    duplicate next time, was taken.
    """
    found = _taken(deliveries, origin, now)
    quarantine.keep(list(zip(deliveries, found, strict=True)), origin, now)
    return found


def replay(*, row: Quarantined, origin: Origin, who: Who, now: datetime) -> list[Answer]:
    """Takes a message out of quarantine through the same path; settled when nothing of it is refused any more.

    Exactly once: what was taken before, of this replay or another, is a duplicate. Raises Conflict when it is
    settled or was cut.
    """
    delivery = quarantine.delivery_of(row)
    answers = _taken([delivery], origin, now)[0]
    if any(answer.status == "refused" for answer in answers):
        quarantine.still_refused(row=row, answers=answers, now=now)
    else:
        quarantine.settle(row=row, state=REPLAYED, answers=answers, who=who, now=now)
    return answers


def _taken(deliveries: Sequence[Delivery], origin: Origin, now: datetime) -> list[list[Answer]]:
    kinds = in_force().kinds
    named = naming.named(translated(deliveries, origin, kinds, now), origin, now)
    flat = [one for held in named for one in held if isinstance(one, Incoming)]
    answers = iter(guarded(incoming=flat, speaker=origin.speaker, now=now))
    return [[_answer(one) if isinstance(one, Bad) else next(answers) for one in held] for held in named]


def take_own(*, incoming: Sequence[Incoming], origin: Origin, now: datetime) -> list[Answer]:
    """The short way for signals that are ours already (the many): intake(), and quarantine for what was refused."""
    answers = guarded(incoming=incoming, speaker=origin.speaker, now=now)
    if any(answer.status == "refused" for answer in answers):
        refused = [
            (_delivery(one), [answer])
            for one, answer in zip(incoming, answers, strict=True)
            if answer.status == "refused"
        ]
        quarantine.keep(refused, origin, now)
    return answers


def take_packed(
    *, told: list[Told], origin: Origin, now: datetime, came: Callable[[int], Delivery] | None = None
) -> Summary:
    """The short way for packed bodies of our own signals: intake_packed(), and quarantine for what was refused.

    A body that fails as a whole is taken the long way, where it is halved until the culprit stands alone.
    came: the message a signal came in, by its place, where each had one of its own.
    """
    proven = origin.via or None
    if jetstream.configured():  # the scaled form: each signal goes to its place's lane
        return _one_by_one(told, origin, now, came)
    try:
        summary = intake_packed(told=told, speaker=origin.speaker, now=now, proven=proven)
    except (InterfaceError, OperationalError):
        raise
    except Exception as fault:  # whatever it is, the others must not wait for it
        log.warning("a packed body of %d failed and is taken the long way: %s", len(told), fault)
        return _one_by_one(told, origin, now, came)
    refused = [(place, one) for place, one in summary.others.items() if one.status == "refused"]
    if refused:
        made = came or (lambda place: _delivery(unpacked(told[place], proven)))
        quarantine.keep([(made(place), [answer]) for place, answer in refused], origin, now)
    return summary


def _one_by_one(
    told: list[Told], origin: Origin, now: datetime, came: Callable[[int], Delivery] | None
) -> Summary:
    if came is not None:
        answers = [
            one[0] for one in receive(deliveries=[came(n) for n in range(len(told))], origin=origin, now=now)
        ]
    else:
        incoming = [unpacked(one, origin.via or None) for one in told]
        answers = take_own(incoming=incoming, origin=origin, now=now)
    others = {place: one for place, one in enumerate(answers) if one.status != "accepted"}
    return Summary(len(answers) - len(others), others)


def _delivery(one: Incoming) -> Delivery:
    return Delivery("signal", raw=one.raw, payload=_bytes(one), proven=one.proven)


def guarded(*, incoming: Sequence[Incoming], speaker: Speaker, now: datetime) -> list[Answer]:
    """intake() in batches; a batch that fails is halved until what fails stands alone, refused as signal_internal.

    Only a database that is away is raised, for the caller to wait and try again. What a message does to the
    database (a value it cannot hold, a statement cancelled for its length) is the message's fault.
    """
    found: list[Answer] = []
    for start in range(0, len(incoming), BATCH):
        found += _halved(incoming[start : start + BATCH], speaker, now)
    return found


def _halved(incoming: Sequence[Incoming], speaker: Speaker, now: datetime) -> list[Answer]:
    try:
        return intake(incoming=incoming, speaker=speaker, now=now)
    except InterfaceError:
        raise
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != CANCELLED:
            raise
        fault: Exception = error
    except Exception as error:  # whatever it is, the others must not wait for it
        fault = error
    if len(incoming) == 1:
        log.error("a signal of %s is set aside", speaker.name, exc_info=fault)
        raw = incoming[0].raw
        name = raw.get("id") if isinstance(raw, dict) else None
        return [Answer(name if isinstance(name, str) else None, "refused", "signal_internal")]
    log.warning("a batch of %d failed and is halved: %s", len(incoming), fault)
    middle = len(incoming) // 2
    return _halved(incoming[:middle], speaker, now) + _halved(incoming[middle:], speaker, now)


def _answer(bad: Bad) -> Answer:
    return Answer(None, "refused", bad.reason, bad.params)


def _bytes(one: Incoming) -> bytes:
    return b"" if one.raw is None else encoded(one.raw)


def encoded(raw: Any) -> bytes:
    """A decoded message as bytes again, as near as its decoded form tells. Never raises."""
    if isinstance(raw, bytes):
        return raw
    try:
        return msgspec.json.encode(raw)
    except (msgspec.MsgspecError, OverflowError, RecursionError, TypeError, ValueError):
        return repr(raw).encode("utf-8", "backslashreplace")
