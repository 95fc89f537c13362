"""What a change of the duty roster means to warnings: the rungs of the ladder that look for the role."""

from weige.kernel.reference import Effect
from weige.people.queries.rostereffects import Moved
from weige.sensing.queries.policy import in_force
from weige.sensing.rules.levels import LEVELS

WORDS = {
    "red": ("红色", "red"),
    "orange": ("橙色", "orange"),
    "yellow": ("黄色", "yellow"),
    "blue": ("蓝色", "blue"),
}


def of_roster(moved: Moved) -> list[Effect]:
    """When warnings of each level reach the roles concerned (no statement)."""
    found = []
    for role, empty in moved.roles.items():
        items = [line for level in reversed(LEVELS) if (line := _line(level, role))]
        code = "office_roster_warnings_empty" if empty else "office_roster_warnings"
        found += [Effect(code, tone="warn" if empty else "info", items=items)] if items else []
    return found


def _line(level: str, role: str) -> tuple[str, str] | None:
    """红色：马上、10 分钟没人看到时"""
    ladder = in_force().policy.ladders[LEVELS.index(level) + 1]
    minutes = sorted({int(rung.after.total_seconds() // 60) for rung in ladder if role in rung.to})
    if not minutes:
        return None
    zh = "、".join(f"{n} 分钟没人看到时" if n else "马上" for n in minutes)
    en = ", ".join(f"after {n} min unseen" if n else "at once" for n in minutes)
    return f"{WORDS[level][0]}：{zh}", f"{WORDS[level][1]}: {en}"
