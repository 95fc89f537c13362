"""What happens after closing and around hotline orders, in figures: nothing keeps a mark it has lost."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cases.town import IN_L01, Town
from tests.evaluation.recount import recount
from tests.evaluation.test_counting import YEARS, count_all, fast, of, read
from tests.stories.test_after_closing import closed
from tests.stories.test_hotline import handled, send, step

pytestmark = pytest.mark.django_db


def test_a_case_opened_again_is_not_closed_in_figures(town: Town) -> None:
    case = closed(town)
    before = town.clock.now
    town.clock.at("2026-11-21 10:00")
    town.move("resident", case, "complain", reason="又堆出来了")
    town.move("chief", case, "reopen", reason="照片里还有货")
    count_all()
    items = read(town, until="2026-11-21")["items"]
    assert of(items, "case.archive_rate")["numerator"] == 0
    assert of(items, "case.disposal_rate")["numerator"] == 0
    assert of(items, "case.unarchived_rate")["numerator"] == 1
    assert of(items, "case.rework_rate")["numerator"] == 1
    assert of(items, "case.repeat_rate")["denominator"] == 0, "no closing stands"
    assert of(read(town)["items"], "case.archive_rate")["numerator"] == 1, "as it was known on the day before"
    town.clock.on(minutes=20)
    town.move("worker01", case, "start")
    town.clock.on(minutes=5)
    town.photo("worker01", case, colour="blue")
    town.move("worker01", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    town.move("duty", case, "close", condition_met=True)
    count_all()
    again = read(town, until="2026-11-21")["items"]
    assert of(again, "case.archive_rate")["numerator"] == 1
    assert (of(again, "load.photo_burden")["numerator"], of(again, "load.photo_burden")["value"]) == (2, 2.0)
    for until in (before + timedelta(seconds=1), town.clock.now + timedelta(days=2)):
        assert fast(YEARS[0], until) == recount(YEARS[0], until)


def taken(town: Town, number: str, **said: Any) -> Any:
    return send(town, number=number, **IN_L01, **said)


def test_orders_in_figures(town: Town) -> None:
    """Three orders: solved and praised; called again and done again; one that nobody answers in time."""
    first = taken(town, "1", matter="09005")
    town.clock.on(minutes=10)
    second = taken(town, "2", matter="09005")
    taken(town, "3", matter="06010")
    step(town, "dispatcher", first, "contact", reached=True, how="phone")
    handled(town, first)
    step(town, "worker01", first, "reply", outcome="solved", text="已收回")
    step(town, "supervisor", first, "revisit", reached=True, solved=True, satisfaction="fairly")
    handled(town, second)
    town.clock.at("2026-11-24 10:00")
    step(town, "dispatcher", second, "contact", reached=True, how="phone")
    step(town, "dispatcher", second, "reply", outcome="explained", text="已说明")
    step(town, "supervisor", second, "revisit", reached=True, solved=False, satisfaction="dissatisfied")
    town.clock.at("2026-12-08 10:00")
    count_all()
    items = read(town, until="2026-12-07")["items"]

    def counts(code: str) -> tuple[int, int]:
        return of(items, code)["numerator"], of(items, code)["denominator"]

    assert counts("hot.first_contact_rate") == (2, 3)
    assert counts("hot.bj_response_rate") == (1, 3), "Monday 15:22 was the limit of the second"
    assert counts("hot.repeat_call_rate") == (1, 3), "the same number about the same matter"
    assert counts("hot.ontime_close_rate") == (2, 3)
    assert counts("hot.bj_solve_rate") == (1, 2)
    assert counts("hot.bj_satisfaction_rate") == (1, 2)
    assert of(items, "hot.satisfaction_rate")["value"] == pytest.approx(0.4)
    units = read(town, until="2026-12-07", path="/hot.ontime_close_rate/breakdown", dimension="post")["items"]
    assert [(one["numerator"], one["denominator"]) for one in units] == [(2, 2)], "of whoever has the case"
