"""Thresholds of a scenario, its replays and versions as the screens get them."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from weige.kernel.errors import LANGUAGES, words
from weige.scenarios.models import Replay, Scenario, Version
from weige.scenarios.rules.changes import Knob, differences, knobs
from weige.scenarios.rules.pack import Pack, rule_of
from weige.sensing.services.trying import rule_sentence

PAGE = 20


@cache
def knob_words() -> dict[str, dict[str, str]]:
    """What thresholds are called (data/knobs.toml)."""
    path = Path(__file__).resolve().parent.parent / "data" / "knobs.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def knob_rows(row: Scenario) -> list[dict[str, Any]]:
    """The thresholds of the version in force that have a slider; none for rules that cannot be recounted."""
    return [knob_row(one) for one in knobs(msgspec.convert(row.pack, Pack))]


def knob_row(knob: Knob) -> dict[str, Any]:
    words = knob_words()[knob.name]
    return {**msgspec.to_builtins(knob), "zh": words["zh"], "en": words["en"]}


def sentence(pack: Mapping[str, Any]) -> dict[str, str]:
    """The rule of a pack's data as one sentence."""
    zh, en = rule_sentence(spec=rule_of(msgspec.convert(dict(pack), Pack)))
    return {"rule_zh": zh, "rule_en": en}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs; a key the grammar has learned since, left out in one of them, is no difference."""
    return [msgspec.to_builtins(one) for one in differences(_whole(before), _whole(after))]


def _whole(data: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(msgspec.convert(dict(data), Pack)))
    return found


def person(post: Any, source: str = "") -> dict[str, str]:
    """Who did it: a post's name, never a person's; a pack's file for what came as one."""
    if post:
        return {"zh": post.name_zh, "en": post.name_en}
    return {
        language: words("pack_as_file", language, {"folder": source}) if source else ""
        for language in LANGUAGES
    }


def replay_page(found: Any, after: str | None, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """Replays, newest first, without their results (1 statement). Raises ValueError for a bad cursor."""
    rows = found.select_related("asked_post").defer("result", "facts").order_by("-asked_at", "-id")
    start = int(after or 0)
    listed: Sequence[Replay] = list(rows[start : start + limit + 1])
    more = str(start + limit) if len(listed) > limit else None
    return [replay_row(one) for one in listed[:limit]], more


def replay_row(row: Replay) -> dict[str, Any]:
    return {
        "id": row.pk,
        "scenario": row.scenario_id,
        "base": row.base,
        "version": row.version,
        "changes": row.changes,
        "start": row.start,
        "end": row.end,
        "state": row.state,
        "share": row.share,
        "signals": row.signals,
        "seconds": round(row.seconds, 3),
        "asked_at": row.asked_at,
        "asked_by": person(row.asked_post),
        "trouble": row.trouble,
    }


def replay_detail(row: Replay) -> dict[str, Any]:
    return replay_row(row) | {"result": row.result}


def version_rows(found: Any) -> list[dict[str, Any]]:
    """The versions of one scenario, newest first, each with what it changed against the one before (1 statement)."""
    rows: Sequence[Version] = list(found.select_related("author_post").order_by("number"))
    told, before = [], None
    for row in rows:
        told.append(version_row(row, before))
        if row.state not in {"cancelled", "draft"}:
            before = row.pack
    return told[::-1]


def version_row(row: Version, before: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "number": row.number,
        "state": row.state,
        "author": person(row.author_post, row.source),
        "reason": row.reason,
        "made_at": row.made_at,
        "switch_at": row.switch_at,
        "switched_at": row.switched_at,
        "ended_at": row.ended_at,
        "end_reason": row.end_reason,
        "trial": row.trial_id,
        "differences": differing(before, row.pack) if before is not None else [],
        **sentence(row.pack),
    }
