"""Printed papers: blocks in, a PDF with Chinese text out; the same input gives the same bytes."""

from weige.kernel.printing.blocks import (
    FILE,
    FORM,
    OFFICIAL,
    Align,
    Block,
    Document,
    Heading,
    PageBreak,
    Pairs,
    Paragraph,
    Picture,
    Pictures,
    Rule,
    Signature,
    Space,
    Style,
    Table,
)
from weige.kernel.printing.making import Printed, pdf

__all__ = [
    "FILE",
    "FORM",
    "OFFICIAL",
    "Align",
    "Block",
    "Document",
    "Heading",
    "PageBreak",
    "Pairs",
    "Paragraph",
    "Picture",
    "Pictures",
    "Printed",
    "Rule",
    "Signature",
    "Space",
    "Style",
    "Table",
    "pdf",
]
