"""Decisions on the spot: the party is told and heard first, an officer decides within the limits, it is reported."""

from datetime import timedelta

import pytest

from tests.cases.town import body
from tests.enforcement.office import OFFICERS, Papers, case_of, upload
from weige.enforcement.models import Band, Legal, Paper, Power
from weige.enforcement.rules.simple import Range, amount_fault
from weige.enforcement.services.sweeping import sweep
from weige.messaging.models import Notice

CEILING = {"person": 200, "household": 200, "unit": 3000}
BANDS = [Range("较轻", 100, 200), Range("一般", 201, 1000)]


@pytest.mark.parametrize(
    ("amount", "party", "bands", "code"),
    [
        ("200", "person", [], None),
        ("201", "person", [], "simple_ceiling"),
        ("201", "household", [], "simple_ceiling"),
        ("3000", "unit", [], None),
        ("3001", "unit", [], "simple_ceiling"),
        ("50", "unit", BANDS, "simple_band"),
        ("150", "unit", BANDS, None),
        ("1500", "unit", BANDS, "simple_band"),
        ("0", "unit", [], "simple_amount"),
        ("12.5", "unit", [], "simple_amount"),
        ("一百", "unit", [], "simple_amount"),
        ("100", "", [], None),
    ],
)
def test_what_the_amount_may_be(amount, party, bands, code):
    wrong = amount_fault(amount, party, CEILING, bands)
    assert (wrong[0] if wrong else None) == code


def ready(office, **values):
    """A draft on the spot that lacks nothing."""
    hands = Papers(office, "squad1")
    power = Power.objects.get(code="EM-001")
    if not power.bands.exists():
        Band.objects.create(power=power, order=1, name="较轻", criteria="当场收回", low=100, high=200)
    paper = hands.draft(case_of(office), "simple", power="EM-001")
    told = {
        "party_type": "person",
        "party": "王小满",
        "party_id_type": "id_card",
        "party_id_no": "11010519491231002X",
        "officers": OFFICERS,
        "amount": "150",
        "discretion": "较轻",
    }
    return hands, hands.edit(paper, **(told | values))


def codes(paper):
    return {one["code"]: one["allowed"] for one in paper["actions"]}


@pytest.mark.django_db
def test_told_heard_decided_served_reported_paid(office):
    hands, paper = ready(office)
    assert (paper["missing"], paper["bounds"]["most"], paper["bounds"]["status"]) == ([], 200, "confirmed")
    assert codes(paper) == {"tell": True, "void": True}
    assert hands.move(paper, "decide", reason="直接决定").status_code == 409, "nobody decides before hearing"
    paper = hands.made(paper, "tell")
    assert (
        hands.api.put(
            f"/api/papers/{paper['id']}", json={"version": paper["version"], "values": {"amount": "200"}}
        ).status_code
        == 409
    )
    silent = hands.move(paper, "hear", statement="rejected")
    assert {one["field"] for one in silent.json()["errors"]} == {"text", "reason"}
    paper = hands.made(paper, "hear", statement="partly", text="只摆了一会儿", reason="时间短，从轻")
    assert (
        hands.move(paper, "decide", reason="从轻", amount=180).json()["errors"][0]["code"] == "simple_heavier"
    )
    assert hands.move(paper, "decide", reason="从轻", amount=50).json()["errors"][0]["code"] == "simple_band"
    paper = hands.made(paper, "decide", reason="时间短，从轻", amount=100)
    said = {one["key"]: one["value"] for one in paper["fields"]}
    assert (paper["number"], said["amount"]) == ("示范街当罚字〔2026〕第1号", "100")
    assert "只摆了一会儿" in said["statement"]
    assert "时间短" in said["discretion"]
    assert paper["due_at"], "it is to be reported"
    unsigned = hands.move(paper, "serve", way="on_site", receiver="王小满")
    assert unsigned.json()["errors"][0]["field"] == "signature"
    assert hands.move(paper, "serve", way="electronic", receiver="王小满").status_code == 422
    paper = signed(hands, paper)
    told = body(hands.api.get(f"/api/cases/{paper['case_id']}"))["timeline"]
    assert {"当场告知", "当场听取陈述申辩", "当场处罚已备案"} <= {one["text_zh"] for one in told}


def signed(hands, paper):
    """The rest of its way: signed, reported, paid, closed; printed."""
    drawn = upload(hands.api, f"/api/papers/{paper['id']}/files", role="signature")
    paper = hands.made(paper, "serve", way="on_site", receiver="王小满", signature=[drawn])
    assert hands.move(paper, "paid").status_code == 409, "first it is reported"
    paper = hands.made(paper, "report", person="法制员")
    said = {one["key"]: one["value"] for one in paper["fields"]}
    assert said["file_report"]
    assert said["sign"] == "王小满"
    assert not codes(paper)["unpaid"], "its term still runs"
    paper = hands.made(paper, "paid", note="回单 1")
    assert hands.made(paper, "close", outcome="done")["state"] == "closed"
    docx = hands.api.get(f"/api/papers/{paper['id']}/paper.docx")
    pdf = hands.api.get(f"/api/papers/{paper['id']}/paper.pdf")
    assert docx.content[:2] == b"PK"
    assert pdf.content[:4] == b"%PDF"
    return paper


@pytest.mark.django_db
def test_only_an_enforcement_body_within_confirmed_limits(office):
    worker = Papers(office, "worker01")
    refused = worker.api.post("/api/papers", json={"case": str(case_of(office).pk), "kind": "simple"})
    assert refused.status_code == 403, "grid staff give notices only"
    Legal.objects.filter(code="simple_person").delete()  # as packaged: from memory
    hands, paper = ready(office)
    assert [(one["field"], one["code"]) for one in paper["doubts"]] == [("amount", "simple_person")]
    paper = hands.made(hands.made(paper, "tell"), "hear", statement="nothing")
    assert not codes(paper)["decide"], "nothing is decided on a limit nobody has confirmed"
    dropped = hands.made(paper, "drop", reason="当场改正，教育放行")
    assert (dropped["state"], dropped["number"]) == ("dropped", "")
    high = ready(office, amount="201")[1]
    assert [one["field"] for one in high["missing"]] == ["amount"]
    assert "200" in high["missing"][0]["message"]
    one = ready(office, officers=OFFICERS[:1])[1]
    assert [one["field"] for one in one["missing"]] == ["officers"], "two officers"


@pytest.mark.django_db
def test_its_report_is_reminded_and_a_late_one_is_told_once(office):
    hands, paper = ready(office)
    for code, data in (("tell", {}), ("hear", {"statement": "nothing"}), ("decide", {"reason": "较轻"})):
        paper = hands.made(paper, code, **data)
    refused = {"way": "on_site", "refused": True, "refuse_why": "拒绝签字", "witness": "居委会"}
    paper = hands.made(paper, "serve", **refused)
    row = Paper.objects.get(pk=paper["id"])
    assert row.content["sign"] == "拒签：拒绝签字；见证人：居委会"
    sweep(now=row.remind_at + timedelta(minutes=1))
    assert Notice.objects.filter(template="term_reminder", subject=row.subject).exists()
    assert not Notice.objects.filter(template="term_for_party").exists(), "reporting is the office's own term"
    late = row.due_at + timedelta(minutes=1)
    assert (sweep(now=late), sweep(now=late)) == (1, 0)
    assert Notice.objects.filter(template="simple_unreported").exists()


@pytest.mark.django_db
def test_its_kind_reaches_an_office_that_has_edited_its_own(office):
    from weige.enforcement.models import PaperKind
    from weige.enforcement.services.kinds import load_kinds

    PaperKind.objects.filter(pk="notice").update(short="改过")
    PaperKind.objects.filter(pk="simple").delete()
    assert load_kinds(now=office.clock.now) == 1
    assert PaperKind.objects.get(pk="notice").short == "改过"


@pytest.mark.django_db
def test_the_power_is_chosen_by_hand_and_its_words_follow(office):
    hands = Papers(office, "squad1")
    other = Power.objects.exclude(matters__contains=["09005"]).exclude(penalty_basis="").order_by("code")[0]
    paper = hands.draft(case_of(office), "simple")
    path = f"/api/papers/{paper['id']}"
    offers = body(hands.api.get(f"{path}/powers"))["items"]
    assert offers[0]["fits"], "those of the case's matter come first"
    assert offers == sorted(offers, key=lambda one: (not one["fits"], one["code"]))
    assert other.code in {
        one["code"] for one in body(hands.api.get(f"{path}/powers", {"q": other.name_zh}))["items"]
    }
    assert office.client_for("stranger").get(f"{path}/powers").status_code == 404
    wrong = hands.api.put(path, json={"version": paper["version"], "values": {"power": "nothing"}}).json()
    assert wrong["errors"][0] | {"message": ""} == {"field": "power", "code": "power_unknown", "message": ""}
    paper = hands.edit(paper, power=other.code, amount="120")
    said = {one["key"]: one["value"] for one in paper["fields"]}
    assert said["basis"] == [text for text in (other.prohibition_basis, other.penalty_basis) if text]
    assert (said["amount"], paper["power"]["code"], said["discretion"]) == (
        "120",
        other.code,
        other.discretion_note,
    )
    assert [one["code"] for one in paper["doubts"] if one["field"] == "power"] == (
        [other.code] if other.status != "sourced" else []
    )
    paper = hands.edit(hands.edit(paper, basis=["由人写的依据"]), power="EM-001")
    assert {one["key"]: one["value"] for one in paper["fields"]}["basis"] == ["由人写的依据"], "stays"
    Power.objects.filter(pk=other.pk).update(recalled_on="2026-11-01")
    gone = body(hands.api.get(f"{path}/powers", {"q": other.code}))["items"][0]
    assert (gone["usable"], gone["standing"]) == (False, "recalled")
