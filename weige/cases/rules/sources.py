"""Where reports come from, which of these a role may claim, and what each channel itself knows."""

from collections.abc import Mapping
from dataclasses import dataclass

#: All sources; words in labels.toml. camera and sensor are the system's own.
SOURCES = (
    "patrol", "resident", "merchant", "hotline", "leader", "meeting", "camera", "sensor", "open311", "other",
)  # fmt: skip
BY_SYSTEM = frozenset({"camera", "sensor", "open311"})
#: A role that only speaks for itself always reports as this.
OWN_SOURCE = {
    "grid_worker": "patrol",
    "squad_member": "patrol",
    "unit_handler": "patrol",
    "supervisor": "patrol",
    "resident": "resident",
    "merchant": "merchant",
    "segment_chief": "patrol",
    "chief": "leader",
    "city_app": "open311",
}
#: What a desk enters when it says nothing else: it takes calls.
DESK_SOURCE = "hotline"
#: Characters of one field of a channel.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class ChannelField:
    """One thing only this channel knows; everything else of a report is asked once for all channels."""

    name: str
    required: bool = False
    choices: tuple[str, ...] = ()


#: Asked at the desk, by source; sources that are not here need nothing of their own.
CHANNEL_FIELDS: dict[str, tuple[ChannelField, ...]] = {
    "leader": (ChannelField("instructed_by", required=True), ChannelField("answer_by")),
    "meeting": (ChannelField("meeting", required=True), ChannelField("decision")),
    "resident": (ChannelField("way", choices=("visit", "letter", "wechat", "committee")),),
    "other": (ChannelField("origin"),),
}
#: Written by the system itself: what a warning, the hotline or a city's app knows.
SYSTEM_FIELDS: dict[str, tuple[str, ...]] = {
    "camera": ("warning",),
    "sensor": ("warning",),
    "hotline": ("number", "kind", "round"),
    "open311": ("app",),
}


def source_of(role: str, claimed: str) -> str | None:
    """The source of a report by a seat of this role, whatever a role with its own source claims.

    None when a desk claims a source that is unknown or the system's.
    """
    if role in OWN_SOURCE:
        return OWN_SOURCE[role]
    if claimed in BY_SYSTEM or (claimed and claimed not in SOURCES):
        return None
    return claimed or DESK_SOURCE


def may_claim(role: str) -> tuple[str, ...]:
    """The sources a seat of this role can choose from."""
    return (OWN_SOURCE[role],) if role in OWN_SOURCE else tuple(s for s in SOURCES if s not in BY_SYSTEM)


def wrong_data(source: str, data: Mapping[str, str], *, asked: bool) -> list[tuple[str, str]]:
    """(field, message code) of everything wrong with what a channel said of itself.

    asked: the person chose this channel, so its required fields must be there.
    """
    fields = {field.name: field for field in CHANNEL_FIELDS.get(source, ())}
    found = [(name, "unknown_channel_field") for name in data if name not in fields]
    found += [(name, "channel_field_long") for name, text in data.items() if len(text) > LONGEST]
    for name, field in fields.items():
        text = data.get(name, "").strip()
        if field.required and asked and not text:
            found.append((name, "field_missing"))
        if text and field.choices and text not in field.choices:
            found.append((name, "unknown_channel_field"))
    return found
