"""The platform's own dead-man's switch at /healthz."""

from datetime import timedelta

import pytest
from django.test import Client

from weige.kernel import timesource
from weige.kernel.models import TaskRun

pytestmark = pytest.mark.django_db


def test_healthz_names_what_stands_still() -> None:
    now = timesource.real_now()
    TaskRun.objects.create(name="sensing.alert", seconds=1, finished_at=now)
    TaskRun.objects.create(name="sensing.intake", seconds=10, finished_at=now - timedelta(minutes=2))
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["standing_still"]) == (200, ["sensing.intake"])
    TaskRun.objects.update(finished_at=now)
    assert Client().get("/healthz").json()["standing_still"] == []
