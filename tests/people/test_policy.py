"""The access policy: levels, borders between streets, acting posts, and that may() and rows() always agree."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.models import prefetch_related_objects
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NEIGHBOUR, access_of
from weige.kernel.access import Level, Scope
from weige.kernel.errors import Forbidden, NotFound
from weige.kernel.models import Event, Setting
from weige.people.models import Department, Post, PostTerm, Role, Shift, Token, User
from weige.people.policy import GrantAccess, admits, q_of, scope_of
from weige.people.rules.access import Held, HeldPost, Seat, is_reference, reach
from weige.registry.models import Shop
from weige.territory.models import Area

VERB = "case.list"


def with_grants(access: GrantAccess, *levels: Level) -> GrantAccess:
    """The same person, holding only this verb at these levels in every acting post."""
    posts = tuple(replace(post, grants=tuple((VERB, level) for level in levels)) for post in access.acting)
    return GrantAccess(user=access.user, posts=posts, acting=posts, street=access.street)


def event(cells, **more):
    """A row that has every kind of scope column; stands for a case."""
    return Event.objects.create(
        at="2026-11-20T08:00:00Z", kind="test.row", subject="test", payload={}, cells=cells, **more
    )


def cells(territory, *codes):
    return sorted({id_ for code in codes for id_ in territory[code].path})


def test_own_cell_and_below_reaches_the_post_area_and_nothing_beside(cast, territory):
    worker, squad = cast["worker01"].access, cast["squad1"].access
    mine, beside, other = (event(cells(territory, code)) for code in ("L01", "L02", "L03"))
    rows = Event.objects.filter(kind="test.row")
    level = Level.OWN_CELL_AND_BELOW
    assert set(with_grants(worker, level).rows(VERB, rows)) == {mine}
    assert set(with_grants(squad, level).rows(VERB, rows)) == {mine, beside}
    assert not with_grants(squad, level).may(VERB, other)


def test_own_cell_asks_for_the_very_cell(cast, territory):
    posts = Post.objects.all()
    found = with_grants(cast["squad1"].access, Level.OWN_CELL).rows(VERB, posts)
    assert {post.code for post in found} == {"squad-C1", "deputy-C1"}


def test_own_names_the_post_or_the_user(cast, territory):
    worker = cast["worker01"]
    by_post = event([], post_ids=[worker.post.pk])
    by_user = event([], user_ids=[worker.user.pk])
    event(cells(territory, "L01"))
    rows = Event.objects.filter(kind="test.row")
    assert set(with_grants(worker.access, Level.OWN).rows(VERB, rows)) == {by_post, by_user}


def test_department_stops_at_the_border_of_the_street(cast, territory):
    squad = Department.objects.get(code="squad")
    here = event(cells(territory, "L03"), department_id=squad.pk)
    event(cells(territory, "N01"), department_id=squad.pk)
    event(cells(territory, "L03"), department_id=Department.objects.get(code="works").pk)
    rows = Event.objects.filter(kind="test.row")
    assert set(with_grants(cast["squad1"].access, Level.DEPARTMENT).rows(VERB, rows)) == {here}


def test_all_never_crosses_into_another_street(cast, territory):
    here = event(cells(territory, "L01"))
    there = event(cells(territory, "N01"))
    duty = with_grants(cast["duty"].access, Level.ALL)
    assert set(duty.rows(VERB, Event.objects.filter(kind="test.row"))) == {here}
    assert not duty.may(VERB, there)


def test_all_keeps_what_was_found_before_the_street_got_a_new_row(cast, territory):
    old = event(cells(territory, "L01"))
    street = territory["310101999"]
    renewed = Area.objects.create(
        layer=street.layer,
        code=street.code,
        level=street.level,
        geometry={},
        west=0,
        south=0,
        east=0,
        north=0,
        valid_from=date(2026, 1, 1),
    )
    renewed.path = [renewed.pk]
    renewed.save()
    Post.objects.filter(code="duty-day").update(area=renewed)
    assert with_grants(access_of(cast["duty"].user), Level.ALL).may(VERB, old)


def test_a_post_above_the_streets_reaches_all_below_it(cast, territory):
    district = territory[NEIGHBOUR]
    district.level = "district"
    district.save()
    child = territory["N01"]
    Post.objects.filter(code="duty-day").update(area=district)
    access = access_of(cast["duty"].user, street="N01")
    assert with_grants(access, Level.ALL).may(VERB, event(child.path))


def test_the_stranger_finds_nothing_here_and_something_at_home(cast, territory):
    stranger = cast["stranger"]
    there = event(cells(territory, "N01"))
    for act in (
        lambda: stranger.access.require(VERB),
        lambda: stranger.access.rows(VERB, Event.objects.all()),
        lambda: stranger.access.get(VERB, Event.objects.all(), pk=there.pk),
    ):
        with pytest.raises(NotFound):
            act()
    assert stranger.access.verbs == []
    assert not stranger.access.may(VERB, there)
    at_home = access_of(stranger.user, street=NEIGHBOUR)
    assert there in at_home.rows(VERB, Event.objects.all())
    with pytest.raises(NotFound):
        access_of(stranger.user, street="no-such-street").require(VERB)


def test_without_a_street_setting_everybody_is_at_home(cast, territory):
    Setting.objects.filter(key="street").delete()
    assert VERB in access_of(cast["stranger"].user).verbs


def test_get_hides_what_is_not_visible_and_check_says_forbidden(cast, territory):
    row = event(cells(territory, "L03"))
    worker = cast["worker01"].access
    with pytest.raises(NotFound):
        worker.get("stream.read", Event.objects.all(), pk=row.pk)
    with pytest.raises(NotFound):
        worker.get("stream.read", Event.objects.all(), pk="not-a-number")
    with pytest.raises(NotFound):
        worker.get("case.dispatch", Event.objects.all(), pk=row.pk)
    with pytest.raises(Forbidden):
        worker.check("stream.read", row)
    assert cast["duty"].access.get("stream.read", Event.objects.all(), pk=row.pk) == row
    cast["duty"].access.check("stream.read", row)


def test_grants_begin_and_end_with_the_term(cast):
    term = PostTerm.objects.get(user=cast["worker01"].user)
    term.valid_from, term.valid_to = date(2026, 3, 1), date(2026, 4, 1)
    term.save()
    for day, holds in [((2026, 2, 28), 0), ((2026, 3, 1), 1), ((2026, 3, 31), 1), ((2026, 4, 1), 0)]:
        assert bool(access_of(term.user, on=date(*day)).verbs) == bool(holds), day


def test_the_request_may_name_the_acting_post(cast, client_for):
    worker = cast["worker01"]
    second = Post.objects.get(code="works")
    PostTerm.objects.create(post=second, user=worker.user, valid_from=date(2025, 6, 1))
    both = access_of(worker.user)
    assert both.who.post_id == worker.post.pk
    assert {post.code for post in both.acting} == {"worker-L01", "works"}
    answer = client_for("worker01").get("/api/auth/me", headers={"X-Post": "works"})
    assert "cockpit.view" not in answer.json()["verbs"]
    assert {post["code"] for post in answer.json()["posts"]} == {"worker-L01", "works"}
    refused = client_for("worker01").get("/api/auth/me", headers={"X-Post": "duty-day"})
    assert (refused.status_code, refused.json()["code"]) == (403, "post_not_held")


def test_reference_data_is_open_to_whoever_holds_the_verb(cast):
    assert is_reference(scope_of(Role))
    assert (
        with_grants(cast["resident"].access, Level.OWN).rows(VERB, Role.objects.all()).count()
        == Role.objects.count()
    )
    assert with_grants(cast["resident"].access, Level.OWN).may(VERB, Role.objects.first())
    with pytest.raises(NotFound):
        cast["resident"].access.rows("matter.edit", Role.objects.all())


def test_a_model_that_forgot_its_scope_is_refused(monkeypatch):
    monkeypatch.delattr(Shop, "ACCESS")
    with pytest.raises(TypeError, match="declare its"):
        scope_of(Shop)


# --- may() and rows() agree -----------------------------------------------------------------------------------

SCOPES = {
    Event: [
        Scope(
            cells="cells", leaf="cells", department="department_id", posts=("post_ids",), users=("user_ids",)
        ),
        Scope(cells="", leaf="", department="department_id", users=("actor_user_id",)),
        Scope(cells="", leaf="", posts=("actor_post_id", "post_ids")),
    ],
    Post: [
        Post.ACCESS,
        Scope(cells="area__path", leaf="area", users=("terms__user_id",)),
        Scope(cells="terms__post__area__path", leaf="shifts__area_id", department="department"),
    ],
    User: [User.ACCESS, Scope(cells="", leaf="", posts=("terms__post",), users=("pk",))],
    Shift: [Shift.ACCESS],
    PostTerm: [PostTerm.ACCESS],
    Token: [Token.ACCESS],
    Area: [Area.ACCESS, Scope(cells="path", leaf="id")],
}


@pytest.fixture
def world(cast, territory):
    """Rows of every model: events in every cell (and in none, and in two), posts, users, shifts, areas."""
    squad, works = (Department.objects.get(code=code).pk for code in ("squad", "works"))
    someone, other = cast["worker01"], cast["squad1"]
    places = [["L01"], ["L02"], ["L03"], ["N01"], ["L01", "L03"], ["C1"], []]
    for number, codes in enumerate(places):
        for department in (None, squad, works):
            event(
                cells(territory, *codes),
                department_id=department,
                post_ids=[someone.post.pk] if number % 2 else [],
                user_ids=[other.user.pk] if number % 3 else [someone.user.pk, other.user.pk],
                actor_user_id=someone.user.pk if number % 2 else None,
                actor_post_id=other.post.pk if number % 3 else None,
            )
    Shift.objects.filter(start__gt=Shift.objects.earliest("start").start + timedelta(days=1)).delete()
    related = {Post: ["area"], Shift: ["area", "post"], PostTerm: ["post__area"]}
    rows = {model: list(model.objects.select_related(*related.get(model, []))) for model in SCOPES}
    prefetch_related_objects(rows[User], "terms__post__area")
    prefetch_related_objects(rows[Post], "terms__post__area", "shifts")
    return rows, Area.objects.all(), [squad, works, None]


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_may_and_rows_always_agree(world, cast, data):
    rows, areas, departments = world
    model = data.draw(st.sampled_from(list(SCOPES)))
    scope = data.draw(st.sampled_from(SCOPES[model]))
    user = data.draw(st.sampled_from([cast[name].user for name in ("worker01", "squad1", "stranger")]))
    posts = [cast[name].post.pk for name in ("worker01", "squad1", "duty")]
    seat = st.builds(
        Seat,
        post_id=st.sampled_from(posts),
        area_id=st.sampled_from([area.pk for area in areas]),
        street=st.frozensets(st.sampled_from([area.pk for area in areas]), max_size=2),
        department_id=st.sampled_from(departments),
    )
    held = st.builds(Held, verb=st.just(VERB), level=st.sampled_from(Level), seat=seat)
    grants = data.draw(st.lists(held, max_size=4))
    wanted = reach(scope, grants, user.pk)
    by_sql = list(model.objects.filter(q_of(model, wanted)))
    assert len(by_sql) == len(set(by_sql)), "a row came twice"
    assert set(by_sql) == {row for row in rows[model] if admits(row, wanted)}


def test_may_and_rows_agree_for_the_whole_cast(world, cast):
    rows, _, _ = world
    for member in cast.values():
        verbs = {member.access.levels(verb): verb for verb in member.access.verbs}
        for verb in verbs.values():
            for model, all_rows in rows.items():
                admitted = set(member.access.rows(verb, model.objects.all()))
                assert admitted == {row for row in all_rows if member.access.may(verb, row)}, (
                    member.name,
                    verb,
                )


def test_held_posts_say_what_they_reach(cast):
    post = cast["worker01"].access.posts[0]
    assert isinstance(post, HeldPost)
    assert post.reaches
    assert post.seat.street == {Area.objects.get(code="310101999").pk}
