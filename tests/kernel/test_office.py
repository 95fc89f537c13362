"""The back office: one editor, one preview, one history and one undo for every reference table."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.cases.town import catalogue
from weige.cases.models import Case
from weige.kernel import timesource
from weige.kernel.models import Event, ReferenceVersion
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.worktime import Clock, Limit, Unit
from weige.people.models import Grant, Post, PostTerm, User
from weige.people.services.roles import load_roles

TABLE = "/api/office/tables"


@pytest.fixture
def admin(client_for, cast):
    catalogue(timesource.now())
    return client_for("admin")


def row_of(client, table, key):
    return next(row for row in client.get(f"{TABLE}/{table}").json()["items"] if row["key"] == key)


def put(client, table, key, values, status=200, **more):
    answer = client.put(f"{TABLE}/{table}/rows/{key}", json={"values": values, **more})
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_every_table_shows_its_fields_in_both_languages(admin):
    lines = admin.get(TABLE).json()["items"]
    assert {"matters", "conditions", "users", "roles", "posts", "terms", "cells"} <= {
        one["code"] for one in lines
    }
    for line in lines:
        assert all((line["name"]["zh"], line["name"]["en"], line["hint"]["zh"], line["hint"]["en"]))
        if line["page"] is None:
            table = admin.get(f"{TABLE}/{line['code']}").json()
            assert all(one["label"]["zh"] and one["label"]["en"] for one in table["fields"])
            empty = {"calendar_days", "headcounts", "live_sources", "live_posts", "remedy_outcomes", "words"}
            assert table["items"] or line["code"] in empty


def test_an_edit_is_previewed_kept_and_taken_back(admin):
    rows = admin.get(f"{TABLE}/conditions").json()["items"]
    key = next(row["key"] for row in rows if ".09005." in row["key"])
    before = row_of(admin, "conditions", key)["values"]
    seen = admin.post(f"{TABLE}/conditions/preview", json={"key": key, "values": {"amount": "7.50"}}).json()
    assert seen["differences"] == [{"field": "amount", "before": before["amount"], "after": "7.5"}]
    assert [one["code"] for one in seen["effects"]] == ["office_open_keep", "office_no_past"]
    assert ReferenceVersion.objects.count() == 0

    after = put(admin, "conditions", key, {"amount": "7.5"}, version=0, note="试行")
    assert (after["values"]["amount"], after["version"], after["note"]["zh"]) == ("7.5", 1, "本单位设定")
    put(admin, "conditions", key, {"amount": "9"}, 409, version=0)
    put(admin, "conditions", key, {"amount": "7.5"}, 422)
    back = admin.post(f"{TABLE}/conditions/rows/{key}/restore", json={"no": 0, "version": 1})
    assert back.json()["values"] == before
    history = admin.get(f"{TABLE}/conditions/rows/{key}/versions").json()["items"]
    assert [(one["no"], one["restores"], one["note"], one["by"] != "") for one in history] == [
        (2, 0, "", True),
        (1, None, "试行", True),
    ]
    assert Event.objects.filter(kind="kernel.reference_changed").count() == 2
    newest = admin.get("/api/office/changes").json()["items"][0]
    assert (newest["table"], newest["no"], newest["table_name"]["en"]) == (
        "conditions", 2, "Filing and closing conditions",
    )  # fmt: skip


def test_a_local_matter_gets_a_condition_and_is_retired(admin):
    made = admin.post(
        f"{TABLE}/matters/rows",
        json={"values": {"code": "L09999", "name_zh": "试点事项", "class_code": "L09", "class_zh": "本地"}},
    )
    assert made.status_code == 201, made.content
    key = made.json()["key"]
    said = {"matter": key, "text_zh": "出现即立案", "amount": "2", "unit": "work_hour", "closing_zh": "恢复"}
    condition = admin.post(f"{TABLE}/conditions/rows", json={"values": said})
    assert condition.status_code == 201, condition.content
    assert condition.json()["key"] == f"{key}.1"
    found = admin.get("/api/matters?q=L09999").json()["items"]
    assert [one["text_zh"] for one in found[0]["conditions"]] == ["出现即立案"]
    put(admin, "matters", key, {"active": False})
    assert admin.get("/api/matters?q=L09999").json()["items"] == []
    answer = admin.post(f"{TABLE}/matters/rows/{key}/restore", json={"no": 1})
    assert answer.json()["values"]["active"] is True
    assert admin.post(f"{TABLE}/matters/rows/{key}/restore", json={"no": 0}).status_code == 409


@pytest.mark.parametrize(
    ("table", "key", "values", "field"),
    [
        ("stage_limits", "acceptance", {"amount": "much"}, "values.amount"),
        ("stage_limits", "acceptance", {"amount": "-1"}, "values.amount"),
        ("stage_limits", "acceptance", {"unit": "moon"}, "values.unit"),
        ("stage_limits", "acceptance", {"colour": "red"}, "values.colour"),
        ("return_reasons", "not_here", {"code": "other"}, "values.code"),
        ("return_reasons", "not_here", {"text_zh": ""}, "values.text_zh"),
        ("roles", "chief", {"grants": ["all case.fly"]}, "values.grants"),
        ("roles", "administrator", {"grants": ["all user.manage", "all case.read"]}, "values.grants"),
    ],
)
def test_a_wrong_value_is_named(admin, table, key, values, field):
    for path, body in (("preview", {"key": key}), (f"rows/{key}", {})):
        call = admin.post if path == "preview" else admin.put
        answer = call(f"{TABLE}/{table}/{path}", json={"values": values, **body})
        assert answer.status_code == 422, answer.content
        assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert ReferenceVersion.objects.count() == 0


def test_edits_of_the_old_editors_stand_in_the_same_history(admin):
    row = admin.get("/api/return-reasons").json()["items"][0]
    body = {name: row[name] for name in row if name not in {"code", "source"}} | {"text_zh": "不归我管"}
    assert admin.put(f"/api/return-reasons/{row['code']}", json=body).status_code == 200
    history = admin.get(f"{TABLE}/return_reasons/rows/{row['code']}/versions").json()["items"]
    assert history[0]["after"]["text_zh"] == "不归我管"


def test_who_may_only_read_cannot_edit(client_for, admin):
    duty = client_for("duty")
    assert duty.get(f"{TABLE}/conditions").json()["may_edit"] is False
    assert duty.get(f"{TABLE}/users").status_code == 404
    answer = duty.put(f"{TABLE}/stage_limits/rows/acceptance", json={"values": {"amount": "9"}})
    assert answer.status_code == 403


def test_a_newcomer_is_made_seated_and_sent_home(admin, cast):
    said = {"username": "newcomer", "name_zh": "新人", "password": "Weige-first-1"}
    made = admin.post(f"{TABLE}/users/rows", json={"values": said})
    assert made.status_code == 201, made.content
    assert "password" not in made.json()["values"]
    assert User.objects.get(username="newcomer").must_change_password
    post = cast["worker02"].post.code
    today = timesource.now().date()
    said = {"user": "newcomer", "post": post, "valid_from": str(today - timedelta(days=1))}
    seen = admin.post(f"{TABLE}/terms/preview", json={"values": said}).json()
    assert "grants_verbs" in [one["code"] for one in seen["effects"]]
    term = admin.post(f"{TABLE}/terms/rows", json={"values": said}).json()
    assert admin.get("/api/grants/people/newcomer").json()["posts"][0]["code"] == post
    put(admin, "terms", term["key"], {"valid_to": str(today)})
    assert admin.get("/api/grants/people/newcomer").json()["posts"] == []
    put(admin, "users", "newcomer", {"active": False})
    assert not User.objects.get(username="newcomer").is_active
    kept = ReferenceVersion.objects.get(table="users", key="newcomer", no=1)
    assert "Weige" not in str(kept.after)


def test_a_role_grant_shows_who_gains_and_stays_through_an_upgrade(admin, cast):
    row = row_of(admin, "roles", "squad_member")
    grants = [*row["values"]["grants"], "all shop.list"]
    fresh = [one for one in grants if one != "all matter.list"]
    said = {"key": "squad_member", "values": {"grants": fresh}}
    seen = admin.post(f"{TABLE}/roles/preview", json=said)
    assert seen.status_code == 200, seen.content
    assert seen.json()["effects"][0]["code"] in {"grants_people", "grants_nobody"}
    put(admin, "roles", "squad_member", {"grants": fresh})
    load_roles()
    held = {f"{one.level} {one.verb}" for one in Grant.objects.filter(role__code="squad_member")}
    assert "all shop.list" in held
    assert "all matter.list" not in held


def test_a_post_moved_to_another_area_changes_sight_at_once(admin, cast):
    code = cast["worker01"].post.code
    seen = admin.post(f"{TABLE}/posts/preview", json={"key": code, "values": {"area": "cityop/L03"}}).json()
    assert seen["differences"] == [{"field": "area", "before": "cityop/L01", "after": "cityop/L03"}]
    put(admin, "posts", code, {"area": "cityop/L03"})
    assert Post.objects.get(code=code).area.code == "L03"
    put(admin, "posts", code, {"area": "cityop/N01"}, 422)


def test_the_last_manager_of_users_cannot_be_sent_away(admin, cast):
    term = PostTerm.objects.get(user=cast["admin"].user)
    answer = admin.put(f"{TABLE}/users/rows/admin", json={"values": {"active": False}})
    assert (answer.status_code, answer.json()["code"]) == (409, "nobody_manages")
    put(admin, "terms", str(term.pk), {"valid_to": str(date.today())}, 409)


def test_reading_a_table_costs_few_statements(admin, django_assert_max_num_queries):
    for table in ("conditions", "matters", "roles", "users", "posts", "terms"):
        with django_assert_max_num_queries(12):
            assert admin.get(f"{TABLE}/{table}").status_code == 200


def test_a_calendar_day_shows_whose_due_times_move_and_is_taken_back(admin, client_for):
    said = {"matter": "09005", "text": "店外堆放", "place": "示范路 1 号", "lon": 121.481, "lat": 31.231}
    made = client_for("worker01").post("/api/cases", json=said).json()
    case = Case.objects.get(pk=made["id"])
    now = timesource.now()
    day = timezone.localdate(now) + timedelta(days=1)
    start = {
        "amount": "5",
        "unit": "work_day",
        "spells": [[now.isoformat(), None]],
        "pauses": [],
        "extensions": [],
    }
    case.clocks = {"handling": start}
    case.state = "handling"
    case.due_at = Clock(current_calendar()).due(now, Limit(Decimal(5), Unit.WORK_DAY)).at
    case.save()
    while not current_calendar_works(day):
        day += timedelta(days=1)
    values = {"date": str(day), "kind": "holiday", "name_zh": "停电"}
    seen = admin.post(f"{TABLE}/calendar_days/preview", json={"values": values}).json()["effects"]
    assert [one["code"] for one in seen] == ["office_due_moves"], seen
    assert case.number in seen[0]["items"][0]["text_zh"]
    assert current_calendar().override(day) is None
    made = admin.post(f"{TABLE}/calendar_days/rows", json={"values": values})
    assert made.status_code == 201, made.content
    assert current_calendar().override(day) is not None
    put(admin, "calendar_days", str(day), {"active": False})
    assert current_calendar().override(day) is None
    back = admin.post(f"{TABLE}/calendar_days/rows/{day}/restore", json={"no": 1})
    assert back.status_code == 200, back.content
    assert current_calendar().override(day) is not None
    wrong = admin.post(
        f"{TABLE}/calendar_week/preview", json={"key": "week", "values": {"periods": ["daily"]}}
    )
    assert wrong.json()["errors"][0]["field"] == "values.periods"
    lines = row_of(admin, "calendar_week", "week")["values"]["periods"]
    put(admin, "calendar_week", "week", {"periods": [*lines, "6 09:00-12:00"]})
    assert "6 09:00-12:00" in row_of(admin, "calendar_week", "week")["values"]["periods"]


def current_calendar_works(day):
    return day.isoweekday() < 6 and current_calendar().override(day) is None


def test_what_the_service_finds_wrong_stands_at_the_forms_field_also_in_the_preview(admin, cast):
    today = timesource.now().date().isoformat()
    weak = {"username": "newcomer", "name_zh": "新人", "password": "123"}
    early = {"user": "worker02", "post": "worker-L01", "valid_from": today, "valid_to": "2020-01-01"}
    for table, said, field in (("users", weak, "values.password"), ("terms", early, "values.valid_to")):
        for path in ("preview", "rows"):
            answer = admin.post(f"{TABLE}/{table}/{path}", json={"values": said})
            assert answer.status_code == 422, answer.content
            assert {one["field"] for one in answer.json()["errors"]} == {field}
