"""A person's own track: on duty only, seen by oneself only, gone with the shift; a round keeps no place."""

from datetime import timedelta

import pytest

from tests.people.test_roster import afternoon
from weige.kernel import timesource
from weige.people import tasks
from weige.people.models import Patrol, TrackPoint
from weige.people.rules.track import Point, keepable, metres

__all__ = ["afternoon"]
pytestmark = pytest.mark.django_db


def walk(start, steps, every=60):
    """Points every so many seconds, 0.0001° (about 9.5 m) further east each."""
    return [
        {"at": (start + timedelta(seconds=n * every)).isoformat(), "lon": 121.481 + n / 10_000, "lat": 31.231}
        for n in range(steps)
    ]


def test_points_of_a_shift(afternoon):
    hour = timedelta(hours=1)
    points = [Point(afternoon + n * hour, 121.48, 31.23) for n in (2, -1, 0, 1)]
    assert [
        p.at - afternoon for p in keepable(points, afternoon, afternoon + 3 * hour, afternoon + hour)
    ] == [
        0 * hour,
        hour,
    ]
    trembling = [Point(afternoon, 121.48, 31.23), Point(afternoon, 121.48002, 31.23)]
    assert (metres([]), metres(trembling)) == (0, 0)
    assert metres([Point(afternoon, 121.48, 31.23), Point(afternoon, 121.48, 31.231)]) == 111


def test_a_track_is_mine_and_goes_with_the_shift(cast, client_for, afternoon, monkeypatch):
    worker, other = client_for("worker01"), client_for("worker03")
    monkeypatch.setattr(timesource, "now", lambda: afternoon)
    assert worker.post("/api/me/patrol/begin").json()["patrol"]["metres"] == 0
    monkeypatch.setattr(timesource, "now", lambda: afternoon + timedelta(minutes=20))
    points = walk(afternoon, 11)
    assert worker.post("/api/me/track", json={"points": points}).json()["kept"] == 11
    worker.post("/api/me/track", json={"points": points})  # the answer was lost: sent again
    mine = worker.get("/api/me/track").json()
    assert (mine["on_duty"], len(mine["points"]), mine["patrol"]["metres"]) == (True, 11, 95)
    assert other.get("/api/me/track").json()["points"] == []
    ended = worker.post("/api/me/patrol/end").json()
    assert (ended["patrol"], ended["rounds"][0]["metres"], ended["rounds"][0]["area"]["code"]) == (
        None,
        95,
        "L01",
    )
    tasks.forget_positions(now=afternoon + timedelta(hours=6))
    assert not TrackPoint.objects.exists()
    assert [field.name for field in Patrol._meta.fields if field.name in {"lon", "lat"}] == []
    assert Patrol.objects.get().metres == 95


def test_off_duty_nothing_is_kept(cast, client_for, afternoon, monkeypatch):
    worker = client_for("worker01")
    worker.post("/api/me/patrol/begin")
    worker.post("/api/me/track", json={"points": walk(afternoon - timedelta(minutes=9), 9)})
    night = afternoon + timedelta(hours=8)
    monkeypatch.setattr(timesource, "now", lambda: night)
    for path, body in (("track", {"points": walk(night, 3)}), ("patrol/begin", {})):
        refused = worker.post(f"/api/me/{path}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_on_duty")
    assert worker.get("/api/me/track").json()["points"] == []  # not shown, even before they are swept
    tasks.forget_positions(now=night)
    assert not TrackPoint.objects.exists()
    patrol = Patrol.objects.get()
    assert patrol.ended_at == patrol.shift.end
    assert client_for("resident").post("/api/me/track", json={"points": walk(night, 1)}).status_code == 409
    assert (
        worker.post("/api/me/track", json={"points": [{"lon": 200, "lat": 0, "at": "x"}]}).status_code == 422
    )


def test_ones_track_is_forgotten_when_one_says_so(cast, client_for, afternoon):
    worker, other = client_for("worker01"), client_for("worker03")
    for client in (worker, other):
        client.post("/api/me/track", json={"points": walk(afternoon - timedelta(minutes=5), 3)})
    assert worker.delete("/api/me/track").status_code == 204
    assert TrackPoint.objects.count() == 3  # the other's
