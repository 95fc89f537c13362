"""漏报: what the public reported is judged by a person; the rate is of an area, of nobody, and never from nothing."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cases.town import Town, body
from tests.evaluation.test_counting import count_all, of, read
from weige.cases.models import Case
from weige.evaluation.rules.figures import wilson
from weige.kernel.models import Event
from weige.people.models import Department, Post

CODE = "case.miss_rate"


def public(town: Town) -> Any:
    """A filed case that a resident reported."""
    return town.filed(by="resident")


def rate(town: Town, by: str = "chief", **asked: Any) -> Any:
    count_all()
    return of(read(town, by, **asked)["items"], CODE)


@pytest.mark.django_db
def test_a_rate_only_from_what_somebody_judged(town: Town) -> None:
    town.filed()  # the patrol saw this one by itself
    cases = [public(town) for _ in range(3)]
    item = rate(town)
    assert (item["value"], item["numerator"], item["denominator"], item["beside"]) == (None, 0, 4, 3)
    town.move("dispatcher", cases[0], "judge_patrol", patrol="in_view")
    town.move("supervisor", cases[1], "judge_patrol", patrol="sudden")
    item = rate(town)
    assert (item["value"], item["numerator"], item["denominator"], item["beside"]) == (0.25, 1, 4, 1)
    assert item["interval"][1] > wilson(1, 4)[1], "as far as all not judged being missed"
    assert item["beside_zh"] == "未认定"
    waiting = read(town, path=f"/{CODE}/cases", part="beside")
    assert [row["number"] for row in waiting["items"]] == [cases[2]["number"]]
    missed = read(town, path=f"/{CODE}/cases", part="numerator")
    assert [row["number"] for row in missed["items"]] == [cases[0]["number"]]


@pytest.mark.django_db
def test_it_is_of_an_area_and_of_nobody(town: Town) -> None:
    case = public(town)
    town.move("dispatcher", case, "judge_patrol", patrol="lasting")
    area = Case.objects.get(pk=case["id"]).leaf_cells[0]
    assert rate(town, area=area)["value"] == 1
    for scope in (
        {"department": Department.objects.get(code="squad").pk},
        {"post": Post.objects.get(code="worker-L01").pk},
        {"person": town.people["worker01"].user.pk},
    ):
        item = rate(town, **scope)
        assert (item["value"], item["denominator"], item["beside"]) == (None, 0, 0), scope
    worker = rate(town, by="worker01", person=town.people["worker01"].user.pk)
    assert worker["denominator"] == 0
    for dimension in ("department", "post"):
        assert read(town, path=f"/{CODE}/breakdown", dimension=dimension)["items"] == []


@pytest.mark.django_db
def test_a_judgement_is_an_event_and_can_be_taken_back(town: Town) -> None:
    case = public(town)
    assert town.actions("dispatcher", case)["judge_patrol"]["allowed"]
    choices = town.actions("dispatcher", case)["judge_patrol"]["fields"][0]["choices"]
    assert {"应发现", "难发现"} == {
        one["label_zh"].partition(" · ")[0].removeprefix("巡查") for one in choices
    }
    town.move("dispatcher", case, "judge_patrol", patrol="hidden", note="在院内")
    assert Case.objects.get(pk=case["id"]).patrol == "unseen"
    told = Event.objects.get(kind="cases.patrol_judged").payload
    assert (told["patrol"], told["standard"], told["standard_en"]) == (
        "unseen",
        "hidden",
        "Indoors, in a yard or high up",
    )
    assert "judge_patrol" not in town.actions("dispatcher", case), "taken back first"
    line = town.read("dispatcher", case)["timeline"][0]
    assert "巡查难发现" in line["detail_zh"]
    assert "in a yard" in line["detail_en"]
    town.move("dispatcher", case, "unjudge_patrol")
    assert Case.objects.get(pk=case["id"]).patrol == ""
    item = rate(town)
    assert (item["value"], item["beside"]) == (None, 1)


@pytest.mark.django_db
def test_who_may_judge_and_what(town: Town) -> None:
    own = town.filed()
    assert "judge_patrol" not in town.actions("dispatcher", own), "no member of the public reported it"
    town.move("dispatcher", own, "judge_patrol", 422, patrol="in_view")
    case = public(town)
    assert "judge_patrol" not in town.actions("worker01", case)
    town.move("worker01", case, "judge_patrol", 403, patrol="in_view")
    error = town.move("dispatcher", case, "judge_patrol", 422, patrol="nothing_known")
    assert error["errors"][0]["field"] == "patrol"
    seen = [line["kind"] for line in town.read("resident", case)["timeline"]]
    assert "cases.patrol_judged" not in seen


@pytest.mark.django_db
def test_many_at_once_from_the_list_and_back(town: Town) -> None:
    cases = [public(town), public(town), town.filed()]
    client = town.client_for("dispatcher")
    rows = body(client.get("/api/cases?patrol=waiting"))["items"]
    assert {row["id"] for row in rows} == {case["id"] for case in cases[:2]}
    seen = [{"id": row["id"], "version": row["version"]} for row in rows]
    asked = {"move": "judge_patrol", "cases": seen, "input": {"patrol": "black_spot"}}
    done = body(client.post("/api/cases/bulk", json=asked))
    assert done["done"] == 2
    assert {row["undo"]["move"] for row in done["items"]} == {"unjudge_patrol"}
    assert len(body(client.get("/api/cases?patrol=missed"))["items"]) == 2
    assert body(client.get("/api/cases?patrol=waiting"))["items"] == []
    offer = next(one for one in body(client.get("/api/cases/bulk")) if one["move"] == "judge_patrol")
    assert "black_spot" in {one["value"] for one in offer["choices"]}


@pytest.mark.django_db
def test_a_case_that_is_no_case_counts_neither_way(town: Town) -> None:
    """Void and merged ones are left out; a merge that is undone brings the case back as it was judged."""
    void, whole, part = public(town), public(town), public(town)
    town.move("dispatcher", part, "judge_patrol", patrol="in_view")
    town.move("dispatcher", void, "void", reason="重复")
    town.move("dispatcher", part, "merge", into=whole["id"])
    item = rate(town)
    assert (item["denominator"], item["numerator"], item["beside"]) == (1, 0, 1)
    version = Case.objects.get(pk=part["id"]).version
    given = {"version": version, "reason": "不是同一件"}
    body(town.client_for("dispatcher").post(f"/api/cases/{part['id']}/split", json=given))
    item = rate(town)
    assert (item["denominator"], item["numerator"], item["beside"]) == (2, 1, 1)


@pytest.mark.django_db
def test_parts_of_a_case_are_no_further_problems(town: Town) -> None:
    case = public(town)
    parts = [{"post": "worker-L01", "text": "一"}, {"post": "squad-C1", "text": "二"}]
    town.move("dispatcher", case, "split", parts=parts)
    assert rate(town)["denominator"] == 1
    rows = body(town.client_for("dispatcher").get("/api/cases?patrol=waiting"))["items"]
    assert [row["id"] for row in rows] == [case["id"]]
    part = Case.objects.filter(parent_id=case["id"]).first()
    assert part is not None
    assert "judge_patrol" not in town.actions("dispatcher", {"id": str(part.pk)})


@pytest.mark.django_db
def test_the_list_has_those_that_are_over(town: Town) -> None:
    case = town.handled(by="worker01")
    Case.objects.filter(pk=case["id"]).update(source="resident")
    town.move("supervisor", case, "pass_check")
    town.move("duty", case, "close", condition_met=True)
    town.move("supervisor", case, "judge_patrol", patrol="in_view")
    rows = body(town.client_for("dispatcher").get("/api/cases?patrol=missed"))["items"]
    assert [row["id"] for row in rows] == [case["id"]]


@pytest.mark.django_db
def test_the_workbook_says_how_many_are_not_judged(town: Town) -> None:
    public(town)
    count_all()
    answer = town.client_for("chief").get("/api/evaluation/export.xlsx?since=2026-11-20&until=2026-11-20")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "漏报率")
    assert (row[2], row[4], row[11]) == ("—", 1, 1)
