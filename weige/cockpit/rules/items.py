"""Events → items of the live stream, by the templates of cockpit/data/stream.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from weige.kernel.wording import LANGUAGES, MASK, Speaker, Words

DATA = Path(__file__).parent.parent / "data" / "stream.toml"
LEVELS = frozenset({"red", "orange", "yellow", "blue"})
TONES = LEVELS | {"neutral", "ok", "accent"}
EFFECTS = frozenset({"open", "change", "close"})


@dataclass(frozen=True)
class Template:
    """How one kind of event is shown; text and detail parts by language."""

    icon: str
    tone: str
    effect: str | Mapping[str, str]
    text: Mapping[str, str]
    detail: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Happening:
    """What rendering needs of a stored event; at: aware."""

    cursor: str
    at: datetime
    kind: str
    subject: str
    payload: Mapping[str, Any]
    personal: Sequence[str] = ()


@dataclass(frozen=True)
class Catalogue:
    """The templates by kind and the words for codes."""

    templates: Mapping[str, Template]
    words: Words

    @property
    def kinds(self) -> list[str]:
        """The kinds that are shown at all."""
        return sorted(self.templates)

    def item(self, event: Happening, *, masked: bool = True) -> dict[str, Any] | None:
        """The stream item, or None when this kind is not shown.

        {cursor, at, kind, subject, text_zh, text_en, detail_zh, detail_en, icon, tone, effect, lon, lat, level};
        lon/lat WGS84 degrees or None; effect open, change, close or None; level a warning level or None.
        """
        template = self.templates.get(event.kind)
        if template is None:
            return None
        payload = dict(event.payload)
        if masked:
            payload |= {name: MASK for name in event.personal if payload.get(name)}
        level = payload.get("level")
        found: dict[str, Any] = {
            "cursor": event.cursor,
            "at": event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "kind": event.kind,
            "subject": event.subject,
            "icon": template.icon,
            "tone": _tone(template.tone, level),
            "effect": _effect(template.effect, payload),
            "lon": payload.get("lon"),
            "lat": payload.get("lat"),
            "level": level if level in LEVELS else None,
        }
        for language in LANGUAGES:
            speaker = Speaker(payload, self.words, language, event.at)
            found[f"text_{language}"] = speaker.whole(template.text[language])
            found[f"detail_{language}"] = " · ".join(speaker.parts(template.detail[language]))
        return found


def _tone(tone: str, level: object) -> str:
    if tone != "level":
        return tone
    return str(level) if level in LEVELS else "accent"


def _effect(effect: str | Mapping[str, str], payload: Mapping[str, Any]) -> str | None:
    if isinstance(effect, str):
        return effect or None
    return effect.get(str(payload.get(effect["field"])))


def parse(text: str) -> Catalogue:
    """Reads the templates. Raises ValueError naming the kind and what is wrong with it."""
    raw = tomllib.loads(text)
    words = raw.pop("words", {})
    templates = {}
    for module, kinds in raw.items():
        for name, entry in kinds.items():
            templates[f"{module}.{name}"] = _template(f"{module}.{name}", entry)
    return Catalogue(templates, words)


def _template(kind: str, entry: Mapping[str, Any]) -> Template:
    effect = entry.get("effect", "")
    effects = (
        {value for key, value in effect.items() if key != "field"} if isinstance(effect, dict) else {effect}
    )
    if entry.get("tone") not in TONES | {"level"}:
        raise ValueError(f"{kind}: unknown tone {entry.get('tone')!r}")
    if not effects <= EFFECTS | {""}:
        raise ValueError(f"{kind}: unknown effect {sorted(effects - EFFECTS)}")
    for part in ("text", "detail"):
        if set(entry.get(part, {})) != set(LANGUAGES):
            raise ValueError(f"{kind}: {part} needs exactly zh and en")
    if not entry.get("icon"):
        raise ValueError(f"{kind}: no icon")
    return Template(entry["icon"], entry["tone"], effect, entry["text"], entry["detail"])


@cache
def catalogue() -> Catalogue:
    """The shipped templates."""
    return parse(DATA.read_text(encoding="utf-8"))
