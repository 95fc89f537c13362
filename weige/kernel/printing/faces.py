"""The three embedded fonts and which characters each can print; a character none has is shown as 〓 and reported."""

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib import textsplit
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import paragraph

TEXT, BOLD, RARE = "weige-serif", "weige-bold", "weige-rare"
FOLDER = Path(__file__).parent / "fonts"
WIDE = "\xa0" * 4  # an ideographic space would be folded away as white space
MISSING = "〓"  # the printer's sign for a sort that is not in the case
# Breaks of lines and pages are the layout's; what else is invisible has no place in a paper (and may hide text).
CONTROLS = dict.fromkeys(
    [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), 0xFEFF]
)


_reading_table = ttfonts.makeToUnicodeCMap


def _utf16(found: re.Match[str]) -> str:
    return f"> <{chr(int(found[1], 16)).encode('utf-16-be').hex().upper()}>"


def _table(name: str, subset: Any) -> str:
    """reportlab's table from glyphs back to text, mended: PDF 32000-1, 9.10.3 wants UTF-16, and readers refuse the
    whole table for one rare hanzi (beyond U+FFFF) written as five digits."""
    return re.sub(r"> <([0-9A-F]{5,6})>", _utf16, _reading_table(name, subset))


ttfonts.makeToUnicodeCMap = _table  # type: ignore[assignment]
# GB/T 15834-2011, 5.1: these never begin a line; reportlab knows the Japanese ones only.
_NOT_FIRST = "，。、；：？！％）》〉」』】〕”’…·"
paragraph.ALL_CANNOT_START += _NOT_FIRST  # type: ignore[attr-defined]
textsplit.ALL_CANNOT_START += _NOT_FIRST  # type: ignore[misc]


@cache
def known() -> dict[str, frozenset[int]]:
    """Registers the fonts with the PDF maker (once a process) and says which characters each has."""
    found = {}
    for name in (TEXT, BOLD, RARE):
        font: Any = TTFont(name, str(FOLDER / f"{name}.ttf"))
        pdfmetrics.registerFont(font)
        found[name] = frozenset(font.face.charToGlyph)
    return found


class Ink:
    """Turns text into markup that names a font for what the wanted one lacks; remembers what nobody had."""

    def __init__(self) -> None:
        self.has = known()
        self.missing: set[str] = set()

    def markup(self, text: str, face: str = TEXT) -> str:
        """Escaped markup for a paragraph; newlines become line breaks, tabs a space."""
        parts: list[str] = []
        for run, font in self.runs(text.translate(CONTROLS).replace("\t", " ").replace("\u3000", WIDE), face):
            said = escape(run, quote=False).replace("\n", "<br/>")
            parts.append(said if font == face else f'<font name="{font}">{said}</font>')
        return "".join(parts)

    def runs(self, text: str, face: str) -> list[tuple[str, str]]:
        """The text in pieces of one font each: the wanted one, then the text face, then the rare one."""
        found: list[tuple[str, str]] = []
        for char in text:
            font = self._font(char, face)
            if font is None:
                self.missing.add(char)
                char, font = MISSING, face  # noqa: PLW2901 - what is drawn in its place
            if found and found[-1][1] == font:
                found[-1] = (found[-1][0] + char, font)
            else:
                found.append((char, font))
        return found

    def _font(self, char: str, face: str) -> str | None:
        if char == "\n":
            return face
        return next((font for font in (face, TEXT, RARE) if ord(char) in self.has[font]), None)


def is_chinese(text: str) -> bool:
    """Whether lines of this text break between characters rather than between words."""
    return any("⺀" <= char <= "鿿" or "＀" <= char <= "￯" or ord(char) > 0x20000 for char in text)
