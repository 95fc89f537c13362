"""The day's brief as a paper (PDF) and as a workbook, in the page's words; who took it stands in the log."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from weige.cockpit.events import BriefTaken
from weige.cockpit.rules.briefwords import words
from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.printing import FILE, Block, Document, Heading, Pairs, Paragraph, Table, pdf
from weige.kernel.streettime import LOCAL

PARTS = ("happened", "late_part", "recurs", "decide")
NUMBERS = {"zh": "一二三四", "en": "1234"}
Say = Callable[..., str]
Found = Mapping[str, Any]
#: Head and rows of a list; None stands for what is not known.
Rows = list[list[Any]]
# Widths of the columns of each list, in shares of the paper's.
WIDTHS = {
    "late": (2, 3, 2, 1.3, 1),
    "recurs": (2, 4, 2),
    "spots": (2, 4, 1.4),
    "decide": (2, 4, 2, 1.3),
}


def speaker(language: str) -> Say:
    tongue = "en" if language == "en" else "zh"

    def say(key: str, **values: Any) -> str:
        return words()[key][tongue].format(**values)

    return say


def clock(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL):%m-%d %H:%M}" if at else ""


def paper(*, access: Access, found: Found, street: str, language: str, now: datetime) -> bytes:
    """The brief as PDF; appends cockpit.brief_taken."""
    say, tongue = speaker(language), "en" if language == "en" else "zh"
    blocks: dict[str, list[Block]] = {
        "happened": _happened(say, found, tongue),
        "late_part": _list("late", late_rows(say, found, tongue)),
        "recurs": [
            *_list("recurs", again_rows(say, found, tongue)),
            *_spots(say, found, tongue),
        ],
        "decide": _decide(say, found, tongue),
    }
    document = Document(
        title=say("title"),
        blocks=[
            Paragraph(_said(say, found, street), align="center", indent=False),
            *(
                block
                for part in PARTS
                for block in (Heading(_head(say, part, found, tongue)), *(blocks[part] or [_none(say)]))
            ),
        ],
        style=FILE,
        language="en" if language == "en" else "zh",
        footer=say("by", name=access.who.name, at=f"{now.astimezone(LOCAL):%Y-%m-%d %H:%M}"),
    )
    _taken(access, found, "pdf", now)
    return pdf(document).data


def workbook(*, access: Access, found: Found, street: str, language: str, now: datetime) -> bytes:
    """The brief with one sheet a part; appends cockpit.brief_taken."""
    say, book, tongue = speaker(language), Workbook(), "en" if language == "en" else "zh"
    by = say("by", name=access.who.name, at=f"{now.astimezone(LOCAL):%Y-%m-%d %H:%M}")
    happened = [[_said(say, found, street)], [by], [], *counted(say, found, tongue)]
    spots = spot_rows(say, found, tongue)
    rows_of = {
        "happened": happened,
        "late_part": late_rows(say, found, tongue),
        "recurs": [*again_rows(say, found, tongue), *([[], [say("spots")], *spots] if spots[1:] else [])],
        "decide": waiting_rows(say, found, tongue),
    }
    _sheets(book, say, rows_of, tongue)
    _taken(access, found, "xlsx", now)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _head(say: Say, part: str, found: Found, tongue: str) -> str:
    """「二、什么晚了：3 件超期，1 件临期」"""
    title = say("part", n=NUMBERS[tongue][PARTS.index(part)], title=say(part))
    if part != "late_part":
        return title
    late, near = say("late_count", n=found["late_count"]), say("near_count", n=found["near_count"])
    return say("late_head", title=title, late=late, near=near)


def _said(say: Say, found: Found, street: str) -> str:
    until = f"{found['until'].astimezone(LOCAL):%Y-%m-%d %H:%M}"
    return say("said", street=street, day=found["day"].isoformat(), until=until)


def _taken(access: Access, found: Found, what: str, now: datetime) -> None:
    event = BriefTaken(day=found["day"].isoformat(), what=what)
    log.append(event, who=access.who, now=now, subject="export:brief")


def counted(say: Say, found: Found, tongue: str) -> Rows:
    """What happened: each figure, the matters filed most, the grave warnings."""
    told = found["happened"]
    matters = matter_rows(told, tongue)
    grave = grave_rows(say, told, tongue)
    return [
        *([say(key), count] for key, count in figures(found)),
        *([[], [say("matters")], *matters] if matters else []),
        *([[], [say("grave")], *grave] if grave else []),
    ]


def figures(found: Found) -> list[tuple[str, int]]:
    told = found["happened"]
    return [*told["flow"].items(), ("open", told["open"])]


def matter_rows(told: Mapping[str, Any], tongue: str) -> Rows:
    return [[f"{one['code']} {one[tongue]}", one["count"]] for one in told["matters"]]


def grave_rows(say: Say, told: Mapping[str, Any], tongue: str) -> Rows:
    return [[clock(one["at"]), say(one["level"]), one[f"title_{tongue}"]] for one in told["grave"]]


def late_rows(say: Say, found: Found, tongue: str) -> Rows:
    rows = [
        [
            one["number"],
            one[f"title_{tongue}"],
            one[f"unit_{tongue}"],
            clock(one["due_at"]),
            one["over_hours"],
        ]
        for one in found["late"]
    ]
    return [[say("number"), say("what"), say("unit"), say("due"), say("over")], *rows]


def again_rows(say: Say, found: Found, tongue: str) -> Rows:
    rows = [
        [one["number"], one[f"title_{tongue}"], say("nth", nth=one["nth"], days=one["days"])]
        for one in found["recurs"]
    ]
    return [[say("number"), say("what"), say("recurred")], *rows]


def spot_rows(say: Say, found: Found, tongue: str) -> Rows:
    """Black spots: proposed ones wait for a person to confirm them."""
    rows = [
        [one["number"], one[f"title_{tongue}"], say("proposed" if one["proposed"] else "spot")]
        for one in found["spots"]
    ]
    return [[say("number"), say("what"), say("stands")], *rows]


def waiting_rows(say: Say, found: Found, tongue: str) -> Rows:
    rows = [[say(part["key"]), *row] for part in found["decide"] for row in _waits(say, part, tongue)]
    return [[say("section"), say("number"), say("what"), say("unit"), say("since")], *rows]


def _waits(say: Say, part: Mapping[str, Any], tongue: str) -> Rows:
    return [
        [
            one["number"] or say(one["level"]),
            one[f"title_{tongue}"],
            one[f"unit_{tongue}"],
            clock(one["since"]),
        ]
        for one in part["rows"]
    ]


def _none(say: Say) -> Paragraph:
    return Paragraph(say("nothing"), indent=False)


def _list(key: str, rows: Rows) -> list[Block]:
    """A list on paper, or nothing."""
    return [_table(rows, WIDTHS[key])] if rows[1:] else []


def _table(rows: Rows, widths: Sequence[float]) -> Table:
    head, *body = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return Table(head, body, tuple(widths))


def _happened(say: Say, found: Found, tongue: str) -> list[Block]:
    told = found["happened"]
    blocks: list[Block] = [Pairs([(say(key), str(count)) for key, count in figures(found)], columns=3)]
    if told["matters"]:
        rows = [[say("what"), say("count")], *matter_rows(told, tongue)]
        blocks += [Heading(say("matters"), level=2), _table(rows, (5, 1))]
    if told["grave"]:
        rows = [[say("at"), say("level"), say("what")], *grave_rows(say, told, tongue)]
        blocks += [Heading(say("grave"), level=2), _table(rows, (1.4, 0.8, 5))]
    return blocks


def _spots(say: Say, found: Found, tongue: str) -> list[Block]:
    table = _list("spots", spot_rows(say, found, tongue))
    return [Heading(say("spots"), level=2), *table] if table else []


def _decide(say: Say, found: Found, tongue: str) -> list[Block]:
    blocks: list[Block] = []
    for part in found["decide"]:
        rows = [[say("number"), say("what"), say("unit"), say("since")], *_waits(say, part, tongue)]
        blocks += [Heading(f"{say(part['key'])} {part['count']}", level=2), *_list("decide", rows)]
    return blocks


def _sheets(book: Workbook, say: Say, rows_of: Mapping[str, Rows], tongue: str) -> None:
    for number, (key, rows) in enumerate(rows_of.items()):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = say("part", n=NUMBERS[tongue][number], title=say(key))
        for row in rows:
            sheet.append([_harmless(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for letter, width in zip("ABCDE", (26, 44, 26, 16, 16), strict=True):
            sheet.column_dimensions[letter].width = width
            for cell in sheet[letter]:
                # A line that stands alone (whose brief it is) runs over the empty cells beside it.
                cell.alignment = Alignment(
                    vertical="top", wrap_text=sheet.cell(cell.row, 2).value is not None
                )


def _harmless(cell: Any) -> Any:
    """Text never becomes a formula (OWASP, "CSV injection")."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t"} else cell
