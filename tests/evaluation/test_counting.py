"""Figures over HTTP: from generated walks against a slow recount, as known then, opened to their cases, exported."""

from collections import Counter
from datetime import datetime, timedelta
from io import BytesIO
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import load_workbook

from tests.cases.test_walks import PEOPLE, attempt, begun, choose, offered, show_a_picture, steps
from tests.cases.town import Town, body, local
from tests.evaluation.recount import recount
from weige.cases.rules.states import WITH_HANDLER
from weige.cases.services.engine import rows
from weige.cases.services.sweeping import sweep
from weige.evaluation.models import Fact, Track
from weige.evaluation.queries.counting import Period, counted
from weige.evaluation.rules.folding import Step
from weige.evaluation.services.counting import department_of, dump, load, take
from weige.kernel.models import Event

LOCAL = ZoneInfo("Asia/Shanghai")
YEARS = (local("2025-01-01 00:00"), local("2032-01-01 00:00"))


def count_all() -> None:
    """What the worker does: every event of a case, in the order of the log."""
    Fact.objects.all().delete()
    Track.objects.all().delete()
    for event in Event.objects.filter(kind__startswith="cases.", subject__startswith="case:").order_by(
        "tx", "id"
    ):
        if "case_id" in event.payload and "state" in event.payload:
            post = event.actor_post_id
            seat = (post, event.actor_user_id, event.department_id, department_of(post))
            step = Step(event.kind, event.at, event.payload, *seat)
            case_id = event.payload["case_id"]
            take(about=f"case:{case_id}", step=step, cells=event.cells, case_id=case_id)


def fast(since: datetime, until: datetime) -> Counter[tuple[str, str]]:
    found = counted(Fact.objects.all(), [Period(since, until, until)])[0]
    return Counter({key: many for key, (many, _) in found.items()})


@pytest.mark.django_db
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(walk=steps)
def test_the_fast_count_is_the_slow_one_at_every_moment(town: Town, walk: list[dict[str, Any]]) -> None:
    start = town.clock.at("2026-11-20 15:22")
    case = begun(town, walk)
    for number, step in enumerate(walk):
        town.clock.on(hours=step["hours"])
        sweep(now=town.clock.now)
        if case.now_in in WITH_HANDLER:
            show_a_picture(town, case.pk, number)
        case = rows().get(pk=case.pk)
        offers = [(name, code) for name in PEOPLE for code, yes in offered(town, name, case).items() if yes]
        name, code = choose(offers, step)
        attempt(town, town.access(name), case, code, step)
        case = rows().get(pk=case.pk)
    count_all()
    end = town.clock.now + timedelta(days=2)
    cuts = [start + (end - start) * part / 3 for part in range(1, 3)] + [end]
    for until in cuts:
        assert fast(YEARS[0], until) == recount(YEARS[0], until)
    assert fast(cuts[0], cuts[1]) == recount(cuts[0], cuts[1])
    for track in Track.objects.all():
        assert load(dump(load(track.story))) == load(track.story)


def a_street(town: Town) -> None:
    """Handled in time; handled late; still open beyond its limit; not accepted."""
    in_time = town.handled()
    town.move("supervisor", in_time, "pass_check")
    town.clock.at("2026-11-20 15:30")
    late = town.handling()
    town.dispatched()
    town.clock.at("2026-11-20 21:00")
    sweep(now=town.clock.now)
    town.photo("worker01", late)
    town.move("worker01", late, "finish", outcome="solved")
    rejected = town.report()
    town.move("dispatcher", rejected, "reject", reason="不属于受理范围")
    count_all()


def read(town: Town, by: str = "chief", status: int = 200, path: str = "", **asked: Any) -> Any:
    given = {"since": "2026-11-20", "until": "2026-11-20"} | asked
    query = "&".join(f"{name}={value}" for name, value in given.items())
    return body(town.client_for(by).get(f"/api/evaluation{path}?{query}"), status)


def of(items: list[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(item for item in items if item["code"] == code)


@pytest.mark.django_db
def test_the_figures_of_a_day(town: Town) -> None:
    a_street(town)
    items = read(town)["items"]
    handled = of(items, "case.disposal_rate")
    assert (handled["numerator"], handled["denominator"], handled["small"]) == (2, 3, True)
    assert handled["interval"][0] < handled["value"] < handled["interval"][1]
    assert of(items, "case.ontime_disposal_rate")["numerator"] == 1
    assert of(items, "case.overdue_pending_rate")["numerator"] == 1
    assert of(items, "case.exempt_overtime")["value"] == 2
    assert (
        of(items, "case.valid_report_rate")["numerator"],
        of(items, "case.valid_report_rate")["denominator"],
    ) == (3, 4)
    empty = of(items, "hot.first_contact_rate")
    assert (empty["value"], empty["interval"], empty["denominator"]) == (None, None, 0)
    assert of(items, "case.avg_handle_time")["denominator"] == 2
    assert (
        of(read(town, since="2026-11-19", until="2026-11-19")["items"], "case.disposal_rate")["value"] is None
    )
    following = of(read(town, since="2026-11-21", until="2026-11-21")["items"], "case.disposal_rate")
    assert following["previous"] == pytest.approx(2 / 3)


@pytest.mark.django_db
def test_a_past_period_stays_as_it_was_known(town: Town) -> None:
    case = town.handling()
    town.clock.at("2026-11-22 12:00")
    sweep(now=town.clock.now)
    town.photo("worker01", case)
    town.move("worker01", case, "finish", outcome="solved")
    count_all()
    then = of(read(town)["items"], "case.disposal_rate")
    assert (then["numerator"], then["denominator"]) == (0, 1)
    wider = of(read(town, until="2026-11-22")["items"], "case.disposal_rate")
    assert (wider["numerator"], wider["denominator"]) == (1, 1)


@pytest.mark.django_db
def test_every_figure_opens_to_exactly_its_cases(town: Town) -> None:
    a_street(town)
    for item in read(town)["items"]:
        for part in ("numerator", "denominator"):
            page = read(town, path=f"/{item['code']}/cases", part=part)
            assert page["total"] == item[part] == len(page["items"]), (item["code"], part)
            assert all(row["number"] for row in page["items"])


@pytest.mark.django_db
def test_departments_areas_posts_but_never_a_list_of_people(town: Town) -> None:
    a_street(town)
    for dimension in ("department", "area", "post"):
        items = read(town, path="/case.disposal_rate/breakdown", dimension=dimension)["items"]
        assert items
        assert all(item["rank"] is None and item["small"] for item in items)
        for item, part in product(items, ("numerator", "denominator")):
            page = read(town, path="/case.disposal_rate/cases", part=part, **{dimension: item["id"]})
            assert page["total"] == len(page["items"]) == item[part], (dimension, item["id"], part)
    assert (
        town.client_for("chief")
        .get("/api/evaluation/case.disposal_rate/breakdown?dimension=person")
        .status_code
        == 422
    )
    read(town, path="/no.such/breakdown", status=404)


@pytest.mark.django_db
def test_a_persons_figures_are_hers_and_her_supervisors(town: Town) -> None:
    a_street(town)
    worker, other = (town.people[name].access.who.user_id for name in ("worker01", "worker02"))
    mine = read(town, by="worker01", person=worker)["items"]
    assert of(mine, "case.valid_report_rate")["denominator"] == 4
    read(town, by="worker01", person=other, status=404)
    read(town, by="dispatcher", person=worker, status=404)
    assert of(read(town, by="chief", person=worker)["items"], "case.valid_report_rate")["denominator"] == 4
    read(town, by="chief", person=worker, path="/case.disposal_rate/breakdown", status=404)
    read(town, by="stranger", status=404)


@pytest.mark.django_db
def test_the_workbook_has_formulas_and_dashes(town: Town) -> None:
    a_street(town)
    answer = town.client_for("chief").get("/api/evaluation/export.xlsx?since=2026-11-20&until=2026-11-20")
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.content))
    values, formulas = ([list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets)
    line = next(row for row in values if row[0] == "处置率")
    assert line[2:5] == [pytest.approx(2 / 3), 2, 3]
    assert next(row for row in values if row[0] == "先行联系率")[2] == "—"
    assert next(row for row in formulas if row[0] == "处置率")[:3] == [
        "处置率",
        "case.disposal_rate",
        "处置数/应处置数",
    ]
    assert Event.objects.get(kind="evaluation.figures_exported").payload["asked"]["since"] == "2026-11-20"


@pytest.mark.django_db
def test_a_table_and_a_page_cost_few_statements(town: Town, django_assert_max_num_queries: Any) -> None:
    a_street(town)
    read(town)
    with django_assert_max_num_queries(6):
        read(town, since="2026-10-01", until="2026-11-20")
    with django_assert_max_num_queries(8):
        read(town, path="/case.disposal_rate/cases")
    with django_assert_max_num_queries(8):
        read(town, path="/case.disposal_rate/breakdown", dimension="area")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked", ["since=2026-11-20&until=2026-11-01", "since=nonsense", "by=year", "area=0"]
)
def test_what_makes_no_sense_is_refused_by_name(town: Town, asked: str) -> None:
    assert town.client_for("chief").get(f"/api/evaluation?{asked}").status_code == 422
