"""Terms and texts: edited with history and preview, confirmed by somebody else; drafts say what is not verified."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.cases.town import body
from tests.enforcement.office import OFFICERS, Papers, case_of
from weige.enforcement.models import Legal
from weige.enforcement.services.kinds import load_kinds
from weige.enforcement.services.powers import load_powers

pytestmark = pytest.mark.django_db
ID = "91350100M000100Y43"


@pytest.fixture
def fresh(town):
    """An office that has confirmed nothing yet."""
    load_powers(now=town.clock.now)
    load_kinds(now=town.clock.now)
    return town


def put(office, who, code, **said):
    return office.client_for(who).put(f"/api/legal/{code}", json={"version": 0, "reason": "试改", **said})


def test_an_edit_has_a_preview_a_reason_and_a_history(fresh, django_assert_max_num_queries):
    admin = fresh.client_for("admin")
    with django_assert_max_num_queries(8):
        rows = {one["code"]: one for one in body(admin.get("/api/legal"))["items"]}
    assert (rows["defence"]["amount"], rows["defence"]["status_zh"]) == ("5", "本单位默认")
    assert not rows["order_remedy"]["relied_on"]
    seen = body(admin.post("/api/legal/defence/preview", json={"amount": "3"}))
    assert seen["due_after"] < seen["due_before"]
    text = body(admin.post("/api/legal/prenotice_defence/preview", json={}))["text_zh"]
    assert "＿＿年" in text
    assert Legal.objects.count() == 0, "a preview writes nothing"
    done = body(put(fresh, "admin", "defence", amount="3"))
    assert (done["amount"], done["version"], done["changed_by"] != "") == ("3", 1, True)
    assert done["history"][0]["changes"] == {"amount": ["5", "3"]}
    assert put(fresh, "admin", "defence", amount="4").status_code == 409, "changed meanwhile"


@pytest.mark.parametrize(
    ("code", "said", "field"),
    [
        ("defence", {"amount": "0"}, "amount"),
        ("defence", {"amount": "NaN"}, "amount"),
        ("defence", {"unit": "week"}, "unit"),
        ("defence", {"text_zh": "x"}, "text_zh"),
        ("order_remedy", {"text_zh": " "}, "text_zh"),
        ("prenotice_defence", {"text_zh": "您可以申辩"}, "text_zh"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(fresh, code, said, field):
    answer = put(fresh, "admin", code, **said)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert not Legal.objects.exists()


def test_only_some_may_edit_and_others_confirm(fresh):
    assert put(fresh, "squad1", "defence", amount="3").status_code == 404
    confirm = {"version": 0, "source": "行政复议法第二十条"}
    own = fresh.client_for("admin").post("/api/legal/order_remedy/confirm", json=confirm)
    assert own.status_code == 404
    assert fresh.client_for("admin").get("/api/legal/nothing").status_code == 404


def printed(hands, paper):
    data = hands.api.get(f"/api/papers/{paper['id']}/paper.pdf").content
    return "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def test_an_unverified_text_marks_the_draft_until_it_is_confirmed(fresh):
    hands = Papers(fresh, "squad1")
    paper = hands.draft(case_of(fresh), "order")
    paper = hands.edit(paper, party_id_no=ID, officers=OFFICERS)
    assert {one["code"] for one in paper["doubts"] if one["blocks"]} == {"order_act", "order_remedy"}
    assert "未核实" in printed(hands, paper)
    other = Papers(fresh, "squad2")
    paper = other.made(other.read(paper), "review")
    refused = other.move(paper, "issue")
    assert [one["code"] for one in refused.json()["errors"]] == ["guard_texts_confirmed"]
    chief = fresh.client_for("chief")
    for code in ("order_act", "order_remedy"):
        told = {"version": 0, "source": "司法部公布文本，法制科核对"}
        done = body(chief.post(f"/api/legal/{code}/confirm", json=told))
        assert (done["status"], done["confirmed_by"] != "", done["drafts"]) == ("confirmed", True, 1)
    paper = other.read(paper)
    assert not [one for one in paper["doubts"] if one["blocks"]]
    issued = other.made(paper, "issue")
    assert "未核实" not in printed(hands, issued)
    changed = body(put(fresh, "admin", "order_remedy", version=1, text_zh="自收到之日起六十日内申请复议。"))
    assert (changed["status"], changed["confirmed_at"]) == ("unverified", None)
