"""Work records: the third grade of papers. Each document of the reference has its template, fields and number."""

import csv
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.cases.town import body
from tests.enforcement.office import Papers, case_of, upload
from weige.enforcement.models import NumberSeries, Paper
from weige.enforcement.rules.fields import fields_of
from weige.enforcement.rules.records import KINDS
from weige.enforcement.services.word import NO_FORCE
from weige.kernel.models import Event
from weige.territory.models import Building

pytestmark = pytest.mark.django_db
SECRET = "张三丰"
#: What a person would still type, by document; everything else is filled in.
TYPED = {
    "pledge": {"grade": "green", "uscc": "91310101MA1FL5X90J"},
    "frontage": {"items": ["0", "20", "30"], "onsite_fixed": "no", "notice": "示范街告字〔2026〕第1号"},
    "topic": {"type": "routine", "proposals": ["划线", "装活动桩"], "stakeholders": ["小满鲜果"]},
    "resolution": {
        "meeting": ["2026-11-20 19:00", "街区工作站", "现场"], "attendance": ["9", "7", ""], "opinions": "都同意",
        "vote": ["6", "0", "1"], "decision": "按面积分摊", "tasks": ["11 月底前装好"], "cost_share": ["五家各两成"],
    },
    "visit": {
        "household": f"示范路 12 号 301 室 {SECRET}", "mode": "home", "purpose": "regards",
        "found": f"{SECRET}独居，能自理",
        "privacy_ack": "yes", "needs": ["灯泡坏了"], "tags": ["加：独居"], "followup": "2026-12-20",
    },
    "rent": {
        "owner": SECRET, "tenants": ["5", "3"], "area_per_cap": "6.5", "items": ["exit", "gas"], "score": "40",
        "colour": "red", "measures": ["清走楼道杂物，今天"],
    },
    "heritage": {},
    "eligible": {
        "policy": "高龄津贴，2026 版", "person": SECRET, "match_basis": "满 80 岁；公安户籍 2026-11-01",
        "notify": ["上门", "11-20"],
    },
    "accept": {
        "item": "居住证", "applicant": SECRET, "materials": ["身份证"], "result": "supplement", "missing": ["租赁合同"],
    },
}  # fmt: skip
LATER = {
    "topic": {"screen": "not_listed", "screen_why": "属个案"},
    "resolution": {"publicity": ["2026-11-21", "2026-11-25", "无异议"], "review": "落实了"},
    "heritage": {"visit_result": "planned", "prohibited": "yes", "close": "已告知，留下清单"},
    "eligible": {
        "will": "confirm", "account": "6217000012345678", "verify": ["社区", "上门"], "pay": ["2026-12", "180"],
        "recheck": ["2026-12-01", "在册"],
    },
}  # fmt: skip


def drafted(office, kind, who="worker01"):
    case = case_of(office)
    hands = Papers(office, who)
    return hands, hands.draft(case, kind)


def kept(office, kind):
    hands, paper = drafted(office, kind)
    if TYPED[kind]:
        paper = hands.edit(paper, **TYPED[kind])
    return hands, hands.made(paper, "keep")


def values(paper):
    return {field["key"]: field["value"] for field in paper["fields"]}


def text_of(data):
    page = docx.Document(BytesIO(data))
    rows = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in page.paragraphs), *rows])


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_drafted_filled_numbered_and_printed_with_every_field(office, kind):
    hands, paper = kept(office, kind)
    assert (paper["grade"], paper["state"]) == ("record", "recorded")
    assert paper["number"].endswith("第1号")
    word = hands.api.get(f"/api/papers/{paper['id']}/paper.docx").content
    shown = text_of(word)
    for field in fields_of(Paper.objects.get(pk=paper["id"]).kind.doc):
        if field.stage != "auto" and field.kind != "files":
            assert field.zh in shown, f"{field.key} is a field of the template"
    assert NO_FORCE in shown
    assert SECRET not in shown, "sealed fields are printed masked"
    assert hands.api.get(f"/api/papers/{paper['id']}/paper.pdf").content[:5] == b"%PDF-"
    if kind in LATER:
        paper = hands.edit(paper, **LATER[kind])
        paper = hands.made(paper, "finish")
        assert paper["state"] == "closed"
        assert Event.objects.filter(kind="enforcement.record_added").exists()


def test_their_numbers_have_no_gaps_and_a_voided_one_keeps_its_own(office):
    hands, first = kept(office, "frontage")
    hands.made(first, "void", reason="写错店")
    _, second = kept(office, "frontage")
    assert [first["number"][-3:], second["number"][-3:]] == ["第1号", "第2号"]
    assert NumberSeries.objects.get(kind="frontage").last == 2


def test_the_next_visit_follows_the_colour_of_the_house_by_the_offices_own_days(office):
    hands, paper = drafted(office, "rent")
    day = office.clock.now.date()
    for colour, days in (("green", 30), ("yellow", 14), ("red", 7)):
        paper = hands.edit(paper, colour=colour)
        assert values(paper)["next_visit"] == (day + timedelta(days=days)).isoformat()
    paper = hands.edit(paper, next_visit="2026-12-01")
    assert values(hands.edit(paper, colour="green"))["next_visit"] == "2026-12-01", (
        "what a person wrote stays"
    )


def test_a_field_under_a_condition_is_asked_only_then(office):
    hands, paper = drafted(office, "rent")
    said = dict(TYPED["rent"]) | {"colour": "green", "items": ["none"]}
    del said["measures"]
    paper = hands.edit(paper, **said)
    assert paper["missing"] == []
    paper = hands.edit(paper, colour="red")
    assert [one["field"] for one in paper["missing"]] == ["measures"]


def test_the_score_of_a_frontage_is_counted_and_a_photo_is_wanted_for_what_is_taken_off(office):
    hands, paper = drafted(office, "frontage")
    paper = hands.edit(paper, **TYPED["frontage"])
    assert values(paper)["score"] == "950"
    photo = next(one for one in paper["files"] if one["role"] == "seen")
    assert hands.api.delete(f"/api/papers/{paper['id']}/files/{photo['id']}").status_code == 204
    assert [one["field"] for one in hands.read(paper)["missing"]] == ["photos"]
    upload(hands.api, f"/api/papers/{paper['id']}/files", role="seen")
    assert hands.read(paper)["missing"] == []


def test_a_check_of_a_protected_house_takes_over_building_and_term_of_its_case(office):
    case = case_of(office)
    house = Building.objects.create(
        code="B-77", name_zh="元芳弄 7 号", footprint={}, height_m=9, height_source="given", protection="二类",
        lon=case.lon, lat=case.lat,
    )  # fmt: skip
    type(case).objects.filter(pk=case.pk).update(building=house, due_at=office.clock.now + timedelta(days=1))
    said = values(Papers(office, "worker01").draft(case, "heritage"))
    assert said["building"] == "B-77 元芳弄 7 号 保护类别：二类"
    assert said["trigger"] == "patrol"
    assert said["visit_due"].startswith((office.clock.now + timedelta(days=1)).isoformat()[:13])
    assert case.place_zh in said["payload"]


@pytest.mark.parametrize("kind", [kind for kind, verb in KINDS.items() if verb == "paper.private"])
def test_what_is_of_a_person_is_written_by_those_whose_task_it_is(office, kind):
    case = case_of(office)
    for who in ("duty", "squad1"):
        answer = office.client_for(who).post("/api/papers", json={"case": str(case.pk), "kind": kind})
        assert answer.status_code in {403, 404}, who


def test_a_visit_is_sealed_and_opened_for_a_purpose_by_its_writers_only(office):
    hands, paper = kept(office, "visit")
    assert SECRET not in str(hands.read(paper))
    assert SECRET not in str(Paper.objects.get(pk=paper["id"]).content)
    assert SECRET not in str(list(Event.objects.values_list("payload", flat=True)))
    path = f"/api/papers/{paper['id']}"
    head = {"X-Purpose": "return visit"}
    assert SECRET in body(hands.api.get(path, headers=head))["fields"][2]["value"]
    assert (
        Event.objects.filter(kind="people.personal_data_viewed").exists()
        or Event.objects.filter(kind__startswith="people.").exists()
    )
    opened = hands.api.get(f"{path}/paper.docx", headers=head).content
    assert SECRET in text_of(opened)
    assert SECRET not in str(body(office.client_for("duty").get(path, headers=head)))


def test_it_neither_orders_nor_goes_out(office):
    hands, paper = drafted(office, "topic")
    paper = hands.edit(paper, type="routine", stakeholders=["商户"], problem="责令三日内拆除")
    assert [one["field"] for one in paper["missing"]] == ["problem"]
    assert hands.move(paper, "issue").status_code in {404, 409}
    paper = hands.made(hands.edit(paper, problem="停车占道"), "keep")
    answer = hands.api.post(f"/api/papers/{paper['id']}/links", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "record_no_link")
    merchant = office.client_for("merchant")
    assert body(merchant.get("/api/papers"))["items"] == []
    assert merchant.get(f"/api/papers/{paper['id']}").status_code == 404
    duty = office.client_for("duty")
    assert [one["kind"] for one in body(duty.get("/api/papers?grade=record"))["items"]] == ["topic"]
    assert body(duty.get("/api/papers?grade=paper"))["items"] == []


def test_an_agreement_is_signed_by_both_or_refused_before_a_witness(office):
    hands, paper = kept(office, "pledge")
    bare = hands.move(paper, "sign", signer="chief", receiver="李街长")
    assert {one["field"] for one in bare.json()["errors"]} == {"signature"}
    drawn = upload(hands.api, f"/api/papers/{paper['id']}/files", role="signature")
    paper = hands.made(paper, "sign", signer="chief", receiver="李街长", signature=[drawn])
    assert hands.move(paper, "sign", signer="party", refused=True).status_code == 422
    paper = hands.made(paper, "sign", signer="party", refused=True, refuse_why="不在", witness="邻店王")
    assert values(paper)["street_chief"].startswith("李街长")
    assert values(paper)["shop_sign"].startswith("拒签：不在；见证人：邻店王")
    page = docx.Document(BytesIO(hands.api.get(f"/api/papers/{paper['id']}/paper.docx").content))
    assert len(page.inline_shapes) >= 1, "the signature stands on the paper"


@pytest.mark.parametrize(
    ("kind", "field", "value", "code"),
    [
        ("rent", "tenants", ["五", "3"], "record_whole"),
        ("rent", "tenants", ["5", ""], "record_parts"),
        ("rent", "items", ["none", "gas"], "record_none"),
        ("rent", "items", ["roof"], "unknown_choice"),
        ("rent", "area_per_cap", "很小", "record_decimal"),
        ("resolution", "attendance", ["3", "7", ""], "record_present"),
        ("pledge", "period", ["2026-12-01", "2026-11-01"], "record_period"),
        ("pledge", "period", ["明年", "后年"], "record_day"),
        ("visit", "privacy_ack", "no", "record_ack"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(office, kind, field, value, code):
    from weige.kernel.errors import words

    hands, paper = drafted(office, kind)
    paper = hands.edit(paper, **{field: value})
    told = {one["field"]: one["message"] for one in paper["missing"]}
    assert told[field] == words(code, "zh", {"choices": ""}) or code == "unknown_choice"


def test_the_fields_of_the_nine_documents_are_those_of_the_reference():
    path = Path(__file__).parents[2] / "weige" / "enforcement" / "data" / "fields_records.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len([row for row in rows if row["source"] != "own field of this product"]) == 88
    assert {row["stage"] for row in rows} == {"auto", "draft", "sign", "later"}


def test_what_a_phone_sends_again_after_a_lost_answer_is_made_once(office):
    hands, paper = drafted(office, "visit")
    wish = {"version": paper["version"], "values": TYPED["visit"]}
    first = body(hands.api.put(f"/api/papers/{paper['id']}", json=wish))
    again = body(hands.api.put(f"/api/papers/{paper['id']}", json=wish))
    assert (again["version"], again["fields"]) == (first["version"], first["fields"])
    other = wish | {"values": wish["values"] | {"mode": "phone"}}
    refused = body(hands.api.put(f"/api/papers/{paper['id']}", json=other), 409)
    assert refused["code"] == "enforcement_changed", "what is not written yet is not lost in silence"
    one = hands.made(first, "keep", sent="press-1")
    same = hands.made(first, "keep", sent="press-1")
    assert (one["number"], one["version"]) == (same["number"], same["version"])
    assert body(hands.move(first, "keep", sent="press-2"), 409)["code"] == "enforcement_changed"
    stranger = Papers(office, "worker02").move(first, "keep", sent="press-1")
    assert stranger.status_code in {403, 404, 409}, "a press is its maker's"
    assert Event.objects.filter(kind="enforcement.record_kept").count() == 1


def test_a_record_written_without_a_network_is_completed_from_the_case(office):
    case = case_of(office)
    hands = Papers(office, "worker01")
    forms = {kind["code"]: kind["fields"] for kind in body(hands.api.get("/api/paper-kinds"))}
    assert {code for code, fields in forms.items() if fields} == set(KINDS), "a phone has their forms"
    asked = {field["key"]: field for field in forms["frontage"]}
    assert {"items", "onsite_fixed", "photos"} <= set(asked)
    assert asked["items"]["parts"][0]["name_zh"]
    assert all(field["value"] == "" and field["open"] for field in asked.values())
    paper = hands.draft(case, "frontage", values={"items": ["0", "20", "30"], "onsite_fixed": "yes"})
    said = values(paper)
    assert (said["score"], said["shop"], paper["missing"]) == ("950", "小满鲜果", [])
