"""The duty roster: who is on duty where, round the clock; positions on duty only; what its lists show."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from weige.kernel import timesource
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.streettime import LOCAL
from weige.people import tasks
from weige.people.models import Post, PostTerm, Shift, ShiftPattern, User
from weige.people.queries.duty import holders_of, on_duty, people_on_map, posts_of, shifts_of
from weige.people.rules.roster import Line, written_out
from weige.people.services.roster import add_shift, extend_roster, set_pattern, set_position

AFTERNOON, NIGHT = time(15, 22), time(2, 30)


def today_at(clock):
    """That local time of the present day, as the cast's roster knows it."""
    return datetime.combine(timezone.localdate(timesource.now()), clock, tzinfo=LOCAL)


@pytest.fixture
def afternoon(monkeypatch):
    moment = today_at(AFTERNOON)
    monkeypatch.setattr(timesource, "now", lambda: moment.astimezone(UTC))
    return moment


def codes(posts):
    return [post.code for post in posts]


def test_the_nearest_worker_comes_first_then_the_deputy(cast, territory, afternoon):
    found = on_duty(territory["L01"].path, afternoon, role_code="grid_worker")
    assert codes(found) == ["worker-L01", "deputy-C1"]


def test_at_night_the_duty_posts_of_the_street_answer(cast, territory):
    night = today_at(NIGHT)
    assert codes(on_duty(territory["L01"].path, night, role_code="grid_worker")) == ["patrol-night"]
    assert codes(on_duty(territory["L01"].path, night, department_code="works")) == ["works-night"]
    assert codes(on_duty(territory["L01"].path, night, role_code="duty_officer")) == ["duty-night"]


def test_every_hour_of_the_month_somebody_is_on_duty_for_every_segment(cast, territory):
    start = today_at(time(0)) - timedelta(days=1)
    for role in ("duty_officer", "dispatcher", "supervisor", "grid_worker", "squad_member"):
        shifts = Shift.objects.filter(post__role__code=role, area__in=territory["L02"].path)
        spans = sorted(shifts.values_list("start", "end"))
        covered = start + timedelta(hours=8)
        for begin, end in spans:
            assert begin <= covered, f"nobody {role} at {covered}"
            covered = max(covered, end)
        assert covered > start + timedelta(days=30)


def test_a_post_nobody_sits_in_is_not_on_duty(cast, territory, afternoon):
    PostTerm.objects.filter(post__code="worker-L01").update(valid_to=afternoon.date())
    assert codes(on_duty(territory["L01"].path, afternoon, role_code="grid_worker")) == ["deputy-C1"]
    User.objects.filter(username="deputy1").update(is_active=False)
    assert on_duty(territory["L01"].path, afternoon, role_code="grid_worker") == []


def test_asking_who_is_on_duty_costs_one_statement(cast, territory, afternoon, django_assert_num_queries):
    with django_assert_num_queries(1):
        for post in on_duty(territory["L01"].path, afternoon):
            assert post.role.code
            assert post.area.code


def test_posts_and_holders_of_a_day(cast):
    worker = cast["worker01"]
    on = timezone.localdate(timesource.now())
    assert codes(posts_of(worker.user, on)) == ["worker-L01"]
    assert posts_of(worker.user, date(2020, 1, 1)) == []
    assert holders_of([worker.post.pk], on) == {worker.post.pk: [worker.user]}


def test_a_rota_is_written_out_in_local_time():
    line = Line(frozenset({1, 7}), time(20), 720)
    found = written_out([line], date(2026, 11, 20), date(2026, 11, 24))
    assert [start.astimezone(UTC) for start, _ in found] == [
        datetime(2026, 11, 22, 12, tzinfo=UTC),
        datetime(2026, 11, 23, 12, tzinfo=UTC),
    ]
    assert found[0][1].astimezone(UTC) == datetime(2026, 11, 23, 0, tzinfo=UTC)


def test_writing_the_roster_again_changes_nothing_and_goes_on_when_it_runs_out(cast):
    now = timesource.now()
    changed = Shift.objects.first()
    changed.end += timedelta(hours=1)
    changed.save()
    assert extend_roster(now=now) == 0
    later = now + timedelta(days=10)
    assert tasks.write_roster(now=later) == 10 * ShiftPattern.objects.count()
    changed.refresh_from_db()
    assert changed.end - changed.start != timedelta(hours=12)


def test_rota_lines_and_single_shifts(cast, territory, afternoon):
    post, area = Post.objects.get(code="worker-L01"), territory["L02"]
    set_pattern(post=post, area=area, start=time(6), minutes=60, weekdays=(6, 7))
    set_pattern(post=post, area=area, start=time(6), minutes=90, weekdays=(6, 7))
    assert ShiftPattern.objects.get(post=post, area=area).minutes == 90
    add_shift(post=post, area=area, start=afternoon, end=afternoon + timedelta(hours=1))
    found = on_duty(area.path, afternoon, role_code="grid_worker")
    assert codes(found) == ["worker-L01", "worker-L02", "deputy-C1"]
    with pytest.raises(ValueError, match="ends after"):
        add_shift(post=post, area=area, start=afternoon, end=afternoon)


def test_a_position_is_kept_on_duty_only_and_forgotten_afterwards(cast, client_for, afternoon, monkeypatch):
    worker = client_for("worker01")
    kept = worker.post("/api/me/position", json={"lon": 121.481, "lat": 31.231})
    assert kept.status_code == 200, kept.content
    until = datetime.fromisoformat(kept.json()["until"])
    assert until.astimezone(LOCAL).time() == time(20)
    assert [person.post_id for person in people_on_map(cast["duty"].access, afternoon)] == [
        cast["worker01"].post.pk
    ]
    assert people_on_map(cast["duty"].access, afternoon + timedelta(hours=1)) == []  # gone stale
    tasks.forget_positions(now=until)
    assert not Shift.objects.filter(lon__isnull=False).exists()
    monkeypatch.setattr(timesource, "now", lambda: until + timedelta(hours=1))
    refused = worker.post("/api/me/position", json={"lon": 121.481, "lat": 31.231})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_on_duty")
    with pytest.raises(Conflict):
        set_position(user=cast["resident"].user, lon=1, lat=1, now=afternoon)
    assert worker.post("/api/me/position", json={"lon": 200, "lat": 0}).status_code == 422


def test_positions_are_seen_within_ones_reach(cast, afternoon):
    for name in ("worker01", "worker03"):
        set_position(user=cast[name].user, lon=121.48, lat=31.23, now=afternoon)
    seen = people_on_map(cast["squad1"].access, afternoon)
    assert [person.area for person in seen] == ["L01"]
    assert seen[0].holder_zh == cast["worker01"].user.name_zh
    with pytest.raises(NotFound):
        people_on_map(cast["stranger"].access, afternoon)
    with pytest.raises(NotFound):
        people_on_map(cast["resident"].access, afternoon)


def test_the_list_of_the_roster(cast, client_for, afternoon, django_assert_num_queries):
    with django_assert_num_queries(4):
        answer = client_for("duty").get("/api/roster?limit=5")
    items = answer.json()["items"]
    assert len(items) == 5
    assert items == sorted(items, key=lambda item: (item["start"], item["id"]))
    everything, after = [], ""
    while after is not None:
        page = client_for("duty").get(f"/api/roster?limit=5&after={after}").json()
        everything += [item["id"] for item in page["items"]]
        after = page["next"]
    begin, end = today_at(time(0)), today_at(time(0)) + timedelta(days=1)
    street = Shift.objects.exclude(area__code="310101998")
    assert sorted(everything) == sorted(
        street.filter(start__lt=end, end__gt=begin).values_list("pk", flat=True)
    )
    only = client_for("duty").get("/api/roster?area=L01&role=grid_worker").json()["items"]
    assert {item["post"]["code"] for item in only} == {"worker-L01"}
    assert only[0]["post"]["holders"][0]["name_zh"] == cast["worker01"].user.name_zh
    assert only[0]["on_duty"] is True
    assert client_for("duty").get("/api/roster?after=nonsense").json()["code"] == "roster_page_lost"
    mine = client_for("worker01").get("/api/roster").json()["items"]
    assert {item["area"]["code"] for item in mine} == {"L01"}
    assert client_for("resident").get("/api/roster").status_code == 404


def test_the_list_of_posts(cast, client_for, afternoon):
    duty = client_for("duty")
    works = duty.get("/api/posts?department=works").json()["items"]
    assert [(post["code"], post["on_duty"]) for post in works] == [("works", True), ("works-night", False)]
    assert [p["code"] for p in duty.get("/api/posts?department=works&on_duty=true").json()["items"]] == [
        "works"
    ]
    first = duty.get("/api/posts?limit=2").json()
    second = duty.get(f"/api/posts?limit=2&after={first['next']}").json()
    assert not {p["id"] for p in first["items"]} & {p["id"] for p in second["items"]}
    assert "worker-next-door" not in {p["code"] for p in duty.get("/api/posts?limit=200").json()["items"]}


def test_shifts_of_a_user_follow_the_term(cast, afternoon):
    user = cast["worker01"].user
    assert shifts_of(user, afternoon).count() == 1
    PostTerm.objects.filter(user=user).update(valid_to=afternoon.date())
    assert shifts_of(user, afternoon).count() == 0
