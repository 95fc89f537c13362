"""An office edits what it offers over Open311; apps are told the same moment, and every edit is kept."""

from typing import Any
from xml.etree import ElementTree

import pytest

from tests.cases.town import Town, body
from weige.sharing.models import Service
from weige.sharing.rules import offers
from weige.sharing.rules.attributes import load

pytestmark = pytest.mark.django_db
CHOICE = {"key": "a", "zh": "甲", "en": "A"}
QUESTION = {"code": "how", "datatype": "singlevaluelist", "zh": "怎样", "en": "How", "values": [CHOICE]}
NEW = {
    "matter": "09006", "name_zh": "夜间烧烤", "name_en": "Barbecue at night", "group_zh": "秩序",
    "group_en": "Order",
    "description_zh": "路边烧烤", "description_en": "Barbecue at the roadside", "keywords": ["烧烤"], "order": 7,
    "attributes": [QUESTION], "publish": "own", "active": True,
}  # fmt: skip
SERVICES = "/api/open311/services"


def put(town: Town, code: str, said: dict[str, Any], status: int = 200, by: str = "duty") -> Any:
    return body(town.client_for(by).put(f"{SERVICES}/{code}", json=said), status)


def offered(town: Town) -> list[str]:
    answer = town.client_for(None).get("/open311/v2/services.xml", headers={"Accept-Language": "en"})
    return [one.findtext("service_code", "") for one in ElementTree.fromstring(answer.content)]


def test_a_service_is_offered_changed_and_taken_back_and_apps_know_at_once(offer: Town) -> None:
    put(offer, "barbecue", NEW | {"version": 0})
    assert "barbecue" in offered(offer)
    told = (
        offer.client_for(None)
        .get("/open311/v2/services/barbecue.json", headers={"Accept-Language": "en"})
        .json()
    )
    assert [(one["code"], one["datatype"], one["order"]) for one in told["attributes"]] == [
        ("how", "singlevaluelist", 1)
    ]
    assert told["attributes"][0]["values"] == [{"key": "a", "name": "A"}]
    put(offer, "barbecue", NEW | {"version": 1, "order": 0, "name_zh": "露天烧烤"})
    assert offered(offer)[0] in {"barbecue", "goods-on-pavement"}
    put(offer, "barbecue", NEW | {"version": 2, "active": False})
    assert "barbecue" not in offered(offer)
    assert offer.client_for(None).get("/open311/v2/services/barbecue.json").status_code == 404
    edits = body(offer.client_for("admin").get(f"{SERVICES}/barbecue/history"))["items"]
    assert [one["after"]["active"] for one in edits] == [False, True, True]
    assert [one["before"].get("name_zh") for one in edits] == ["露天烧烤", "夜间烧烤", None]
    assert all(one["by"] for one in edits)


def test_who_changes_what_somebody_changed_meanwhile_is_told(offer: Town) -> None:
    first = body(offer.client_for("duty").get(SERVICES))["items"][0]
    put(offer, first["code"], NEW | {"version": first["version"]})
    told = put(offer, first["code"], NEW | {"version": first["version"]}, status=409)
    assert told["code"] == "service_changed"
    assert put(offer, first["code"], NEW | {"version": 0}, status=409)["code"] == "service_changed"
    assert Service.objects.get(code=first["code"]).version == first["version"] + 1


@pytest.mark.parametrize(
    ("questions", "faults"),
    [
        ([QUESTION, QUESTION], [(f"attributes[{n}].code", "attribute_code_twice") for n in (0, 1)]),
        ([QUESTION | {"values": []}], [("attributes[0].values", "attribute_without_choices")]),
        ([QUESTION | {"datatype": "string"}], [("attributes[0].values", "attribute_choices_unused")]),
        ([QUESTION | {"values": [CHOICE, CHOICE]}], [("attributes[0].values", "attribute_key_twice")]),
        ([QUESTION | {"variable": False, "required": True}], [("attributes[0].required", "attribute_required_note")]),
        ([QUESTION, QUESTION | {"code": "why", "datatype": "text", "values": []}], []),
    ],
)  # fmt: skip
def test_questions_without_sense_are_named(questions: Any, faults: Any) -> None:
    assert list(offers.faults(load(questions))) == faults


def test_what_cannot_be_offered_is_refused_by_field(offer: Town) -> None:
    told = put(
        offer, "x-1", NEW | {"version": 0, "matter": "99999", "attributes": [QUESTION | {"values": []}]}, 422
    )
    assert {one["field"] for one in told["errors"]} == {"matter", "attributes[0].values"}
    assert put(offer, "Not A Code", NEW | {"version": 0}, 422)
    assert put(offer, "x-1", NEW | {"version": 0, "publish": "everything"}, 422)


def test_a_preview_keeps_nothing(offer: Town) -> None:
    client = offer.client_for("duty")
    told = body(client.post(f"{SERVICES}/barbecue/preview", json=NEW | {"name_en": "<b>&"}))
    names = [one.findtext("service_code") for one in ElementTree.fromstring(told["services"])]
    assert "barbecue" in names
    assert ElementTree.fromstring(told["definition"]).findtext("service_code") == "barbecue"
    hidden = body(client.post(f"{SERVICES}/barbecue/preview", json=NEW | {"active": False}))
    assert "barbecue" not in hidden["services"]
    assert not Service.objects.filter(code="barbecue").exists()


def test_the_list_costs_the_same_however_much_is_offered(
    offer: Town, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):
        body(offer.client_for("duty").get(SERVICES))
    assert offer.client_for("worker01").get(SERVICES).status_code == 404
    assert offer.client_for("stranger").get(SERVICES).status_code == 404
    assert offer.client_for("worker01").put(f"{SERVICES}/x-1", json=NEW | {"version": 0}).status_code == 404


def test_an_app_that_sends_nul_is_told_in_the_format_it_asked_for(offer: Town) -> None:
    for path in ("requests.xml?service_code=%00", "requests/%00.xml", "services/%00.xml"):
        answer = offer.client_for(None).get(f"/open311/v2/{path}")
        assert answer.status_code in {400, 404}, path
        assert ElementTree.fromstring(answer.content).tag == "errors"
