"""The list as a workbook: Chinese headers, the period in the title, nothing that runs as a formula."""

from io import BytesIO
from urllib.parse import unquote

from openpyxl import load_workbook

from tests.cases.town import Town
from weige.kernel.models import Event
from weige.people.models import Post


def sheet(content: bytes) -> list[tuple[object, ...]]:
    book = load_workbook(BytesIO(content), read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return rows


def test_the_filtered_list_with_chinese_headers(town: Town) -> None:
    town.dispatched()
    town.report(matter="", text="=cmd|' /C calc'!A0", place="")
    answer = town.client_for("dispatcher").get("/api/cases/export.xlsx?since=2026-11-01T00:00:00%2B08:00")
    assert answer.status_code == 200
    assert "案件清单（2026-11-01_至_2026-11-20）" in unquote(answer["Content-Disposition"])
    title, mark, heads, *rows = sheet(answer.content)
    assert title[0] == "案件清单（2026-11-01 至 2026-11-20）"
    assert "陆雨晴" in str(mark[0])
    assert heads[:4] == ("案件编号", "事项代码", "事项", "标题")
    assert len(rows) == 2
    by_matter = {row[1]: row for row in rows}
    assert by_matter["09005"][8] == Post.objects.get(code="worker-L01").name_zh
    assert str(by_matter["09005"][12]) == "2026-11-20 17:22:00"
    assert by_matter["09005"][7] == "已派遣待处置"
    assert by_matter[None][3] == "=cmd|' /C calc'!A0", "kept as text"
    book = load_workbook(BytesIO(answer.content))
    kinds = {cell.data_type for row in book.worksheets[0].iter_rows(min_row=4) for cell in row}
    assert "f" not in kinds, "nothing runs as a formula"
    event = Event.objects.get(kind="cases.exported")
    assert event.payload["rows"] == 2


def test_only_those_who_may_export(town: Town) -> None:
    town.report()
    assert town.client_for("worker01").get("/api/cases/export.xlsx").status_code == 404
    assert town.client_for("stranger").get("/api/cases/export.xlsx").status_code == 404
