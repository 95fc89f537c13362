"""What a paper is made of: plain values that say what stands there, not how it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Style:
    """Sizes of a kind of paper. Margins in mm (top, right, bottom, left) on A4; text and title in points.

    `pitch` is the distance of lines as a multiple of the size of the text; `indent` the first line's, in characters.
    """

    margins: tuple[float, float, float, float]
    text: float
    title: float
    pitch: float = 1.5
    indent: int = 0


#: GB/T 9704-2012, 5.1 and 5.2: margins 37/26/35/28 mm, title 二号 (22 pt), text 三号 (16 pt), lines about 28 pt.
OFFICIAL = Style((37, 26, 35, 28), 16, 22, 1.8, 2)
#: Forms with many fields (notices, orders): our default, 小四 (12 pt).
FORM = Style((25, 22, 22, 25), 12, 20, 1.6, 2)
#: Case files and reports: our default, 五号 (10.5 pt).
FILE = Style((22, 18, 20, 18), 10.5, 18, 1.5)


@dataclass(frozen=True)
class Heading:
    """level 1 to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text; newlines stay. `small` is for notes, `bold` takes the heading's face."""

    text: str
    align: Align = "left"
    bold: bool = False
    small: bool = False
    indent: bool = True


@dataclass(frozen=True)
class Pairs:
    """Key and value, line by line, as in a form; `columns` pairs beside each other."""

    rows: Sequence[tuple[str, str]]
    columns: int = 1
    lines: bool = True


@dataclass(frozen=True)
class Table:
    """A grid with a head that is repeated on every page; widths are shares, equal when not given."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    small: bool = True


@dataclass(frozen=True)
class Picture:
    """JPEG, PNG or WebP bytes with a caption; never wider than the page, at most `width` and `height` mm."""

    data: bytes
    caption: str = ""
    width: float = 120
    height: float = 120


@dataclass(frozen=True)
class Pictures:
    """Pictures beside each other, `columns` in a line."""

    items: Sequence[Picture]
    columns: int = 2


@dataclass(frozen=True)
class Signature:
    """A line to sign on: label, who, an already given signature as a picture, and the date."""

    label: str
    name: str = ""
    picture: bytes | None = None
    date: str = ""


@dataclass(frozen=True)
class Rule:
    """A thin line across."""


@dataclass(frozen=True)
class Space:
    """Room of so many mm."""

    height: float = 5


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Pairs | Table | Picture | Pictures | Signature | Rule | Space | PageBreak


@dataclass(frozen=True)
class Document:
    """A paper. `number` stands at the right of the header and in the PDF's subject, `header` at its left, `footer` at
    the left of the foot; the foot's right says page n of m. `issuer` stands above the title (red on OFFICIAL)."""

    title: str
    blocks: Sequence[Block]
    number: str = ""
    issuer: str = ""
    header: str = ""
    footer: str = ""
    author: str = ""
    language: Literal["zh", "en"] = "zh"
    style: Style = FORM
