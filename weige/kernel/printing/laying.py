"""From blocks to what the PDF maker flows over the pages."""

from functools import singledispatchmethod
from io import BytesIO
from typing import Any

from PIL import Image as Pixels
from PIL import ImageOps
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Image, KeepTogether, Spacer
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from weige.kernel.printing import blocks as b
from weige.kernel.printing.faces import BOLD, TEXT, Ink, is_chinese

ALIGN = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}
GREY, PALE = colors.HexColor("#8a9099"), colors.HexColor("#f1f3f6")
RED = colors.HexColor("#c8161d")
SHARPEST = 1400  # px of the longer side of a printed picture: 160 dpi over a page's width, our default
GRID: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]
BOXES: list[Any] = [*GRID, ("GRID", (0, 0), (-1, -1), 0.5, GREY)]
# Shares of key and value in a form of several columns; where three stand beside each other the keys are words and the
# values figures.
KEY_AND_VALUE = {False: (0.24, 0.76), True: (0.68, 0.32)}


class Layout:
    """One document's blocks as flowables; `width` is what the page leaves for text, in points."""

    def __init__(self, style: b.Style, ink: Ink) -> None:
        self.style, self.ink = style, ink
        _, right, _, left = style.margins
        self.width = A4[0] - (left + right) * mm

    def text(self, said: str, *, face: str = TEXT, scale: float = 1.0, **more: Any) -> Text:
        """A paragraph in a face; `scale` times the size of the text."""
        size = self.style.text * scale
        style = ParagraphStyle(
            "weige",
            fontName=face,
            fontSize=size,
            leading=size * more.pop("pitch", self.style.pitch),
            wordWrap="CJK" if is_chinese(said) else None,
            splitLongWords=True,
            **more,
        )
        return Text(self.ink.markup(said, face), style)

    def title(self, document: b.Document) -> list[Flowable]:
        """The issuer's line and the title, centred."""
        scale = self.style.title / self.style.text
        official = self.style is b.OFFICIAL
        look: dict[str, Any] = {"alignment": TA_CENTER, "pitch": 1.3}
        found: list[Flowable] = []
        if document.issuer:
            colour = {"textColor": RED} if official else {}
            found += [
                self.text(document.issuer, face=BOLD, scale=scale * 0.9, **look, **colour),
                Spacer(0, 3 * mm),
            ]
            if official:
                found += [HRFlowable(width="100%", thickness=1, color=RED), Spacer(0, 8 * mm)]
        return [*found, self.text(document.title, face=BOLD, scale=scale, **look), Spacer(0, 5 * mm)]

    @singledispatchmethod
    def flow(self, block: b.Block) -> list[Flowable]:
        """The flowables of a block."""
        raise TypeError(block)

    @flow.register
    def _(self, block: b.Heading) -> list[Flowable]:
        scale = {1: 1.3, 2: 1.12}.get(block.level, 1.0)
        return [
            self.text(
                block.text, face=BOLD, scale=scale, pitch=1.4, spaceBefore=9, spaceAfter=3, keepWithNext=1
            )
        ]

    @flow.register
    def _(self, block: b.Paragraph) -> list[Flowable]:
        scale = 0.85 if block.small else 1.0
        indent = self.style.indent if block.indent and block.align == "left" and not block.small else 0
        face = BOLD if block.bold else TEXT
        look = {"alignment": ALIGN[block.align], "spaceAfter": 2}
        lines = [part for part in block.text.split("\n") if part] or [""]
        first = indent * self.style.text
        return [self.text(line, face=face, scale=scale, firstLineIndent=first, **look) for line in lines]

    @flow.register
    def _(self, block: b.Pairs) -> list[Flowable]:
        if not block.rows:
            return []
        widths = [
            self.width / block.columns * share for share in KEY_AND_VALUE[block.columns > 2]
        ] * block.columns
        if block.columns == 1:
            widths = [min(34 * mm, self.width * 0.3), self.width - min(34 * mm, self.width * 0.3)]
        cells: list[list[Flowable]] = []
        for at in range(0, len(block.rows), block.columns):
            row: list[Flowable] = []
            for key, value in block.rows[at : at + block.columns]:
                row += [self.cell(key, face=BOLD), self.cell(value)]
            cells.append(row + [self.cell("")] * (2 * block.columns - len(row)))
        look = list(BOXES if block.lines else GRID)
        if block.lines:
            look += [("BACKGROUND", (at, 0), (at, -1), PALE) for at in range(0, 2 * block.columns, 2)]
        return [Grid(cells, colWidths=widths, style=look, splitInRow=1), Spacer(0, 2 * mm)]

    @flow.register
    def _(self, block: b.Table) -> list[Flowable]:
        shares = list(block.widths) or [1.0] * len(block.head)
        widths = [self.width * share / sum(shares) for share in shares]
        scale = 0.85 if block.small else 1.0
        head = [self.cell(said, face=BOLD, scale=scale) for said in block.head]
        rows = [[self.cell(said, scale=scale) for said in row] for row in block.rows]
        look = [*BOXES, ("BACKGROUND", (0, 0), (-1, 0), PALE)]
        return [
            Grid([head, *rows], colWidths=widths, style=look, repeatRows=1, splitInRow=1),
            Spacer(0, 2 * mm),
        ]

    def cell(self, said: str, *, face: str = TEXT, scale: float = 1.0) -> Text:
        """A paragraph within a grid: closer lines."""
        return self.text(said, face=face, scale=scale, pitch=1.35)

    @flow.register
    def _(self, block: b.Picture) -> list[Flowable]:
        return [KeepTogether(self.picture(block, self.width)), Spacer(0, 2 * mm)]

    def picture(self, block: b.Picture, room: float) -> list[Flowable]:
        """The picture, as large as block and room allow, and its caption under it."""
        found: list[Flowable] = [image(block.data, min(block.width * mm, room), block.height * mm)]
        if block.caption:
            found.append(self.text(block.caption, scale=0.8, alignment=TA_CENTER, pitch=1.3))
        return found

    @flow.register
    def _(self, block: b.Pictures) -> list[Flowable]:
        if not block.items:
            return []
        room = self.width / block.columns
        cells: list[list[Any]] = []
        for at in range(0, len(block.items), block.columns):
            row: list[Any] = [self.picture(item, room - 8) for item in block.items[at : at + block.columns]]
            cells.append(row + [""] * (block.columns - len(row)))
        return [Grid(cells, colWidths=[room] * block.columns, style=GRID), Spacer(0, 2 * mm)]

    @flow.register
    def _(self, block: b.Signature) -> list[Flowable]:
        sign: Any = image(block.picture, 40 * mm, 14 * mm) if block.picture else self.cell(block.name)
        named = self.cell(block.name) if block.picture and block.name else ""
        widths = [self.width * share for share in (0.3, 0.34, 0.16, 0.2)]
        look: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("LINEBELOW", (1, 0), (1, 0), 0.5, colors.black),
        ]
        row = [self.cell(block.label), sign, named, self.cell(block.date)]
        return [KeepTogether([Grid([row], colWidths=widths, style=look), Spacer(0, 3 * mm)])]

    @flow.register
    def _(self, _: b.Rule) -> list[Flowable]:
        return [HRFlowable(width="100%", thickness=0.5, color=GREY, spaceBefore=4, spaceAfter=4)]

    @flow.register
    def _(self, block: b.Space) -> list[Flowable]:
        return [Spacer(0, block.height * mm)]

    @flow.register
    def _(self, _: b.PageBreak) -> list[Flowable]:
        return [NewPage()]


def image(data: bytes, width: float, height: float) -> Image:
    """A picture fitted into width × height points: upright, opaque, thinned to what paper shows.

    Raises PIL.UnidentifiedImageError for what is no picture.
    """
    with Pixels.open(BytesIO(data)) as raw:
        upright = ImageOps.exif_transpose(raw)
        sheet = Pixels.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        sheet.paste(rgba, mask=rgba.getchannel("A"))
    sheet.thumbnail((SHARPEST, SHARPEST))
    out = BytesIO()
    sheet.save(out, "JPEG", quality=85)
    factor = min(width / sheet.width, height / sheet.height)
    return Image(BytesIO(out.getvalue()), width=sheet.width * factor, height=sheet.height * factor)
