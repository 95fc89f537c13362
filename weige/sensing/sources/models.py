"""The book of foreign device models (data/models.toml): topic templates and field mappings, read and proven."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from weige.sensing.rules.kinds import Kinds
from weige.sensing.rules.kinds import builtin as known_kinds
from weige.sensing.rules.spec import Text
from weige.sensing.sources import paths
from weige.sensing.sources.units import conversion

LEVEL = re.compile(r"\{([a-z_]+)\}")


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mapping holds only where this path of the message, or this placeholder of the topic, has this value."""

    is_: str | int | float | bool = msgspec.field(name="is")
    path: str = ""
    topic: str = ""


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signal of a message. value: path of the number, or data: our name → path, for kinds that carry an object."""

    kind: str
    value: str = ""
    unit: str = ""
    scale: float = 1.0
    offset: float = 0.0
    data: dict[str, str] = {}
    map: dict[str, float | bool] = {}
    when: When | None = None


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model or gateway. data: our name → path, told with each of its signals (battery, signal, selftest …)."""

    id: str
    name: Text
    topic: str
    payload: Literal["json", "text", "csv"]
    signals: tuple[Mapping, ...]
    time: str = ""
    time_format: Literal["rfc3339", "s", "ms", "compact"] = "rfc3339"
    time_offset: str = ""
    id_path: str = ""
    id_more: str = ""
    data: dict[str, str] = {}

    @property
    def filter(self) -> str:
        """The MQTT topic filter that finds the model's messages (MQTT 3.1.1, 4.7)."""
        return LEVEL.sub("+", self.topic)


class Template(msgspec.Struct, frozen=True):
    """A model with its topic as a pattern and its paths parsed."""

    model: Model
    pattern: re.Pattern[str]
    paths: dict[str, paths.Path]

    def names(self, topic: str) -> dict[str, str] | None:
        """What the placeholders stand for in this topic, or None when it is another topic."""
        found = self.pattern.fullmatch(topic)
        return found.groupdict() if found else None


class BadModel(ValueError):
    """models.toml says something impossible; the text says which model and what."""


def compile_model(model: Model, kinds: Kinds) -> Template:
    """Proves a model: every kind, unit and path. Raises BadModel."""
    levels = LEVEL.findall(model.topic)
    if (
        "device" not in levels
        or len(levels) != len(set(levels))
        or model.topic.lstrip("/")[:1] in {"{", "", "+", "#"}
    ):
        raise BadModel(f"{model.id}: the topic must begin with a fixed level and name {{device}} once")
    texts = {model.time, model.id_path, model.id_more, *model.data.values()}
    for one in model.signals:
        _prove(model, one, kinds, levels)
        texts |= {one.value, *one.data.values(), one.when.path if one.when else ""}
    try:
        parsed = {text: paths.parse(text) for text in texts if text}
    except ValueError as error:
        raise BadModel(f"{model.id}: {error}") from error
    pattern = re.compile(LEVEL.sub(r"(?P<\1>[^/]+)", _escaped(model.topic)))
    return Template(model, pattern, parsed)


def _escaped(topic: str) -> str:
    """The topic's fixed parts as a pattern; placeholders stay as they are."""
    return "".join(
        part if LEVEL.fullmatch(part) else re.escape(part) for part in re.split(r"(\{[a-z_]+\})", topic)
    )


def _prove(model: Model, one: Mapping, kinds: Kinds, levels: list[str]) -> None:
    kind = kinds.signal.get(one.kind)
    if kind is None:
        raise BadModel(f"{model.id}: there is no kind of signal called {one.kind}")
    if bool(one.value) == bool(one.data) or (kind.carries == "value") != bool(one.value):
        raise BadModel(f"{model.id}: {one.kind} carries {kind.carries}; give value or data")
    if one.when and (bool(one.when.path) == bool(one.when.topic) or one.when.topic not in {"", *levels}):
        raise BadModel(f"{model.id}: when needs a path or a placeholder of the topic")
    try:
        conversion(one.unit, kind.unit)
    except KeyError as error:
        raise BadModel(f"{model.id}: no conversion from {one.unit} to {kind.unit}") from error


def load(raw: dict[str, Any], kinds: Kinds) -> list[Template]:
    """The templates of a parsed models.toml. Raises BadModel."""
    try:
        found = msgspec.convert(raw.get("model", []), list[Model])
    except msgspec.ValidationError as error:
        raise BadModel(str(error)) from error
    if len({one.id for one in found}) != len(found) or len({one.topic for one in found}) != len(found):
        raise BadModel("two models with one id or one topic")
    return [compile_model(one, kinds) for one in found]


@cache
def builtin() -> tuple[Template, ...]:
    """The templates of data/models.toml, proven against the built-in kinds."""
    path = Path(__file__).resolve().parent.parent / "data" / "models.toml"
    return tuple(load(tomllib.loads(path.read_text(encoding="utf-8")), known_kinds()))


def matching(topic: str, templates: Iterable[Template]) -> tuple[Template, dict[str, str]] | None:
    """The first template whose topic this is, with what its placeholders stand for."""
    for template in templates:
        names = template.names(topic)
        if names is not None:
            return template, names
    return None
