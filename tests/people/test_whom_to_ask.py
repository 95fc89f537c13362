"""Who gives rights is told to the staff of the street, and to nobody else."""

import pytest

pytestmark = pytest.mark.django_db


def test_staff_learn_who_gives_rights(cast, client_for):
    ask = client_for("worker01").get("/api/auth/me").json()["ask"]
    assert [one["name_zh"] for one in ask] == ["系统管理员"]
    assert all(one["person_zh"] and one["person_en"] for one in ask)


@pytest.mark.parametrize("who", ["resident", "merchant"])
def test_residents_and_merchants_learn_no_name(cast, client_for, who):
    assert client_for(who).get("/api/auth/me").json()["ask"] == []
