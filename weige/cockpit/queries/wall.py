"""What the walls of the office do by themselves: scenes by turns, quiet hours."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from weige.kernel.models import Setting

WALL = "wall"  # the setting that holds what an office has set


@cache
def packaged() -> dict[str, Any]:
    """What ships (data/wall.toml, our defaults)."""
    path = Path(__file__).resolve().parent.parent / "data" / "wall.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def wall() -> dict[str, Any]:
    """What holds (1 statement)."""
    kept = Setting.objects.filter(key=WALL).values_list("value", flat=True).first()
    return packaged() | (kept or {})
