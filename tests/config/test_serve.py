"""`weige serve`: a new house from nothing, as docs/reference/commands.md tells it."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.config.running import Running, get, weige
from tests.config.test_commands import AREA, LAYERS, PASSWORD
from weige.config.embedded import Embedded
from weige.config.processes import free_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office") / "data"


@pytest.fixture(scope="module")
def office(data: Path) -> Iterator[Running]:
    """A real installation that was never a demonstration."""
    data.parent.mkdir(exist_ok=True)
    ports = ["--port", str(free_port()), "--mqtt-port", str(free_port())]
    running = Running(data.parent / "out.txt", ["serve", "--data", str(data), *ports])
    running.wait_ready()
    yield running
    assert running.stop() == 0


def token(address: str, username: str, password: str) -> str:
    """A token for the API. Raises HTTPError."""
    body = json.dumps({"username": username, "password": password}).encode()
    asked = urllib.request.Request(address + "/api/auth/token", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return str(json.load(answer)["token"])


def test_its_clock_is_ours_and_nothing_is_invented(office: Running) -> None:
    health = json.loads(get(office.wait_ready() + "/healthz"))
    assert (health["status"], health["speed"], health["demo"]) == ("ok", 1, False)


def test_the_first_administrator_comes_in_while_it_runs(office: Running, data: Path) -> None:
    (data.parent / "layers.csv").write_text(LAYERS, encoding="utf-8")
    (data.parent / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [AREA]}))
    at = ("--data", str(data))
    for done in (
        weige("import", "layers", str(data.parent / "layers.csv"), *at),
        weige("import", "areas", str(data.parent / "areas.geojson"), *at),
        weige("user", "add", "shen", "--name", "沈立群", "--area", "310101", *at, given=PASSWORD + "\n"),
    ):
        assert done.returncode == 0, done.stdout + done.stderr
    assert "administrator-shen" in weige("user", "list", *at).stdout
    with psycopg.connect(Embedded(data).url) as connection:
        street = connection.execute("SELECT value FROM kernel_setting WHERE key = 'street'").fetchone()
    assert street == ("310101",), "the only subdistrict is the installation's street"
    assert token(office.wait_ready(), "shen", PASSWORD)


def test_a_closed_account_is_out_at_once(office: Running, data: Path) -> None:
    at = ("--data", str(data))
    assert weige("user", "add", "gone", "--name", "走了", *at, given=PASSWORD + "\n").returncode == 0
    assert token(office.wait_ready(), "gone", PASSWORD)
    assert weige("user", "lock", "gone", *at).returncode == 0
    with pytest.raises(urllib.error.HTTPError) as refused:
        token(office.wait_ready(), "gone", PASSWORD)
    assert refused.value.code == 401
    refused.value.close()


def test_doctor_finds_it_well(office: Running, data: Path) -> None:
    examined = weige("doctor", "--json", "--data", str(data))
    assert examined.returncode == 0, examined.stdout


def test_an_unfit_scenario_pack_stops_nobody_and_doctor_names_it(tmp_path: Path) -> None:
    pack = tmp_path / "data" / "scenarios" / "odd"
    pack.mkdir(parents=True)
    (pack / "scenario.toml").write_text('# A pack without anything.\nid = "odd"\n', encoding="utf-8")
    at = ("--data", str(tmp_path / "data"))
    running = Running(tmp_path / "out.txt", ["serve", *at, "--port", str(free_port()), "--mqtt-port", "0"])
    running.wait_ready()
    findings = json.loads(weige("doctor", "--json", *at).stdout)["findings"]
    assert running.stop() == 0
    said = next(one for one in findings if one["code"] == "scenario_faulty")
    assert said["params"]["folder"] == "odd"
    assert "odd/scenario.toml" in said["params"]["said"]
