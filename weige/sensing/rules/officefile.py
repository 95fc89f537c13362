"""Text of the files of the data folder, as the back office writes them: TOML a person can read. Pure."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from weige.sensing.rules.grouping import Grouping
from weige.sensing.rules.ladder import Policy
from weige.sensing.rules.levels import LEVELS, rank
from weige.sensing.rules.retention import Retention, builtin, plain

HEAD: Final = (
    "# Written by the back office, whose history has every edit; may be edited by hand too: it is read anew when it\n"
    "# changes. What each name means stands in the shipped file of the same name.\n"
)


def value(one: Any) -> str:
    """A TOML value: text, number, flag, or a list of these."""
    if isinstance(one, list | tuple):
        return "[" + ", ".join(value(part) for part in one) + "]"
    return json.dumps(one, ensure_ascii=False)


def table(name: str, values: Mapping[str, Any], *, many: bool = False) -> str:
    """[name] with its lines; many: one of an array of tables."""
    head = f"[[{name}]]" if many else f"[{name}]"
    return "\n".join([head, *(f"{key} = {value(one)}" for key, one in values.items())]) + "\n"


def spelt(span: timedelta) -> str:
    """5m, 90s: as rules.ladder.span reads it."""
    seconds = int(span.total_seconds())
    return f"{seconds}s" if seconds % 60 or not seconds else f"{seconds // 60}m"


def ladder_text(policy: Policy) -> str:
    """The whole of escalation.toml."""
    group: Grouping = policy.group
    spans = {name: spelt(getattr(group, name)) for name in ("window", "longest", "digest")}
    parts = [
        table("group", {"layer": group.layer, **spans, "widen": group.widen}),
        table("wait", {level: spelt(policy.wait[rank(level)]) for level in LEVELS}),
        table("call", {"window": spelt(policy.call_window)}),
        table("held", {"recheck": spelt(policy.recheck)}),
    ]
    for level in LEVELS:
        for rung in policy.ladders[rank(level)]:
            said = {"after": spelt(rung.after), "to": rung.to, "by": rung.by}
            parts.append(table(f"level.{level}", said, many=True))
    return "\n".join([HEAD, *parts])


def retention_text(found: Retention) -> str:
    """retention.toml: only what differs from what ships."""
    base, parts = builtin(), []
    for name in ("archive", "default"):
        own = {key: one for key, one in plain(getattr(found, name)).items() if one != base[name][key]}
        parts += [table(name, own)] if own else []
    for kind, keep in sorted(found.device.items()):
        if plain(keep) != base["device"].get(kind):
            parts.append(table(f"device.{value(kind)}", plain(keep)))
    return "\n".join([HEAD, *parts])
