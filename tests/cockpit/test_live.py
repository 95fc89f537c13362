"""Live pictures: one's own tickets only, each look on record, and an officer off duty is not to be seen."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.cockpit.conftest import Street
from weige.cockpit.schemas import LiveLook, Pictures
from weige.people.models import Look, Shift
from weige.sensing.models import LiveSource
from weige.sensing.rules.live import Unplayable, address_fault, plain, relayed
from weige.sensing.services import live as service

PLAYLIST = "#EXTM3U\n#EXT-X-VERSION:6\n#EXTINF:2.0,\nseg-1.ts?token=x\nseg-2.ts\n"


def test_a_playlist_comes_back_with_plain_names_only() -> None:
    assert relayed(PLAYLIST) == "#EXTM3U\n#EXT-X-VERSION:6\n#EXTINF:2.0,\nseg-1.ts\nseg-2.ts\n"
    assert 'URI="init.mp4"' in relayed('#EXTM3U\n#EXT-X-MAP:URI="init.mp4?a=1"\n')
    for text in (
        "<html>",
        "#EXTM3U\nhttp://elsewhere/a.ts\n",
        "#EXTM3U\n../../etc/passwd\n",
        "#EXTM3U\na/b.ts\n",
    ):
        with pytest.raises(Unplayable):
            relayed(text)
    assert not plain("../index.m3u8")
    assert not plain("index.exe")


@pytest.mark.parametrize(
    ("kind", "address", "wanted"),
    [
        ("hls", "http://gw:8888/cam/index.m3u8", ""),
        ("hls", "http://gw:8888/cam/", "live_playlist"),
        ("whep", "https://gw/cam/whep", ""),
        ("snapshot", "file:///etc/passwd", "live_address"),
        ("folder", "car", ""),
        ("folder", "../x", "live_folder"),
    ],
)
def test_which_addresses_are_taken(kind: str, address: str, wanted: str) -> None:
    assert address_fault(kind, address) == wanted


def opened(street: Street, who: str, name: str) -> Any:
    return street.town.client_for(who).post(
        f"/api/cockpit/live/{quote(name)}/open", json={"purpose": "值守巡看"}
    )


@pytest.mark.django_db
def test_a_cameras_stream(street: Street, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    device = street.device("CAM-1")
    street.device("CAM-2")
    name = "device:CAM-1"
    folder = tmp_path / "live" / "car"
    folder.mkdir(parents=True)
    body = {"kind": "folder", "address": "car", "note": "演示"}
    assert street.town.client_for("admin").put("/api/devices/CAM-1/live", json=body).status_code == 200
    assert street.town.client_for("duty").put("/api/devices/CAM-1/live", json=body).status_code == 404
    told = street.get("duty", f"/api/cockpit/live/{name}")
    LiveLook.model_validate(told)
    assert told["stream"] == {"kind": "hls", "playable": False, "note": "演示"}
    (folder / "index.m3u8").write_text(PLAYLIST)
    (folder / "seg-1.ts").write_bytes(b"video")
    ticket = opened(street, "duty", name).json()
    seen = Look.objects.get()
    assert (seen.subject, seen.fields, seen.purpose) == (name, ["live"], "值守巡看")
    duty = street.town.client_for("duty")
    answer = duty.get(ticket["url"])
    assert answer["Content-Type"] == "application/vnd.apple.mpegurl"
    assert "token" not in answer.content.decode()
    piece = ticket["url"].replace("index.m3u8", "seg-1.ts")
    assert duty.get(piece).content == b"video"
    assert duty.get(piece.replace("seg-1.ts", "seg-9.ts")).status_code == 404
    assert street.town.client_for("chief").get(piece).status_code == 404, "another person's ticket"
    assert duty.get(piece.replace("CAM-1", "CAM-2")).status_code == 404
    for who in ("worker01", "stranger"):
        street.get(who, f"/api/cockpit/live/{name}", 404)
    assert duty.post(f"/api/cockpit/live/{name}/open", json={"purpose": ""}).status_code == 422
    assert device.live.kind == "folder"


@pytest.mark.django_db
def test_a_gateways_stream_is_relayed(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    device = street.device("CAM-1")
    source = LiveSource.objects.create(device=device, kind="hls", address="http://gw/cam/live.m3u8?key=1")
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return (
            httpx.Response(200, content=PLAYLIST) if "live.m3u8" in str(request.url) else httpx.Response(302)
        )

    real = httpx.Client
    mock = real(transport=httpx.MockTransport(answer))
    monkeypatch.setattr(httpx, "stream", lambda method, url, **_: mock.stream(method, url))
    assert b"seg-1.ts\n" in service.served(source, "live.m3u8").data
    assert asked == ["http://gw/cam/live.m3u8?key=1"]
    with pytest.raises(Exception, match="live_down"):
        service.served(source, "seg-1.ts")


@pytest.mark.django_db
def test_off_duty_is_off(street: Street, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    town = street.town
    post = town.people["worker01"].post
    folder = tmp_path / "live" / "body"
    folder.mkdir(parents=True)
    (folder / "index.m3u8").write_text(PLAYLIST)
    admin = town.client_for("admin")
    given = {"post": post.code, "kind": "folder", "address": "body"}
    made = admin.post("/api/office/tables/live_posts/rows", json={"values": given})
    assert made.status_code == 201, "whose body camera is where is a table of the back office"
    case = town.handling()
    town.photo("worker01", case)
    name = f"post:{post.pk}"
    found = street.get("duty", "/api/cockpit/pictures")
    Pictures.model_validate(found)
    assert [(one["source"], one["stream"]) for one in found["items"]] == [(name, True)]
    ticket = opened(street, "duty", name).json()
    client = town.client_for("duty")
    assert client.get(ticket["url"]).status_code == 200
    first = Shift.objects.filter(post=post, start__lte=street.now, end__gt=street.now).first()
    assert first is not None
    Shift.objects.filter(post=post).exclude(pk=first.pk).delete()
    Shift.objects.filter(pk=first.pk).update(end=street.now)
    town.clock.on(minutes=1)
    assert client.get(ticket["url"]).status_code == 404, "the running stream ends with the shift"
    assert street.get("duty", "/api/cockpit/pictures")["items"] == []
    street.get("duty", f"/api/cockpit/live/{name}", 404)
    assert street.get("duty", "/api/cockpit/marks")["people"] == []
    # What was photographed in an earlier shift is not shown as if it were now
    town.clock.on(hours=12)
    Shift.objects.filter(pk=first.pk).update(start=street.now, end=street.now + timedelta(hours=8))
    town.clock.on(minutes=1)
    assert street.get("duty", "/api/cockpit/pictures")["items"] == []
