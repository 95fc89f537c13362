"""compose.yaml and Dockerfile say only what the program knows. They are read, not run: there is no engine here."""

import os
import re
from typing import Any

import pytest
import yaml

from tests.config.running import weige
from tests.guards.tree import ROOT, python, read
from weige.config import cli, doors, roles
from weige.config.house import POOL, Mqtt
from weige.config.trouble import Trouble
from weige.sensing.mqttline import Broker

TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one.get("build") == "."}
BROKERS = {name: one for name, one in OURS.items() if "broker" in one["command"]}


def test_every_role_is_there() -> None:
    found = {cli.parser().parse_args(one["command"]).role for one in OURS.values()}
    assert found == {"web", "worker", "lane", "intake", "broker"}
    assert len(BROKERS) == 3


@pytest.mark.parametrize("name", OURS)
def test_commands_are_ours(name: str) -> None:
    assert cli.parser().parse_args(OURS[name]["command"]).command == "serve"


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_read_by_the_program_and_documented(name: str) -> None:
    page = read(ROOT / "docs/reference/environment.md")
    code = "\n".join(read(path) for path in python() if path.parts[0] == "weige")
    for setting in OURS[name]["environment"]:
        assert f"`{setting}`" in page, setting
        assert f'"{setting}"' in code, setting


def test_brokers_know_one_another_and_everybody_knows_them() -> None:
    nodes = {name: roles.node_of(one["environment"]) for name, one in BROKERS.items()}
    for name, node in nodes.items():
        assert node.name == name
        assert sorted(node.routes) == sorted(f"{o}:{n.cluster_port}" for o, n in nodes.items() if o != name)
    asked = {f"nats://{name}:{node.port}" for name, node in nodes.items()}
    for one in OURS.values():
        assert set(one["environment"]["WEIGE_NATS_URL"].split(",")) == asked


def test_the_intake_knows_all_brokers_as_ours_and_is_allowed_what_it_asks_for() -> None:
    """As another's broker it asked for topics that ours refuse, and with one address it was lost with that one."""
    told = OURS["intake"]["environment"]
    asked = {(one.host, one.port) for one in Broker.each(told["WEIGE_MQTT_URL"], "", "")}
    listening = {(name, cli.parser().parse_args(one["command"]).mqtt_port) for name, one in BROKERS.items()}
    assert asked == listening
    assert told["WEIGE_MQTT_OURS"] == "1"


def test_several_web_servers_have_room() -> None:
    """A fixed port of the host is one container's; the database's own hundred connections are four web servers'."""
    assert OURS["web"]["ports"] == ["${WEIGE_WEB_PORTS:-8000}:8000"]
    assert "WEIGE_WEB_PORTS" in read(ROOT / "docs/guide/scale.md")
    most = next(one for one in SERVICES["database"]["command"] if one.startswith("max_connections="))
    assert int(most.split("=")[1]) >= 4 * POOL + 16 * 8 + 20


def test_what_a_healthcheck_asks_for_is_there() -> None:
    test = OURS["web"]["healthcheck"]["test"]
    assert re.search(r"127\.0\.0\.1:(\d+)(/\w+)'", test[-1]).groups() == ("8000", "/healthz")  # type: ignore[union-attr]
    compile(test[-1], "healthcheck", "exec")


def test_folders_are_shared_where_they_must_be_and_nowhere_else() -> None:
    folders = {name: one["volumes"] for name, one in OURS.items()}
    assert {name: folders[name] for name in BROKERS} == {name: [f"{name}:/data"] for name in BROKERS}
    assert all(one == ["files:/data"] for name, one in folders.items() if name not in BROKERS)
    named = {volume.split(":")[0] for one in SERVICES.values() for volume in one["volumes"]}
    assert named == set(COMPOSE["volumes"])


def test_nothing_secret_is_written_down_and_no_registry_is_named() -> None:
    for one in OURS.values():
        assert one["environment"]["WEIGE_SECRET"] == "${WEIGE_SECRET:?}"
    images = re.findall(r"^\s*image: (\S+)$|^FROM (\S+)", TEXT + read(ROOT / "Dockerfile"), re.M)
    assert sorted(a or b for a, b in images) == ["postgres:18", "python:3.12-slim"]
    assert all("/" not in (a or b) for a, b in images)


def test_the_image_starts_our_program_with_files_that_the_build_makes() -> None:
    lines = read(ROOT / "Dockerfile").splitlines()
    words = yaml.safe_load(next(line for line in lines if line.startswith("CMD "))[4:])
    assert cli.parser().parse_args(words).role == "web"
    assert 'ENTRYPOINT ["weige"]' in lines
    assert (ROOT / "requirements.lock").exists()
    assert "requirements.lock dist/*.whl" in read(ROOT / "Dockerfile")
    assert {"!requirements.lock", "!dist/*.whl"} <= set(read(ROOT / ".dockerignore").splitlines())


@pytest.mark.parametrize(
    ("role", "ports", "said"),
    [
        ("web", {"five": 1885}, "role_has_no_door"),
        ("lane", {"five": 1885}, "role_has_no_door"),
        ("intake", {"five": 1885}, "door_needs_brokers"),
        ("intake", {"nats": 4222}, "role_nats_port"),
        ("broker", {"nats": 4222}, "role_nats_port"),
    ],
)
def test_ports_a_role_cannot_have_are_refused(role: str, ports: dict[str, int], said: str) -> None:
    """They were taken in silence, and nobody listened."""
    with pytest.raises(Trouble) as refused:
        doors.check(role, Mqtt(1883, **ports))
    assert refused.value.code == said


@pytest.mark.parametrize("other", [{"url": "mqtt://elsewhere:1883"}, {"port": 0}])
def test_ports_of_our_broker_are_refused_where_it_does_not_run(other: dict[str, Any]) -> None:
    for wanted in ({"five": 1885}, {"nats": 4222}):
        with pytest.raises(Trouble):
            Mqtt(**{"port": 1883, **other, **wanted}).check_alone()
        Mqtt(1883, **wanted).check_alone()


@pytest.mark.parametrize("missing", ["DATABASE_URL", "WEIGE_SECRET", "WEIGE_NATS_URL"])
def test_a_role_says_what_it_needs(missing: str, tmp_path: Any) -> None:
    given = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "WEIGE_SECRET": "x" * 50,
        "WEIGE_NATS_URL": "nats://127.0.0.1:1",
    }
    del given[missing]
    done = weige("serve", "--role", "lane", "--data", str(tmp_path / "d"), **given)
    assert done.returncode == 1
    assert missing in done.stderr
    assert os.linesep * 3 not in done.stderr
