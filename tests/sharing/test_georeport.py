"""GeoReport v2, rule by rule, in both formats; and that nothing about a reporter ever comes out."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.cases.town import IN_L01, Town
from weige.cases.models import Case, Report
from weige.kernel.outbox import discover, run_once
from weige.sharing.models import Service, ServiceRequest

pytestmark = pytest.mark.django_db
HERE = {"lat": str(IN_L01["lat"]), "long": str(IN_L01["lon"])}
POST = {"service_code": "goods-on-pavement", "description": "门口堆了三箱水果", **HERE}
REQUEST_FIELDS = [
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime"),
    *("address", "address_id", "zipcode", "lat", "long", "media_url"),
]


def call(path: str, data: dict[str, object] | None = None, language: str = "zh", **query: str):
    """(status, body) of a call in JSON; posted when data is given."""
    client, headers = Client(), {"Accept-Language": language}
    address = f"/open311/v2/{path}.json"
    if data is None:
        answer = client.get(address, query, headers=headers)
    else:
        answer = client.post(address, data, headers=headers)
    assert answer["Content-Type"].startswith("application/json")
    return answer.status_code, json.loads(answer.content)


def send(key: str, **more: object) -> str:
    status, body = call("requests", POST | {"api_key": key} | more)
    assert status == 200, body
    return str(body[0]["service_request_id"])


def catch_up(town: Town) -> None:
    """What the worker does with everything that happened."""
    discover()
    while run_once(now=town.clock.now):
        continue


def test_discovery_names_specification_address_and_formats(offer):
    _, body = call("discovery")
    endpoint = body["endpoints"][0]
    assert endpoint["specification"].endswith("GeoReport_v2")
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert body["contact"]


def test_services_and_their_questions_in_both_languages(offer):
    _, services = call("services")
    assert [one["service_name"] for one in services] == ["店外经营", "机动车乱停放", "无证流动摊贩"]
    assert {one["type"] for one in services} == {"realtime"}
    assert [one["metadata"] for one in services] == [True, True, False]
    _, english = call("services", language="en")
    assert english[0]["service_name"] == "Goods on the pavement"
    _, definition = call("services/illegal-parking", language="en")
    question = definition["attributes"][0]
    assert (question["code"], question["datatype"], question["required"]) == (
        "blocked",
        "multivaluelist",
        False,
    )
    assert {"key": "door", "name": "A door"} in question["values"]


def test_a_request_becomes_a_case_of_its_matter_in_its_cell(offer, key):
    number = send(key, **{"attribute[since]": "days"})
    case = Case.objects.get(number=number)
    assert (case.source, case.matter.code, case.state) == ("open311", "09005", "reported")
    assert case.cells
    assert Report.objects.get(case=case).text == "门口堆了三箱水果\n持续多久了:好几天了"
    _, body = call(f"requests/{number}")
    assert list(body[0]) == REQUEST_FIELDS
    assert body[0]["status"] == "open"
    assert body[0]["requested_datetime"].endswith("+08:00")


def test_xml_says_the_same_with_the_names_of_the_standard(offer, key):
    number = send(key)
    for path, root, item in (
        ("services", "services", "service"),
        ("requests", "service_requests", "request"),
        (f"requests/{number}", "service_requests", "request"),
    ):
        answer = Client().get(f"/open311/v2/{path}.xml")
        assert answer["Content-Type"].startswith("text/xml")
        tree = ElementTree.fromstring(answer.content)
        assert tree.tag == root
        assert {child.tag for child in tree} == {item}
    assert [child.tag for child in tree[0]] == REQUEST_FIELDS
    assert tree.findtext("request/media_url") == "", "null is an empty element"
    definition = ElementTree.fromstring(Client().get("/open311/v2/services/illegal-parking.xml").content)
    assert definition.findtext("attributes/attribute/values/value/key") == "pavement"


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services/nothing", 404),
        ("requests/nothing", 404),
        ("tokens/nothing", 404),
        ("services?jurisdiction_id=elsewhere.example", 404),
        ("requests?status=lost", 400),
        ("requests?service_code=%00", 400),
        ("requests/%00", 404),
        ("tokens/00000000-0000-4000-8000-000000000000", 404),
        ("requests?start_date=yesterday", 400),
        ("requests?start_date=2026-11-01T00:00:00", 400),
        ("requests?start_date=0001-01-01T00:00:00Z&end_date=", 200),
        ("requests?start_date=0001-01-01T00:00:00%2B08:00", 400),
        ("requests?start_date=2026-01-01T00:00:00Z&end_date=2026-06-01T00:00:00Z", 400),
        ("requests?start_date=2026-06-01T00:00:00Z&end_date=2026-05-01T00:00:00Z", 400),
        ("requests?start_date=&end_date=&status=&service_code=", 200),
        ("services?jurisdiction_id=street.example", 200),
        ("services?jurisdiction_id=", 200),
    ],
)
def test_faults_come_in_the_format_asked_for_with_code_and_sentence(offer, path, status, form):
    name, _, query = path.partition("?")
    answer = Client().get(f"/open311/v2/{name}.{form}?{query}")
    assert answer.status_code == status, answer.content
    if status == 200:
        return
    if form == "json":
        fault = json.loads(answer.content)[0]
        assert fault["code"] == status
        assert fault["description"]
    else:
        tree = ElementTree.fromstring(answer.content)
        assert (tree.tag, tree.findtext("error/code")) == ("errors", str(status))
        assert tree.findtext("error/description")


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "nothing"}, 404, "nothing"),
        ({"lat": ""}, 400, "lat"),
        ({"lat": "", "long": ""}, 400, "lat"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"lat": "10", "long": "10"}, 400, "street"),
        ({"lat": "", "long": "", "address_string": "火星路 1 号"}, 400, "place"),
        ({"address_id": "999999"}, 400, "999999"),
        ({"attribute[since]": "never"}, 400, "never"),
        ({"attribute[since]": ["now", "days"]}, 400, "since"),
        ({"description": "x" * 4001}, 400, "4000"),
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "wg_guessed"}, 403, "api_key"),
        ({"jurisdiction_id": "elsewhere.example"}, 404, "elsewhere.example"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong_and_leaves_nothing(offer, key, change, status, word):
    answered, body = call("requests", POST | {"api_key": key} | change, language="en")
    assert (answered, body[0]["code"]) == (status, status), body
    assert word in body[0]["description"]
    assert not Case.objects.exists()
    assert not ServiceRequest.objects.exists()


def test_a_required_question_must_be_answered_and_an_empty_answer_is_none(offer, key):
    service = Service.objects.get(code="goods-on-pavement")
    service.attributes = [service.attributes[0] | {"required": True}]
    service.save()
    for change in ({"attribute[since]": ""}, {"attribute[since]": []}):
        status, body = call(
            "requests", POST | {"api_key": key, "service_code": service.code} | change, language="en"
        )
        assert (status, body[0]["code"]) == (400, 400)
        assert "since" in body[0]["description"]
    assert not Case.objects.exists()


def test_nobody_else_reports_with_a_key_whose_account_may_not(offer, key):
    from weige.kernel import timesource
    from weige.kernel.access import SYSTEM
    from weige.people.services.tokens import issue_token

    for login in ("gateway", "stranger"):
        user = offer.people[login].user
        other, _ = issue_token(user=user, who=SYSTEM, now=offer.clock.now, real_now=timesource.real_now())
        status, _ = call("requests", POST | {"api_key": other})
        assert status == 403 or (login == "stranger" and status == 400), login
    assert not Case.objects.exists()


def test_lists_by_time_status_and_service_and_ids_override_all(offer, key):
    first = send(key)
    offer.clock.now += timedelta(days=80)
    second = send(key, service_code="illegal-parking")
    numbers = lambda **query: [one["service_request_id"] for one in call("requests", **query)[1]]  # noqa: E731
    assert numbers() == [second, first], "newest first"
    offer.clock.now += timedelta(days=20)
    assert numbers() == [second], "the last ninety days"
    assert numbers(service_request_id=f"{first},{second}", service_code="street-stall") == [second, first]
    assert numbers(service_code="street-stall,illegal-parking") == [second]
    assert numbers(status="closed") == []
    assert numbers(status="open,closed") == [second]
    start = (offer.clock.now - timedelta(days=120)).isoformat()
    assert numbers(start_date=start) == [first]
    assert numbers(end_date=start) == []


def test_at_most_a_thousand(offer, key, monkeypatch):
    from weige.sharing.queries import georeport

    assert georeport.MOST == 1000
    monkeypatch.setattr(georeport, "MOST", 2)
    for _ in range(3):
        send(key)
    assert len(call("requests")[1]) == 2


def test_the_token_leads_to_the_request(offer, key):
    number = send(key)
    token = ServiceRequest.objects.get().token
    assert call(f"tokens/{token}")[1] == [{"service_request_id": number, "token": str(token)}]


def test_nothing_of_the_reporter_is_kept_or_published(offer, key):
    secrets = {
        "first_name": "Zhang-San-Unmistakable",
        "last_name": "Li-Unmistakable",
        "email": "unmistakable@example.com",
        "phone": "13800138000",
        "device_id": "device-unmistakable",
        "description": "words-unmistakable",
        "media_url": "https://pictures.example/unmistakable.jpg",
    }
    number = send(key, **secrets)
    for path in ("requests", f"requests/{number}", "servicerequestupdates"):
        for form in ("json", "xml"):
            text = Client().get(f"/open311/v2/{path}.{form}?extensions=true").content.decode()
            assert "nmistakable" not in text
            assert "13800138000" not in text
    kept = json.dumps(list(ServiceRequest.objects.values()), default=str) + Report.objects.get().text
    for name in ("first_name", "last_name", "email", "phone", "device_id"):
        assert secrets[name] not in kept


def test_extensions_are_off_unless_asked_for(offer, key):
    number = send(key)
    assert "extended_attributes" not in call(f"requests/{number}")[1][0]
    assert call(f"requests/{number}", extensions="true")[1][0]["extended_attributes"]["stage"] == "report"


@pytest.mark.django_db(transaction=True)
def test_updates_in_both_directions(offer, key):
    number = send(key)
    case = {"id": str(Case.objects.get().pk), "version": 1}
    offer.clock.now += timedelta(minutes=5)
    offer.move("dispatcher", case, "accept")
    catch_up(offer)
    catch_up(offer)  # told twice, noted once
    _, told = call("servicerequestupdates", service_request_id=number)
    assert [one["description"] for one in told] == ["已上报，等待受理", "已受理，正在核实"]
    assert {one["status"] for one in told} == {"open"}
    added = {
        "service_request_id": number,
        "api_key": key,
        "update_id": "app-7",
        "description": "还在，更多了",
    }
    status, body = call("servicerequestupdates", added)
    assert status == 200, body
    assert call("servicerequestupdates", added)[1] == body, "the app's own number makes it once"
    assert sorted(Report.objects.values_list("text", flat=True)) == ["还在，更多了", "门口堆了三箱水果"]
    assert len(call("servicerequestupdates")[1]) == 2, "what an app says is not published"
    wrong = added | {"service_request_id": "nothing", "update_id": ""}
    assert call("servicerequestupdates", wrong)[0] == 404


@pytest.mark.django_db(transaction=True)
def test_a_merged_request_is_open_until_the_case_it_went_into_closes(offer, key):
    """One problem, one case: it goes on under another number, so the app is not told that it is over."""
    whole = offer.handling(text="店外堆货")
    number = send(key)
    mine = {"id": str(Case.objects.get(number=number).pk)}
    offer.move("dispatcher", mine, "merge", into=whole["id"])
    catch_up(offer)
    (seen,) = call(f"requests/{number}")[1]
    assert (seen["status"], seen["status_notes"]) == ("open", "与另一件合并处理：处置中")
    assert whole["number"] not in str(seen)
    assert [one["service_request_id"] for one in call("requests", status="open")[1]] == [number]
    assert call("requests", status="closed")[1] == []
    told = call("servicerequestupdates", service_request_id=number)[1]
    assert [(one["status"], one["description"]) for one in told][-1] == ("open", "与另一件合并处理")
    added = {"service_request_id": number, "api_key": key, "update_id": "7", "description": "还在"}
    assert call("servicerequestupdates", added)[0] == 200
    assert Report.objects.get(text="还在").case.number == whole["number"]

    offer.photo("worker01", whole)
    offer.move("worker01", whole, "finish", outcome="solved")
    offer.move("supervisor", whole, "pass_check")
    offer.move("duty", whole, "close", condition_met=True)
    catch_up(offer)
    (seen,) = call(f"requests/{number}", language="en")[1]
    assert (seen["status"], seen["status_notes"]) == (
        "closed",
        "Dealt with together with another report: Closed",
    )
    assert [one["service_request_id"] for one in call("requests", status="closed")[1]] == [number]
    told = call("servicerequestupdates", service_request_id=number)[1]
    assert [(one["status"], one["description"]) for one in told][-1] == ("closed", "已结案")
    assert call("servicerequestupdates", added | {"update_id": "8"})[0] == 400


@pytest.mark.django_db(transaction=True)
def test_a_service_may_publish_every_case_of_its_matter(offer, key):
    filed = offer.filed(matter="09005")
    catch_up(offer)
    assert call("requests")[1] == []
    Service.objects.filter(code="goods-on-pavement").update(publish="all")
    filed = offer.filed(matter="09005")
    catch_up(offer)
    assert [one["service_request_id"] for one in call("requests")[1]] == [filed["number"]]


def test_lists_cost_the_same_at_any_size(offer, key, django_assert_num_queries):
    for _ in range(4):
        send(key)
    with django_assert_num_queries(1):
        Client().get("/open311/v2/requests.json")


def test_a_key_that_runs_wild_stops_itself(offer, key, monkeypatch):
    from weige.sharing.services import requests

    monkeypatch.setattr(requests, "A_MINUTE", 2)
    send(key)
    send(key)
    assert call("requests", POST | {"api_key": key})[0] == 429
    offer.clock.now += timedelta(minutes=2)
    send(key)


def test_other_methods_and_formats_are_refused(offer):
    assert Client().post("/open311/v2/services.json").status_code == 405
    assert Client().get("/open311/v2/services.yaml").status_code == 404
