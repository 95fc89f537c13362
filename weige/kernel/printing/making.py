"""Blocks → PDF: A4, embedded fonts, selectable text, page n of m; the same document gives the same bytes.

Sameness holds for one set of installed versions (the fonts are ours, the pictures are packed by Pillow and zlib): dates
and ids in the file are fixed, the moment of a paper is said in its text.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from weige.kernel.printing.blocks import Document
from weige.kernel.printing.faces import TEXT, Ink
from weige.kernel.printing.laying import GREY, Layout

PAGES = {"zh": "第 {n} 页　共 {m} 页", "en": "Page {n} of {m}"}
MISSED = {
    "zh": "〓 为字库中没有的字：{chars}",
    "en": "〓 stands for characters that the fonts lack: {chars}",
}
EDGE = 8  # points of the header's and foot's text


@dataclass(frozen=True)
class Printed:
    """A finished PDF. `missing`: the characters it could not print, sorted."""

    data: bytes
    sha256: str
    pages: int
    missing: tuple[str, ...]


def pdf(document: Document) -> Printed:
    """The document as PDF. Raises PIL.UnidentifiedImageError when a picture is none."""
    ink = Ink()
    first = _draw(document, ink)
    if ink.missing:  # said on the paper itself, so that nobody takes the sign for the word
        first = _draw(document, Ink(), note=_missed(document, ink))
    data, pages = first
    return Printed(data, hashlib.sha256(data).hexdigest(), pages, tuple(sorted(ink.missing)))


def _missed(document: Document, ink: Ink) -> str:
    codes = " ".join(f"U+{ord(char):04X}" for char in sorted(ink.missing))
    return MISSED[document.language].format(chars=codes)


def _draw(document: Document, ink: Ink, note: str = "") -> tuple[bytes, int]:
    layout = Layout(document.style, ink)
    flow: list[Flowable] = layout.title(document)
    for block in document.blocks:
        flow += layout.flow(block)
    if note:
        flow.append(layout.text(note, scale=0.75, spaceBefore=6))
    top, right, bottom, left = (edge * mm for edge in document.style.margins)
    out = BytesIO()
    template = BaseDocTemplate(
        out,
        pagesize=A4,
        title=document.title,
        author=document.author,
        subject=document.number,
        creator="Weige",
        invariant=1,
        lang="zh-CN" if document.language == "zh" else "en",
    )
    room = Frame(left, bottom, A4[0] - left - right, A4[1] - top - bottom, 0, 0, 0, 0)
    template.addPageTemplates([PageTemplate(frames=[room])])
    count: list[int] = []
    template.build(flow, canvasmaker=_numbered(document, ink, count))
    return out.getvalue(), count[0]


def _numbered(document: Document, ink: Ink, count: list[int]) -> Callable[..., Canvas]:
    """A canvas that holds its pages back until it knows how many there are, then writes header and foot."""

    class Numbered(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._held: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._held.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            count.append(len(self._held))
            for number, page in enumerate(self._held, 1):
                self.__dict__.update(page)
                _edges(self, document, ink, number, count[0])
                super().showPage()
            super().save()

    return Numbered


def _edges(canvas: Canvas, document: Document, ink: Ink, number: int, total: int) -> None:
    top, right, bottom, left = (edge * mm for edge in document.style.margins)
    canvas.setFillColor(GREY)
    over, under = A4[1] - top * 0.6, bottom * 0.5
    _line(canvas, ink, document.header, left, over)
    _line(canvas, ink, document.number, A4[0] - right, over, to_right=True)
    _line(canvas, ink, document.footer, left, under)
    said = PAGES[document.language].format(n=number, m=total)
    _line(canvas, ink, said, A4[0] - right, under, to_right=True)


def _line(canvas: Canvas, ink: Ink, said: str, x: float, y: float, *, to_right: bool = False) -> None:
    runs = ink.runs(said, TEXT)
    if to_right:
        x -= sum(canvas.stringWidth(text, font, EDGE) for text, font in runs)
    for text, font in runs:
        canvas.setFont(font, EDGE)
        canvas.drawString(x, y, text)
        x += canvas.stringWidth(text, font, EDGE)
