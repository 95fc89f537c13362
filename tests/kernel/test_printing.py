"""Printed papers: read back by another program, the same twice, and honest about what they cannot print."""

import dataclasses
from io import BytesIO

import pytest
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader

from weige.kernel.printing import (
    FILE,
    OFFICIAL,
    Document,
    Heading,
    Pairs,
    Paragraph,
    Picture,
    Pictures,
    Rule,
    Signature,
    Table,
    pdf,
)


def picture(kind: str = "JPEG", colour: str = "teal") -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, kind)
    return out.getvalue()


ORDER = Document(
    title="责令改正通知书",
    number="外示街责改〔2026〕第 0001 号",
    issuer="外滩示范街道综合行政执法队",
    header="外滩示范街道",
    footer="本文书一式两份",
    blocks=[
        Heading("一、基本情况"),
        Pairs([("当事人", "李喆"), ("地址", "示范路 12 号 <后门> & 侧门")]),
        Pairs([("案号", "0001"), ("时限", "2 紧急工作时"), ("来源", "巡查")], columns=2),
        Paragraph("经查，你（单位）在门前占道经营，" * 12 + "责令于三日内改正。"),
        Pictures(
            [
                Picture(picture(), "整改前"),
                Picture(picture("PNG"), "整改后"),
                Picture(picture("WEBP"), "核查"),
            ]
        ),
        Signature("当事人（签字）", name="李喆", picture=picture("PNG", "white"), date="2026-11-22"),
        Rule(),
        Paragraph("备注", small=True),
    ],
)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def flat(data: bytes) -> str:
    return "".join(text_of(data).split())


def test_chinese_text_can_be_found_and_copied() -> None:
    said = flat(pdf(ORDER).data)
    for words in (
        "责令改正通知书",
        "外示街责改〔2026〕第0001号",
        "李喆",
        "<后门>&侧门",
        "责令于三日内改正。",
        "整改后",
        "第1页共2页",
    ):
        assert words in said


def test_the_fonts_are_inside_the_file() -> None:
    page = PdfReader(BytesIO(pdf(ORDER).data)).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    drawn = [font for font in fonts if "Noto" in font["/BaseFont"]]
    assert len(drawn) >= 3
    assert all("/FontFile2" in font["/FontDescriptor"] for font in drawn)


def test_the_same_paper_has_the_same_bytes_and_another_has_not() -> None:
    first, again = pdf(ORDER), pdf(ORDER)
    assert first.data == again.data
    assert first.sha256 == again.sha256
    assert pdf(dataclasses.replace(ORDER, number="2")).sha256 != first.sha256


def test_no_line_begins_with_a_comma() -> None:
    for count in range(8, 16):
        said = Document(
            title="例",
            blocks=[Paragraph("字" * count + "，" + "字" * 33 + "，" + "字" * 32 + "。结束", indent=False)],
        )
        lines = text_of(pdf(said).data).splitlines()
        assert not [line for line in lines if line.strip().startswith(("，", "。"))]


def test_rare_hanzi_of_names_are_printed() -> None:
    printed = pdf(Document(title="姓名", blocks=[Paragraph("镕 喆 堃 祎 㛃 䶮 𬭊")]))
    assert printed.missing == ()
    assert "镕喆堃祎㛃䶮𬭊" in flat(printed.data)


def test_what_no_font_has_is_marked_on_the_paper_and_reported() -> None:
    printed = pdf(Document(title="表情", blocks=[Paragraph("收到😀"), Paragraph("a\x00b\u202ec")]))
    assert printed.missing == ("😀",)
    said = flat(printed.data)
    assert "收到〓" in said
    assert "U+1F600" in said
    assert "abc" in said


def test_a_long_table_repeats_its_head_and_counts_its_pages() -> None:
    rows = [[f"2026-11-22 10:{n % 60:02}", "立案", f"{n:064x}"] for n in range(120)]
    printed = pdf(
        Document(title="时间线", blocks=[Table(["时间", "事件", "指纹"], rows, widths=[2, 2, 5])], style=FILE)
    )
    pages = PdfReader(BytesIO(printed.data)).pages
    assert len(pages) == printed.pages > 2
    for number, page in enumerate(pages, 1):
        said = "".join(page.extract_text().split())
        assert "时间事件指纹" in said
        assert f"第{number}页共{printed.pages}页" in said


def test_an_english_paper_breaks_between_words() -> None:
    words = "The occupier shall remove the goods from the pavement within three days. " * 6
    printed = pdf(
        Document(
            title="Notice", blocks=[Paragraph(words)], language="en", style=OFFICIAL, footer="Two copies"
        )
    )
    whole = set(words.split()) | {"Notice", "Two", "copies", "Page", "1", "of"}
    assert set(text_of(printed.data).split()) <= whole
    assert "Page 1 of 1" in text_of(printed.data)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(UnidentifiedImageError):
        pdf(Document(title="坏图", blocks=[Picture(b"not a picture")]))
