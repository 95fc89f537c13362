"""Papers: drafted from the case, two grades, numbers without gaps, service, PDF and Word, both sides told."""

import uuid
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.town import body
from tests.enforcement.office import OFFICERS, Holder, Papers, case_of, upload
from weige.enforcement.models import Paper, PaperKind
from weige.enforcement.rules.english import english
from weige.kernel.models import Event
from weige.messaging.models import Notice

pytestmark = pytest.mark.django_db
ID = "91350100M000100Y43"


def fields(paper):
    return {one["key"]: one["value"] for one in paper["fields"]}


def actions(paper):
    return {one["code"]: one for one in paper["actions"]}


def test_a_grid_worker_issues_a_notice_in_three_steps(office, django_assert_max_num_queries):
    """Draft (all from the case), issue, hand over with a signature."""
    hands, case = Papers(office, "worker01"), case_of(office)
    paper = hands.draft(case, "notice")
    assert (paper["grade"], paper["grade_zh"], paper["missing"]) == ("notice", "提醒，不是处罚", [])
    assert fields(paper)["shop"] == "小满鲜果"
    assert "review" not in actions(paper), "a notice needs no review"
    office.clock.on(minutes=1)
    issued = hands.made(paper, "issue")
    assert issued["number"] == "示范街告字〔2026〕第1号"
    signature = upload(hands.api, f"/api/papers/{paper['id']}/files", role="signature")
    office.clock.on(minutes=2)
    served = hands.made(
        issued, "serve", way="on_site", receiver="王小满", relation="店主", signature=[signature]
    )
    assert (served["state"], served["services"][0]["receiver"]) == ("served", "王小满")
    assert {one["title"] for one in served["files"] if one["role"] == "pdf"} == {"整改告知单", "送达回证"}
    told = body(hands.api.get(f"/api/cases/{case.pk}"))["timeline"]
    assert [one["text_zh"] for one in told][:3] == ["文书已送达", "文书编号发出", "文书拟稿"]
    with django_assert_max_num_queries(8):
        assert body(hands.api.get("/api/papers"))["items"][0]["number"] == issued["number"]


def test_both_sides_are_told_at_once_and_the_link_is_not_kept(office):
    hands, case = Papers(office, "squad1"), case_of(office)
    hands.made(hands.draft(case, "notice"), "issue")
    by_channel = {
        (one.channel, one.outside, one.user_id) for one in Notice.objects.filter(template="paper_for_party")
    }
    merchant = office.people["merchant"].user.pk
    assert by_channel == {("in_app", "", merchant), ("sms", "shop:S-7", None)}
    sms = Notice.objects.get(channel="sms")
    assert (sms.link["purpose"], sms.link["label"]) == ("paper", "小满鲜果")
    from weige.messaging import services
    from weige.messaging.ports import Recorder

    sent = []
    Recorder.send, kept = (lambda _, message: sent.append(message)), Recorder.send
    try:
        services.send_queued(now=office.clock.now, real_now=office.clock.now)
    finally:
        Recorder.send = kept
    assert sent[0].to == "shop:S-7"
    assert "/l#" in sent[0].text_zh
    token = sent[0].text_zh.rpartition("#")[2]
    assert token not in str(list(Notice.objects.values()))
    assert token not in str(list(Event.objects.values_list("payload", flat=True)))


def ready_order(office, by="squad1"):
    hands = Papers(office, by)
    paper = hands.draft(case_of(office), "order")
    return hands, hands.edit(paper, party_id_no=ID, officers=OFFICERS)


def test_an_order_needs_two_officers_another_reviewer_and_an_enforcement_post(office):
    worker = Papers(office, "worker01")
    refused = worker.api.post("/api/papers", json={"case": str(case_of(office).pk), "kind": "order"})
    assert refused.status_code == 403, "grid staff give notices only"
    hands = Papers(office, "squad1")
    paper = hands.draft(case_of(office), "order")
    assert paper["power"]["code"] == "EM-002"
    assert [one["field"] for one in paper["missing"]] == ["party_id_no", "officers"]
    paper = hands.edit(paper, party_id_no="91350100M000100Y44", officers=["甲 31010100123"])
    assert [one["field"] for one in paper["missing"]] == ["party_id_no", "officers"], (
        "check digit, two officers"
    )
    paper = hands.edit(paper, party_id_no=ID, officers=OFFICERS)
    assert paper["missing"] == []
    assert fields(paper)["party_id_no"] == "9135************43", "masked on screen"
    assert ID not in str(Paper.objects.values()), "encrypted at rest"
    own = hands.move(paper, "review")
    assert [one["code"] for one in own.json()["errors"]] == ["guard_not_drafter"]
    assert not actions(paper)["issue"]["allowed"]
    other = Papers(office, "squad2")
    issued = other.made(other.made(other.read(paper), "review"), "issue")
    assert issued["number"] == "示范街责改字〔2026〕第1号"
    assert fields(issued)["seal"] == "（印章）"
    frozen = hands.api.put(
        f"/api/papers/{paper['id']}", json={"version": issued["version"], "values": {"fact": "别的"}}
    )
    assert frozen.status_code == 409


def test_a_look_at_the_identity_number_is_recorded(office):
    hands, paper = ready_order(office)
    clear = body(hands.api.get(f"/api/papers/{paper['id']}", headers={"X-Purpose": "%E6%A0%B8%E5%AF%B9"}))
    assert fields(clear)["party_id_no"] == ID
    assert Event.objects.filter(kind="people.personal_data_seen", subject=f"paper:{paper['id']}").exists()


def test_a_voided_paper_keeps_its_number(office):
    hands, case = Papers(office, "squad1"), case_of(office)
    first = hands.made(hands.draft(case, "notice"), "issue")
    assert hands.move(first, "void").status_code == 422, "needs its reason"
    assert hands.made(first, "void", reason="写错店名")["number"] == first["number"]
    second = hands.made(hands.draft(case, "notice"), "issue")
    assert second["number"] == "示范街告字〔2026〕第2号"
    assert hands.move(second, "serve", way="fax").json()["errors"][0]["field"] == "way"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"way": "on_site"}, "receiver"),
        ({"way": "on_site", "refused": True}, "witness"),
        ({"way": "posted"}, "tracking"),
        ({"way": "posted", "tracking": "EMS1", "at": "2020-01-01T00:00:00Z"}, "at"),
    ],
)
def test_a_service_says_how(office, data, field):
    hands = Papers(office, "squad1")
    paper = hands.made(hands.draft(case_of(office), "notice"), "issue")
    answer = hands.move(paper, "serve", **data)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_refusal_with_a_witness_is_a_service(office):
    _, paper = ready_order(office)
    other = Papers(office, "squad2")
    issued = other.made(other.made(other.read(paper), "review"), "issue")
    served = other.made(issued, "serve", way="left", refused=True, refuse_why="拒绝签字", witness="居委会 李")
    assert fields(served)["refuse_sign"] == "拒绝签字；见证人：居委会 李"


def test_the_main_button_is_the_next_true_step(office):
    """Serve once; then look at what was answered, or look again on the spot; a way back or an end is never it."""
    hands = Papers(office, "worker01")

    def main(paper):
        return [one["code"] for one in paper["actions"] if one["main"]]

    paper = hands.draft(case_of(office), "notice")
    assert main(paper) == ["issue"]
    paper = hands.made(paper, "issue")
    assert main(paper) == ["serve"]
    served = hands.made(paper, "serve", way="on_site", receiver="王")
    assert main(served) == ["complied"], "it was served; it may be served again, but that is not the way on"
    assert "serve" in {one["code"] for one in served["actions"] if one["allowed"]}
    holder = Holder(body(hands.api.post(f"/api/papers/{served['id']}/links", json={}), 201)["url"])
    photo = holder.photo("/api/held/paper/files")
    body(holder.post("/api/held/paper/answers", {"kind": "corrected", "photos": [photo]}), 201)
    assert main(hands.read(served)) == ["accept_answer"]
    accepted = hands.made(hands.read(served), "accept_answer")
    assert main(accepted) == ["close"]


def test_an_answer_pressed_twice_is_said_once(office):
    hands = Papers(office, "squad1")
    paper = hands.made(hands.draft(case_of(office), "notice"), "issue")
    link = body(hands.api.post(f"/api/papers/{paper['id']}/links", json={"days": 7}), 201)
    merchant = Holder(link["url"])
    answer = {"kind": "corrected", "photos": [merchant.photo("/api/held/paper/files")]}
    pressed = [body(merchant.post("/api/held/paper/answers", answer), 201) for _ in range(2)]
    assert [len(one["answers"]) for one in pressed] == [1, 1]
    hands.made(hands.read(paper), "refuse_answer", reason="还有两箱")
    again = body(merchant.post("/api/held/paper/answers", answer), 201)
    assert len(again["answers"]) == 2, "after a refusal it is another answer"
    answer["photos"][0] += 999
    foreign = merchant.post("/api/held/paper/answers", answer).json()
    assert foreign["errors"][0]["code"] == "file_unknown"


def test_the_merchant_answers_without_an_account(office):
    hands, case = Papers(office, "squad1"), case_of(office)
    paper = hands.made(hands.draft(case, "notice"), "issue")
    link = body(hands.api.post(f"/api/papers/{paper['id']}/links", json={"days": 7}), 201)
    assert link["qr"].startswith("data:image/svg+xml")
    merchant = Holder(link["url"])
    page = body(merchant.get("/api/held/paper"))
    assert (page["party"], page["grade"], page["may_answer"]) == ("小满鲜果", "notice", True)
    picture = page["pictures"][0]["id"]
    assert merchant.get(f"/api/held/paper/files/{picture}?size=thumb").status_code == 200
    assert merchant.get("/api/papers").status_code == 401, "the link opens nothing else"
    bare = merchant.post("/api/held/paper/answers", {"kind": "corrected"})
    assert bare.json()["errors"][0]["code"] == "answer_photo"
    photo = merchant.photo("/api/held/paper/files")
    answered = body(merchant.post("/api/held/paper/answers", {"kind": "corrected", "photos": [photo]}), 201)
    assert answered["answers"][0]["state"] == "waiting"
    case.refresh_from_db()
    assert case.after_photo_at is not None, "the photo is on the case"
    assert Notice.objects.filter(template="paper_answered", post=office.people["squad1"].post).exists()
    waiting = hands.read(paper)
    assert hands.move(waiting, "refuse_answer").status_code == 422, "a refusal says why"
    refused = hands.made(waiting, "refuse_answer", reason="还有两箱在线外")
    assert refused["state"] == "issued"
    assert body(merchant.get("/api/held/paper"))["answers"][0]["reason"] == "还有两箱在线外"
    again = merchant.photo("/api/held/paper/files", "green")
    body(merchant.post("/api/held/paper/answers", {"kind": "corrected", "photos": [again]}), 201)
    done = hands.made(hands.read(paper), "accept_answer")
    assert (done["state"], done["outcome"]) == ("complied", "corrected")
    assert merchant.post("/api/held/paper/answers", {"kind": "help", "text": "?"}).status_code == 409
    told = [one["text_zh"] for one in body(hands.api.get(f"/api/cases/{case.pk}"))["timeline"]]
    assert [text for text in told if text in {"当事人回复", "回复未认可", "已改正"}] == [
        "已改正",
        "当事人回复",
        "回复未认可",
        "当事人回复",
    ]
    body_links = hands.read(paper)["links"]
    gone = hands.api.delete(f"/api/papers/{paper['id']}/links/{body_links[0]['id']}")
    assert gone.status_code == 204
    assert merchant.get("/api/held/paper").status_code == 410


def test_a_term_that_passes_is_told_once(office):
    from weige.enforcement.services.sweeping import sweep

    hands = Papers(office, "worker01")
    paper = hands.made(hands.draft(case_of(office), "notice"), "issue")
    hands.made(paper, "serve", way="on_site", receiver="王")
    hands.made(hands.draft(case_of(office), "notice"), "issue")  # sent, not served: watched all the same
    office.clock.at("2026-11-24 15:22")
    assert (sweep(now=office.clock.now), sweep(now=office.clock.now)) == (2, 0)
    assert all(one["overdue_at"] for one in body(hands.api.get("/api/papers?overdue=true"))["items"])
    assert Notice.objects.filter(template="paper_overdue").count() == 2


def test_an_office_puts_in_its_own_template(office):
    admin, case = office.client_for("admin"), case_of(office)
    page = docx.Document(BytesIO(admin.get("/api/paper-kinds/notice/template.docx").content))
    page.add_paragraph("本街道举报电话 12345，{{shop}}")

    def put(document, name="t.docx"):
        out = BytesIO()
        document.save(out)
        file = SimpleUploadedFile(name, out.getvalue())
        return admin.post("/api/paper-kinds/notice/template", {"file": file, "note": "加电话"})

    kind = body(put(page), 201)
    assert kind["templates"][0]["number"] == 2
    hands = Papers(office, "squad1")
    paper = hands.made(hands.draft(case, "notice"), "issue")
    word = docx.Document(BytesIO(hands.api.get(f"/api/papers/{paper['id']}/paper.docx").content))
    assert "本街道举报电话 12345，小满鲜果" in [one.text for one in word.paragraphs]
    pdf = hands.api.get(f"/api/papers/{paper['id']}/paper.pdf").content
    assert pdf.startswith(b"%PDF-")
    page.add_paragraph("{{nonsense}}")
    wrong = put(page)
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "template_unknown_fields")
    not_word = admin.post("/api/paper-kinds/notice/template", {"file": SimpleUploadedFile("t.docx", b"PK")})
    assert not_word.json()["errors"][0]["code"] == "template_not_word"
    again = body(admin.post("/api/paper-kinds/notice/template/again", json={"number": 1}), 201)
    assert [one["number"] for one in again["templates"]] == [3, 2, 1]

    def words_of(number):
        file = admin.get(f"/api/paper-kinds/notice/template.docx?number={number}").content
        return [one.text for one in docx.Document(BytesIO(file)).paragraphs]

    assert words_of(3) == words_of(1) != words_of(2)
    none = admin.post("/api/paper-kinds/notice/template/again", json={"number": 9})
    assert (none.status_code, none.json()["errors"][0]["code"]) == (422, "template_no_such")
    edited = body(admin.put("/api/paper-kinds/notice", json={"version": 1, "short": "外滩", "amount": "2"}))
    assert (edited["short"], edited["amount"], edited["version"]) == ("外滩", "2", 2)
    bad = admin.put("/api/paper-kinds/notice", json={"version": 2, "number_form": "第{n}号"})
    assert bad.json()["errors"][0]["code"] == "paper_number_form"
    assert PaperKind.objects.get(pk="notice").number_form.startswith("{short}")


def test_a_notice_says_how_far_over_the_line_only_what_somebody_said(office):
    hands, case = Papers(office, "squad1"), case_of(office)
    plain = hands.made(hands.draft(case, "notice"), "issue")
    said = hands.made(hands.draft(case, "notice", over_m=1.5), "issue")
    shop = case.shop.code
    hours = {"hours": ["06:00-09:00"], "first_day": "2026-01-01", "last_day": "2030-12-31"}
    permit = {"kind": "permitted-hours", "place": f"shop:{shop}", "holder": "小满", **hours}
    assert office.client_for("duty").post("/api/permits", json=permit).status_code == 201
    seen = []
    for paper in (plain, said):
        link = body(hands.api.post(f"/api/papers/{paper['id']}/links", json={"days": 7}), 201)
        seen.append(body(Holder(link["url"]).get("/api/held/paper")))
    fronts = [page["frontage"] for page in seen]
    assert [front["over_m"] for front in fronts] == [None, 1.5]
    assert [front["permits"][0]["hours"] for front in fronts] == [["06:00-09:00"]] * 2
    assert fronts[0]["pledge"] is None, "no agreement is on record"
    assert ("约" in seen[0]["found"], "约 1.5 米（现场目测）" in seen[1]["found"]) == (False, True)
    assert (
        english("货品摆出店门线外约 1.5 米（现场目测）。", {})
        == "Goods some 1.5 m over the shop's line, by eye."
    )
    far = hands.api.post("/api/papers", json={"case": str(case.pk), "kind": "notice", "over_m": 99})
    assert (far.status_code, far.json()["errors"][0]["field"]) == (422, "over_m")


def test_a_notice_written_without_a_network_is_one_paper_with_one_number(office):
    """The phone sends it when it can, perhaps twice; the number is drawn at the server only."""
    hands, case, key = Papers(office, "worker01"), case_of(office), str(uuid.uuid4())
    said = {"id": key, "values": {"issue_desc": "门前三箱货品", "suggest": "请收回店内"}}
    first = hands.draft(case, "notice", **said)
    again = hands.draft(case, "notice", **said)
    assert (first["id"], again["id"], first["number"]) == (key, key, "")
    assert fields(first)["issue_desc"] == "门前三箱货品"
    issued = hands.made(again, "issue")
    assert hands.move(again, "issue").status_code == 409, "the second sending changes nothing"
    assert (issued["number"], Paper.objects.count()) == ("示范街告字〔2026〕第1号", 1)
    other = Papers(office, "squad1").api.post(
        "/api/papers", json={"case": str(case.pk), "kind": "notice", "id": key}
    )
    assert (other.status_code, other.json()["code"]) == (409, "paper_known")
    wrong = hands.api.post(
        "/api/papers", json={"case": str(case.pk), "kind": "notice", "values": {"nonsense": "x"}}
    )
    assert wrong.json()["errors"][0]["field"] == "nonsense"


def test_a_kinds_words_are_looked_at_first_and_every_state_comes_back(office):
    admin = office.client_for("admin")
    path = "/api/office/tables/paper_kinds"
    row = body(admin.get(f"{path}/rows/order"))
    seen = body(
        admin.post(f"{path}/preview", json={"key": "order", "values": {"amount": "9", "short": "新街"}})
    )
    found = {one["code"]: one["text_zh"] for one in seen["effects"]}
    assert "新街" in found["office_kind_number"]
    assert {"office_kind_term", "office_kind_drafts", "office_kind_issued"} <= found.keys()
    done = admin.put(f"{path}/rows/order", json={"values": {"amount": "9"}, "version": 0, "note": "试行"})
    assert (body(done)["values"]["amount"], body(done)["version"]) == ("9", 1)
    for values, field in (
        ({"number_form": "{short}"}, "values.number_form"),
        ({"amount": "0"}, "values.amount"),
        ({"amount": ""}, "values.amount"),
        ({"unit": "week"}, "values.unit"),
        ({"name_zh": ""}, "values.name_zh"),
    ):
        for answer in (
            admin.post(f"{path}/preview", json={"key": "order", "values": values}),
            admin.put(f"{path}/rows/order", json={"values": values}),
        ):
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    old = body(admin.get("/api/paper-kinds"))
    assert next(one for one in old if one["code"] == "order")["amount"] == "9"
    back = body(admin.post(f"{path}/rows/order/restore", json={"no": 0, "version": 1}))
    assert back["values"] == row["values"]
    assert len(body(admin.get(f"{path}/rows/order/versions"))["items"]) == 2
    assert office.client_for("worker01").put(f"{path}/rows/order", json={"values": {}}).status_code in {
        403,
        404,
    }
