"""Who can see this, and what can she see: the answers agree with what the policy does, and each look is kept."""

import pytest

from tests.cases.town import catalogue
from weige.cases.models import Case
from weige.kernel import timesource
from weige.kernel.models import Event
from weige.people.rules.roles import read_roles
from weige.people.rules.verbwords import wordless
from weige.people.services.roles import SHIPPED


@pytest.fixture
def case(client_for, cast):
    catalogue(timesource.now())
    said = {"matter": "09005", "text": "店外堆放", "place": "示范路 1 号", "lon": 121.481, "lat": 31.231}
    answer = client_for("worker01").post("/api/cases", json=said)
    assert answer.status_code == 201, answer.content
    return Case.objects.get(pk=answer.json()["id"])


def test_who_sees_a_case_is_who_gets_it(client_for, cast, case):
    found = client_for("admin").get("/api/grants/who", {"kind": "case", "ref": case.number}).json()
    readers = {
        one["username"] for one in found["items"] for pair in one["grants"] if pair["verb"] == "case.read"
    }
    assert {"duty", "dispatcher", "worker01"} <= readers
    assert not {"stranger", "worker03"} & readers
    for name in cast:
        status = client_for(name).get(f"/api/cases/{case.pk}").status_code
        assert (status == 200) == (name in readers), (name, status)
    worker = next(one for one in found["items"] if one["username"] == "worker01")
    assert (worker["post"]["area"]["zh"], worker["lists"]) == ("L01", True)
    assert "店外" not in str(found)


def test_what_a_person_sees_is_what_their_lists_hold(client_for, cast, case):
    admin = client_for("admin")
    seen = admin.get("/api/grants/people/worker01").json()
    counts = {one["code"]: one for one in seen["counts"]}
    assert counts["case"]["n"] == 1
    assert counts["case"]["levels"]
    other = {one["code"]: one["n"] for one in admin.get("/api/grants/people/worker03").json()["counts"]}
    assert other["case"] == 0


def test_each_look_is_recorded_and_the_auditor_may_look_too(client_for, cast, case):
    auditor = client_for("auditor")
    assert auditor.get("/api/grants/kinds").json()["verbs"]["case.dispatch"]["zh"] == "案件：派遣"
    assert auditor.get("/api/grants/who", {"kind": "case", "ref": case.number}).status_code == 200
    assert auditor.get("/api/grants/people/duty").status_code == 200
    events = Event.objects.filter(kind="people.grants_looked").order_by("pk")
    assert [one.payload["question"] for one in events] == ["who", "what"]
    assert events[0].payload["about"] == f"case:{case.pk}"


def test_who_may_not_manage_finds_nothing_and_a_wrong_name_is_told(client_for, cast):
    assert client_for("duty").get("/api/grants/who", {"kind": "case", "ref": "1"}).status_code == 404
    assert client_for("stranger").get("/api/grants/people/duty").status_code == 404
    admin = client_for("admin")
    for asked, field in (({"kind": "case", "ref": "none"}, "ref"), ({"kind": "moon", "ref": "1"}, "kind")):
        answer = admin.get("/api/grants/who", asked)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field
    assert admin.get("/api/grants/people/stranger").status_code == 404


def test_every_shipped_verb_has_words():
    """Words of a new verb: [noun] and [act] of weige/people/labels_office.toml."""
    roles = read_roles(SHIPPED.read_text(encoding="utf-8"))
    assert not {verb for role in roles for verb, _ in role.grants if wordless(verb)}
