"""A visitor of the demonstration watches the wall without signing in; nobody else anywhere does."""

import pytest
from django.test import Client

from tests.cast import Member
from weige.config.seeds import DEMO
from weige.kernel.models import Setting

pytestmark = pytest.mark.django_db


def signed_in(client: Client) -> str:
    """Who the session is, "" for nobody."""
    answer = client.get("/api/auth/me")
    return str(answer.json()["user"]["username"]) if answer.status_code == 200 else ""


def demonstration() -> None:
    Setting.objects.create(key=DEMO, value={"seed": 1, "done": []})


def test_at_this_computer_the_demonstration_is_watched_without_signing_in(cast: dict[str, Member]) -> None:
    demonstration()
    client = Client()
    assert client.get("/").headers["Location"] == "/cockpit"
    assert signed_in(client) == "wall"
    verbs = client.get("/api/auth/me").json()["verbs"]
    assert not [verb for verb in verbs if verb.split(".")[1] not in {"list", "read", "view"}]


@pytest.mark.parametrize("away", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}])
def test_from_another_computer_one_signs_in(cast: dict[str, Member], away: dict[str, str]) -> None:
    demonstration()
    client = Client(**away)
    client.get("/")
    assert signed_in(client) == ""


def test_a_real_installation_always_asks_who_one_is(cast: dict[str, Member]) -> None:
    client = Client()
    client.get("/")
    assert signed_in(client) == ""


def test_somebody_signed_in_stays_who_they_are(cast: dict[str, Member]) -> None:
    demonstration()
    client = Client()
    client.force_login(cast["duty"].user)
    before = client.session["_auth_user_id"]
    client.get("/")
    assert client.session["_auth_user_id"] == before
