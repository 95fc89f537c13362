"""Burden per form: sums are added, nobody is kept, few uses show nothing, impossible sums are refused."""

from typing import Any

import pytest

from tests.cases.town import Town, body, clock, town
from weige.evaluation.models import FormEffort
from weige.evaluation.rules.effort import Sums, per_use, wrong
from weige.kernel.models import Event

__all__ = ["clock", "town"]
ONE = {"form": "report", "uses": 3, "asked": 9, "filled": 27, "typed": 3, "keys": 24, "touches": 15}


def test_sums_say_means_from_five_uses_on() -> None:
    assert per_use(Sums(4, 12, 36, 4, 40, 20)) is None
    assert per_use(Sums(5, 15, 45, 5, 42, 21)) == {
        "asked": 3.0, "filled": 9.0, "typed": 1.0, "keys": 8.4, "touches": 4.2,
    }  # fmt: skip


def test_sums_that_cannot_be() -> None:
    assert wrong(Sums(1, 3, 9, 1, 4, 6)) == []
    assert wrong(Sums(1, 3, 9, 13, 4, 6)) == ["typed"]
    assert wrong(Sums(1, 3, 9, 1, 5001, 6)) == ["keys"]


@pytest.mark.django_db
def test_a_form_says_what_it_asked_and_what_was_filled_in_and_nobody_is_kept(town: Town) -> None:
    def send(by: str, **more: Any) -> None:
        answer = town.client_for(by).post("/api/evaluation/effort", json={"forms": [ONE | more]})
        assert answer.status_code == 204, answer.content

    events = Event.objects.count()
    send("worker01")
    send("resident")
    town.clock.on(days=7)
    send("worker01", uses=1, asked=3, filled=9, typed=0, keys=0, touches=4)
    assert Event.objects.count() == events
    assert {field.name for field in FormEffort._meta.fields} == {
        "id", "form", "week", "uses", "asked", "filled", "typed", "keys", "touches",
    }  # fmt: skip
    told = body(town.client_for("duty").get("/api/evaluation/effort"))
    report = next(one for one in told["items"] if one["form"] == "report")
    assert report["uses"] == 7
    assert report["per_use"] == {"asked": 3.0, "filled": 9.0, "typed": 0.9, "keys": 6.9, "touches": 4.9}
    assert [(week["week"], week["uses"], week["per_use"] is None) for week in report["weeks"]] == [
        ("2026-11-16", 6, False),
        ("2026-11-23", 1, True),
    ]


@pytest.mark.django_db
def test_wrong_sums_are_named_and_nothing_is_added(town: Town) -> None:
    client = town.client_for("worker01")
    bad = {"forms": [ONE, ONE | {"form": "diary"}, ONE | {"typed": 99}]}
    told = body(client.post("/api/evaluation/effort", json=bad), 422)
    assert [line["field"] for line in told["errors"]] == ["forms.1.form", "forms.2.typed"]
    assert not FormEffort.objects.exists()
    assert town.client_for("stranger").get("/api/evaluation/effort").status_code == 404
    assert town.client_for("resident").get("/api/evaluation/effort").status_code == 404
