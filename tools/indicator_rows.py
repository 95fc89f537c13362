"""Writes docs/reference/indicators.md: every row of the reference's indicators and whether it is computed, needs
data the office supplies, or is not ours, with the reason: `python -m tools.indicator_rows`."""

import csv
from pathlib import Path

DATA = Path(__file__).parent.parent / "weige" / "evaluation" / "data"
TARGET = Path(__file__).parent.parent / "docs" / "reference" / "indicators.md"
SUPPLIED = {"hot_calls"}  # kinds of facts that come from data the office imports
HOW = {
    "elsewhere": "on another page",
    "office": "needs data the office would have to supply",
    "later": "not yet: its room is not built",
    "not_ours": "not computed here on purpose",
}
HEAD = """<!-- Made by tools/indicator_rows.py out of weige/evaluation/data/indicators.csv and not_computed.csv. -->

# All indicators of the reference, row by row

*Computed* from the event log (see [evaluation.md](evaluation.md)); *computed from supplied data* shows a dash until
the office imports it.

| code | name | here | formula or reason |
|---|---|---|---|
"""


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page() -> str:
    """The whole page."""
    said = []
    for row in rows("indicators.csv"):
        here = "computed from supplied data" if row["kind"] in SUPPLIED else "computed"
        said.append(f"| {row['code']} | {row['name_zh']} | {here} | {row['formula_zh']} |")
    for row in rows("not_computed.csv"):
        said.append(f"| {row['code']} | {row['name_zh']} | {HOW[row['how']]} | {row['why_en']} |")
    return HEAD + "\n".join(said) + "\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
