"""Security of every answer and of what comes in: headers, cookies, limits, and no secret in the repository."""

import asyncio
import re
import runpy
from pathlib import Path

import pytest
from django.test import AsyncClient, Client

from tests.guards.tree import read, texts
from weige.config import settings as settings_module
from weige.config.security import BodyLimit
from weige.people.models import User

PATHS = [
    "/healthz",
    "/login",
    "/cockpit",
    "/api/auth/me",
    "/api/openapi.json",
    "/api/nowhere",
    "/static/nowhere.js",
]
SECRETS = [
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    r"\bAKIA[0-9A-Z]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
    r"\bxox[abpr]-[A-Za-z0-9-]{10,}",
    r"\bwg_[A-Za-z0-9_-]{43}\b",
    r"\beyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}\.",
    r"postgres(?:ql)?://(?!user:password@)[^\s:/@\"'<{]+:[^\s/@\"'<{]+@",
    r"\$argon2id?\$v=",
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_wears_the_security_headers(path):
    headers = Client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_answers_of_the_api_are_not_kept_by_anybody():
    assert Client().get("/api/auth/me").headers["Cache-Control"] == "no-store"


def test_an_async_answer_wears_them_too():
    headers = asyncio.run(AsyncClient().get("/api/nowhere")).headers
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_https_is_insisted_on_where_it_is_spoken(settings):
    assert "Strict-Transport-Security" not in Client().get("/healthz").headers
    assert "Strict-Transport-Security" in Client().get("/healthz", secure=True).headers
    settings.HTTPS = True
    assert "max-age=31536000" in Client().get("/healthz").headers["Strict-Transport-Security"]


@pytest.mark.parametrize("https", ["", "1"])
def test_cookies_are_closed_to_scripts_and_other_sites(monkeypatch, https):
    monkeypatch.setenv("WEIGE_HTTPS", https)
    read_in = runpy.run_path(settings_module.__file__)
    assert read_in["SESSION_COOKIE_HTTPONLY"]
    assert read_in["SESSION_COOKIE_SAMESITE"] == read_in["CSRF_COOKIE_SAMESITE"] == "Lax"
    assert read_in["SESSION_COOKIE_SECURE"] is read_in["CSRF_COOKIE_SECURE"] is bool(https)


def test_there_is_no_debug_mode_and_no_secret_in_the_settings(monkeypatch):
    monkeypatch.delenv("WEIGE_SECRET")
    read_in = runpy.run_path(settings_module.__file__)
    assert read_in["SECRET_KEY"] == ""
    assert read_in["DEBUG"] is False
    assert "*" not in read_in["ALLOWED_HOSTS"]


@pytest.mark.django_db
def test_a_foreign_host_name_is_refused():
    answer = Client().get("/healthz", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_passwords_are_hashed_with_argon2():
    user = User.objects.create_user("somebody", "Correct-horse-9")
    assert user.password.startswith("argon2$argon2id$")
    assert settings_module.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"], (
        "with its own costs"
    )


@pytest.mark.django_db
def test_a_body_over_the_limit_is_refused_in_words(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = Client().post("/api/auth/token", b"x" * 2000, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def call(app, *, chunks, announced=None):
    """One request through an ASGI app; gives the messages sent and how many chunks were taken in."""
    headers = [(b"accept-language", b"en")]
    if announced is not None:
        headers.append((b"content-length", str(announced).encode()))
    waiting, sent = list(chunks), []

    async def receive():
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    asyncio.run(app({"type": "http", "headers": headers}, receive, send))
    return sent, len(chunks) - len(waiting)


async def glutton(scope, receive, send):
    """An app that reads everything, then says so."""
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


def test_too_much_is_refused_before_it_is_read():
    limited = BodyLimit(glutton, most=1024 * 1024)
    sent, taken = call(limited, chunks=[b"x"], announced=2 * 1024 * 1024)
    assert (sent[0]["status"], taken) == (413, 0)
    assert b"1 MB" in sent[1]["body"]


def test_too_much_without_a_stated_length_is_refused_while_it_comes():
    sent, taken = call(BodyLimit(glutton, most=100), chunks=[b"x" * 60] * 10)
    assert (sent[0]["status"], taken) == (413, 2)
    fine, _ = call(BodyLimit(glutton, most=100), chunks=[b"x" * 50] * 2, announced=100)
    assert fine[0]["status"] == 200


def test_no_secret_is_in_the_repository():
    here = Path(__file__).name
    found = [
        f"{path}: {match.group()[:20]}…"
        for path in texts()
        if path.name != here
        for pattern in SECRETS
        for match in re.finditer(pattern, read(path))
    ]
    assert not found
