"""A press sent twice makes one thing: a double click, a lost answer; another press, person or body makes another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.cast import Api
from weige.kernel import tasks, timesource
from weige.kernel.models import Answered
from weige.kernel.models.once import KEPT

pytestmark = pytest.mark.django_db(transaction=True)
SPOT = {
    "title_zh": "路口停车",
    "matters": ["09009"],
    "why": "反复",
    "radius_m": 60,
    "lon": 121.481,
    "lat": 31.231,
}
PRESS = {"Idempotency-Key": "press-0001"}


def opened(api: Api, headers: dict[str, str] | None = None, **more: Any) -> tuple[int, int]:
    """(status, id) of a black spot opened."""
    answer = api.post("/api/spots", json=SPOT | more, headers=headers or {})
    return answer.status_code, answer.json()["id"]


def test_the_same_press_is_answered_the_same_and_made_once(town: Any) -> None:
    duty, chief = town.client_for("duty"), town.client_for("chief")
    first = opened(duty, PRESS)
    assert first[0] == 201
    assert opened(duty, PRESS) == first
    others = [
        opened(duty, {"Idempotency-Key": "press-0002"}),
        opened(duty, PRESS, why="又来了"),
        opened(duty),
        opened(chief, PRESS),
    ]
    assert len({first, *others}) == 5, "another press, other words, no name of a press, another person"


def test_a_refused_press_may_be_mended_and_sent_again(town: Any) -> None:
    duty = town.client_for("duty")
    assert duty.post("/api/spots", json=SPOT | {"radius_m": -1}, headers=PRESS).status_code == 422
    assert not Answered.objects.exists()
    assert town.client_for("stranger").post("/api/spots", json=SPOT, headers=PRESS).status_code in {
        403,
        404,
        422,
    }


def test_an_answer_with_a_purpose_is_not_kept(town: Any) -> None:
    """It may show what is masked for others."""
    assert opened(town.client_for("duty"), PRESS | {"X-Purpose": "check"})[0] == 201
    assert not Answered.objects.exists()


def test_two_at_the_same_moment_wait_for_one_another(town: Any) -> None:
    def press(_: int) -> tuple[int, int]:
        try:
            return opened(town.client_for("duty"), PRESS)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(4)))) == 1


def test_an_answer_is_kept_for_ten_minutes(town: Any) -> None:
    duty = town.client_for("duty")
    first = opened(duty, PRESS)
    past = timesource.real_now() - KEPT - timedelta(seconds=1)
    Answered.objects.update(at=past)
    assert opened(duty, PRESS) != first
    tasks.forget_answers(now=past)
    assert Answered.objects.count() == 1, "the press was answered anew"
    Answered.objects.update(at=past)
    tasks.forget_answers(now=past)
    assert Answered.objects.count() == 0
