"""Text of the files of the data folder, as the back office writes them: TOML a person can read. Pure."""

from datetime import timedelta

from weige.kernel.officedata import HEAD, table, value
from weige.sensing.rules.grouping import Grouping
from weige.sensing.rules.ladder import Policy
from weige.sensing.rules.levels import LEVELS, rank
from weige.sensing.rules.retention import Retention, builtin, plain


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
