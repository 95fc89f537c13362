"""Shops: lists within reach, import all or nothing, export that reads back, moved after a re-gridding."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Api, Member, box, make_area
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.kernel.tabular import read
from weige.registry.models import Shop
from weige.registry.schemas import SHOPS
from weige.registry.services import find_shops_anew, import_shops
from weige.territory.models import Area

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
HEAD = "code,name_zh,name_en,trade,address_zh,lon,lat,frontage_m,building,owner\n"
ROWS = [
    "S1,老正兴,Lao Zheng Xing,餐饮,福州路556号,121.481,31.231,12.5,,merchant",
    "S2,茶与书,Tea and Books,咖啡茶饮,九江路36号,121.483,31.231,6,,",
    "S3,示范五金,Model Hardware,五金,汉口路100号,121.485,31.231,,,",
]
Ask = Callable[[str | None], Api]


def load(*rows: str, dry_run: bool = False) -> Any:
    sheet = read((HEAD + "\n".join(rows)).encode(), SHOPS)
    return import_shops(sheet=sheet, who=SYSTEM, now=NOW, dry_run=dry_run)


@pytest.fixture
def shops(cast: dict[str, Member]) -> dict[str, Shop]:
    assert load(*ROWS).errors == []
    return {shop.code: shop for shop in Shop.objects.all()}


def codes(client: Api, query: str = "") -> list[str]:
    return [item["code"] for item in client.get(f"/api/shops{query}").json()["items"]]


@pytest.mark.django_db
def test_lists_are_within_reach(shops: dict[str, Shop], client_for: Ask) -> None:
    assert codes(client_for("duty")) == ["S1", "S2", "S3"]
    assert codes(client_for("worker01")) == ["S1", "S2", "S3"]
    assert codes(client_for("merchant")) == ["S1"], "an owner sees the own shop"
    assert client_for("resident").get("/api/shops").status_code == 404
    assert client_for("stranger").get("/api/shops").status_code == 404
    assert client_for(None).get("/api/shops").status_code == 401


@pytest.mark.django_db
def test_finding(shops: dict[str, Shop], client_for: Ask) -> None:
    duty = client_for("duty")
    assert codes(duty, "?q=茶") == ["S2"]
    assert codes(duty, "?q=hardware 汉口") == ["S3"]
    assert codes(duty, "?q=s1") == ["S1"]
    assert codes(duty, "?area=C1") == ["S1", "S2"]
    assert codes(duty, "?area=nowhere") == []
    assert codes(duty, "?limit=2&after=S1") == ["S2", "S3"]
    assert duty.get("/api/shops?limit=2").json()["next"] == "S2"
    assert duty.get("/api/shops?limit=501").status_code == 422


@pytest.mark.django_db
def test_one_shop(shops: dict[str, Shop], client_for: Ask) -> None:
    path = f"/api/shops/{shops['S1'].pk}"
    found = client_for("duty").get(path).json()
    assert [area["code"] for area in found["areas"]] == ["310101999", "C1", "L01"]
    assert (found["frontage_m"], found["has_owner"]) == (12.5, True)
    assert "merchant" not in str(found), "the owner is a person"
    for name in ("stranger", "merchant02", "resident"):
        assert client_for(name).get(path).status_code == 404, name
    assert client_for("duty").get("/api/shops/999999").status_code == 404


@pytest.mark.django_db
def test_a_list_of_fifty_costs_three_statements(
    cast: dict[str, Member], client_for: Ask, django_assert_num_queries: Any
) -> None:
    load(*[f"T{n:03},店{n},,五金,汉口路{n}号,121.481,31.231,,," for n in range(60)])
    with django_assert_num_queries(3):
        assert len(codes(client_for("duty"))) == 50


@pytest.mark.django_db
def test_an_import_says_what_is_wrong_and_keeps_nothing(cast: dict[str, Member]) -> None:
    outcome = load(ROWS[0], "S2,x,,五金,y,121.9,31.9,,,", "S3,x,,五金,y,121.481,31.231,,B-404,nobody")
    assert [(error.row, error.column, error.code) for error in outcome.errors] == [
        (3, "lon", "shop_outside"),
        (4, "building", "shop_no_building"),
        (4, "owner", "shop_no_login"),
    ]
    assert Shop.objects.count() == 0
    broken = load(ROWS[0], "S3,x,,五金,y,abc,31.231,,B-404,nobody", "S4,,,五金,y,121.9,31.9,,,")
    assert [(error.row, error.column, error.code) for error in broken.errors] == [
        (3, "lon", "cell_not_number"),
        (3, "building", "shop_no_building"),
        (3, "owner", "shop_no_login"),
        (4, "name_zh", "cell_required"),
        (4, "lon", "shop_outside"),
    ], "what cannot be read and what is not there, in one round"
    assert load(*ROWS, dry_run=True).errors == []
    assert Shop.objects.count() == 0


@pytest.mark.django_db
def test_importing_again_changes_and_keeps_the_owner(shops: dict[str, Shop]) -> None:
    assert load("S1,新正兴,,餐饮,福州路556号,121.485,31.231,,,").errors == []
    shop = Shop.objects.get(code="S1")
    assert (shop.pk, shop.name_zh, shop.owner_id) == (shops["S1"].pk, "新正兴", shops["S1"].owner_id)
    assert shop.cells != shops["S1"].cells
    assert Event.objects.filter(kind="registry.shops_imported").latest("id").payload == {
        "created": 0,
        "updated": 1,
    }


@pytest.mark.django_db
def test_import_over_http(cast: dict[str, Member], client_for: Ask) -> None:
    def send(name: str, text: str, query: str = "") -> Any:
        return client_for(name).post(
            f"/api/shops/import{query}", {"file": SimpleUploadedFile("s.csv", text.encode())}
        )

    assert send("worker01", HEAD + ROWS[0]).status_code == 404
    assert send("stranger", HEAD + ROWS[0]).status_code == 404
    tried = send("admin", HEAD + "\n".join(ROWS)).json()
    assert (tried["rows"], tried["written"], tried["dry_run"], tried["errors"]) == (3, False, True, [])
    assert send("admin", HEAD + "\n".join(ROWS), "?dry_run=false").json()["written"] is True
    wrong = send("admin", HEAD + "S9,,,五金,y,abc,31.231,,,", "?dry_run=false").json()
    assert [error["message"] for error in wrong["errors"]] == ["必填，这里是空的", "“abc”不是数字"]
    next_door = "N1,邻居,,五金,y,121.5005,31.2305,,,"
    assert send("admin", HEAD + next_door, "?dry_run=false").json()["errors"][0]["code"] == "shop_not_yours"
    assert Shop.objects.count() == 3


@pytest.mark.django_db
def test_an_export_reads_back(shops: dict[str, Shop], client_for: Ask) -> None:
    for kind in ("xlsx", "csv"):
        answer = client_for("duty").get(f"/api/shops/export.{kind}?q=茶")
        assert "attachment" in answer["Content-Disposition"]
        found = read(answer.content, SHOPS) if kind == "csv" else None
        if found:
            assert [row["code"] for row in found.rows] == ["S2"]
    assert client_for("stranger").get("/api/shops/export.xlsx").status_code == 404
    assert client_for("duty").get("/api/shops/export.exe").status_code == 422


@pytest.mark.django_db
def test_after_a_re_gridding_shops_lie_in_the_new_cells(
    shops: dict[str, Shop], territory: dict[str, Area]
) -> None:
    Area.objects.filter(code="L01").update(valid_to=NOW.date())
    make_area(territory["L01"].layer, "L09", "segment", territory["C1"], box(0, 0))
    event = find_shops_anew(on=NOW.date(), who=SYSTEM, now=NOW)
    assert (event.looked_at, event.moved) == (3, 1)
    assert Area.objects.get(code="L09").pk in Shop.objects.get(code="S1").cells
