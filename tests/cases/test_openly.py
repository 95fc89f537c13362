"""Without an account: a poster's code reports, the answer's link follows and rates; nothing else opens."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases.town import IN_L01, OUTSIDE, Town, body, picture
from weige.cases.models import Case, Evidence, Rating, Report

pytestmark = pytest.mark.django_db


def poster(town: Town, by: str = "duty", area: str = "L01") -> str:
    told = body(town.client_for(by).post(f"/api/report-links/{area}"), 201)
    assert told["svg"].startswith("<svg")
    token: str = told["address"].split("#")[1]
    return token


def send(token: str, method: str, path: str, status: int = 200, **said: Any) -> Any:
    """What a browser with nothing but the token sends."""
    client = Client(headers={"X-Weige-Link": token})
    given = {"data": said, "content_type": "application/json"} if method == "post" else {}
    return body(getattr(client, method)(f"/api/held/{path}", **given), status)


def tell(token: str, status: int = 201, **more: Any) -> Any:
    said = IN_L01 | {"text": "垃圾桶满了", "key": "sheet-0001"} | more
    return send(token, "post", "report", status, **said)


def test_a_stranger_with_a_phone_reports_follows_and_rates(town: Town) -> None:
    code = poster(town)
    place = send(code, "get", "report")
    assert place["code"] == "L01"
    assert 121.4 < place["lon"] < 121.6
    assert tell(code, 422, text="   ")["errors"][0]["field"] == "text"
    first = tell(code)
    again = tell(code)  # the answer was lost: the same report, and a link that opens
    assert (again["number"], Report.objects.count()) == (first["number"], 1)
    mine = again["token"]
    assert send(first["token"], "get", "follow", 410)["code"] == "link_revoked"
    photo = SimpleUploadedFile("p.jpg", picture(), "image/jpeg")
    client = Client(headers={"X-Weige-Link": mine})
    assert client.post("/api/held/follow/photos", {"file": photo}).status_code == 201
    assert Evidence.objects.get().kind == "before"
    case = {"id": str(Case.objects.get().pk)}
    assert (
        send(mine, "post", "follow/rating", 409, solved=True, satisfaction="satisfied")["code"]
        == "not_closed_yet"
    )
    town.move("dispatcher", case, "accept")
    fault = town.move("dispatcher", case, "file", status=422, condition_no=1)["errors"][0]
    assert (fault["field"], fault["code"]) == ("matter", "field_missing")
    town.move("dispatcher", case, "file", condition_no=1, matter="09005")
    town.move("dispatcher", case, "dispatch", post="worker-L01")
    town.move("worker01", case, "start")
    town.photo("worker01", case, colour="red")
    town.move("worker01", case, "finish", outcome="solved")
    town.move("supervisor", case, "pass_check")
    town.move("supervisor", case, "close", condition_met=True)
    page = send(mine, "get", "follow")
    assert (page["may_rate"], page["outcome_zh"], page["text"]) == (True, "实际解决", "垃圾桶满了")
    assert "worker" not in str(page)
    assert send(mine, "post", "follow/rating", 422, solved=False, satisfaction="dissatisfied")["errors"]
    page = send(mine, "post", "follow/rating", solved=False, satisfaction="dissatisfied", text="还堆着")
    assert (page["contested"], Rating.objects.get().solved) == (True, False)
    assert "reject_complaint" in town.actions("chief", case)


def test_a_code_opens_its_own_thing_only(town: Town) -> None:
    code = poster(town)
    assert tell(code, 422, **OUTSIDE)["errors"][0]["field"] == "lon"
    assert tell(code, 422, text="")["errors"]
    mine = tell(code)["token"]
    assert send(mine, "get", "report", 404)
    assert send(code, "get", "follow", 404)
    assert Client().get("/api/held/follow").status_code == 401
    newer = poster(town)
    assert send(code, "get", "report", 410)["code"] == "link_revoked"
    assert send(newer, "get", "report")["code"] == "L01"
    for name in ("worker01", "resident", "stranger"):
        assert town.client_for(name).post("/api/report-links/L01").status_code == 404


def test_a_flood_is_stopped(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weige.cases.services.openly.MOST_AN_HOUR", 2)
    code = poster(town)
    for n in range(2):
        tell(code, key=f"sheet-100{n}")
    assert tell(code, 429, key="sheet-1009")["code"] == "open_report_often"
    assert tell(code, key="sheet-1000")  # known: answered again
