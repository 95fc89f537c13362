"""Counts of papers for figures: by officer, within what the caller may see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cases.town import body
from tests.enforcement.office import Holder, Papers, case_of
from weige.enforcement.queries import counting
from weige.people.policy import GrantAccess
from weige.people.queries.held import held_posts

pytestmark = pytest.mark.django_db


def access_of(office, login):
    user = office.people[login].user
    posts, street = held_posts(user.pk, on=timezone.localdate(office.clock.now))
    return GrantAccess(user=user, posts=posts, acting=posts, street=street)


def test_papers_are_counted_by_officer_with_what_became_of_them(office, django_assert_num_queries):
    hands, case = Papers(office, "squad1"), case_of(office)
    paper = hands.made(hands.draft(case, "notice"), "issue")
    Papers(office, "worker01").made(Papers(office, "worker01").draft(case, "notice"), "issue")
    party = Holder(body(hands.api.post(f"/api/papers/{paper['id']}/links", json={}), 201)["url"])
    said = {"kind": "corrected", "photos": [party.photo("/api/held/paper/files")]}
    body(party.post("/api/held/paper/answers", said), 201)
    hands.made(hands.read(paper), "accept_answer")
    day = timedelta(days=1)
    period = {"since": office.clock.now - day, "until": office.clock.now + day}
    access = access_of(office, "chief")
    with django_assert_num_queries(1):
        rows = {one.key: one for one in counting.papers(access, by="officer", **period)}
    mine = rows[office.people["squad1"].user.pk]
    assert (mine.issued, mine.answered, mine.self_corrected, mine.in_time, mine.overdue) == (1, 1, 1, 1, 0)
    (whole,) = counting.papers(access, **period)
    assert (whole.key, whole.issued, whole.complied) == (None, 2, 1)
    before = {"since": period["since"] - day, "until": period["since"]}
    assert counting.papers(access, **before) == []
    assert counting.offsite(access, **period).decided == 0
    assert counting.transfers(access, direction="out", **period).sent == 0
