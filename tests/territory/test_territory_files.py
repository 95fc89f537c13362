"""Files from offices: GeoJSON, CSV in two encodings, Excel with Chinese headings; and the import endpoint."""

import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from weige.territory.models import Area, Building
from weige.territory.rules.faults import TerritoryFault
from weige.territory.services import files, rows_of_file

LINES = [
    ["编码", "名称", "层数", "自定义"],
    ["b1", "一号楼", 6, "x"],
    [None, None, None, None],
    ["b2", "二号楼", 3, "y"],
]


def workbook(lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(lines):
    return "\r\n".join(",".join("" if cell is None else str(cell) for cell in line) for line in lines)


def box(west):
    ring = [
        [west, 31.2305],
        [west + 0.0002, 31.2305],
        [west + 0.0002, 31.2307],
        [west, 31.2307],
        [west, 31.2305],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(*features):
    found = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("houses.csv", table(LINES).encode("utf-8-sig")),
        ("houses.CSV", table(LINES).encode("gb18030")),
        ("houses.xlsx", workbook(LINES)),
    ],
)
def test_tables_read_alike_with_chinese_headings(name, content):
    rows = rows_of_file(name, content)
    assert [row.number for row in rows] == [2, 4]
    assert (rows[0].text("code"), rows[1].text("name_zh"), rows[1].text("floors")) == ("b1", "二号楼", "3")
    assert rows[0].text("自定义") == "x"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("houses.pdf", b"", "file_kind"),
        ("houses.xlsx", b"no zip", "file_unreadable"),
        ("houses.geojson", b"{", "file_unreadable"),
        ("houses.geojson", b"[]", "file_unreadable"),
        ("houses.json", b'{"type": "Feature"}', "geometry_missing"),
        ("houses.csv", b"\xff\xfe\xff", "file_unreadable"),
    ],
)
def test_what_cannot_be_read_says_why(name, content, code):
    with pytest.raises(TerritoryFault) as caught:
        rows_of_file(name, content)
    assert caught.value.code == code


def test_too_long_a_file_is_refused(monkeypatch):
    monkeypatch.setattr(files, "ROWS_MOST", 1)
    with pytest.raises(TerritoryFault) as caught:
        rows_of_file("houses.csv", table(LINES).encode())
    assert caught.value.code == "file_too_long"


def send(client, what, content, name="file.geojson", **form):
    file = SimpleUploadedFile(name, content)
    return client.post(f"/api/territory/import/{what}", {"file": file, **form})


def test_a_dry_run_first_and_then_for_real(client_for, territory):
    admin = client_for("admin")
    content = collection(({"code": "b1", "floors": 5, "name_zh": "一号楼"}, box(121.4805)))
    dry = send(admin, "buildings", content).json()
    assert (dry["created"], dry["written"], dry["errors"]) == (1, False, [])
    assert not Building.objects.exists()
    real = send(admin, "buildings", content, dry_run="false").json()
    assert (real["created"], real["written"]) == (1, True)
    assert Building.objects.get().leaf_cells == [territory["L01"].pk]
    changed = send(
        admin, "buildings", workbook([["编码", "保护类别"], ["b1", "class_1"]]), "b.xlsx", dry_run="false"
    )
    assert changed.json()["updated"] == 1
    assert Building.objects.get().protection == "class_1"


def test_every_wrong_row_is_named_in_words(client_for, territory):
    content = collection(({"code": "b1"}, box(121.4805)), ({"floors": "many"}, box(31.0)))
    errors = send(client_for("admin"), "buildings", content, dry_run="false").json()["errors"]
    assert {(e["row"], e["column"], e["code"]) for e in errors} >= {
        (1, "height_m", "field_missing"),
        (2, "code", "field_missing"),
        (2, "floors", "place_not_a_number"),
    }
    assert all(e["message"] and "{" not in e["message"] for e in errors)


def test_only_the_administrator_of_this_street_imports_and_only_into_it(client_for, territory):
    content = collection(({"code": "b1", "floors": 5}, box(121.4805)))
    for name in ("duty", "worker01", "stranger"):
        assert send(client_for(name), "buildings", content).status_code == 404, name
    next_door = collection(({"code": "n1", "floors": 5}, box(121.5005)))
    answer = send(client_for("admin"), "buildings", next_door, dry_run="false").json()
    assert [(e["column"], e["code"]) for e in answer["errors"]] == [("code", "outside_the_street")]
    theirs = {"layer": "cityop", "code": "N01", "level": "segment", "parent": "310101998", "name_zh": "改名"}
    answer = send(client_for("admin"), "areas", collection((theirs, box(121.5005))), dry_run="false").json()
    assert [e["code"] for e in answer["errors"]] == ["outside_the_street"]
    assert not Building.objects.exists()
    assert Area.objects.get(code="N01").name_zh == "N01"


def test_areas_by_file_with_a_day(client_for, territory):
    new = {"layer": "cityop", "code": "X09", "level": "point", "parent": "C1", "name_zh": "零星网点"}
    spot = {"type": "Point", "coordinates": [121.4821, 31.2321]}
    answer = send(
        client_for("admin"), "areas", collection((new, spot)), dry_run="false", valid_from="2027-03-01"
    )
    assert answer.json()["created"] == 1
    area = Area.objects.get(code="X09")
    assert (area.valid_from, area.path) == (date(2027, 3, 1), [*territory["C1"].path, area.pk])


@pytest.mark.parametrize(
    ("what", "name", "form"),
    [("planets", "f.csv", {}), ("areas", "f.pdf", {}), ("areas", "f.csv", {"datum": "x"})],
)
def test_bad_requests_are_refused(client_for, territory, what, name, form):
    assert send(client_for("admin"), what, b"code", name, **form).status_code == 422
