"""Two people on one paper, and one call sheet imported twice, at the same moment on two connections: nothing twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.test_at_once import together
from tests.enforcement.office import Holder, Papers, case_of
from tests.enforcement.test_simple import ready
from weige.cases.models import HotlineDay
from weige.enforcement.models import Paper
from weige.kernel.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def press(town, who, paper, code, **data):
    client, path = town.client_for(who), f"/api/papers/{paper['id']}/moves/{code}"
    return lambda: client.post(path, json={"version": paper["version"], **data}).status_code


def test_two_officers_decide_one_paper(office):
    hands, paper = ready(office)
    paper = hands.made(hands.made(paper, "tell"), "hear", statement="nothing")
    works = [press(office, who, paper, "decide", reason="较轻") for who in ("squad1", "squad1")]
    assert sorted(together(*works)) == [200, 409]
    assert Event.objects.filter(kind="enforcement.paper_issued").count() == 1
    assert Paper.objects.get(pk=paper["id"]).serial == 1


def test_a_power_chosen_and_the_paper_told_at_once(office):
    hands, paper = ready(office)
    body = {"version": paper["version"], "values": {"power": "EM-002"}}
    put = lambda: hands.api.put(f"/api/papers/{paper['id']}", json=body).status_code  # noqa: E731
    assert sorted(together(put, press(office, "squad1", paper, "tell"))) == [200, 409]


def test_a_link_withdrawn_while_its_holder_answers(office):
    hands = Papers(office, "worker01")
    paper = hands.made(hands.draft(case_of(office), "notice"), "issue")
    made = hands.api.post(f"/api/papers/{paper['id']}/links", json={"days": 5}).json()
    holder = Holder(made["url"])
    assert holder.get("/api/held/paper").status_code == 200
    gone = lambda: hands.api.delete(f"/api/papers/{paper['id']}/links/{made['id']}").status_code  # noqa: E731
    seen = lambda: holder.post("/api/held/paper/answers", {"kind": "seen"}).status_code  # noqa: E731
    answers = together(gone, seen)
    assert answers[0] == 204
    assert answers[1] in {200, 201, 401, 410}
    assert holder.get("/api/held/paper").status_code == 410, "withdrawn is withdrawn"


def test_one_call_sheet_imported_twice(office):
    def send():
        file = SimpleUploadedFile(
            "d.csv", "日期,呼入数,接通数,15秒内应答数,备注\n2026-11-18,9,8,7,\n".encode(), "text/csv"
        )
        answer = office.client_for("dispatcher").post(
            "/api/hotline/days/import?dry_run=false", {"file": file}
        )
        return answer.status_code, answer.json()["created"], answer.json()["known"]

    assert sorted(together(send, send)) == [(200, 0, 1), (200, 1, 0)]
    assert HotlineDay.objects.count() == 1
