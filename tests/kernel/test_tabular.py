"""Tables in and out: typed cells, errors that say where, all or nothing, exports that cannot bite."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from weige.kernel.errors import Problem
from weige.kernel.models import Setting
from weige.kernel.tabular import (
    Cell,
    Column,
    Export,
    Kind,
    Row,
    RowError,
    Sheet,
    Table,
    read,
    run_import,
    to_csv,
    to_xlsx,
)
from weige.kernel.tabular.http import download

SHOPS = Table(
    [
        Column("code", "店铺编号", "Shop code", required=True, unique=True, longest=10),
        Column("name", "店名", "Name", required=True, aliases=("名称", "招牌")),
        Column("trade", "业态", "Trade", Kind.CHOICE, choices={"餐饮": "food", "零售": "retail"}),
        Column("frontage_m", "门面宽（米）", "Frontage (m)", Kind.NUMBER, minimum=0, maximum=200),
        Column("floors", "层数", "Floors", Kind.INTEGER),
        Column("opened", "开业日期", "Opened", Kind.DATE),
        Column("seen_at", "上次检查", "Last seen", Kind.TIME),
        Column("night", "夜间营业", "Open at night", Kind.YES_NO),
    ]
)
HEADERS = ["店铺编号", "店名", "业态", "门面宽（米）", "层数", "开业日期", "上次检查", "夜间营业"]
GOOD = ["S-1", "老正兴", "餐饮", "12.5", "2", "2020-01-02", "2026-11-20 15:22", "是"]
AT = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)


def as_csv(*rows: Sequence[object], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def values(sheet: Sheet) -> list[dict[str, Cell]]:
    assert sheet.errors == []
    return [dict(row.values) for row in sheet.rows]


def errors(*rows: Sequence[object], headers: Sequence[str] = HEADERS) -> list[tuple[int, str, str]]:
    found = read(as_csv(headers, *rows), SHOPS)
    return [(error.row, error.column, error.code) for error in found.errors]


TYPED = {
    "code": "S-1",
    "name": "老正兴",
    "trade": "food",
    "frontage_m": 12.5,
    "floors": 2,
    "opened": date(2020, 1, 2),
    "seen_at": AT,
    "night": True,
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_offices_write_it(encoding: str, delimiter: str) -> None:
    assert values(read(as_csv(HEADERS, GOOD, encoding=encoding, delimiter=delimiter), SHOPS)) == [TYPED]


def test_xlsx_with_typed_cells_and_empty_rows() -> None:
    row = ["S-1", "老正兴", "餐饮", 12.5, 2.0, date(2020, 1, 2), datetime(2026, 11, 20, 15, 22), "是"]
    sheet = read(as_xlsx([], HEADERS, row, [], ["S-2", "第二家"]), SHOPS)
    assert values(sheet)[0] == TYPED
    assert [(row.number, row["code"], row["night"]) for row in sheet.rows] == [
        (3, "S-1", True),
        (5, "S-2", None),
    ]


def test_headers_in_any_order_language_and_dress() -> None:
    sheet = read(as_csv(["  NAME *", "备注", "shop code"], ["x", "?", 3101.0]), SHOPS)
    assert [row.values["name"] for row in sheet.rows] == ["x"]
    assert sheet.ignored == ["备注"]
    assert values(read(as_xlsx(["编号", "招牌", "Shop code"], [0, "x", 3101]), SHOPS))[0]["code"] == "3101"


def test_every_error_says_row_column_and_what() -> None:
    rows = [
        ["S-1", "", "理发", "abc", "1.5", "31/12/2020", "gestern", "vielleicht"],
        ["S-1", "x", "", "-1", "", "2020/1/2", "", "no"],
        ["S-123456789", "x"],
        ["S-2", "a\x07b"],
    ]
    assert errors(*rows) == [
        (2, "name", "cell_required"),
        (2, "trade", "cell_not_choice"),
        (2, "frontage_m", "cell_not_number"),
        (2, "floors", "cell_not_integer"),
        (2, "opened", "cell_not_date"),
        (2, "seen_at", "cell_not_time"),
        (2, "night", "cell_not_yes_no"),
        (3, "code", "cell_repeated"),
        (3, "frontage_m", "cell_out_of_range"),
        (4, "code", "cell_too_long"),
        (5, "name", "cell_control_characters"),
    ]


def test_missing_and_doubled_columns() -> None:
    assert (
        errors(["x"], headers=["店名"]) == [(1, "code", "column_missing"), (2, "code", "cell_required")][:1]
    )
    assert errors(["S-1", "x", "y"], headers=["店铺编号", "店名", "名称"]) == [(1, "name", "column_twice")]


def test_errors_speak_both_languages() -> None:
    error = read(as_csv(HEADERS, ["S-1", "x", "理发"]), SHOPS).errors[0]
    assert error.to_json("zh")["message"] == "“理发”不在可选范围：餐饮、零售"
    assert error.to_json("en")["message"] == "“理发” is not one of: 餐饮、零售"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for number in range(3):
            parts.writestr(f"xl/{number}.xml", b"0" * (100 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table_empty"),
        (b"\n,,\n", "table_empty"),
        (b"PK\x03\x04 not a workbook", "table_unreadable"),
        (b"\xff\xfe\x00\x01\x02", "table_unreadable"),
        (b"x" * (13 * 1024 * 1024), "table_too_big"),
    ],
)
def test_what_cannot_be_read(data: bytes, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read(data, SHOPS)
    assert caught.value.code == code


def test_a_packed_bomb_is_refused_by_its_directory() -> None:
    with pytest.raises(Problem) as caught:
        read(bomb(), SHOPS)
    assert caught.value.code == "table_too_big"


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weige.kernel.tabular.reading.MAX_ROWS", 2)
    with pytest.raises(Problem) as caught:
        read(as_csv(HEADERS, *[[f"S-{n}", "x"] for n in range(3)]), SHOPS)
    assert caught.value.code == "table_too_long"


def test_two_columns_must_not_share_a_header() -> None:
    with pytest.raises(ValueError, match="share the header"):
        Table([Column("a", "名称", "A"), Column("b", "B列", "B", aliases=("名称",))])


def apply(rows: Sequence[Row]) -> list[RowError]:
    """Writes settings; "S-8" turns out to be taken while it is written."""
    for row in rows:
        Setting.objects.create(key=row["code"], value=row["name"])
    return [RowError(row.number, "code", "cell_repeated", {"row": 0}) for row in rows if row["code"] == "S-8"]


def check(rows: Sequence[Row]) -> list[RowError]:
    """ "S-9" is taken."""
    return [RowError(row.number, "code", "cell_repeated", {"row": 0}) for row in rows if row["code"] == "S-9"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("codes", "dry_run", "written"),
    [
        (["S-1", "S-2"], False, 2),
        (["S-1", "S-2"], True, 0),
        (["S-1", "S-8"], False, 0),
        (["S-1", "S-9"], False, 0),
        (["S-1", "S-1"], False, 0),
    ],
)
def test_all_or_nothing(codes: list[str], dry_run: bool, written: int) -> None:
    sheet = read(as_csv(HEADERS, *[[code, "x"] for code in codes]), SHOPS)
    outcome = run_import(sheet, apply, check=check, dry_run=dry_run)
    assert Setting.objects.filter(key__startswith="S-").count() == written
    assert outcome.written == (written > 0)
    assert bool(outcome.errors) == (not {"S-8", "S-9"}.isdisjoint(codes) or len(set(codes)) < len(codes))
    assert outcome.to_json("zh")["dry_run"] is dry_run


def test_cells_that_cannot_be_read_and_what_they_say_are_told_in_one_round() -> None:
    """Also of one row; of a cell that could not be read nothing more is said; without a header nothing is guessed."""
    sheet = read(as_csv(["店铺编号", "名称", "层数"], ["S-9", "x", "many"], ["S-1", ""], ["S-9", "y"]), SHOPS)
    outcome = run_import(sheet, apply, check=check, dry_run=False)
    assert [(one.row, one.column, one.code) for one in outcome.errors] == [
        (2, "floors", "cell_not_number"),
        (2, "code", "cell_repeated"),
        (3, "name", "cell_required"),
        (4, "code", "cell_repeated"),
    ]
    headless = read(as_csv(["店铺编号", "层数"], ["S-9", "many"]), SHOPS)
    told = run_import(headless, apply, check=check, dry_run=False).errors
    assert "cell_repeated" not in {one.code for one in told}


def export(rows: list[dict[str, Cell]], language: str = "zh") -> Export:
    return Export(
        title="店铺清单",
        columns=SHOPS.columns,
        rows=rows,
        account="duty（值班长）",
        at=AT,
        since=date(2026, 11, 1),
        until=date(2026, 11, 20),
        language=language,
    )


EVIL = ["=1+1", "+cmd|'/c calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


def test_an_export_can_be_read_back() -> None:
    for data in (to_csv(export([TYPED])), to_xlsx(export([TYPED]))):
        sheet = read(data, SHOPS)
        assert dict(sheet.rows[0].values) == TYPED


def rows_of(data: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))


def test_a_workbook_says_what_for_which_time_and_who_took_it() -> None:
    rows = rows_of(to_xlsx(export([TYPED, TYPED])))
    assert rows[0][0] == "店铺清单（2026-11-01 至 2026-11-20）"
    assert rows[1][0] == "导出：duty（值班长）　2026-11-20 15:22:00　共 2 行"
    assert list(rows[2]) == HEADERS
    assert rows_of(to_xlsx(export([], language="en")))[2][0] == "Shop code"
    assert to_csv(export([])).decode("utf-8-sig").splitlines()[-1].startswith("# 店铺清单（2026-11-01")


@pytest.mark.parametrize("text", EVIL)
def test_text_never_becomes_a_formula(text: str) -> None:
    row = TYPED | {"name": text}
    cell = load_workbook(io.BytesIO(to_xlsx(export([row])))).active.cell(4, 2)
    assert cell.data_type != "f"
    line = next(csv.DictReader(io.StringIO(to_csv(export([row])).decode("utf-8-sig"), newline="")))
    assert line["店名"].startswith("'")


def test_numbers_stay_numbers_also_negative_ones() -> None:
    row = TYPED | {"frontage_m": -2.5}
    assert load_workbook(io.BytesIO(to_xlsx(export([row])))).active.cell(4, 4).value == -2.5
    assert ",-2.5," in to_csv(export([row])).decode("utf-8-sig")


def test_a_download_keeps_its_chinese_name() -> None:
    one = export([])
    response = download(to_csv(one), one.filename("csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''%E5%BA%97%E9%93%BA" in response["Content-Disposition"]
    assert "\n" not in response["Content-Disposition"]
