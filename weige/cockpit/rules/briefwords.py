"""Words of the day's brief, the same on the page, on paper and in the workbook (data/brief.toml)."""

import tomllib
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent.parent / "data" / "brief.toml"


@cache
def words() -> dict[str, dict[str, str]]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))
