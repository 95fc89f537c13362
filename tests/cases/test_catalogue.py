"""The catalogue: what ships, search as people speak, versions of conditions, import with dry run, desk limits."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from tests.cases.town import Town, body, local, wall
from weige.cases.models import FilingCondition, Matter
from weige.cases.rules.catalogue import COLUMNS, read
from weige.cases.services.catalogue import load_packaged, packaged


@pytest.fixture
def search(town: Town) -> Any:
    def ask(text: str, name: str = "worker01") -> list[dict[str, Any]]:
        return list(body(town.client_for(name).get("/api/matters", {"q": text}))["items"])

    return ask


def test_everything_that_ships_is_there(town: Town) -> None:
    assert Matter.objects.count() == 275
    assert Matter.objects.filter(kind="component_anomaly").count() == 153
    assert FilingCondition.objects.count() == 692
    assert FilingCondition.objects.filter(source__startswith="sourced").count() == 394
    assert not Matter.objects.filter(name_en="").exists()
    again = load_packaged(now=town.clock.now)
    assert (again.matters_new, again.conditions_new, again.conditions_replaced) == (0, 0, 0)


def test_conditions_loaded_before_their_english_get_it(town: Town) -> None:
    """Those of an office keep what the office wrote."""
    fumes = FilingCondition.objects.get(matter__code="06027", no=1, valid_to=None)
    assert fumes.text_en == "Kitchen fumes let out unfiltered or troubling neighbours"
    FilingCondition.objects.filter(pk=fumes.pk).update(text_en="", closing_en="Done")
    load_packaged(now=town.clock.now)
    fumes.refresh_from_db()
    lacking = Q(text_en="") | Q(closing_en="")
    assert (fumes.text_en, fumes.closing_en) == (
        "Kitchen fumes let out unfiltered or troubling neighbours",
        "Done",
    )
    assert not FilingCondition.objects.filter(lacking).exclude(closing_zh="").exists()


def test_search_as_people_speak(search: Any) -> None:
    assert search("09005")[0]["name_zh"] == "店外经营"
    old = {row["code"] for row in search("0405")[:2]}
    assert old == {"04005", "09005"}, "an old code without its scheme is both a component and a matter"
    assert search("店外")[0]["code"] == "09005"
    assert search("跨门经营")[0]["code"] == "09005"  # stands in the filing condition
    assert search("上水井盖")[0]["code"] == "01001"  # the component's old name
    assert search("goods on")[0]["code"] == "09005"
    assert "06042" in [row["code"] for row in search("垃圾箱满出来了")[:3]]
    assert search("ふ") == []
    row = search("09009")[0]
    assert row["conditions"][0]["placeholder"] is True


def test_pages_and_kinds(town: Town) -> None:
    client = town.client_for("worker01")
    page = body(client.get("/api/matters?limit=100&kind=event"))
    assert [row["code"] for row in page["items"]][:1] == ["06001"]
    assert page["next"] is None
    page = body(client.get("/api/matters?limit=10"))
    assert body(client.get(f"/api/matters?limit=10&after={page['next']}"))["items"][0]["code"] == "01011"
    assert client.get("/api/matters/00000").status_code == 404


def test_an_edit_opens_a_new_version_and_open_cases_keep_theirs(town: Town) -> None:
    case = town.dispatched()
    client = town.client_for("admin")
    old = body(client.get("/api/matters/09005"))["conditions"][0]
    assert (
        town.client_for("dispatcher").put(f"/api/matters/conditions/{old['id']}", json={}).status_code == 404
    )
    same = body(client.put(f"/api/matters/conditions/{old['id']}", json={"amount": "2"}), 422)
    assert same["errors"][0]["code"] == "condition_unchanged"
    town.clock.on(days=1)
    new = body(
        client.put(
            f"/api/matters/conditions/{old['id']}",
            json={"amount": "1", "unit": "work_hour", "source": "sourced:office"},
        )
    )
    assert (new["amount"], new["unit"], new["urgent"], new["placeholder"]) == ("1", "work_hour", False, False)
    versions = body(client.get("/api/matters/09005"))["conditions"]
    assert [(v["valid_from"], v["valid_to"]) for v in versions] == [
        ("2026-11-21", None),
        ("2026-01-01", "2026-11-21"),
    ]
    kept = town.read("dispatcher", case)["filing_condition"]
    assert (kept["id"], kept["amount"]) == (old["id"], "2")
    fresh = town.filed(text="新的一件")
    assert town.read("dispatcher", fresh)["filing_condition"]["id"] == new["id"]
    gone = town.move("dispatcher", town.report(), "accept")
    refused = town.move("dispatcher", gone, "file", status=422, condition=old["id"])
    assert refused["errors"][0]["code"] == "unknown_condition"
    refused = body(client.put(f"/api/matters/conditions/{new['id']}", json={"amount": "0"}), 422)
    assert refused["errors"][0]["code"] == "bad_limit"


def upload(town: Town, text: str, dry_run: bool, status: int = 200) -> Any:
    file = SimpleUploadedFile("conditions.csv", text.encode())
    url = f"/api/matters/import?dry_run={str(dry_run).lower()}"
    return body(town.client_for("admin").post(url, {"file": file}), status)


def test_import_of_a_citys_own_standard(town: Town) -> None:
    head, *rows = packaged("matters.csv")
    mine = [row for row in rows if row.startswith("06010,")]
    changed = mine[0].replace(",4,工作时,", ",1,工作日,").replace("sourced:Yuncheng", "sourced:Jiyuan")
    text = "\n".join([head, changed])
    seen = upload(town, text, dry_run=True)
    assert (seen["conditions_replaced"], seen["matters_new"], seen["errors"]) == (1, 0, [])
    assert FilingCondition.objects.filter(matter__code="06010").count() == 1, "a dry run changes nothing"
    upload(town, text, dry_run=False)
    assert FilingCondition.objects.get(matter__code="06010", valid_to__isnull=True).unit == "work_day"
    assert upload(town, text, dry_run=False)["conditions_same"] == 1

    wrong = "\n".join([head, changed, changed.replace("1,工作日", "x,工作日"), "06011,,,,,,,,,,,,,,"])
    seen = upload(town, wrong, dry_run=False)
    assert [(e["row"], e["column"]) for e in seen["errors"]][:1] == [(3, "time_limit")]
    assert {e["row"] for e in seen["errors"]} == {3, 4}
    assert "时限" in seen["errors"][0]["message_zh"]
    assert upload(town, "a,b\n1,2", dry_run=True)["errors"][0]["column"] == "code"
    assert town.client_for("stranger").post("/api/matters/import").status_code in {404, 422}


def test_rows_are_read_with_their_lines() -> None:
    rows, errors = read([",".join(COLUMNS), *packaged("matters.csv")[1:]])
    assert errors == []
    assert sum(len(row.conditions) for row in rows) == 684


def test_the_desks_limits_can_be_set(town: Town) -> None:
    client = town.client_for("admin")
    limits = {row["stage"]: row for row in body(client.get("/api/matters/stage-limits"))}
    assert limits["acceptance"]["amount"] == "0.25"
    assert limits["acceptance"]["source"] == "sourced"
    assert limits["dispatch"]["source"] == "default"
    body(client.put("/api/matters/stage-limits/acceptance", json={"amount": "0.5", "unit": "work_hour"}))
    town.clock.at("2026-11-20 17:50")
    case = town.report()
    assert wall(case["stage_due_at"]) == "2026-11-23 08:20"
    assert wall(case["clock"]["due_at"]) == wall(local("2026-11-23 08:20"))
    url = "/api/matters/stage-limits/nothing"
    assert (
        body(client.put(url, json={"amount": "1", "unit": "work_hour"}), 422)["errors"][0]["code"]
        == "unknown_stage"
    )
    assert client.put(url, json={"amount": "-1", "unit": "work_hour"}).status_code == 422
    assert town.client_for("duty").put(url, json={"amount": "1", "unit": "work_hour"}).status_code == 404
