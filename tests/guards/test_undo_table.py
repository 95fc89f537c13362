"""docs/reference/undo.md says of every action that writes how it is undone: none is missing, none stands twice."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITES = r"(POST|PUT|PATCH|DELETE)"


def test_every_action_that_writes_has_its_line() -> None:
    """api.md is itself compared with the API by its own test."""
    api = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    actions = {" ".join(found) for found in re.findall(rf"^\| {WRITES} \| `([^`]+)` \|", api, re.M)}
    page = (ROOT / "docs" / "reference" / "undo.md").read_text(encoding="utf-8")
    cells = [line.split(" | ")[0] for line in page.splitlines() if line.startswith("| `")]
    said = [" ".join(found) for cell in cells for found in re.findall(rf"`{WRITES} ([^`]+)`", cell)]
    assert len(actions) > 100
    assert sorted(said) == sorted(actions)
