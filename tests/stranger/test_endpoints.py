"""All endpoints × the whole cast: nobody without an account, nothing for the stranger, no crash for anyone.

New endpoints are walked by themselves; what they may need is explained in tests/stranger/world.py.
"""

import logging

import pytest
from django.db import transaction

from tests.cast import NEIGHBOUR, Api
from tests.stranger.walk import Walker, missing, operations, ready
from tests.stranger.world import OWN, PUBLIC, REFERENCE, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker(cast, territory):
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield Walker(World(cast=cast, areas=territory))
    logging.getLogger("django.request").setLevel(logging.NOTSET)


def answers(walker, client, chosen, **query):
    """operation → answer, each in a transaction of its own that is thrown away."""
    for operation in chosen:
        walker.address(operation)  # objects are made outside, so that they stay
        with transaction.atomic():
            answer = walker.call(client, operation, **query)
            transaction.set_rollback(True)
        yield operation, answer


def told(operation, answer, wanted):
    body = answer.content[:300].decode(errors="replace") if not answer.streaming else "(a stream)"
    hint = "; give a valid body in tests/stranger/world.py" if answer.status_code == 422 else ""
    return f"{operation.name}: {answer.status_code} instead of {wanted}{hint}\n    {body}"


def test_every_path_parameter_has_a_factory():
    wrong = [text for operation in operations() for text in missing(operation)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_reviewed_lists_name_real_endpoints():
    names = {operation.name for operation in operations()}
    assert set(PUBLIC) | set(OWN) <= names


def test_without_an_account_there_is_nothing(walker):
    closed = [operation for operation in ready() if operation.name not in PUBLIC]
    wrong = [
        told(operation, answer, 401)
        for operation, answer in answers(walker, Api(None), closed)
        if answer.status_code != 401
    ]
    assert not wrong, "\n".join(wrong)


def test_the_stranger_finds_nothing_anywhere(walker, client_for):
    theirs = [operation for operation in ready() if operation.name not in {*PUBLIC, *OWN}]
    wrong = [
        told(operation, answer, 404)
        for operation, answer in answers(walker, client_for("stranger"), theirs)
        if answer.status_code != 404
    ]
    assert not wrong, "\n".join(wrong)


def test_the_stranger_finds_nothing_of_ours_by_naming_the_own_street(walker, client_for):
    """With ?street= the stranger may look around at home, but an object of ours stays out of sight."""
    ours = [op for op in ready() if op.parameters("path") and op.name not in {*REFERENCE, *PUBLIC}]
    wrong = [
        told(operation, answer, 404)
        for operation, answer in answers(walker, client_for("stranger"), ours, street=NEIGHBOUR)
        if answer.status_code != 404
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_of_the_cast_meets_a_crash_or_is_taken_for_nobody(walker, cast, client_for):
    wrong = [
        f"{name}: {told(operation, answer, 'an answer')}"
        for name in one_of_each_role(cast)
        for operation, answer in answers(walker, client_for(name), ready())
        if (answer.status_code == 401 and operation.name not in PUBLIC) or answer.status_code >= 500
    ]
    assert not wrong, "\n".join(wrong)


def one_of_each_role(cast):
    """One login of every role: the others of the same role would be told the same."""
    roles = {}
    for member in cast.values():
        roles.setdefault(member.access.posts[0].role, member.name)
    return list(roles.values())
