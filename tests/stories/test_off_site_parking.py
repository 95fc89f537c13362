"""Parking seen by a camera: two reviews, notice, a defence accepted and one rejected, a person decides."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.town import IN_L01, body, clock, picture, town
from tests.enforcement.conftest import office
from tests.enforcement.office import Holder
from weige.enforcement.models import Band, OffsiteEvidence, OffsiteFile, Power
from weige.enforcement.services.sweeping import sweep
from weige.kernel.access import SYSTEM
from weige.messaging.models import Notice
from weige.sensing import services as sensing
from weige.sensing.models import Device

__all__ = ["clock", "office", "town"]
pytestmark = pytest.mark.django_db
PARTY = {"party_type": "person", "party_name": "周某某", "plate": "沪A12356"}


class Lane:
    """Who does what."""

    def __init__(self, office):
        self.office = office

    def camera(self, until):
        now = self.office.clock.now
        names = {"code": "CAM-9", "kind": "camera", "name_zh": "相机", "name_en": "Camera"}
        if not Device.objects.filter(code="CAM-9").exists():
            sensing.register_device(**names, **IN_L01, now=now)
        told = {"certificate_no": "审-2026-17", "certificate_until": until, "published": True}
        Device.objects.filter(code="CAM-9").update(**told)

    def case(self):
        """A parked car with two pictures of different moments."""
        api = self.office.client_for("squad1")
        made = body(api.post("/api/cases", json={"matter": "09009", "text": "人行道停车"} | IN_L01), 201)
        for colour in ("grey", "silver"):
            self.office.clock.on(minutes=6)
            file = SimpleUploadedFile("p.jpg", picture(colour), "image/jpeg")
            body(api.post(f"/api/cases/{made['id']}/evidence", {"file": file, "kind": "before"}), 201)
        return made["id"]

    def begin(self, **more):
        api = self.office.client_for("squad1")
        return body(api.post("/api/offsite", json={"case": self.case(), "device": "CAM-9", **more}), 201)

    def ask(self, who, file, code, **data):
        self.office.clock.on(minutes=1)
        client = self.office.client_for(who)
        path = f"/api/offsite/{file['id']}"
        version = body(client.get(path))["version"]
        return client.post(f"{path}/moves/{code}", json={"version": version, **data})

    def do(self, who, file, code, **data):
        return body(self.ask(who, file, code, **data))

    def lacks(self, who, file, code, **data):
        answer = self.ask(who, file, code, **data)
        assert answer.status_code == 422, answer.content.decode()
        return [error["code"] for error in answer.json()["errors"]]

    def notified(self, **proposal):
        file = self.begin(party=PARTY)
        for who, code in (("squad1", "submit"), ("squad2", "pass_first"), ("supervisor", "pass_second")):
            self.do(who, file, code)
        told = self.do("squad1", file, "notify", reason="人行道停放，首次", **proposal)
        url = body(self.office.client_for("squad1").post(f"/api/offsite/{file['id']}/links", json={}), 201)[
            "url"
        ]
        return told, Holder(url)


@pytest.fixture
def lane(office):
    found = Lane(office)
    found.camera(date(2027, 1, 1))
    return found


def test_evidence_needs_a_certified_device_two_moments_and_two_reviewers(lane):
    lane.camera(date(2026, 1, 1))
    file = lane.begin()
    assert [one["name_zh"] for one in file["evidence"][0]["lacks"]] == ["设备证书已过期"]
    assert lane.lacks("squad1", file, "submit") == ["guard_devices_certified"]
    lane.camera(date(2027, 1, 1))
    OffsiteFile.objects.all()[0].pieces.all().delete()
    put = {"version": file["version"], "device": "CAM-9"}
    file = body(lane.office.client_for("squad1").put(f"/api/offsite/{file['id']}", json=put))
    lane.do("squad1", file, "submit")
    assert lane.lacks("squad1", file, "pass_first") == ["guard_not_collector"]
    lane.do("squad2", file, "pass_first")
    assert lane.lacks("squad2", file, "pass_second") == ["guard_not_first_reviewer"]
    reviewed = lane.do("supervisor", file, "pass_second")
    assert reviewed["decide_by"] is not None
    assert lane.lacks("squad1", file, "notify", outcome="fine", amount=100, reason="x") == [
        "guard_party_known"
    ]


def test_an_unknown_owner_can_be_looked_for_but_not_notified(lane):
    file = lane.begin()
    client = lane.office.client_for("squad1")

    def name(status=200, **party):
        version = body(client.get(f"/api/offsite/{file['id']}"))["version"]
        put = {"version": version, "party": party}
        return body(client.put(f"/api/offsite/{file['id']}", json=put), status)

    assert name(422, party_name=" ", party_addr="某路 1 号")["errors"][0]["field"] == "party.party_name"
    assert name(plate="沪A12356")["party"] == {"plate": "沪A***56"}
    assert name(party_addr="某路 1 号")["party"]["plate"] == "沪A***56", "what is left empty stays"
    for who, code in (("squad1", "submit"), ("squad2", "pass_first"), ("supervisor", "pass_second")):
        lane.do(who, file, code)
    said = {"outcome": "fine", "amount": 100, "reason": "x"}
    assert lane.lacks("squad1", file, "notify", **said) == ["guard_party_known"]
    known = name(party_type="person", party_name="周某某")
    assert (known["party"]["party_name"], known["party"]["plate"]) == ("周**", "沪A***56")
    assert lane.do("squad1", file, "notify", **said)["state"] == "notified"


def test_a_defence_that_is_accepted_ends_without_a_penalty(lane):
    file, party = lane.notified(outcome="fine", amount=100)
    assert file["number"].startswith("示范街罚告字〔2026〕第")
    assert file["party"] == {"party_type": "person", "party_name": "周**", "plate": "沪A***56"}
    page = body(party.get("/api/held/offsite"))
    assert page["may_defend"]
    assert page["verified"] is False, "the basis is marked as not verified"
    piece = page["pictures"][0]["id"]
    assert party.get(f"/api/held/offsite/pictures/{piece}?size=thumb").status_code == 200
    photo = party.photo("/api/held/offsite/files")
    said = {"version": page["version"], "text": "送病人就医，有急诊记录", "photos": [photo]}
    stated = body(party.post("/api/held/offsite/moves/defend", said))
    assert stated["state"] == "considering"
    assert Notice.objects.filter(template="offsite_defended").exists()
    assert lane.ask("chief", file, "decide", outcome="fine", amount=100, reason="x").status_code == 409
    lane.do("squad2", file, "answer_defence", result="accepted", reason="急诊记录属实")
    decided = lane.do("chief", file, "decide", outcome="no_penalty", reason="紧急避险，未造成危害")
    assert (decided["state"], decided["decision"]["kind_zh"]) == ("decided", "不予行政处罚决定书")
    told = body(party.get("/api/held/offsite"))
    assert told["defences"][0]["reason"] == "急诊记录属实"
    assert told["outcome_zh"] == "不予处罚"
    assert lane.lacks("squad1", file, "serve", way="electronic", receiver="本人") == ["service_consent"]
    agreed = body(party.post("/api/held/offsite/consent", {"name": "周某某"}))
    assert (agreed["consent"]["by_link"], "同意以电子方式" in agreed["consent"]["words"]) == (True, True)
    lane.do("squad1", file, "serve", way="electronic", receiver="本人")
    assert lane.do("squad2", file, "close")["state"] == "closed"
    timeline = [
        one["text_zh"]
        for one in body(lane.office.client_for("squad1").get(f"/api/cases/{file['case_id']}"))["timeline"]
    ]
    stated_by = next(one for one in decided["timeline"] if one["text_zh"] == "收到陈述申辩")
    assert (stated_by["actor_zh"], stated_by["actor_en"]) == ("当事人", "the party")
    assert {"非现场取证", "证据审核通过", "已事先告知", "收到陈述申辩", "申辩已答复", "已作出决定"} <= set(
        timeline
    )


def test_a_defence_that_is_rejected_makes_nothing_heavier(lane):
    file, party = lane.notified(outcome="fine", amount=100)
    said = {"version": body(party.get("/api/held/offsite"))["version"], "text": "只停了一会儿"}
    body(party.post("/api/held/offsite/moves/defend", said))
    lane.do("squad2", file, "answer_defence", result="rejected", reason="两张照片相隔六分钟")
    assert lane.lacks("chief", file, "decide", outcome="fine", amount=200, reason="x") == ["offsite_heavier"]
    assert lane.lacks("chief", file, "decide", outcome="fine", reason="x") == ["offsite_amount"]
    assert lane.ask("squad2", file, "decide", outcome="fine", amount=100, reason="x").status_code == 403
    lane.do("chief", file, "decide", outcome="fine", amount=100, reason="事实清楚")
    served = lane.do("squad1", file, "serve", way="posted", tracking="EMS-1")
    assert served["due_at"] is not None
    lane.office.clock.on(days=16)
    assert decision_of(lane, served)["state"] == "served", "the paper goes where its file goes"
    assert sweep(now=lane.office.clock.now) >= 1
    late = body(lane.office.client_for("squad1").get(f"/api/offsite/{file['id']}"))
    assert (late["state"], late["overdue_at"] is not None, late["outcome"]) == ("expired", True, "fine")
    paper = decision_of(lane, late)
    assert (paper["state"], paper["actions"]) == ("not_complied", []), "it is moved by its file only"
    assert Notice.objects.filter(template="offsite_expired", channel="sms").exists(), "the party is told"
    assert late["unpaid"] == 100
    lane.do("squad1", file, "comply")
    closed = lane.do("squad2", file, "close")
    assert (closed["state"], decision_of(lane, closed)["state"]) == ("closed", "closed")
    assert (closed["notice"]["state"], closed["unpaid"]) == ("closed", None)


def test_an_unpaid_fine_does_not_end_in_silence(lane):
    file, _ = lane.notified(outcome="fine", amount=100)
    lane.do("squad1", file, "waive")
    lane.do("chief", file, "decide", outcome="fine", amount=100, reason="事实清楚")
    lane.do("squad1", file, "serve", way="posted", tracking="EMS-1")
    assert lane.lacks("squad2", file, "close") == ["guard_nothing_to_perform"]
    lane.office.clock.on(days=16)
    sweep(now=lane.office.clock.now)
    assert lane.ask("squad2", file, "close").status_code == 409, "an expired fine is not simply filed away"
    assert lane.ask("squad2", file, "close_unpaid", ruling="court", reason="x").status_code == 403
    refused = lane.ask("chief", file, "close_unpaid")
    assert [one["field"] for one in body(refused, 422)["errors"]] == ["ruling", "reason"]
    closed = lane.do("chief", file, "close_unpaid", ruling="court", reason="催告两次未缴")
    paper = decision_of(lane, closed)
    assert (closed["state"], closed["unpaid"], paper["state"]) == ("closed", 100, "closed")
    told = closed["timeline"][0]
    assert (told["text_zh"], told["detail_zh"]) == (
        "罚款未缴，结案归档",
        "未缴 100 元：已申请法院强制执行 · 催告两次未缴",
    )


def decision_of(lane, file):
    return body(lane.office.client_for("squad2").get(f"/api/papers/{file['decision']['id']}"))


def banded(lane):
    """The matter's highest band gives a right to a hearing."""
    power = Power.objects.get(pk=OffsiteFile.objects.latest("made_at").power_id)
    Band.objects.create(power=power, order=1, name="一般", criteria="首次", low=50, high=100)
    Band.objects.create(power=power, order=2, name="严重", criteria="再次", low=101, high=5000, hearing=True)


def test_a_hearing_is_told_asked_for_set_and_held(lane):
    lane.begin(party=PARTY)
    banded(lane)
    low, _ = lane.notified(outcome="fine", amount=100)
    assert low["hearing_until"] is None, "the lower band gives no such right"
    file, party = lane.notified(outcome="fine", amount=3000)
    page = body(party.get("/api/held/offsite"))
    assert (page["may_ask_hearing"], page["hearing_until"] is not None) == (True, True)
    notice = body(lane.office.client_for("squad1").get(f"/api/papers/{file['notice']['id']}"))
    right = next(one["value"] for one in notice["fields"] if one["key"] == "right_hearing")
    assert right.startswith("您有权要求听证，可在 2026年")
    lane.do("squad1", file, "serve_notice", way="on_site", receiver="本人")
    version = body(party.get("/api/held/offsite"))["version"]
    asked = body(party.post("/api/held/offsite/moves/ask_hearing", {"version": version, "text": "要当面说"}))
    assert (asked["state"], asked["may_drop_hearing"]) == ("hearing", True)
    assert Notice.objects.filter(template="hearing_asked").exists()
    now = lane.office.clock.now
    place = {"place": "街道会议室", "person": "法制科 何"}
    soon = lane.lacks("squad1", file, "set_hearing", at=(now + timedelta(days=2)).isoformat(), **place)
    assert soon == ["hearing_too_soon"]
    lane.do("squad1", file, "set_hearing", at=(now + timedelta(days=14)).isoformat(), **place)
    assert body(party.get("/api/held/offsite"))["hearing"]["place"] == "街道会议室"
    assert lane.lacks("supervisor", file, "hold_hearing", text="笔录") == ["guard_hearing_begun"]
    lane.office.clock.on(days=14)
    held = lane.do("supervisor", file, "hold_hearing", text="当事人陈述：……。主持人：记录属实。")
    assert (held["state"], held["hearing"]["record"][:3]) == ("heard", "当事人")
    decided = lane.do("chief", file, "decide", outcome="fine", amount=2000, reason="听证后从轻")
    fields = decision_of(lane, decided)["fields"]
    assert "举行听证" in next(one["value"] for one in fields if one["key"] == "hearing_ref")


def test_the_window_ends_by_itself_and_leniency_is_only_proposed(lane):
    file, party = lane.notified(outcome="warning")
    lane.do("squad1", file, "corrected", note="车已开走")
    lane.office.clock.on(days=9)
    assert sweep(now=lane.office.clock.now) == 1
    row = OffsiteFile.objects.get(pk=file["id"])
    assert (row.state, row.outcome) == ("heard", ""), "a term ends by itself, a decision is a person's"
    late = {"version": row.version, "text": "现在才看到"}
    assert party.post("/api/held/offsite/moves/defend", late).status_code == 409
    page = body(lane.office.client_for("chief").get(f"/api/offsite/{file['id']}"))
    assert page["first_offence"] is True
    assert [one["rule"] for one in page["proposals"]] == ["minor_corrected", "first_corrected"]
    lane.do("chief", file, "decide", outcome="no_penalty", reason="初次且及时改正")
    again = lane.begin(party=PARTY)
    assert again["first_offence"] is False, "the same plate is found again though it is encrypted"
    assert "沪A12356" not in str(list(OffsiteFile.objects.values()))
    assert SYSTEM.kind == "system"
    assert row.defence_until - row.made_at > timedelta(days=4)


def test_what_recognised_the_car_stands_in_the_file_on_the_notice_and_on_the_partys_page(lane):
    file = lane.begin(party=PARTY)
    assert [one["algo"] for one in file["evidence"]] == ["", ""], "pictures a person took name no algorithm"
    algo = {
        "name": "Yard-9",
        "version": "2.1",
        "rule": "illegal-parking v1",
        "label": "car",
        "confidence": 0.93,
    }
    OffsiteEvidence.objects.update(algo=algo)
    for who, code in (("squad1", "submit"), ("squad2", "pass_first"), ("supervisor", "pass_second")):
        lane.do(who, file, code)
    told = lane.do("squad1", file, "notify", reason="人行道停放，首次", outcome="warning")
    said = "Yard-9 2.1 · illegal-parking v1 · car 0.93"
    assert {one["algo"] for one in told["evidence"]} == {said}
    notice = body(lane.office.client_for("squad1").get(f"/api/papers/{told['notice']['id']}"))
    assert {field["key"]: field["value"] for field in notice["fields"]}["algo"] == [said]
    link = lane.office.client_for("squad1").post(f"/api/offsite/{file['id']}/links", json={})
    page = body(Holder(body(link, 201)["url"]).get("/api/held/offsite"))
    assert {one["algo"] for one in page["pictures"]} == {said}
