"""Word templates: a plain one for every kind, checking an office's own, filling {{fields}}, and turning it into
blocks for PDF.

A template is text with {{key}} in it, nothing is executed. {{photos}} and {{signature}} alone in a paragraph are
pictures.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from weige.enforcement.rules.fields import UNSEEN, PaperField
from weige.kernel.errors import FieldError, Invalid

TOKEN = re.compile(r"\{\{\s*(\w+)\s*\}\}")
ALWAYS = frozenset(
    {"office", "issue_date", "title", "number", "contact", "photos", "signature", "service", "case_number"}
)
MOST, MOST_UNPACKED = 2 * 1024 * 1024, 20 * 1024 * 1024  # bytes (our default)
FONT = "仿宋"
NOT_LAW = "本单是提醒，不具有强制力，不是行政处罚。"
NO_FORCE = "本件是工作记录，不具有强制力，不是执法文书。"


def plain_template(title: str, fields: Sequence[PaperField], *, grade: str) -> bytes:
    """The packaged template: head, number, a table of the fields, remarks, place for the seal and the signature."""
    page = docx.Document()
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    style = page.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    _line(page, "{{office}}", center=True, bold=True, size=16)
    _line(page, title, center=True, bold=True, size=20)
    _line(page, "{{number}}", right=True)
    table = page.add_table(rows=0, cols=2, style="Table Grid")
    for field in fields:
        if field.stage in {"draft", "sign", "later"} and field.kind != "files":
            cells = table.add_row().cells
            cells[0].text, cells[1].text = field.zh, f"{{{{{field.key}}}}}"
    if grade in {"notice", "record"}:
        _line(page, NOT_LAW if grade == "notice" else NO_FORCE)
    _line(page, "{{photos}}")
    if grade == "record":
        for field in fields:
            if field.stage == "sign":
                _line(page, f"{field.zh}：")
                _line(page, f"{{{{{field.key}_sign}}}}")
    else:
        _line(page, "{{service}}")
        _line(page, "签收：")
        _line(page, "{{signature}}")
    _line(page, "联系：{{contact}}")
    _line(
        page,
        "{{office}}　{{issue_date}}"
        if grade in {"notice", "record"}
        else "{{office}}（印章）　{{issue_date}}",
        right=True,
    )
    out = BytesIO()
    page.save(out)
    return out.getvalue()


def _line(
    page: WordDocument,
    text: str,
    *,
    center: bool = False,
    right: bool = False,
    bold: bool = False,
    size: int = 12,
) -> None:
    paragraph = page.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    run.font.name = FONT
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def check(data: bytes, known: "set[str] | frozenset[str]") -> list[str]:
    """Field names in the template that there are not, sorted. Raises Invalid when it is no Word file or too big."""
    if len(data) > MOST:
        raise Invalid([FieldError("file", "template_too_big")])
    found = {name for text in _texts(_opened(data)) for name in TOKEN.findall(text)}
    return sorted(found - set(known))


def _opened(data: bytes) -> WordDocument:
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Invalid([FieldError("file", "template_too_big")])
            if any(name.endswith("vbaProject.bin") for name in packed.namelist()):
                raise Invalid([FieldError("file", "template_not_word")])
        return docx.Document(BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Invalid([FieldError("file", "template_not_word")]) from error


def _texts(page: WordDocument) -> Iterator[str]:
    return (paragraph.text for paragraph in _paragraphs(page))


def _paragraphs(page: WordDocument) -> Iterator[WordParagraph]:
    for part in page.iter_inner_content():
        if isinstance(part, WordParagraph):
            yield part
        else:
            yield from _in_table(part)


def _in_table(table: WordTable) -> Iterator[WordParagraph]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs


def filled(
    template: bytes, values: Mapping[str, str], pictures: Mapping[str, Sequence[bytes]]
) -> WordDocument:
    """The template with its fields filled in; pictures: for "photos" and "signature"."""
    page = _opened(template)
    for paragraph in list(_paragraphs(page)):
        text = paragraph.text
        names = TOKEN.findall(text)
        if not names:
            continue
        alone = names[0] if text.strip() == f"{{{{{names[0]}}}}}" else ""
        said = TOKEN.sub(lambda hit: str(values.get(hit[1], "")), text)
        _put(paragraph, "" if alone in pictures else said)
        width = Mm(40 if alone.endswith("sign") or alone == "signature" else 70)
        for data in pictures.get(alone, ()):
            paragraph.add_run().add_picture(BytesIO(data), width=width)
    return page


def _put(paragraph: WordParagraph, text: str) -> None:
    """The text into the first run, whose looks it keeps; a field may have been cut into several runs by Word."""
    first, *rest = paragraph.runs or [paragraph.add_run()]
    first.text = UNSEEN.sub("", text)
    for run in rest:
        run.text = ""


def saved(page: WordDocument) -> bytes:
    """The document as .docx."""
    out = BytesIO()
    page.save(out)
    return out.getvalue()


def outline(page: WordDocument) -> list[tuple[str, Any]]:
    """What stands in a filled document, top to bottom: ("text", (words, align, bold)), ("pairs", rows), ("grid",
    rows)."""
    found: list[tuple[str, Any]] = []
    for part in page.iter_inner_content():
        if isinstance(part, WordParagraph):
            if part.text.strip():
                found.append(("text", (part.text.strip(), _align(part), any(run.bold for run in part.runs))))
            continue
        rows = [[cell.text.strip() for cell in row.cells] for row in part.rows]
        found.append(("pairs" if rows and len(rows[0]) == 2 else "grid", rows))
    return found


def _align(paragraph: WordParagraph) -> str:
    match paragraph.alignment:
        case WD_ALIGN_PARAGRAPH.CENTER:
            return "center"
        case WD_ALIGN_PARAGRAPH.RIGHT:
            return "right"
        case _:
            return "left"
