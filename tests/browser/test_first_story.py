"""The first story and each role's first day (docs/guide), in headless Chromium, against one running demonstration."""

import base64
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.config.running import Running
from weige.config.processes import free_port
from weige.simulator import camera

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LONGEST = 300  # seconds; on an idle machine with two cores it takes a fifth of that


def chromium() -> str:
    return os.environ.get("WEIGE_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), "")


def lacking() -> str:
    """What is not here that a browser test needs; "" when all is."""
    if not chromium():
        return "no Chromium (WEIGE_CHROMIUM names one)"
    if not shutil.which("node"):
        return "no Node.js"
    if not (ROOT / "web" / "node_modules" / "playwright-core").is_dir():
        return "playwright-core is not installed (cd web && npm ci)"
    if not (ROOT / "weige" / "web_dist" / "cockpit.html").is_file():
        return "the front end is not built (make build)"
    return ""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A demonstration where nothing happens by itself."""
    folder = tmp_path_factory.mktemp("demo")
    data = folder / "d"
    options = ["demo", "--data", str(data), "--port", str(free_port()), "--no-simulation", "--days", "0"]
    running = Running(folder / "out.txt", options)
    try:
        yield running.wait_ready(), data
    finally:
        running.stop()


def scene(url: str, password: str) -> dict[str, str]:
    """A camera, one of the shops it covers, and the worker of that segment."""
    login = {"username": "duty", "password": password}
    token = httpx.post(f"{url}/api/auth/token", json=login, timeout=20).json()["token"]
    given = {"Authorization": f"Bearer {token}"}
    device = httpx.get(f"{url}/api/devices/CAM-L08-1", headers=given, timeout=20).json()
    shop = next(zone["shop"] for zone in device["zones"] if zone["kind"] == "frontage")
    return {"camera": device["code"], "shop": shop, "worker": "worker08"}


def there(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The demonstration's address and its people's password; skips where no browser can be driven."""
    if reason := lacking():
        pytest.skip(reason)
    url, data = request.getfixturevalue("demo")
    return url, json.loads((data / "simulator.json").read_text(encoding="utf-8"))["password"]


def play(
    script: str, url: str, folder: Path, capsys: pytest.CaptureFixture[str], plan: dict[str, Any]
) -> dict[str, Any]:
    """Runs a script of this folder against the demonstration; what it says at its end."""
    (folder / "plan.json").write_text(
        json.dumps({"shots": str(folder), "chromium": chromium(), **plan}), encoding="utf-8"
    )
    done = subprocess.run(
        ["node", str(HERE / script), url, str(folder / "plan.json")],
        capture_output=True, text=True, timeout=LONGEST, check=False,
    )  # fmt: skip
    with capsys.disabled():
        print(f"\n{done.stdout}")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\npictures: {folder}"
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_goods_on_the_pavement_through_cockpit_phone_and_desk(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, password = there(request)
    moment = datetime.now(tz=UTC)
    shots = [
        camera.take(name, at=moment, lon=121.4851, lat=31.2372, rng=random.Random(1), boxed=name == "goods")
        for name in ("goods", "goods-after")
    ]
    photo = tmp_path / "after.jpg"
    photo.write_bytes(shots[1])
    plan: dict[str, Any] = {
        "password": password,
        "photo": str(photo),
        "photo64": base64.b64encode(shots[0]).decode(),
        **scene(url, password),
    }
    play("story.mjs", url, tmp_path, capsys, plan)


def handed_over(url: str, password: str) -> str:
    """A case of rubbish on the street in the hands of worker01; its id."""

    def of(username: str) -> httpx.Client:
        login = {"username": username, "password": password}
        token = httpx.post(f"{url}/api/auth/token", json=login, timeout=20).json()["token"]
        return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=20)

    worker, desk = of("worker01"), of("dispatcher")
    near = worker.get("/api/cases?open=true&limit=1").json()["items"][0]
    said = {
        "matter": "06010",
        "text": "暴露垃圾",
        "lon": near["lon"],
        "lat": near["lat"],
        "place": "南苏州路",
    }
    case = worker.post("/api/cases", json=said).json()["id"]
    for move, more in (("accept", {}), ("file", {"condition_no": 1}), ("dispatch", {"post": "worker-L01"})):
        version = desk.get(f"/api/cases/{case}").json()["version"]
        desk.post(f"/api/cases/{case}/moves/{move}", json={"version": version, **more}).raise_for_status()
    return str(case)


def test_a_supervised_overdue_case_is_answered_checked_and_closed(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, password = there(request)
    plan: dict[str, Any] = {"password": password, "worker": "worker01", "case": handed_over(url, password)}
    for name, picture in (("before", "goods"), ("photo", "goods-after")):
        shot = camera.take(
            picture, at=datetime.now(tz=UTC), lon=121.4851, lat=31.2372, rng=random.Random(1), boxed=False
        )
        (tmp_path / f"{name}.jpg").write_bytes(shot)
        plan[name] = str(tmp_path / f"{name}.jpg")
    play("supervise.mjs", url, tmp_path, capsys, plan)


#: Steps of the guide that the first story does: the cockpit wants WebGL, and one browser with it is enough.
BY_STORY = {
    "the cockpit shows the street in 3D": "duty-officer.cockpit",
    "the duty officer confirms": "duty-officer.confirm",
}
GUIDE = ROOT / "docs" / "guide"
STEP = re.compile(r"<!-- step: ([a-z-]+\.[a-z-]+) -->")


def told() -> dict[str, tuple[list[str], list[str]]]:
    """role → the ids of its first day's steps, in Chinese and in English."""
    found = {}
    for page in sorted(GUIDE.glob("*.md")):
        chinese, _, english = page.read_text(encoding="utf-8").partition("# English")
        if STEP.search(chinese + english):
            found[page.stem] = (STEP.findall(chinese), STEP.findall(english))
    return found


def test_the_guide_tells_each_roles_first_day_in_both_languages() -> None:
    pages = told()
    assert set(pages) == {
        "duty-officer", "grid-worker", "dispatcher", "squad", "chief", "merchant", "resident", "administrator",
    }  # fmt: skip
    for role, (chinese, english) in pages.items():
        assert chinese == english
        assert len(set(chinese)) == len(chinese) >= 3
        assert all(step.startswith(f"{role}.") for step in chinese)
    steps = {step for chinese, _ in pages.values() for step in chinese}
    done = set(
        re.findall(r"step\('([a-z-]+\.[a-z-]+)'", (HERE / "first_day.mjs").read_text(encoding="utf-8"))
    )
    story = (HERE / "story.mjs").read_text(encoding="utf-8")
    assert all(f"step('{name}'" in story for name in BY_STORY)
    assert steps == done | set(BY_STORY.values()), (
        "a step of the guide that no test does, or the other way round"
    )


def test_every_step_of_the_guide_can_be_done(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the guide's order of one thing: reported, dispatched, handled without a network, checked, closed."""
    url, password = there(request)
    photo = tmp_path / "photo.jpg"
    moment = datetime.now(tz=UTC)
    photo.write_bytes(
        camera.take("goods", at=moment, lon=121.48317, lat=31.23838, rng=random.Random(2), boxed=False)
    )
    plan = {
        "password": password, "photo": str(photo),
        "lon": 121.48317, "lat": 31.23838,  # on Hankou Road, segment L08
    }  # fmt: skip
    said = play("first_day.mjs", url, tmp_path, capsys, plan)
    steps = {step for chinese, _ in told().values() for step in chinese}
    assert set(said["steps"]) == steps - set(BY_STORY.values())


def test_a_pack_is_written_tried_and_switched_on_in_the_editor(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, password = there(request)
    play("editor.mjs", url, tmp_path, capsys, {"password": password})


def test_at_200_percent_nothing_is_cut_off_and_paper_is_paper(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, password = there(request)
    play("faces.mjs", url, tmp_path, capsys, {"password": password})


def test_every_address_of_the_routers_has_its_picture() -> None:
    if not shutil.which("node"):
        pytest.skip("no Node.js")
    asked = ["node", str(ROOT / "tools" / "screens.mjs"), "--check"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
