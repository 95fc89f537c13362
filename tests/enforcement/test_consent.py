"""Consent to electronic service of orders: recorded with a proof or given on the party's page, withdrawn any time."""

import pytest

from tests.cases.town import body
from tests.enforcement.office import OFFICERS, Holder, Papers, case_of, upload
from weige.enforcement.models import Consent
from weige.kernel.models import Event
from weige.messaging.models import Notice

pytestmark = pytest.mark.django_db
ID = "91350100M000100Y43"


def issued(office):
    hands, other = Papers(office, "squad1"), Papers(office, "squad2")
    paper = hands.edit(hands.draft(case_of(office), "order"), party_id_no=ID, officers=OFFICERS)
    return other, other.made(other.made(other.read(paper), "review"), "issue")


def refused(hands, paper):
    return [one["code"] for one in hands.move(paper, "serve", way="electronic").json()["errors"]]


def test_an_order_is_served_electronically_only_after_consent(office):
    hands, paper = issued(office)
    assert paper["consent"]["given_at"] is None
    assert refused(hands, paper) == ["service_consent"]
    path = f"/api/papers/{paper['id']}/consent"
    bare = hands.api.post(path, json={"name": "王小满"})
    assert [one["code"] for one in bare.json()["errors"]] == ["consent_proof"]
    proof = upload(hands.api, f"/api/papers/{paper['id']}/files", role="signature")
    told = body(hands.api.post(path, json={"name": "王小满", "proof": proof}))
    assert told["consent"]["given_at"] is not None
    assert (body(hands.api.post(path, json={"name": "x"}))["id"], Consent.objects.count()) == (paper["id"], 1)
    assert "王小满" not in str(list(Event.objects.filter(kind="enforcement.consent_given").values("payload")))
    assert hands.made(hands.read(paper), "serve", way="electronic")["state"] == "served"


def test_the_party_gives_and_withdraws_it_on_its_page_and_the_office_can_do_without(office):
    hands, paper = issued(office)
    url = body(hands.api.post(f"/api/papers/{paper['id']}/links", json={}), 201)["url"]
    shop = Holder(url)
    assert shop.post("/api/held/paper/consent", {"name": " "}).status_code == 422
    assert body(shop.post("/api/held/paper/consent", {"name": "王小满"}))["consent"]["by_link"] is True
    gone = body(shop.client.delete("/api/held/paper/consent", headers=shop.head))
    assert gone["consent"]["given_at"] is None
    assert refused(hands, hands.read(paper)) == ["service_consent"]
    off = {"version": 1, "reason": "本单位另有规定", "active": False}
    body(office.client_for("admin").put("/api/legal/consent_first", json=off))
    assert hands.made(hands.read(paper), "serve", way="electronic")["state"] == "served"


def test_half_of_a_term_is_told_to_officer_and_owner_once(office):
    from weige.enforcement.services.sweeping import sweep

    _, paper = issued(office)
    before = Notice.objects.filter(template="term_for_party").count()
    office.clock.on(days=3)
    assert (sweep(now=office.clock.now), sweep(now=office.clock.now)) == (1, 0)
    told = Notice.objects.filter(template="term_for_party")
    owner = office.people["merchant"].user
    assert ([one.user_id for one in told], before) == ([owner.pk], 0), "an account needs no text message"
    assert Papers(office, "squad1").read(paper)["timeline"][0]["text_zh"] == "期限提醒"
