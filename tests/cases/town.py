"""A small street for tests: its people speak over HTTP, its clock stands still until told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cast import Api, Member
from tests.kept import kept
from weige.cases.models import Case, RouteBook
from weige.cases.services.catalogue import load_packaged
from weige.kernel import timesource
from weige.people.policy import GrantAccess

LOCAL = ZoneInfo("Asia/Shanghai")
START = "2026-11-20 15:22"  # a Friday
IN_L01 = {"lon": 121.4810, "lat": 31.2310}
IN_L03 = {"lon": 121.4850, "lat": 31.2310}
OUTSIDE = {"lon": 121.60, "lat": 31.40}


def local(text: str) -> datetime:
    """ "2026-11-20 15:22" on the street's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL).astimezone(UTC)


def wall(moment: str | datetime | None) -> str:
    """A moment as people read it: 2026-11-20 15:22."""
    if moment is None:
        return ""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


def picture(colour: str = "green") -> bytes:
    """A small JPEG; another colour is another picture."""
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


def body(response: Any, status: int = 200) -> Any:
    """The JSON of an answer that must have this status."""
    assert response.status_code == status, response.content.decode()
    return response.json()


def catalogue(now: datetime) -> None:
    """The shipped catalogue, stage limits and dispatch table, where they are not there yet."""
    if RouteBook.objects.exists():
        return
    kept("catalogue", lambda: load_packaged(now=now))


class Clock:
    """The domain clock of the test: set it, move it on."""

    def __init__(self) -> None:
        self.now = local(START)

    def __call__(self) -> datetime:
        return self.now

    def at(self, text: str) -> datetime:
        self.now = local(text)
        return self.now

    def on(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now


class Town:
    """What people do, in the words of the API."""

    def __init__(
        self, clock: Clock, client_for: Callable[[str | None], Api], people: dict[str, Member]
    ) -> None:
        self.clock = clock
        self.client_for = client_for
        self.people = people

    def __repr__(self) -> str:
        return "Town"

    def access(self, name: str) -> GrantAccess:
        """What a request of this person carries."""
        return self.people[name].access

    def report(self, by: str = "worker01", status: int = 201, **said: Any) -> Any:
        said = {"matter": "09005", "text": "店外堆放货物", "place": "示范路 1 号"} | IN_L01 | said
        return body(self.client_for(by).post("/api/cases", json=said), status)

    def read(self, by: str, case: Any, status: int = 200) -> Any:
        return body(self.client_for(by).get(f"/api/cases/{case['id']}"), status)

    def move(self, by: str, case: Any, code: str, status: int = 200, **given: Any) -> Any:
        """Makes the move on the version that stands."""
        version = given.pop("version", None) or Case.objects.get(pk=case["id"]).version
        path = f"/api/cases/{case['id']}/moves/{code}"
        return body(self.client_for(by).post(path, json={"version": version} | given), status)

    def photo(self, by: str, case: Any, kind: str = "after", colour: str = "green", status: int = 201) -> Any:
        file = SimpleUploadedFile("p.jpg", picture(colour), "image/jpeg")
        path = f"/api/cases/{case['id']}/evidence"
        return body(self.client_for(by).post(path, {"file": file, "kind": kind}), status)

    def actions(self, by: str, case: Any) -> dict[str, Any]:
        """move → action as the person's screen gets it."""
        return {action["move"]: action for action in self.read(by, case)["actions"]}

    def filed(self, by: str = "worker01", condition_no: int = 1, **said: Any) -> Any:
        """A case on the dispatcher's desk."""
        case = self.report(by, **said)
        self.move("dispatcher", case, "accept")
        return self.move("dispatcher", case, "file", condition_no=condition_no)

    def dispatched(self, to: str = "worker-L01", **said: Any) -> Any:
        return self.move("dispatcher", self.filed(**said), "dispatch", post=to)

    def back(self, by: str, case: Any, to: str = "squad-C1", **said: Any) -> Any:
        """The first receiver asks to pass the case on and the dispatcher agrees: it is back at the desk."""
        said = {"standard": "not_here", "reason": "不在本路段", "clause": "路段划分表", "post": to} | said
        self.move(by, case, "propose_transfer", **said)
        return self.move("dispatcher", case, "approve_transfer")

    def handling(self, by: str = "worker01", **said: Any) -> Any:
        return self.move(by, self.dispatched(**said), "start")

    def handled(self, by: str = "worker01", **said: Any) -> Any:
        case = self.handling(by, **said)
        self.photo(by, case)
        return self.move(by, case, "finish", outcome="solved")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The domain clock, standing at Friday 15:22; loaded before the cast, so that its roster fits."""
    clock = Clock()
    monkeypatch.setattr(timesource, "now", clock)
    return clock


@pytest.fixture
def town(clock: Clock, db: None, cast: dict[str, Member], client_for: Callable[[str | None], Api]) -> Town:
    """The street with cast and catalogue."""
    catalogue(clock.now)
    return Town(clock, client_for, cast)
