"""The cast of the tests is the demonstration's, and each can do what the post is for."""

import json
import tomllib

import pytest

from tests.cast import PASSWORD, access_of, hashed_password
from weige.demo.cast import FILE, load_cast
from weige.kernel import timesource
from weige.people.models import User
from weige.people.rules.roles import read_roles
from weige.people.services.roles import SHIPPED


def test_the_cast_is_there(cast):
    assert {"duty", "dispatcher", "supervisor", "worker01", "worker03", "squad1", "works"} <= set(cast)
    assert "worker04" not in cast  # no such segment in the little town


def test_building_an_access_costs_one_statement(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        access = access_of(cast["worker01"].user)
        access.require("case.list")
    assert access.who.post_id == cast["worker01"].post.pk


def test_the_file_of_the_cast_fits_the_demonstration_street():
    """Every area, department, rota and role it names exists; every segment and circle has its people."""
    text = tomllib.loads(FILE.read_text(encoding="utf-8"))
    geo = json.loads((FILE.parent.parent / "geo" / "areas.geojson").read_text(encoding="utf-8"))
    areas = {feature["properties"]["code"]: feature["properties"]["level"] for feature in geo["features"]}
    roles = {role.code for role in read_roles(SHIPPED.read_text(encoding="utf-8"))}
    posts = text["posts"]
    assert {post["area"] for post in posts} <= set(areas)
    assert {post["role"] for post in posts} == roles
    assert {post["department"] for post in posts if "department" in post} == set(text["departments"])
    assert {post["rota"] for post in posts if "rota" in post} == set(text["rotas"])
    assert len({post["code"] for post in posts}) == len(posts)
    assert len({post["holder"]["login"] for post in posts}) == len(posts)
    at = {post["area"] for post in posts if post["role"] == "grid_worker"}
    assert {code for code, level in areas.items() if level in {"segment", "circle", "town_centre"}} <= at


def test_a_missing_area_stops_the_demonstration_from_loading(territory):
    with pytest.raises(ValueError, match="L04"):
        load_cast(timesource.now(), {"*": PASSWORD})
    assert not User.objects.exists()


def test_passwords_may_be_given_as_hashes_for_one_or_for_all(territory):
    load_cast(timesource.now(), {"*": hashed_password(), "duty": "Another-word-1"}, skip_missing_areas=True)
    assert User.objects.get(username="chief").check_password(PASSWORD)
    assert User.objects.get(username="duty").check_password("Another-word-1")


def test_without_a_password_nobody_signs_in(territory):
    load_cast(timesource.now(), {}, skip_missing_areas=True)
    assert not User.objects.get(username="chief").has_usable_password()
