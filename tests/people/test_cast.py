"""The cast of the tests is the demonstration's, and each can do what the post is for."""


def test_the_cast_is_there(cast):
    assert {"duty", "dispatcher", "supervisor", "worker01", "worker03", "squad1", "works"} <= set(cast)
    assert "worker04" not in cast  # no such segment in the little town


def test_building_an_access_costs_one_statement(cast, django_assert_num_queries):
    from tests.cast import access_of

    with django_assert_num_queries(1):
        access = access_of(cast["worker01"].user)
        access.require("case.list")
    assert access.who.post_id == cast["worker01"].post.pk
