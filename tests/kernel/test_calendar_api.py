"""/api/calendar: everybody of the office reads, the administrator edits, the stranger gets 404."""

from datetime import UTC, datetime

import pytest

from weige.kernel.services.calendar import load_calendar_seed

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
FILE = (
    "日期,类别,名称\n" + "".join(f"2027-05-{n:02},法定,节\n" for n in range(1, 12)) + "2027-05-15,调休班,节\n"
)


@pytest.fixture
def api(client_for):
    load_calendar_seed(now=NOW)
    return client_for


def codes(answer) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_the_calendar_of_a_year(api) -> None:
    answer = api("worker01").get("/api/calendar?year=2026")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["version"], body["timezone"], body["year"]) == (1, "Asia/Shanghai", 2026)
    assert [p["start"] for p in body["periods"]] == ["08:00", "14:00"]
    assert [y["year"] for y in body["years"]] == [2024, 2025, 2026]
    days = {day["date"]: day for day in body["items"]}
    assert days["2026-02-14"]["kind"] == "lieu_work"
    assert days["2026-02-14"]["kind_words"] == {"zh": "调休上班", "en": "worked in lieu"}
    assert (days["2026-10-01"]["working"], days["2026-10-01"]["name_zh"]) == (False, "国庆节")
    assert 2027 in api("worker01").get("/api/calendar?year=2027").json()["missing_years"]


def test_an_administrator_edits_a_day(api) -> None:
    admin = api("admin")
    put = {"kind": "本地放假", "name_zh": "台风停工", "source": "区防汛办", "version": 1}
    assert admin.put("/api/calendar/days/2026-11-23", json=put).json() == {"version": 2}
    stale = admin.put("/api/calendar/days/2026-11-24", json=put)
    assert (stale.status_code, stale.json()["code"]) == (409, "calendar_stale")
    assert admin.delete("/api/calendar/days/2026-11-23").json() == {"version": 3}
    assert admin.delete("/api/calendar/days/2026-11-23").status_code == 404


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"kind": "feast"}, ("kind", "calendar_bad_kind")),
        ({"kind": "holiday", "periods": "08:00-12:00"}, ("periods", "calendar_periods_on_day_off")),
        ({"kind": "lieu_work", "periods": "8 to 12"}, ("periods", "calendar_bad_periods")),
        ({"kind": "holiday", "name_zh": "长" * 61}, ("name_zh", "calendar_too_long")),
        ({}, ("kind", "field_missing")),
    ],
)
def test_bad_days_are_told_by_the_field(api, body, expected) -> None:
    answer = api("admin").put("/api/calendar/days/2026-11-23", json=body)
    assert answer.status_code == 422
    ((field, code),) = codes(answer)
    assert code == expected[1]
    assert expected[0].endswith(field)
    assert answer.json()["errors"][0]["message"] != code, "in words"


def test_an_import_first_dry_then_real(api) -> None:
    admin = api("admin")
    body = {"text": FILE, "complete_years": [2027], "source": "国办"}
    dry = admin.post("/api/calendar/import", json=body).json()
    assert (dry["dry_run"], dry["version"], dry["added"], dry["changed"], dry["same"]) == (True, 1, 12, 0, 0)
    assert admin.get("/api/calendar?year=2027").json()["items"] == []
    real = admin.post("/api/calendar/import", json=body | {"dry_run": False}).json()
    assert (real["version"], real["added"]) == (2, 12)
    again = admin.post("/api/calendar/import", json=body | {"dry_run": False}).json()
    assert (again["version"], again["same"]) == (2, 12)
    assert 2027 not in admin.get("/api/calendar?year=2027").json()["missing_years"]


def test_wrong_files_are_told_by_row_and_column(api) -> None:
    answer = api("admin").post(
        "/api/calendar/import", json={"text": "date,kind\n2027-02-30,holiday\n2027-03-01,x\n"}
    )
    assert answer.status_code == 422
    assert codes(answer) == [
        ("rows[2].date", "calendar_bad_date"),
        ("rows[3].kind", "calendar_bad_kind"),
    ]
    few = api("admin").post("/api/calendar/import", json={"text": "date,kind\n", "complete_years": [2027]})
    assert codes(few) == [("complete_years", "calendar_year_empty")]


def test_the_file_given_out_is_taken_back(api) -> None:
    admin = api("admin")
    given = admin.get("/api/calendar/days.csv?year=2026")
    assert given["Content-Type"].startswith("text/csv")
    taken = admin.post("/api/calendar/import", json={"text": given.content.decode()}).json()
    assert (taken["added"], taken["changed"], taken["same"]) == (0, 0, 39)


def test_the_week_and_the_years(api) -> None:
    admin = api("admin")
    week = {
        "periods": [{"weekdays": [1, 2, 3, 4, 5], "start": "09:00", "end": "17:00"}],
        "hours_per_work_day": "7.5",
    }
    assert admin.put("/api/calendar/week", json=week).json() == {"version": 2}
    body = admin.get("/api/calendar").json()
    assert (len(body["periods"]), float(body["hours_per_work_day"])) == (1, 7.5)
    assert admin.put("/api/calendar/years/2026", json={"complete": False}).json() == {"version": 3}
    assert admin.put("/api/calendar/years/99999", json={"complete": True}).status_code == 422
    backwards = {"start": "09:00", "end": "10:00", "weekdays": [1], "valid_from": "2026-05-01"}
    wrong = {"periods": [backwards | {"valid_to": "2026-05-01"}]}
    assert codes(admin.put("/api/calendar/week", json=wrong)) == [("periods", "calendar_validity_reversed")]


def test_anybody_may_try_out_a_limit(api) -> None:
    asked = {"start": "2026-11-20T16:20:00+08:00", "amount": "1", "unit": "work_day"}
    body = api("worker01").get("/api/calendar/explain", asked).json()
    assert body["due"] == "2026-11-23T16:20:00+08:00"
    assert [day["pending_seconds"] for day in body["days"]] == [6000, 0, 0, 22800]
    assert body["days"][1]["intervals"][0]["reason"]["words"]["zh"] == "休息日"
    assert (body["calendar_version"], body["warnings"]) == (1, [])
    late = {"start": "2026-12-31T16:20:00+08:00", "amount": "1", "unit": "work_day"}
    warned = api("worker01").get("/api/calendar/explain", late).json()
    assert warned["warnings"][0]["code"] == "calendar_missing_year:2027"
    assert (
        api("worker01").get("/api/calendar/explain", asked | {"start": "2026-11-20T16:20:00"}).status_code
        == 422
    )
    assert api("worker01").get("/api/calendar/explain", asked | {"version": "99"}).status_code == 404


@pytest.mark.parametrize("name", ["worker01", "duty", "chief"])
def test_others_of_the_office_read_but_do_not_edit(api, name: str) -> None:
    who = api(name)
    assert who.get("/api/calendar").status_code == 200
    for answer in edits(who):
        assert answer.status_code == 404, "who holds no grant does not learn what is there"


@pytest.mark.parametrize("name", ["stranger", "resident"])
def test_strangers_and_residents_find_nothing(api, name: str) -> None:
    who = api(name)
    asked = {"start": "2026-11-20T16:20:00+08:00", "amount": "1", "unit": "work_day"}
    answers = [
        who.get("/api/calendar"),
        who.get("/api/calendar/days.csv?year=2026"),
        who.get("/api/calendar/explain", asked),
        *edits(who),
    ]
    assert {answer.status_code for answer in answers} == {404}


def edits(who) -> list:
    return [
        who.put("/api/calendar/days/2026-11-23", json={"kind": "holiday"}),
        who.delete("/api/calendar/days/2026-10-01"),
        who.put("/api/calendar/week", json={"periods": []}),
        who.put("/api/calendar/years/2026", json={"complete": False}),
        who.post("/api/calendar/import", json={"text": FILE, "dry_run": False}),
    ]


def test_nobody_is_asked_to_sign_in(api) -> None:
    assert api(None).get("/api/calendar").status_code == 401


def test_statements_do_not_grow_with_the_calendar(api, django_assert_max_num_queries) -> None:
    who = api("duty")
    who.get("/api/calendar?year=2026")
    with django_assert_max_num_queries(8):
        who.get("/api/calendar?year=2026")
