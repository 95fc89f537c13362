"""What a scenario pack says: its grammar, read strictly, with faults that name file, key and reason."""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(eq=False)  # not frozen: Python notes the traceback in the exception itself
class PackFault(Exception):
    """Why a pack cannot be used: where (file), key, a code of messages.toml and its parameters."""

    where: str
    key: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words in both languages; neither may be empty."""

    zh: str
    en: str


class SignalPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[signal] which signals are listened to. zone: kind of zone a detection must lie in."""

    kind: str
    device_kinds: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    zone: str = ""
    min_confidence: float = 0.5


class LevelPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"for_": "for"}):
    """[[warn.level]] a rung: share of the limit, and how long if not the rule's time."""

    level: Literal["blue", "yellow", "orange", "red"]
    share: float = 1.0
    for_: str = ""


class RatePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[warn.rate] the increase within a window that warns too."""

    window: str
    limit: float
    level: str


class ConfirmPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[warn.confirm] who says that it is true; auto for these levels, within these hours if given."""

    mode: Literal["human", "auto"] = "human"
    levels: tuple[str, ...] = ()
    hours: str = ""


class WarnPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"for_": "for"}):
    """[warn] when a warning is raised. for, gap, clear_after: "90s", "5m", "2h", "1d"."""

    judge: Literal["presence", "threshold"]
    for_: str
    gap: str
    clear_after: str
    one_per: Literal["shop", "building", "device", "zone"]
    title: Text
    rule: Text
    level: tuple[LevelPart, ...]
    confirm: ConfirmPart = ConfirmPart()
    again: Literal["persists", "worsens"] = "persists"
    hysteresis: float = 0.1
    magnitude: bool = False
    unit: str = ""
    unless: tuple[str, ...] = ()
    rate: RatePart | None = None


class CasePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[case] what a confirmed warning becomes."""

    matter: str
    condition: int
    send_to: tuple[str, ...]
    tell: tuple[str, ...] = ()
    self_correction: str = ""


class ShowPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[show] the map layer's sign and group, and the indicators that speak of the scenario."""

    icon: str
    group: Text
    indicators: tuple[str, ...] = ()


class StepPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[[step]] what is done, in the words of the office."""

    text: Text


class PermitPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """permit of a [[test]]: which kind, within which hours."""

    kind: str
    hours: tuple[str, ...] = ()


class TestPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[[test]] what the pack itself expects. given, expect: lines of rules.vectors."""

    name: Text
    given: tuple[str, ...]
    expect: tuple[str, ...]
    limit: float | None = None
    permit: PermitPart | None = None


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole scenario.toml. kinds: signal and device kinds it adds (as sensing/data/kinds.toml)."""

    id: str
    version: int
    name: Text
    summary: Text
    signal: SignalPart
    warn: WarnPart
    case: CasePart
    show: ShowPart
    step: tuple[StepPart, ...] = ()
    test: tuple[TestPart, ...] = ()
    kinds: dict[str, dict[str, dict[str, Any]]] = {}


def read(text: str, where: str) -> Pack:
    """The pack of a file's text. Raises PackFault naming `where`, the key and what is wrong with it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackFault(where, "", "pack_not_toml", {"reason": str(error)}) from error
    return read_data(raw, where)


def read_data(raw: Any, where: str) -> Pack:
    """The pack of data already decoded. Raises PackFault as read()."""
    try:
        pack = msgspec.convert(raw, Pack, strict=True)
    except msgspec.ValidationError as error:
        reason, _, at = str(error).partition(" - at ")
        key = at.strip("`").removeprefix("$").removeprefix(".")
        raise PackFault(where, key, "pack_shape", {"reason": reason}) from error
    _check(pack, where)
    return pack


def _check(pack: Pack, where: str) -> None:
    if not ID.fullmatch(pack.id):
        raise PackFault(where, "id", "pack_id", {"id": pack.id})
    if pack.version < 1:
        raise PackFault(where, "version", "pack_version")
    for key, words in texts(pack):
        if not words.zh.strip() or not words.en.strip():
            raise PackFault(where, key, "pack_words_missing")
    if not pack.warn.level:
        raise PackFault(where, "warn.level", "pack_no_level")
    for key, span in spans(pack):
        if seconds(span) is None:
            raise PackFault(where, key, "pack_duration", {"value": span})
    if not pack.case.send_to:
        raise PackFault(where, "case.send_to", "pack_no_target")


def texts(pack: Pack) -> list[tuple[str, Text]]:
    """All words of a pack with their keys."""
    return [
        ("name", pack.name),
        ("summary", pack.summary),
        ("warn.title", pack.warn.title),
        ("warn.rule", pack.warn.rule),
        ("show.group", pack.show.group),
        *((f"step[{at}].text", step.text) for at, step in enumerate(pack.step)),
    ]


def spans(pack: Pack) -> list[tuple[str, str]]:
    """All durations of a pack with their keys."""
    warn = pack.warn
    found = [("warn.for", warn.for_), ("warn.gap", warn.gap), ("warn.clear_after", warn.clear_after)]
    found += [(f"warn.level[{at}].for", one.for_) for at, one in enumerate(warn.level) if one.for_]
    if warn.rate:
        found.append(("warn.rate.window", warn.rate.window))
    if pack.case.self_correction:
        found.append(("case.self_correction", pack.case.self_correction))
    return found


def seconds(text: str) -> int | None:
    """ "5m" → 300; None when it is not a whole number with s, m, h or d."""
    unit = UNITS.get(text[-1:])
    return int(text[:-1]) * unit if unit and text[:-1].isdecimal() else None


def rule_of(pack: Pack) -> dict[str, Any]:
    """The pack's rule as sensing understands it (JSON-able; sensing.services.install_rule)."""
    warn, case = pack.warn, pack.case
    return {
        "scenario": pack.id,
        "version": pack.version,
        "name": msgspec.to_builtins(pack.name),
        "title": msgspec.to_builtins(warn.title),
        "sentence": msgspec.to_builtins(warn.rule),
        "signal": msgspec.to_builtins(pack.signal),
        "judge": warn.judge,
        "levels": [
            {"level": one.level, "share": one.share, "for_s": seconds(one.for_) if one.for_ else None}
            for one in warn.level
        ],
        "for_s": seconds(warn.for_),
        "gap_s": seconds(warn.gap),
        "clear_after_s": seconds(warn.clear_after),
        "one_per": warn.one_per,
        "hysteresis": warn.hysteresis,
        "magnitude": warn.magnitude,
        "rate": _rate(warn.rate),
        "unless": list(warn.unless),
        "confirm": msgspec.to_builtins(warn.confirm),
        "again": warn.again,
        "case": {
            "matter": case.matter,
            "condition": case.condition,
            "send_to": list(case.send_to),
            "tell": list(case.tell),
            "self_correction_minutes": (seconds(case.self_correction) or 0) // 60 or None,
        },
        "unit": warn.unit,
    }


def _rate(rate: RatePart | None) -> dict[str, Any] | None:
    if rate is None:
        return None
    return {"window_s": seconds(rate.window), "limit": rate.limit, "level": rate.level}
