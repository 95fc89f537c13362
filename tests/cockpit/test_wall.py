"""What the walls do by themselves is the office's: one row, edited by who may, with history, followed by all."""

from typing import Any

import pytest

from tests.cockpit.conftest import Street
from weige.cockpit.queries.wall import packaged, wall

pytestmark = pytest.mark.django_db
TABLE = "/api/office/tables/wall"


def put(street: Street, who: str, values: dict[str, Any], version: int | None = None) -> Any:
    body = {"values": values, "version": version}
    return street.town.client_for(who).put(f"{TABLE}/rows/wall", body, content_type="application/json")


def test_it_is_the_offices_and_who_may_not_edit_it_sees_it(street: Street) -> None:
    shipped = street.get("duty", TABLE)
    assert (shipped["may_edit"], shipped["items"][0]["values"]) == (True, packaged())
    assert street.get("dispatcher", TABLE)["may_edit"] is False
    assert put(street, "dispatcher", {"seconds": 30}).status_code == 403
    for name in ("worker01", "stranger"):
        street.get(name, TABLE, 404)
        assert put(street, name, {"seconds": 30}).status_code == 404


def test_all_follow_an_edit_and_it_is_kept(street: Street) -> None:
    answer = put(street, "chief", {"carousel": True, "seconds": 45, "quiet_from": "21:30"}, version=0)
    assert answer.status_code == 200, answer.content.decode()
    seen = street.get("dispatcher", TABLE)["items"][0]
    assert (seen["values"]["carousel"], seen["values"]["seconds"], seen["version"]) == (True, 45, 1)
    assert wall()["quiet_from"] == "21:30"
    assert put(street, "duty", {"seconds": 10}, version=0).status_code == 409
    history = street.get("duty", f"{TABLE}/rows/wall/versions")["items"]
    assert history[0]["before"]["seconds"] == packaged()["seconds"]
    back = street.town.client_for("duty").post(
        f"{TABLE}/rows/wall/restore", {"no": 0, "version": 1}, content_type="application/json"
    )
    assert (back.status_code, wall()) == (200, packaged())


@pytest.mark.parametrize("values", [{"quiet_from": "25:00"}, {"quiet_to": "6:3 0"}, {"seconds": 2}])
def test_what_cannot_be_is_refused_by_its_field(street: Street, values: dict[str, Any]) -> None:
    answer = put(street, "duty", values)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [f"values.{next(iter(values))}"]
    assert wall() == packaged()
