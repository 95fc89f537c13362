"""The demonstration's enforcement step: made by the services real work goes through, said to be demo, whole."""

from datetime import UTC, datetime

import pytest

from weige.demo.load import steps
from weige.enforcement.models import Legal, OffsiteFile, Paper, Transfer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
NOT_NEEDED = {"backdrop", "frequent", "services", "headcounts"}


def test_the_demonstration_has_some_of_every_kind_of_paper_and_says_that_it_is_one():
    for name, step in steps(now=NOW, password="Weige-test-2026", seed=1, days=0):
        if name not in NOT_NEEDED:
            step()
        if name == "enforcement":
            break
    papers = {(one.kind_id, one.state) for one in Paper.objects.all()}
    assert papers >= {
        ("notice", "served"),
        ("order", "served"),
        ("prenotice", "issued"),
        ("transfer", "issued"),
    }
    assert Paper.objects.filter(answers__state="waiting").count() == 1, "one answer waits for the officer"
    file = OffsiteFile.objects.get()
    assert (file.state, file.party["party_name"]) == ("notified", "演示当事人")
    assert {(one.direction, one.state) for one in Transfer.objects.all()} == {
        ("out", "sent"),
        ("in", "received"),
    }
    assert all("演示" in one.source for one in Legal.objects.all()), "nobody has really compared these texts"
    assert not Legal.objects.filter(code="prenotice_hearing").exists(), "one is left to be verified"
