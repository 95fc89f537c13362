"""Signing in: tokens, sessions with CSRF, lock-outs, throttling, idle ends, a new password."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.cast import PASSWORD
from weige.kernel import timesource
from weige.kernel.models import Event, Setting
from weige.people.models import SignInTally, Token, User
from weige.people.rules.lockout import ADDRESS
from weige.people.services import signin

NEW = "Quite-another-2027"


@pytest.fixture
def at(monkeypatch):
    """at(minutes) sets real time that many minutes from now; the domain clock stays where it is."""
    start = datetime.now(UTC)
    moment = {"now": start}
    monkeypatch.setattr(timesource, "real_now", lambda: moment["now"])

    def move(minutes: float) -> None:
        moment["now"] = start + timedelta(minutes=minutes)

    move(0)
    return move


def ask_token(username="duty", password=PASSWORD, **body):
    body = {"username": username, "password": password, **body}
    return Client().post("/api/auth/token", body, content_type="application/json")


class Browser(Client):
    """A browser: cookies, and CSRF checked as in earnest."""

    def __init__(self):
        super().__init__(enforce_csrf_checks=True)
        self.get("/login")

    def send(self, path, body=None, csrf=True, **headers):
        if csrf:
            headers["X-CSRFToken"] = self.cookies["weige_csrf"].value
        return self.post(path, body or {}, content_type="application/json", headers=headers)

    def sign_in(self, username="duty", password=PASSWORD):
        return self.send("/api/auth/login", {"username": username, "password": password})


def code(response):
    return response.json()["code"]


def test_a_token_opens_the_api_and_only_its_hash_is_stored(cast):
    answer = ask_token()
    assert answer.status_code == 200
    token = answer.json()["token"]
    assert len(token) > 40
    assert not Token.objects.filter(digest=token).exists()
    me = Client().get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json()["user"]["username"] == "duty"


def test_a_tokens_life_is_twelve_hours_or_what_was_asked_for(cast, at):
    token = ask_token(hours=1).json()["token"]
    client = Client(headers={"Authorization": f"Bearer {token}"})
    at(59)
    assert client.get("/api/auth/me").status_code == 200
    at(61)
    assert client.get("/api/auth/me").status_code == 401
    at(0)
    assert code(ask_token(hours=13)) == "invalid"
    assert ask_token("gateway", hours=24 * 90).status_code == 200
    default = datetime.fromisoformat(ask_token("gateway").json()["expires_at"])
    assert default - datetime.now(UTC) > timedelta(days=29)


def test_logging_out_revokes_the_token(cast, client_for):
    duty = client_for("duty")
    assert duty.post("/api/auth/logout", json={}).status_code == 204
    assert duty.get("/api/auth/me").status_code == 401


def test_wrong_credentials_get_one_answer_whether_the_name_exists_or_not(cast):
    known, unknown = ask_token(password="wrong"), ask_token("nobody", "wrong")
    assert known.status_code == unknown.status_code == 401
    assert known.json() == unknown.json()


def test_an_unknown_name_costs_as_much_time_as_a_known_one(cast, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # at the real price
    cast["duty"].user.set_password(PASSWORD)
    cast["duty"].user.save(update_fields=["password"])

    def seconds(username):
        start = time.perf_counter()
        ask_token(username, "wrong")
        return time.perf_counter() - start

    known, unknown = (min(seconds(name) for _ in range(3)) for name in ("duty", "nobody"))
    assert unknown > known / 2


@pytest.mark.parametrize("username", ["duty", "nobody"])
def test_five_failures_lock_for_fifteen_minutes_and_say_how_long(cast, at, username):
    for _ in range(4):
        assert code(ask_token(username, "wrong")) == "sign_in_failed"
    fifth = ask_token(username, "wrong")
    assert (fifth.status_code, code(fifth)) == (429, "sign_in_locked")
    at(5)
    again = ask_token(username, PASSWORD)
    assert "10" in again.json()["detail"]
    at(15.1)
    assert ask_token(username, "wrong").status_code == 401  # the count starts anew
    assert ask_token("duty").status_code == 200


def test_a_good_sign_in_ends_the_count(cast):
    for _ in range(2):
        for _ in range(4):
            ask_token(password="wrong")
        assert ask_token().status_code == 200


def test_an_address_that_fails_too_often_is_throttled_for_every_name(cast, at, monkeypatch):
    monkeypatch.setattr(signin, "ADDRESS", replace(ADDRESS, failures=6))
    for number in range(6):
        ask_token(f"guess{number}", "wrong")
    refused = ask_token("duty")
    assert (refused.status_code, code(refused)) == (429, "address_throttled")
    at(16)
    assert ask_token("duty").status_code == 200


def test_a_closed_account_is_refused_everywhere_at_once(cast, client_for):
    User.objects.filter(username="duty").update(is_active=False)
    assert client_for("duty").get("/api/auth/me").status_code == 401
    assert code(ask_token()) == "sign_in_failed"


def test_a_session_needs_csrf_and_gets_a_new_key(cast):
    browser = Browser()
    assert browser.send("/api/auth/login", {}, csrf=False).status_code in {403, 422}
    refused = browser.post(
        "/api/auth/login", {"username": "duty", "password": PASSWORD}, content_type="application/json"
    )
    assert (refused.status_code, code(refused)) == (403, "csrf_failed")
    session = browser.session  # makes one, as an attacker would plant it
    session["planted"] = True
    session.save()
    planted = session.session_key
    answer = browser.sign_in()
    assert answer.status_code == 200, answer.content
    assert answer.json()["user"]["username"] == "duty"
    assert browser.session.session_key != planted
    assert browser.get("/api/auth/me").status_code == 200
    unsafe = browser.send("/api/auth/language", {"language": "en"}, csrf=False)
    assert (unsafe.status_code, code(unsafe)) == (403, "csrf_failed")
    assert browser.send("/api/auth/language", {"language": "en"}).json()["language"] == "en"


def test_logging_out_ends_the_session(cast):
    browser = Browser()
    browser.sign_in()
    assert browser.send("/api/auth/logout").status_code == 204
    assert browser.get("/api/auth/me").status_code == 401
    assert not Session.objects.exists()


def test_a_session_ends_when_idle_and_after_a_day_of_work(cast, at):
    browser = Browser()
    browser.sign_in()
    at(14)
    assert browser.get("/api/auth/me").status_code == 200
    at(28)
    assert browser.get("/api/auth/me").status_code == 200  # the first look counted as use
    at(44)
    assert browser.get("/api/auth/me").status_code == 401


def test_how_long_idle_may_last_is_a_setting(cast, at):
    Setting.objects.create(key="idle_minutes", value=720)
    browser = Browser()
    browser.sign_in()
    at(11 * 60)
    assert browser.get("/api/auth/me").status_code == 200
    at(12 * 60 + 1)
    assert browser.get("/api/auth/me").status_code == 401


def test_a_new_password_ends_other_sessions_and_tokens(cast, client_for):
    here, there = Browser(), Browser()
    here.sign_in()
    there.sign_in()
    changed = here.send("/api/auth/password", {"old_password": PASSWORD, "new_password": NEW})
    assert changed.status_code == 204, changed.content
    assert here.get("/api/auth/me").status_code == 200
    assert there.get("/api/auth/me").status_code == 401
    assert client_for("duty").get("/api/auth/me").status_code == 401
    assert ask_token(password=NEW).status_code == 200


@pytest.mark.parametrize(
    ("new", "wrong"),
    [
        ("Short-1", "password_short"),
        ("onlysmallletters", "password_simple"),
        ("Duty-officer-1", "password_has_name"),
    ],
)
def test_a_weak_new_password_is_refused_with_the_reason(cast, client_for, new, wrong):
    answer = client_for("duty").post(
        "/api/auth/password", json={"old_password": PASSWORD, "new_password": new}
    )
    assert answer.status_code == 422
    assert wrong in [error["code"] for error in answer.json()["errors"]]


def test_guessing_the_old_password_locks_too(cast, client_for):
    def guess():
        return client_for("duty").post(
            "/api/auth/password", json={"old_password": "guess", "new_password": NEW}
        )

    assert [error["code"] for error in guess().json()["errors"]] == ["password_wrong"]
    for _ in range(4):
        last = guess()
    assert code(last) == "sign_in_locked"


def test_a_first_password_must_be_changed_before_anything_else(cast, client_for):
    User.objects.filter(username="duty").update(must_change_password=True)
    duty = client_for("duty")
    assert code(duty.get("/api/roster")) == "password_change_required"
    assert duty.get("/api/auth/me").json()["must_change_password"] is True


def test_sign_ins_are_in_the_log_without_a_password_or_an_unknown_name(cast):
    ask_token()
    ask_token(password="hunter2hunter2")
    ask_token("my-password-typed-as-name", "x")
    events = list(Event.objects.filter(kind__startswith="people.").order_by("pk"))
    assert [event.kind for event in events] == [
        "people.signed_in",
        "people.token_issued",
        "people.sign_in_failed",
    ]
    assert "hunter2" not in str([event.payload for event in events])
    assert not SignInTally.objects.filter(key__contains="my-password").exists()


def test_garbage_credentials_are_nobody(cast):
    for header in ("Bearer", "Bearer ", "Basic ZHV0eTp4", "Bearer nonsense", "nonsense"):
        assert Client(headers={"Authorization": header}).get("/api/auth/me").status_code == 401
    tampered = Client()
    tampered.cookies["weige_session"] = "made-up"
    assert tampered.get("/api/auth/me").status_code == 401
