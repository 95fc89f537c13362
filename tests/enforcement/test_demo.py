"""The demonstration's enforcement step: made by the services real work goes through, said to be demo, whole."""

from datetime import UTC, datetime, timedelta

import pytest

from weige.demo.load import steps
from weige.enforcement.models import Answer, Legal, OffsiteFile, Paper, Service, Transfer
from weige.enforcement.queries.legal import doubts
from weige.enforcement.services.drafting import whole

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
NOT_NEEDED = {"backdrop", "frequent", "services", "headcounts", "call days"}


def test_the_demonstration_has_some_of_every_kind_of_paper_and_says_that_it_is_one():
    for name, step in steps(now=NOW, password="Weige-test-2026", seed=1, days=0):
        if name not in NOT_NEEDED:
            step()
        if name == "enforcement":
            break
    papers = {(one.kind_id, one.state) for one in Paper.objects.all()}
    assert papers >= {
        *(("notice", state) for state in ("draft", "issued", "served", "complied", "not_complied", "voided")),
        *(("order", state) for state in ("reviewed", "served", "closed")),
        ("prenotice", "issued"),
        ("no_penalty", "served"),
        ("simple", "closed"),
        ("simple", "served"),
        ("transfer", "issued"),
    }
    ways = set(Service.objects.values_list("way", flat=True))
    assert ways == {"on_site", "left", "posted", "electronic"}
    answers = Answer.objects.values_list("state", flat=True)
    assert sorted(answers) == ["accepted", "refused", "waiting"], "one answer waits for the officer"
    assert all(answer.photos for answer in Answer.objects.all())
    files = {one.state: one for one in OffsiteFile.objects.select_related("hearing")}
    assert set(files) == {"notified", "considering", "hearing", "served"}
    assert files["notified"].party["party_name"] == "演示当事人"
    assert files["considering"].defences.get().result == ""
    assert files["hearing"].hearing.at > NOW + timedelta(days=7)
    assert (files["served"].outcome, files["served"].corrected_at is not None) == ("no_penalty", True)
    transfers = sorted((one.direction, one.state) for one in Transfer.objects.all())
    assert transfers == [("in", "received"), ("out", "accepted"), ("out", "sent")]
    held = Paper.objects.get(kind_id="order", state="reviewed")
    assert [one["code"] for one in doubts(held, whole(held)) if one["blocks"]] == ["order_remedy"]
    assert all("演示" in one.source for one in Legal.objects.all()), "nobody has really compared these texts"
