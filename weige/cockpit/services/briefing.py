"""The day's brief as a paper (PDF) and as a workbook; who took it stands in the log."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from weige.cockpit.events import BriefTaken
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.printing import FILE, Block, Document, Heading, Pairs, Paragraph, Table, pdf
from weige.kernel.streettime import LOCAL

WORDS = Path(__file__).parent.parent / "data" / "brief.toml"
FLOW = (
    *(
        "reported",
        "filed",
        "dispatched",
        "closed",
        "closed_in_time",
        "voided",
        "merged",
        "returned_flow",
        "overdue",
    ),
    *("recurred", "warning_opened", "warning_dismissed", "device_silent", "device_back"),
)
Say = Callable[..., str]


@cache
def words() -> dict[str, dict[str, str]]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def speaker(language: str) -> Say:
    tongue = "en" if language == "en" else "zh"
    return lambda key, **values: words()[key][tongue].format(**values)


def clock(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%m-%d %H:%M}" if at else ""


def flow_of(found: Mapping[str, Any]) -> dict[str, int]:
    """The day's counts under the words' keys."""
    told = found["happened"]
    return {
        "open": told["open"],
        **told["flow"],
        "closed_in_time": told["closed_in_time"],
        "returned_flow": told["flow"]["returned"],
    }


def paper(*, access: Access, found: Mapping[str, Any], street: str, language: str, now: datetime) -> bytes:
    """The brief as PDF; appends cockpit.brief_taken."""
    say = speaker(language)
    document = Document(
        title=say("title"),
        blocks=[
            Paragraph(_said(say, found, street), align="center", indent=False),
            *_happened(say, found, language),
            *_late(say, found, language),
            *_recurs(say, found, language),
            *_decide(say, found, language),
        ],
        style=FILE,
        language="en" if language == "en" else "zh",
        footer=say("by", name=access.who.name, at=f"{now.astimezone(LOCAL):%Y-%m-%d %H:%M}"),
    )
    _taken(access, found, "pdf", now)
    return pdf(document).data


def _said(say: Say, found: Mapping[str, Any], street: str) -> str:
    until = f"{found['until'].astimezone(LOCAL):%Y-%m-%d %H:%M}"
    return say("said", street=street, day=found["day"].isoformat(), until=until)


def _taken(access: Access, found: Mapping[str, Any], what: str, now: datetime) -> None:
    event = BriefTaken(day=found["day"].isoformat(), what=what)
    log.append(event, who=access.who, now=now, subject="export:brief")


def _title(row: Mapping[str, Any], language: str) -> str:
    return str(row["title_en" if language == "en" else "title_zh"])


def _unit(row: Mapping[str, Any], language: str) -> str:
    return str(row["unit_en" if language == "en" else "unit_zh"])


def _happened(say: Say, found: Mapping[str, Any], language: str) -> list[Block]:
    counts, told = flow_of(found), found["happened"]
    pairs = [(say(key), str(counts[key])) for key in ("open", *FLOW)]
    blocks: list[Block] = [Heading(say("happened")), Pairs(pairs, columns=3)]
    if told["matters"]:
        rows = [
            [f"{one['code']} {one['en' if language == 'en' else 'zh']}", str(one["count"])]
            for one in told["matters"]
        ]
        blocks += [Heading(say("matters"), level=2), Table([say("what"), say("count")], rows, (5, 1))]
    if told["grave"]:
        rows = [[clock(one["at"]), say(one["level"]), _title(one, language)] for one in told["grave"]]
        blocks += [
            Heading(say("grave"), level=2),
            Table([say("at"), say("level"), say("what")], rows, (1.4, 0.8, 5)),
        ]
    return blocks


def _late(say: Say, found: Mapping[str, Any], language: str) -> list[Block]:
    head = Heading(say("late", n=found["late_count"], near=found["near_count"]))
    if not found["late"]:
        return [head, Paragraph(say("nothing"), indent=False)]
    rows = [
        [
            one["number"],
            _title(one, language),
            _unit(one, language),
            clock(one["due_at"]),
            str(one["over_hours"] or ""),
        ]
        for one in found["late"]
    ]
    return [
        head,
        Table([say("number"), say("what"), say("unit"), say("due"), say("over")], rows, (2, 3, 2, 1.3, 1)),
    ]


def _recurs(say: Say, found: Mapping[str, Any], language: str) -> list[Block]:
    blocks: list[Block] = [Heading(say("recurs"))]
    if found["recurs"]:
        rows = [
            [one["number"], _title(one, language), say("nth", nth=one["nth"], days=one["days"])]
            for one in found["recurs"]
        ]
        blocks.append(Table([say("number"), say("what"), say("recurred")], rows, (2, 4, 2)))
    if found["spots"]:
        rows = [
            [one["number"], _title(one, language), say("proposed") if one["proposed"] else ""]
            for one in found["spots"]
        ]
        blocks += [Heading(say("spots"), level=2), Table([say("number"), say("what"), ""], rows, (2, 4, 1.4))]
    return blocks if len(blocks) > 1 else [*blocks, Paragraph(say("nothing"), indent=False)]


def _decide(say: Say, found: Mapping[str, Any], language: str) -> list[Block]:
    blocks: list[Block] = [Heading(say("decide"))]
    for part in found["decide"]:
        rows = [
            [
                one["number"] or say(one["level"]),
                _title(one, language),
                _unit(one, language),
                clock(one["since"]),
            ]
            for one in part["rows"]
        ]
        blocks += [
            Heading(f"{say(part['key'])} {part['count']}", level=2),
            Table([say("number"), say("what"), say("unit"), say("since")], rows, (2, 4, 2, 1.3)),
        ]
    return blocks if len(blocks) > 1 else [*blocks, Paragraph(say("nothing"), indent=False)]


def workbook(*, access: Access, found: Mapping[str, Any], street: str, language: str, now: datetime) -> bytes:
    """The brief with one sheet a part; appends cockpit.brief_taken."""
    say, book = speaker(language), Workbook()
    by = say("by", name=access.who.name, at=f"{now.astimezone(LOCAL):%Y-%m-%d %H:%M}")
    parts = {
        "happened": [[_said(say, found, street)], [by], [], *_counted(say, found, language)],
        "late": _late_rows(say, found, language),
        "recurs": _again_rows(say, found, language),
        "decide": _decide_rows(say, found, language),
    }
    _sheets(book, say, found, parts)
    _taken(access, found, "xlsx", now)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


Rows = list[list[Any]]


def _counted(say: Say, found: Mapping[str, Any], language: str) -> Rows:
    counts = flow_of(found)
    name = "en" if language == "en" else "zh"
    matters = [[f"{one['code']} {one[name]}", one["count"]] for one in found["happened"]["matters"]]
    return [*([say(key), counts[key]] for key in ("open", *FLOW)), [], *matters]


def _late_rows(say: Say, found: Mapping[str, Any], language: str) -> Rows:
    head = [say("number"), say("what"), say("unit"), say("due"), say("over")]
    return [
        head,
        *(
            [
                row["number"],
                _title(row, language),
                _unit(row, language),
                clock(row["due_at"]),
                row["over_hours"],
            ]
            for row in found["late"]
        ),
    ]


def _again_rows(say: Say, found: Mapping[str, Any], language: str) -> Rows:
    again = [
        [row["number"], _title(row, language), say("nth", nth=row["nth"], days=row["days"])]
        for row in found["recurs"]
    ]
    spots = [[row["number"], _title(row, language), say("spots")] for row in found["spots"]]
    return [[say("number"), say("what"), say("recurred")], *again, *spots]


def _decide_rows(say: Say, found: Mapping[str, Any], language: str) -> Rows:
    rows = [
        [say(part["key"]), row["number"], _title(row, language), _unit(row, language), clock(row["since"])]
        for part in found["decide"]
        for row in part["rows"]
    ]
    return [[say("section"), say("number"), say("what"), say("unit"), say("since")], *rows]


def _sheets(
    book: Workbook, say: Say, found: Mapping[str, Any], rows_of: Mapping[str, Sequence[Sequence[Any]]]
) -> None:
    for number, (key, rows) in enumerate(rows_of.items()):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = say(key, n=found["late_count"], near=found["near_count"])[:31].replace("/", " ")
        for row in rows:
            sheet.append([_harmless(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for letter, width in zip("ABCDE", (26, 44, 26, 16, 16), strict=True):
            sheet.column_dimensions[letter].width = width


def _harmless(cell: Any) -> Any:
    """Text never becomes a formula (OWASP, "CSV injection")."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t"} else cell
