"""Imports: dry run, errors by row, corrections and dated re-gridding, and the whole demonstration street."""

from datetime import UTC, date, datetime

import pytest

from weige.demo.ground import load_ground
from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.errors import Conflict, Invalid
from weige.kernel.models import Event
from weige.territory import services
from weige.territory.models import Address, Area, Building, Layer, Premise, Road
from weige.territory.queries import locate
from weige.territory.rules.datum import convert
from weige.territory.services import Row, rows_of_geojson, rows_of_table

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
TODAY = date(2026, 11, 20)
LATER = date(2027, 1, 1)


def square(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def area_row(number, code, geometry, parent="", layer="cityop", **more):
    values = {
        "layer": layer,
        "code": code,
        "level": "grid",
        "parent": parent,
        "name_zh": code,
        "name_en": code,
    }
    return Row(number, {**values, "geometry": geometry, **more})


TOWN = [
    area_row(2, "A", square(121.48, 31.23, 121.49, 31.24), parent="T"),
    area_row(1, "T", square(121.47, 31.22, 121.50, 31.25), layer="admin"),
    area_row(
        3, "S", {"type": "LineString", "coordinates": [[121.481, 31.235], [121.489, 31.235]]}, "A", width_m=20
    ),
]


@pytest.fixture
def layers(db):
    for order, code in enumerate(("admin", "cityop")):
        services.open_layer(code=code, name_zh=code, name_en=code, order=order)


def bring(rows, valid_from=TODAY, **more):
    return services.import_areas(rows=rows, valid_from=valid_from, who=SYSTEM, now=NOW, **more)


def test_children_may_stand_before_parents_and_parents_in_another_layer(layers):
    report = bring(TOWN)
    assert (report.created, report.errors, report.written) == (3, [], True)
    segment = Area.objects.get(code="S")
    assert [Area.objects.get(pk=pk).code for pk in segment.path] == ["T", "A", "S"]
    assert segment.south == pytest.approx(31.235 - 10 / 110_900, abs=2e-6)
    assert locate(121.485, 31.2351, on=TODAY).by_layer["cityop"].code == "S"
    assert Event.objects.get(kind="territory.areas_imported").payload["created"] == 3


def test_a_dry_run_says_everything_and_writes_nothing(layers):
    report = bring(TOWN, dry_run=True)
    assert (report.created, report.written) == (3, False)
    assert not Area.objects.exists()
    assert not Event.objects.exists()


def test_importing_the_same_again_changes_nothing(layers):
    bring(TOWN)
    before = list(Area.objects.order_by("pk").values())
    report = bring(TOWN, LATER)
    assert (report.unchanged, report.created, report.updated, report.replaced) == (3, 0, 0, 0)
    assert list(Area.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (area_row(9, "Z", square(121.48, 31.23, 121.49, 31.24), layer="nowhere"), "layer", "layer_unknown"),
        (area_row(9, "", square(121.48, 31.23, 121.49, 31.24), name_zh="无"), "code", "field_missing"),
        (
            area_row(9, "Z", square(121.48, 31.23, 121.49, 31.24), level="planet"),
            "level",
            "place_value_unknown",
        ),
        (area_row(9, "Z", square(31.23, 121.48, 31.24, 121.49)), "geometry", "lon_lat_swapped"),
        (area_row(9, "Z", None), "geometry", "geometry_missing"),
        (area_row(9, "Z", "POLYGON((1 2, 3"), "geometry", "geometry_unreadable"),
        (
            area_row(9, "Z", {"type": "Point", "coordinates": [121.48, 31.23]}, width_m="wide"),
            "width_m",
            "place_not_a_number",
        ),
        (
            area_row(9, "Z", {"type": "Point", "coordinates": [121.48, 31.23]}, width_m=9999),
            "width_m",
            "place_number_range",
        ),
        (area_row(9, "Z", square(121.48, 31.23, 121.49, 31.24), parent="Q"), "parent", "parent_unknown"),
        (area_row(9, "Z", square(121.48, 31.23, 121.49, 31.24), parent="Z"), "parent", "parent_loop"),
        (area_row(9, "A", square(121.48, 31.23, 121.49, 31.24)), "code", "place_twice"),
        (area_row(9, "Z" * 40, square(121.48, 31.23, 121.49, 31.24)), "code", "place_text_too_long"),
    ],
)
def test_one_bad_row_is_named_and_stops_all(layers, row, column, code):
    report = bring([*TOWN, row])
    assert [(e.row, e.column, e.code) for e in report.errors] == [(9, column, code)]
    assert not report.written
    assert not Area.objects.exists()


def test_the_same_day_corrects_and_a_later_day_replaces_with_everything_below(layers):
    bring(TOWN)
    moved = square(121.48, 31.23, 121.488, 31.24)
    corrected = bring([area_row(1, "A", moved, "T")])
    assert (corrected.updated, corrected.replaced) == (1, 0)
    old = {area.code: area for area in Area.objects.all()}
    report = bring([area_row(1, "A", square(121.48, 31.23, 121.495, 31.24), "T")], LATER)
    assert report.replaced == 2  # A, and the segment below it
    assert set(Area.objects.filter(valid_to=LATER).values_list("code", flat=True)) == {"A", "S"}
    new = {area.code: area for area in Area.objects.filter(valid_to=None)}
    assert new["S"].path == [old["T"].pk, new["A"].pk, new["S"].pk]
    before, after = locate(121.485, 31.235, on=TODAY), locate(121.485, 31.235, on=LATER)
    assert (before.by_layer["cityop"].area_id, after.by_layer["cityop"].area_id) == (old["S"].pk, new["S"].pk)
    told = Event.objects.filter(kind="territory.area_replaced").order_by("id")
    assert [(e.payload["code"], e.payload["old_id"]) for e in told] == [
        ("A", old["A"].pk),
        ("S", old["S"].pk),
    ]


def test_a_change_cannot_begin_before_the_area_itself(layers):
    bring(TOWN)
    report = bring([area_row(1, "A", square(121.48, 31.23, 121.495, 31.24), "T")], date(2026, 1, 1))
    assert [e.code for e in report.errors] == ["replace_before_opening"]


def test_areas_come_in_other_datums_and_as_wkt_from_a_table(layers):
    corners = [convert(x, y, source="WGS84", target="GCJ-02") for x, y in ((121.48, 31.23), (121.49, 31.24))]
    (w, s), (e, n) = corners
    wkt = f"POLYGON (({w} {s}, {e} {s}, {e} {n}, {w} {n}, {w} {s}))"
    rows = rows_of_table(
        ["layer", "code", "level", "parent", "name_zh", "name_en", "width_m", "geometry"],
        [["cityop", 7.0, "grid", None, "七号", None, None, wkt], [None] * 8],
    )
    report = bring(rows, datum="GCJ-02")
    assert report.errors == []
    area = Area.objects.get(code="7")
    assert (area.west, area.south) == pytest.approx((121.48, 31.23), abs=2e-5)
    assert area.name_en == "7"


def test_closing_ends_everything_below_and_rows_keep_their_cells(layers):
    bring(TOWN)
    found_then = locate(121.485, 31.235, on=TODAY)
    area = Area.objects.select_related("layer").get(code="A")
    closed = services.close_area(area=area, valid_to=LATER, who=SYSTEM, now=NOW)
    assert {one.code for one in closed} == {"A", "S"}
    assert locate(121.485, 31.235, on=LATER).by_layer.keys() == {"admin"}
    assert Area.objects.filter(pk__in=found_then.cells).count() == 3  # never deleted: old cells stay readable
    assert [e.payload["code"] for e in log.of(f"area:{area.pk}")] == ["A"]
    area.refresh_from_db()
    with pytest.raises(Conflict):
        services.close_area(area=area, valid_to=LATER, who=SYSTEM, now=NOW)
    with pytest.raises(Invalid):
        services.close_area(area=Area.objects.get(code="T"), valid_to=TODAY, who=SYSTEM, now=NOW)


def house(number, code, west=121.4840, south=31.2352, **more):
    return Row(number, {"code": code, "geometry": square(west, south, west + 0.0002, south + 0.0002), **more})


def buildings(rows, **more):
    return services.import_buildings(rows=rows, who=SYSTEM, now=NOW, **more)


def test_buildings_get_their_cells_and_an_excel_row_changes_only_what_it_says(layers):
    bring(TOWN)
    first = buildings([house(1, "b1", height_m=23, name_zh="一号楼"), house(2, "b2", 121.486, floors="3")])
    assert (first.created, first.errors) == (2, [])
    one, two = Building.objects.order_by("code")
    assert locate(one.lon, one.lat, on=TODAY).cells == one.cells
    assert (two.height_m, two.height_source, two.floors) == (11.0, "floors", 3)
    table = rows_of_table(["code", "protection", "built_year"], [["b1", "class_2", 1926]])
    second = buildings(table)
    assert (second.updated, second.unchanged) == (1, 0)
    one.refresh_from_db()
    assert (one.protection, one.built_year, one.height_m, one.name_zh) == ("class_2", 1926, 23.0, "一号楼")
    assert buildings(table).unchanged == 1
    assert buildings([house(1, "b9", height_m=9)], dry_run=True).created == 1
    assert Building.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (house(5, "b", height_m=-3), "height_m", "place_number_range"),
        (house(5, "b"), "height_m", "field_missing"),
        (house(5, "b", height_m=9, protection="class_9"), "protection", "place_value_unknown"),
        (house(5, "b", 120.0, height_m=9), "lon", "outside_the_street"),
        (Row(5, {"code": "b", "height_m": 9}), "geometry", "geometry_missing"),
        (Row(5, {"code": "b", "height_m": 9, "geometry": {"type": "Point", "coordinates": [121.485, 31.235]}}),
         "geometry", "geometry_type"),
    ],
)  # fmt: skip
def test_bad_buildings(layers, row, column, code):
    bring(TOWN)
    report = buildings([row])
    assert [(e.row, e.column, e.code) for e in report.errors] == [(5, column, code)]
    assert not Building.objects.exists()


def test_all_faults_of_a_sheet_are_told_in_one_round(layers):
    """What somebody may not touch was only told once nothing else was wrong, and a road's name after its line."""
    bring(TOWN)
    rows = [house(5, "theirs", height_m=9), house(3, "b", floors="many"), house(4, "both", height_m=-1)]
    report = buildings(rows, may=lambda one: one.code not in {"theirs", "both"})
    assert [(e.row, e.column, e.code) for e in report.errors] == [
        (3, "floors", "place_not_a_number"),
        (4, "height_m", "place_number_range"),
        (4, "code", "outside_the_street"),
        (5, "code", "outside_the_street"),
    ]
    road = services.import_roads(rows=[Row(2, {"name_zh": "", "kind": "x" * 40})], who=SYSTEM, now=NOW)
    assert [e.column for e in road.errors] == ["name_zh", "kind", "geometry"]


def test_roads_addresses_and_premises_hang_together(layers):
    bring(TOWN)
    line = {"type": "LineString", "coordinates": [[121.481, 31.235], [121.489, 31.235]]}
    given = {"who": SYSTEM, "now": NOW}
    services.import_roads(
        rows=[Row(1, {"name_zh": "示范路", "kind": "residential", "geometry": line})], **given
    )
    assert Road.objects.get().geometry["type"] == "MultiLineString"
    buildings([house(1, "b1", height_m=23)])
    place = {"lon": 121.4841, "lat": 31.2352, "building": "b1", "address_zh": "示范路3号"}
    addresses = services.import_addresses(rows=[Row(2, {**place, "road": "示范路", "number": "3"})], **given)
    premises = services.import_premises(rows=[Row(2, {**place, "code": "p1", "unit": "底层"})], **given)
    assert (addresses.errors, premises.errors) == ([], [])
    assert Premise.objects.get().address == Address.objects.get()
    assert Address.objects.get().leaf_cells == Premise.objects.get().leaf_cells != []
    bad = services.import_premises(
        rows=[Row(2, {**place, "code": "p2", "building": "x", "lon": ""})], **given
    )
    assert {(e.column, e.code) for e in bad.errors} == {
        ("building", "building_unknown"),
        ("lon", "field_missing"),
    }
    bad = services.import_addresses(
        rows=[Row(2, {**place, "address_zh": "别处1号", "road": "别处"})], **given
    )
    assert [e.code for e in bad.errors] == ["road_unknown"]


def test_after_a_re_gridding_places_are_found_anew(layers):
    bring(TOWN)
    buildings([house(1, "b1", height_m=23)])
    before = Building.objects.get().cells
    bring([area_row(1, "A", square(121.48, 31.23, 121.495, 31.24), "T")], LATER)
    done = services.find_places_anew(on=LATER, who=SYSTEM, now=NOW)
    assert (done.looked_at, done.moved) == (1, 1)
    assert Building.objects.get().cells != before
    assert services.find_places_anew(on=LATER, who=SYSTEM, now=NOW).moved == 0


def test_geojson_that_is_no_collection_is_refused():
    with pytest.raises(ValueError, match="FeatureCollection"):
        rows_of_geojson({"type": "Feature"})


def test_the_demonstration_street_loads_whole(db):
    found = load_ground(NOW)
    assert found["areas"] == Area.objects.count() == 78
    assert found["buildings"] == Building.objects.count() > 600
    assert found["premises"] == Premise.objects.count() >= 240
    assert Layer.objects.count() == 4
    street = Area.objects.get(code="310101999")
    assert not Building.objects.exclude(cells__contains=[street.pk]).exists()
    segments = set(Area.objects.filter(level__in=["segment", "point"]).values_list("pk", flat=True))
    for cells in Building.objects.values_list("leaf_cells", flat=True):
        assert len(segments & set(cells)) == 1
    assert Building.objects.exclude(protection="").count() >= 15
