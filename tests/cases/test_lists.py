"""Lists: order by time left, filters, keyset pages, search, scope, and statements within budget at any size."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import IN_L03, Town, body
from weige.cases.models import Case
from weige.cases.schemas import answers, sameness
from weige.cases.services.sweeping import sweep


def ids(answer: Any) -> list[str]:
    return [row["id"] for row in body(answer)["items"]]


def test_open_cases_come_by_time_left(town: Town) -> None:
    slow = town.dispatched(matter="06013", text="路面破损")  # 5 working days
    fast = town.dispatched()  # 2 hours
    fresh = town.report()  # 15 minutes to accept
    assert ids(town.client_for("dispatcher").get("/api/cases")) == [fresh["id"], fast["id"], slow["id"]]


def test_pages_follow_each_other_without_gap_or_double(town: Town) -> None:
    made = [town.report(text=f"第 {n} 件")["id"] for n in range(7)]
    Case.objects.filter(pk__in=made[2:5]).update(rank_at=town.clock.now)  # equal due times
    client = town.client_for("dispatcher")
    for order in ("due", "newest"):
        seen: list[str] = []
        after = ""
        while True:
            page = body(client.get(f"/api/cases?limit=3&order={order}&after={after}"))
            seen += [row["id"] for row in page["items"]]
            after = page["next"]
            if not after:
                break
        assert sorted(seen) == sorted(made)
        assert len(seen) == 7
    assert body(client.get("/api/cases?after=nonsense"), 422)["errors"][0]["code"] == "bad_cursor"
    due = body(client.get("/api/cases?limit=3"))["next"]
    assert body(client.get(f"/api/cases?order=newest&after={due}"), 422)["errors"][0]["code"] == "bad_cursor"


def test_filters(town: Town) -> None:
    here = town.dispatched()
    there = town.report("worker03", matter="06042", text="垃圾满了", **IN_L03)
    closed = town.report(text="不受理")
    town.move("dispatcher", closed, "reject", reason="重复")
    client = town.client_for("dispatcher")
    expected = {
        "": [there, here],
        "?area=L01": [here],
        "?area=C2": [there],
        "?matter=06042": [there],
        "?stage=dispatch": [here],
        "?state=reported,filed": [there],
        "?post=worker-L01": [here],
        "?source=patrol&stage=report": [there],
        "?source=camera": [],
        "?open=false": [closed],
        "?state=rejected": [closed],
        "?since=2026-11-20T00:00:00Z&area=L01": [here],
        "?until=2026-11-19T00:00:00Z": [],
        "?department=ops": [here],
    }
    for query, rows in expected.items():
        assert ids(client.get(f"/api/cases{query}")) == [row["id"] for row in rows], query
    everything = ids(client.get("/api/cases?both=true&order=newest"))
    assert sorted(everything) == sorted(one["id"] for one in (here, there, closed))
    assert body(client.get("/api/cases?state=lost"), 422)["errors"][0]["code"] == "unknown_filter"
    assert body(client.get("/api/cases?stage=lost"), 422)["errors"][0]["code"] == "unknown_filter"


def test_search_by_number_place_title_and_codes(town: Town) -> None:
    one = town.report(place="圆明园路 89 号 门口")
    other = town.report(matter="06042", place="滇池路", text="满了")
    client = town.client_for("dispatcher")
    for text, row in {
        one["number"]: one,
        one["number"][-4:]: one,
        "圆明园路89": one,
        "圆明园路 店外": one,
        "ＹＵＡＮ": None,
        "滇池": other,
        "06042": other,
        "0192": other,  # the old code
        "池": other,
    }.items():
        assert ids(client.get("/api/cases", {"q": text})) == ([row["id"]] if row else []), text


def test_everybody_sees_his_own_part(town: Town) -> None:
    mine = town.report(by="resident", text="居民上报")
    held = town.dispatched()
    other = town.report("worker03", text="别处", **IN_L03)
    client = town.client_for
    assert ids(client("resident").get("/api/cases?reported=true")) == [mine["id"]]
    assert set(ids(client("worker01").get("/api/cases"))) == {mine["id"], held["id"]}
    assert ids(client("worker01").get("/api/cases?mine=true&open=true")) == [held["id"]]
    assert ids(client("worker03").get("/api/cases")) == [other["id"]]
    assert set(ids(client("dispatcher").get("/api/cases?mine=true"))) == {held["id"]}
    for path in (
        "/api/cases",
        f"/api/cases/{held['id']}",
        "/api/cases/counters",
        "/api/cases/similar?lon=1&lat=1",
    ):
        assert client("stranger").get(path).status_code == 404, path
        assert client("admin").get(path).status_code == 404, path
    assert client("worker03").get(f"/api/cases/{held['id']}").status_code == 404


def test_overdue_and_near(town: Town) -> None:
    late, near = town.handling(), None
    town.clock.on(minutes=25)
    near = town.dispatched(text="快到期")
    town.clock.on(minutes=100)
    client = town.client_for("dispatcher")
    assert ids(client.get("/api/cases?overdue=true")) == [late["id"]], "before anybody has swept"
    assert ids(client.get("/api/cases?near=true")) == [near["id"]]
    sweep(now=town.clock.now)
    assert ids(client.get("/api/cases?overdue=true")) == [late["id"]]
    row = body(client.get("/api/cases"))["items"][0]
    assert row["clock"]["state"] == "over"
    assert row["clock"]["remaining_seconds"] == -5 * 60
    figures = body(client.get("/api/cases/counters"))
    assert (figures["overdue"], figures["near"], figures["open"]) == (1, 1, 2)
    assert figures["stages"]["handle"] == 1
    assert figures["first_response"] == {"median_seconds": 0, "n": 1, "days": 7}
    assert figures["hourly"][-1]["open"] == 2
    assert figures["hourly"][0]["open"] == 0
    assert figures["filed_today"] == 2


@pytest.mark.parametrize("size", [3, 60])
def test_statements_stay_within_budget(town: Town, size: int) -> None:
    """Token, posts, calendar, area, rows: the same few however many cases there are."""
    first = town.report()
    row = Case.objects.get(pk=first["id"])
    for number in range(size):
        row.pk = row.pk.__class__(int=row.pk.int + 1 + number)
        row.number = f"x{number}"
        row.rank_at += timedelta(minutes=1)
        row.save(force_insert=True)
    client = town.client_for("worker01")
    with CaptureQueriesContext(connection) as counted:
        page = body(client.get("/api/cases?limit=50&mine=false&area=L01"))
    assert len(page["items"]) == min(size + 1, 50)
    assert len(counted) <= 6
    said = {"matter": "09005", "text": "x", "lon": 121.481, "lat": 31.231, "dedupe_key": f"k{size}"}
    with CaptureQueriesContext(connection) as counted:
        body(client.post("/api/cases", json=said), 201)
    assert len(counted) <= 13, "savepoint or transaction counted in, and one for its place in words"
    case = town.handled()
    with CaptureQueriesContext(connection) as counted:
        body(town.client_for("dispatcher").get(f"/api/cases/{case['id']}"))
    assert len(counted) <= 12
    with CaptureQueriesContext(connection) as counted:
        body(town.client_for("dispatcher").get("/api/cases/counters"))
    assert len(counted) <= 2 + 5, "signing in, four, and what waits for me"


def test_answers_have_the_shapes_they_declare(town: Town) -> None:
    """They are written without the serializer's check, so it is made here."""
    case = town.handled()
    client = town.client_for("dispatcher")
    path = f"/api/cases/{case['id']}"
    for url, shape in {
        "/api/cases": answers.CasePage,
        path: answers.CaseDetail,
        f"{path}/clock": answers.ClockAnswer,
        f"{path}/timeline": answers.Timeline,
        f"{path}/suggestion": sameness.Suggestion,
        "/api/cases/counters": answers.CountersOut,
        "/api/cases/similar?lon=121.481&lat=31.231": sameness.SimilarPage,
    }.items():
        got = body(client.get(url))
        told = shape.model_validate(got)
        assert set(got) == set(shape.model_fields) or shape.model_config.get("extra") == "allow", url
        assert told is not None


def test_a_list_scrolled_far_is_counted_and_skipped(town: Town) -> None:
    made = [town.report(text=f"第 {n} 件")["id"] for n in range(6)]
    client = town.client_for("dispatcher")
    assert body(client.get("/api/cases/count"))["total"] == 6
    assert body(client.get("/api/cases/count?matter=06013"))["total"] == 0
    whole = ids(client.get("/api/cases?limit=6"))
    assert ids(client.get("/api/cases?limit=2&skip=3")) == whole[3:5]
    next_ = body(client.get("/api/cases?limit=2&skip=3"))["next"]
    assert ids(client.get(f"/api/cases?limit=2&after={next_}")) == whole[5:]
    assert ids(client.get("/api/cases?skip=6")) == []
    assert sorted(whole) == sorted(made)
    assert client.get("/api/cases?skip=-1").status_code == 422
