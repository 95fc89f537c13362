"""Writes docs/reference/paper-fields.md: every field of the reference's documents and where it is in this product, or
why it is not: `python -m tools.paper_fields` (or --check)."""

import csv
import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = ROOT / "weige" / "enforcement" / "data"
TARGET = ROOT / "docs" / "reference" / "paper-fields.md"
HEAD = """<!-- Made by tools/paper_fields.py out of weige/enforcement/data/fields*.csv. -->

# Fields of papers

Every field of the reference's 24 documents. *Template*: a field of one of our Word templates, which the office edits.
*Record*: a column or event of a case, a call or a service. What we do not ask stands with its reason.

Nine documents are **work records** (工作记录), a grade of their own beside notices and enforcement papers: staff write
them in a case, they have their own gapless numbers, order and punish nothing, and go to nobody over a link. The rooms
of rental housing, protected houses, frontages, committee, care, benefits and the one window come later and take these
templates over. *Later*: written in after it was numbered. *Signed*: a signature. *Sealed*: encrypted, shown and printed
for a purpose only.

| document | field | where |
|---|---|---|
"""
WHERE = {"model": "record `{}`", "event": "event `{}`", "print": "printed on the record of service: {}"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(row: dict[str, str]) -> str:
    """Where one field is, in words."""
    if not row.get("at"):
        return f"not asked: {row['why_en']}" if row.get("why_en") else template(row)
    kind, _, place = row["at"].partition(":")
    return WHERE[kind].format("timestamp of the event" if place == "*.at" else place)


def template(row: dict[str, str]) -> str:
    """How a field of a template is filled in, where that says more than that it is one."""
    said = ["template"]
    if row.get("when"):
        said.append(f"asked when {row['when'].replace('?', '=').replace('|', ' or ')}")
    if row.get("stage") in {"later", "sign"}:
        said.append("later" if row["stage"] == "later" else "signed")
    return ", ".join([*said, *(["sealed"] if row["sealed"] == "Y" else [])])


def page() -> str:
    """The whole page."""
    lines = []
    for name in ("fields.csv", "fields_records.csv", "fields_elsewhere.csv"):
        for doc, group in groupby(rows(name), key=lambda row: row["doc"]):
            for row in group:
                own = " (own)" if row.get("source") == "own field of this product" else ""
                lines.append(f"| {doc} | {row['no']} {row['zh']}{own} | {told(row)} |")
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    said = page()
    if "--check" in sys.argv:
        return int(TARGET.read_text(encoding="utf-8") != said)
    TARGET.write_text(said, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
