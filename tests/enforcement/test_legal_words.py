"""Every kind of paper that a text of law is used in has its name on the page of terms and texts."""

import json
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_kinds_that_use_a_text_are_named_in_both_languages() -> None:
    texts = tomllib.loads((ROOT / "weige/enforcement/data/legal.toml").read_text(encoding="utf-8"))
    used = {
        one.partition(".")[0]
        for row in texts.values()
        if isinstance(row, dict)
        for one in row.get("used", [])
    }
    assert {"order", "pledge", "accept"} <= used
    for language in ("zh", "en"):
        words = json.loads((ROOT / f"web/src/locales/{language}/enforce.json").read_text(encoding="utf-8"))
        assert used <= set(words["legal"]["kind"])
