"""The fields of a paper as a screen asks for them: words, kind, choices; without what stands in them."""

from typing import Any

from weige.enforcement.rules.fields import PaperField, fields_of
from weige.enforcement.rules.words import both


def asking(field: PaperField, *, stage: str) -> dict[str, Any]:
    """One field. stage: whose fields are open to be filled in now."""
    return {
        "key": field.key,
        "name_zh": field.zh,
        "name_en": field.en,
        "kind": field.kind,
        "stage": field.stage,
        "required": field.required,
        "sealed": field.sealed,
        "rule": field.rule,
        "source": field.source,
        "open": field.stage == stage,
        "when": field.when,
        "parts": [{"value": part, **both_named("part", part.rstrip("#@"))} for part in field.parts],
        "choices": [{"value": code, **both_named(field.group, code)} for code in field.choices],
    }


def form_of(doc: str) -> list[dict[str, Any]]:
    """What a draft of a document asks, empty: a phone without a network fills it in."""
    return [
        asking(field, stage="draft") | {"value": ""} for field in fields_of(doc) if field.stage == "draft"
    ]


def both_named(group: str, code: str) -> dict[str, str]:
    """name_zh, name_en of a choice."""
    said = both("recheck" if group == "recheck_result" else group, code)
    return {"name_zh": said["zh"], "name_en": said["en"]}
