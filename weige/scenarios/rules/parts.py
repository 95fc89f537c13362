"""What a scenario pack may say: its parts, and why one cannot be used."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(eq=False)  # not frozen: Python notes the traceback in the exception itself
class PackFault(Exception):
    """Why a pack cannot be used: where (file), key, a code of messages.toml, its parameters; line, column if known."""

    where: str
    key: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    line: int | None = None
    column: int | None = None


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words in both languages; neither may be empty."""

    zh: str
    en: str


class SignalPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[signal] which signals are listened to. zone: kind of zone a detection must lie in.

    label_names: what the detector's classes are called; one without a name is shown as the detector says it.
    tags: only devices with one of these tags, or at a shop, building or cell that has one.
    """

    kind: str
    device_kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    zone: str = ""
    min_confidence: float = 0.5
    label_names: dict[str, Text] = {}


class LevelPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"for_": "for"}):
    """[[warn.level]] a rung: share of the limit, or the number it is reached at, or what must be true; and how long
    if not the rule's time.
    """

    level: Literal["blue", "yellow", "orange", "red"]
    share: float = 1.0
    for_: str = ""
    at: float | None = None
    when: str = ""
    where: dict[str, Any] = {}


class RatePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[warn.rate] the increase within a window that warns too."""

    window: str
    limit: float
    level: str


class LimitPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[warn.limit] the limit of devices that have none of their own, and who answers for it."""

    value: float
    low: float | None = None
    rate: float | None = None
    signed_by: Text | None = None
    signed_on: str = ""


class SchedulePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[warn.schedule] when the rule is awake: "08:00-18:00", weekdays 1 (Monday) to 7, working days or days off."""

    hours: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    days: Literal["", "working", "off"] = ""


class ConfirmPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[warn.confirm] who says that it is true; auto for these levels, within these hours if given."""

    mode: Literal["human", "auto"] = "human"
    levels: tuple[str, ...] = ()
    hours: str = ""


JudgeWord = Literal[
    "presence",
    "threshold",
    "rate",
    "count",
    "recurrence",
    "absence",
    "frozen",
    "baseline",
    "change",
    "anomaly",
    "event",
    "combination",
]


class JudgePart(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"for_": "for"}
):
    """What judges: the part [warn] and [rule.warn] have in common. Times: "90s", "5m", "2h", "1d"."""

    judge: JudgeWord
    for_: str = ""
    gap: str = ""
    clear_after: str = ""
    level: tuple[LevelPart, ...] = (LevelPart("yellow"),)
    hysteresis: float = 0.1
    magnitude: bool = False
    direction: Literal["above", "below", "outside"] = "above"
    window: str = ""
    tolerance: float = 0.0
    where: dict[str, Any] = {}
    when: str = ""
    lasts: str = ""
    missing: str = ""
    unit: str = ""
    unless: tuple[str, ...] = ()
    rate: RatePart | None = None
    limit: LimitPart | None = None
    schedule: SchedulePart = SchedulePart()


class WarnPart(JudgePart, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"for_": "for"}):
    """[warn] when a warning is raised, and its words."""

    one_per: Literal["shop", "building", "device", "zone"]
    title: Text
    rule: Text
    level: tuple[LevelPart, ...]
    confirm: ConfirmPart = ConfirmPart()
    again: Literal["persists", "worsens"] = "persists"


class HelperPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[[rule]] a rule that warns of nothing itself: others ask for it by its id; name: what people call it."""

    id: str
    signal: SignalPart
    warn: JudgePart
    name: Text | None = None


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


class DevicePart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[test.device.<name>] a device of a test. signal: the kind it speaks; without one its kind's first.

    building, shop: where it stands; without one all stand at the same place. tags: what stands on it.
    """

    kind: str
    signal: str = ""
    limit: float | None = None
    low: float | None = None
    rate: float | None = None
    building: str = "test-building"
    shop: str = "test-shop"
    events_only: bool = False
    tags: tuple[str, ...] = ()


class TestPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[[test]] what the pack itself expects. given, expect: lines of rules.vectors. until: when the clock stops."""

    name: Text
    given: tuple[str, ...]
    expect: tuple[str, ...]
    limit: float | None = None
    permit: PermitPart | None = None
    device: dict[str, DevicePart] = {}
    until: str = ""


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
    rule: tuple[HelperPart, ...] = ()


def seconds(text: str) -> int | None:
    """ "5m" → 300; None when it is not a whole number with s, m, h or d."""
    unit = UNITS.get(text[-1:])
    return int(text[:-1]) * unit if unit and text[:-1].isdecimal() else None
