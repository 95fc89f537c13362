"""Reviews and lawsuits over a decision: recorded with their end and papers, in the chain, counted, voided."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.town import body
from tests.enforcement.office import Papers, upload
from tests.enforcement.test_simple import ready
from tests.evaluation.test_counting import of, read
from tests.kernel.test_office import put
from weige.cases.models import Case
from weige.enforcement.models import Paper, Remedy, RemedyOutcome
from weige.enforcement.services.remedies import load_outcomes
from weige.evaluation.services.counting import step_of_row, take_other
from weige.kernel.models import Event
from weige.messaging.models import Notice
from weige.messaging.rules.letters import letters

CODE = "enf.overturn_rate"
SAID = {
    "kind": "reconsideration",
    "body": "区人民政府",
    "number": "复议〔2026〕7 号",
    "accepted_on": "2026-11-20",
}


@pytest.fixture
def decided(office: Any) -> tuple[Papers, Any]:
    """A decision on the spot that was issued."""
    load_outcomes()
    hands, paper = ready(office)
    paper = hands.made(hands.made(paper, "tell"), "hear", statement="nothing")
    return hands, hands.made(paper, "decide", reason="较轻一档")


def count() -> None:
    """What the worker does with the events of reviews and lawsuits."""
    for row in Event.objects.filter(kind__startswith="enforcement.remedy_").order_by("id"):
        if row.kind in {"enforcement.remedy_decided", "enforcement.remedy_voided"}:
            take_other(step_of_row(row), cells=row.cells)


def record(hands: Papers, paper: Any, status: int = 201, **said: Any) -> Any:
    return body(hands.api.post(f"/api/papers/{paper['id']}/remedies", json=SAID | said), status)


def move(hands: Papers, row: Any, code: str, status: int = 200, **given: Any) -> Any:
    path = f"/api/remedies/{row['id']}/moves/{code}"
    return body(hands.api.post(path, json={"version": row["version"]} | given), status)


def test_a_review_is_recorded_ends_and_counts(office, decided):
    hands, paper = decided
    row = record(hands, paper)
    assert (row["state"], row["kind_zh"], row["case_id"]) == ("pending", "行政复议", paper["case_id"])
    file = upload(hands.api, f"/api/remedies/{row['id']}/files")
    choices = next(one for one in row["actions"] if one["code"] == "decide")["fields"][0]["choices"]
    assert {"upheld", "annulled", "withdrawn"} <= {one["value"] for one in choices}
    row = move(hands, row, "decide", ruling="annulled", day="2026-11-20", photos=[file])
    assert (row["outcome_zh"], row["overturned"], row["decided_on"]) == ("撤销", True, "2026-11-20")
    told = Event.objects.get(kind="enforcement.remedy_decided")
    assert told.subject == f"case:{paper['case_id']}", "it stands on the case's timeline"
    assert told.payload["files"] == [one["sha256"] for one in row["files"]], "the chain holds its papers"
    assert told.payload["said_zh"] == "行政复议 · 区人民政府 · 复议〔2026〕7 号 · 撤销"
    lines = body(office.client_for("squad1").get(f"/api/cases/{paper['case_id']}"))["timeline"]
    assert lines[0]["text_zh"] == "复议诉讼审结"
    assert hands.api.get(f"/api/remedies/{row['id']}/files/{file}").status_code == 200
    record(hands, paper, kind="lawsuit", number="行初 9")  # still open: it counts for nothing yet
    count()
    item = of(read(office)["items"], CODE)
    assert (item["value"], item["numerator"], item["denominator"], item["small"]) == (1.0, 1, 1, True)
    behind = read(office, path=f"/{CODE}/cases", part="numerator")["items"]
    assert [(one["page"], one["number"]) for one in behind] == [(f"/papers/{paper['id']}", SAID["number"])]
    department = Paper.objects.get(pk=paper["id"]).department_id
    assert of(read(office, department=department)["items"], CODE)["denominator"] == 1
    squad = office.people["squad1"].user.pk
    assert of(read(office, person=squad)["items"], CODE)["denominator"] == 0, "of no person"
    move(hands, row, "void", reason="录到别的决定上了")
    count()
    assert of(read(office)["items"], CODE)["value"] is None


def test_what_stands_counts_as_an_end_and_not_as_lost(office, decided):
    hands, paper = decided
    for number, ruling in enumerate(("upheld", "withdrawn", "unlawful")):
        row = record(hands, paper, number=str(number))
        move(hands, row, "decide", ruling=ruling, day="2026-11-20")
    count()
    item = of(read(office)["items"], CODE)
    assert (item["numerator"], item["denominator"]) == (1, 3)


def test_an_edit_of_the_list_changes_nothing_recorded(office, decided):
    hands, paper = decided
    row = move(hands, record(hands, paper), "decide", ruling="mediated", day="2026-11-20")
    assert not row["overturned"]
    admin = office.client_for("admin")
    put(admin, "remedy_outcomes", "mediated", {"overturned": True, "text_zh": "调解"}, note="法制意见")
    assert RemedyOutcome.objects.get(pk="mediated").source == "office"
    assert Remedy.objects.get(pk=row["id"]).outcome_zh == "调解结案"
    other = move(hands, record(hands, paper, number="2"), "decide", ruling="mediated", day="2026-11-20")
    assert other["overturned"]


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"kind": "appeal"}, 422, "kind"),
        ({"body": " "}, 422, "body"),
        ({"number": ""}, 422, "number"),
        ({"accepted_on": "2026-11-31"}, 422, "accepted_on"),
        ({"accepted_on": "2026-11-19"}, 422, "accepted_on"),
        ({"accepted_on": "2026-11-21"}, 422, "accepted_on"),
    ],
)
def test_what_cannot_be_is_named(decided, said, status, field):
    hands, paper = decided
    error = record(hands, paper, status, **said)
    assert error["errors"][0]["field"] == field


def test_the_end_has_an_outcome_of_the_list_and_a_day(decided):
    hands, paper = decided
    row = record(hands, paper)
    assert move(hands, row, "decide", 422, day="2026-11-20")["errors"][0]["field"] == "ruling"
    assert move(hands, row, "decide", 422, ruling="won", day="2026-11-20")["errors"][0]["field"] == "ruling"
    assert move(hands, row, "decide", 422, ruling="upheld")["errors"][0]["field"] == "day"
    early = str(date(2026, 11, 20) - timedelta(days=1))
    assert move(hands, row, "decide", 422, ruling="upheld", day=early)["errors"][0]["field"] == "day"
    RemedyOutcome.objects.filter(pk="upheld").update(applies="lawsuit")
    assert (
        move(hands, row, "decide", 422, ruling="upheld", day="2026-11-20")["errors"][0]["field"] == "ruling"
    )


def test_once_for_each_number_and_again_after_a_slip(decided):
    hands, paper = decided
    row = record(hands, paper)
    assert record(hands, paper, 409)["code"] == "remedy_known"
    move(hands, row, "void", reason="重录")
    again = record(hands, paper)
    assert again["id"] != row["id"]
    listed = body(hands.api.get(f"/api/papers/{paper['id']}/remedies"))
    assert {one["state"] for one in listed["items"]} == {"voided", "pending"}
    assert listed["may_record"]


def test_only_over_a_decision_that_was_issued_and_by_who_decides_such(office, decided):
    hands, paper = decided
    worker = Papers(office, "worker01")
    status = worker.api.post(f"/api/papers/{paper['id']}/remedies", json=SAID).status_code
    assert status in {403, 404}
    _, draft = ready(office)
    assert record(hands, draft, 409)["code"] == "remedy_not_contestable"
    assert not body(hands.api.get(f"/api/papers/{draft['id']}/remedies"))["may_record"]


def told(template: str) -> set[str]:
    """Who was told by a notice: codes of posts, names of persons."""
    rows = Notice.objects.filter(template=template).select_related("post", "user")
    return {one.post.code if one.post else one.user.username for one in rows}


def contested(office: Any, paper: Any, who: str = "squad1") -> Any:
    """How the papers of the case and the paper's own page show it; both say the same."""
    api = office.client_for(who)
    listed = body(api.get(f"/api/papers?case={paper['case_id']}"))["items"]
    line = next(one for one in listed if one["id"] == paper["id"])["contested"]
    assert line == body(api.get(f"/api/papers/{paper['id']}"))["contested"]
    return line


def test_a_decision_that_did_not_stand_is_told_and_shown_where_it_stands(office, decided):
    _, paper = decided
    Case.objects.filter(pk=paper["case_id"]).update(handler_post=office.people["worker02"].post)
    Paper.objects.filter(pk=paper["id"]).update(reviewer=office.people["chief"].user)
    assert contested(office, paper) is None
    clerk = Papers(office, "squad2")
    row = record(clerk, paper)
    line = contested(office, paper)
    assert (line["state"], line["overturned"], line["word_zh"]) == ("pending", False, "审理中")
    assert told("remedy_recorded") == {"squad-C1", "worker-L02", "chief"}, "maker, handler, reviewer"
    row = move(clerk, row, "decide", ruling="annulled", day="2026-11-20")
    line = contested(office, paper)
    assert (line["kind_zh"], line["word_zh"], line["overturned"]) == ("行政复议", "撤销", True)
    assert told("remedy_overturned") == {"squad-C1", "worker-L02", "chief"}
    notice = Notice.objects.filter(template="remedy_overturned").first()
    assert notice.subject == f"paper:{paper['id']}", "it opens the paper"
    said = letters().say(notice.template, notice.params, notice.sent_at)
    assert paper["number"] in said["text_zh"]
    assert "行政复议撤销（区人民政府）" in said["text_zh"]
    assert "Annulled" in said["text_en"]
    record(clerk, paper, kind="lawsuit", number="行初 9")
    assert contested(office, paper)["overturned"], "what is still open does not hide it"
    move(clerk, row, "void", reason="录到别的决定上了")
    assert told("remedy_voided") == {"squad-C1", "worker-L02", "chief"}
    assert contested(office, paper)["state"] == "pending"


def test_what_stands_is_told_otherwise_and_nobody_is_told_of_his_own_doing(office, decided):
    hands, paper = decided
    move(hands, record(hands, paper), "decide", ruling="upheld", day="2026-11-20")
    assert told("remedy_ended") == set(), "made, issued and recorded by the same post"
    row = record(Papers(office, "squad2"), paper, number="2")
    move(hands, row, "decide", ruling="upheld", day="2026-11-20")
    assert told("remedy_ended") == {"squad-C2"}
    assert not Notice.objects.filter(template="remedy_overturned").exists()
    assert contested(office, paper)["word_en"] == "Upheld"
