"""What no column can take is refused by name, for every body and query; every shape of the API has its own name."""

import json

import pytest

from weige.config.api import api
from weige.config.parsing import unfit


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        ({"text": "a\x00b"}, [("text", "field_unfit_text")]),
        ({"rows": [{"a": "好"}, {"a": "\ud800"}]}, [("rows[1].a", "field_unfit_text")]),
        ({"n": 2**63, "m": -(2**63) + 1}, [("n", "field_unfit_number")]),
        ({"x": float("nan"), "on": True, "no": None}, [("x", "field_unfit_number")]),
        ({"\x00": 1}, [("\x00", "field_unfit_text")]),
        ({"text": "街 \U0001f600", "n": 2**63 - 1}, []),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_named(value, faults):
    assert list(unfit(value)) == faults


@pytest.mark.django_db
def test_the_refusal_names_the_field_in_the_readers_language(client_for):
    raw = json.dumps({"lon": 121.481, "lat": 31.231, "matter": "09005", "text": "\x00", "place": ""})
    answer = client_for("worker01").post("/api/cases", raw, content_type="application/json")
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("text", "field_unfit_text")]
    assert client_for("duty").get("/api/posts?q=%00").status_code in {200, 422}
    assert client_for("duty").get("/api/shops/%00").json()["code"] == "not_found"
    assert client_for("duty").get("/api/nowhere/at/all").json()["code"] == "not_found"


def test_one_name_is_one_shape_and_every_refusal_is_described():
    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    shapes = schema["components"]["schemas"]
    calendar = schema["paths"]["/api/calendar/years/{year}"]["put"]["responses"]
    made = calendar["200"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    assert [*shapes[made]["properties"]] == ["version"]
    told = json.dumps(schema["paths"])
    assert told.count('"4XX"') == sum(len(methods) for methods in schema["paths"].values())
