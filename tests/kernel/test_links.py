"""Links for people without an account: one subject, an end, a way to take them back, and nothing to steal."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from weige.kernel import links, timesource
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import NotFound, Problem, to_json
from weige.kernel.models import Event, Link, Setting

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def given(real_now=NOW, *, days=30, subject="paper:17"):
    return links.issue(
        purpose="paper",
        subject=subject,
        label="花语",
        who=Who(kind="person", user_id=3, post_id=4, name="王"),
        now=NOW,
        real_now=real_now,
        expires_at=real_now + days * DAY,
    )


def opened(token, real_now=NOW, address="10.0.0.1"):
    return links.resolve(token, address=address, now=NOW, real_now=real_now)


def test_a_link_opens_its_one_subject_and_every_look_is_noted():
    token, row = given()
    held = opened(token)
    assert (held.purpose, held.subject, held.who) == ("paper", "paper:17", Who(kind="link", name="花语"))
    opened(token, NOW + timedelta(seconds=5))
    opened(token, NOW + timedelta(minutes=2))
    row.refresh_from_db()
    assert (row.uses, row.last_used_at, row.issued_by_post_id) == (3, NOW + timedelta(minutes=2), 4)
    kinds = list(Event.objects.filter(subject=f"link:{row.pk}").order_by("id").values_list("kind", flat=True))
    assert kinds == ["kernel.link_issued", "kernel.link_opened", "kernel.link_opened"], "one look a minute"


def test_the_token_is_kept_nowhere():
    token, row = given()
    opened(token)
    secret = token.partition(".")[0]
    kept = [str(list(Link.objects.filter(pk=row.pk).values())), str(list(Event.objects.values()))]
    assert not any(secret in text or token in text for text in kept)
    assert links.address(token).endswith(f"/l#{token}"), "what stands behind # never reaches a server's log"


@pytest.mark.parametrize(
    "change",
    [{"subject": "paper:18"}, {"purpose": "transfer"}, {"expires_at": NOW + 90 * DAY}],
    ids=["another subject", "another purpose", "a later end"],
)
def test_a_row_that_was_altered_opens_nothing(change):
    token, row = given()
    Link.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(NotFound):
        opened(token)


def test_it_ends_by_itself_and_by_hand():
    token, _ = given(days=2)
    with pytest.raises(Problem) as late:
        opened(token, NOW + 2 * DAY)
    assert (late.value.code, late.value.status) == ("link_expired", 410)
    ended = {"subject": "paper:17", "why": "送错人", "who": SYSTEM, "now": NOW, "real_now": NOW}
    assert (links.revoke(**ended), links.revoke(**ended)) == (1, 0)
    with pytest.raises(Problem) as gone:
        opened(token)
    assert gone.value.code == "link_revoked"
    assert [links.state(one, NOW) for one in links.of(["paper:17"])] == ["revoked"]


def test_too_many_looks_and_too_many_guesses_are_slowed_down(monkeypatch):
    monkeypatch.setattr(links, "MOST_A_MINUTE", 2)
    monkeypatch.setattr(links, "MOST_WRONG", 2)
    token, _ = given()
    opened(token)
    opened(token)
    with pytest.raises(Problem) as often:
        opened(token)
    assert often.value.status == 429
    assert opened(token, NOW + timedelta(minutes=1)), "the next minute counts anew"
    for guess in ("a.b", "x"):
        with pytest.raises(NotFound):
            opened(guess, address="10.0.0.9")
    with pytest.raises(Problem) as throttled:
        opened(token, NOW + timedelta(minutes=2), address="10.0.0.9")
    assert throttled.value.code == "link_too_often"
    later = NOW + timedelta(minutes=20)
    assert opened(token, later, address="10.0.0.9"), "a quarter of an hour later it may try again"


@pytest.mark.parametrize("days", [0, -1, 401])
def test_an_end_must_be_ahead_and_not_too_far(days):
    with pytest.raises(ValueError, match="400 days"):
        given(days=days)


def test_over_http_the_page_learns_what_the_link_is_for():
    token, row = given(timesource.real_now())
    ask = Client().get
    answer = ask("/api/links/held", headers={"X-Weige-Link": token})
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in ("purpose", "label")} == {
        "purpose": "paper",
        "label": "花语",
    }
    assert ask("/api/links/held").status_code == 401
    assert ask("/api/links/held", headers={"X-Weige-Link": token[:-1] + "~"}).status_code == 404
    links.revoke(subject="paper:17", why="", who=SYSTEM, now=NOW, real_now=timesource.real_now())
    told = ask("/api/links/held", headers={"X-Weige-Link": token, "Accept-Language": "en"})
    assert (told.status_code, told.json()["code"]) == (410, "link_revoked")
    assert "withdrawn" in told.json()["detail"]
    assert row.pk


@pytest.mark.parametrize(("phone", "said"), [("021-6000 0000", "021-6000 0000"), ("", "街道办事处")])
def test_a_link_that_has_ended_says_so_and_whom_to_ask(phone, said, settings):
    settings.LINK_SECONDS = 60
    Setting.objects.update_or_create(key=links.DESK_PHONE, defaults={"value": phone})
    real = timesource.real_now()
    token, row = given(real)
    assert row.expires_at == real + timedelta(seconds=60), "the office's own cap"
    with pytest.raises(Problem) as late:
        links.resolve(token, address="10.0.0.1", now=NOW, real_now=real + timedelta(seconds=61))
    told = to_json(late.value, "zh")
    assert (told["code"], told["status"], told["contact"]) == ("link_expired", 410, phone)
    assert "过期" in told["detail"]
    assert said in told["detail"]
    assert "expired" in to_json(late.value, "en")["detail"]
    links.revoke(subject=row.subject, why="", who=SYSTEM, now=NOW, real_now=real)
    with pytest.raises(Problem) as gone:
        links.resolve(token, address="10.0.0.1", now=NOW, real_now=real)
    assert (gone.value.code, gone.value.members["contact"]) == ("link_revoked", phone)
