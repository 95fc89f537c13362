"""The scaled form: one process a role, its place in the whole said by the environment (docs/guide/scale.md).

A role runs in the foreground, writes to its terminal and leaves being started again to whoever started it.
"""

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from weige.config import doors
from weige.config.house import POOL, Mqtt
from weige.config.installation import Installation, check_server, close_connections
from weige.config.processes import die_with_parent
from weige.config.trouble import Trouble

if TYPE_CHECKING:
    from weige.sensing.broker import Node

PATIENCE = (
    120.0  # seconds a role waits for database and tables (our default: a first start makes them meanwhile)
)
LANES = "16"  # lanes of a new scaled installation (our default)
RENEW = 2.0  # seconds between two looks for new device credentials


def run(role: str, installation: Installation, *, host: str, port: int, mqtt: Mqtt) -> int:
    """Runs a role to its end. Raises Trouble."""
    if not installation.external_url:
        raise Trouble("role_needs_database", role=role)
    if not os.environ.get("WEIGE_SECRET"):
        raise Trouble("role_needs_secret", role=role)
    if role in {"web", "intake", "lane"} and not os.environ.get("WEIGE_NATS_URL"):
        raise Trouble("role_needs_brokers", role=role)
    doors.check(role, mqtt)
    installation.prepare()
    wait_for(lambda: bool(check_server(installation.url)))
    if role == "web":
        os.environ.setdefault("WEIGE_POOL", str(POOL))
    installation.setup_django()
    if role == "worker":
        bring_up(installation)
    else:
        wait_for(tables_ready)
    close_connections()
    starts: Mapping[str, Callable[[], int]] = {
        "broker": lambda: broker(installation, mqtt),
        "intake": lambda: intake(mqtt),
        "lane": lambda: command("lanework"),
        "web": lambda: web(host, port),
        "worker": lambda: command("work"),
    }
    print(f"ready: {role}", flush=True)
    return starts[role]()


def wait_for(there: Callable[[], bool]) -> None:
    """Until it is; what is in the way meanwhile is trouble only at the end of the patience. Raises Trouble."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if there():
                return
            trouble = Trouble("tables_missing")
        except Trouble as found:
            trouble = found
        if time.monotonic() > until:
            raise trouble
        time.sleep(0.3)


def tables_ready() -> bool:
    """Tables of this release, and lanes in them."""
    from weige.config import migrations  # Django's settings are read only now
    from weige.sensing.models import Lane

    try:
        return not migrations.missing() and Lane.objects.exists()
    finally:
        close_connections()


def bring_up(installation: Installation) -> None:
    """Tables, seeds, packs and lanes, by the first worker that comes; others wait for it and find nothing to do."""
    import psycopg

    from weige.config.cli.serve import prepare
    from weige.sensing.services.lanes import TooFew, set_lanes

    with psycopg.connect(installation.url) as guard:
        guard.execute("SELECT pg_advisory_lock(30567, hashtext('weige_bring_up'))")
        prepare(installation)
        with suppress(TooFew):  # never fewer: packs may be waiting
            set_lanes(count=int(os.environ.get("WEIGE_PARTITIONS", LANES)))


def command(name: str) -> int:
    """A management command in this very process."""
    from django.core.management import call_command

    call_command(name)
    return 0


def intake(mqtt: Mqtt) -> int:
    """The intake, and beside it the door for MQTT 5 to the brokers it reads."""
    with doors.beside(mqtt, mqtt.url):
        return command("intake")


def web(host: str, port: int) -> int:
    """The web server, in this very process."""
    from weige.config import webserver  # Django is set up only now

    webserver.run(host, port)
    return 0


def broker(installation: Installation, mqtt: Mqtt) -> int:
    """One of the brokers; its devices' logins are brought up to date while it runs. Ends when the broker does."""
    from weige.sensing import broker as brokers

    node = node_of(os.environ)
    listening = brokers.Listening(mqtt.port, mqtt.host, mqtt.certificate, mqtt.key)
    path = brokers.write_config(installation.data, listening, node)
    close_connections()
    child = subprocess.Popen(
        [brokers.program(), "--config", str(path)],
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - one prctl call, from the main thread
    )
    try:
        with doors.beside(mqtt, mqtt.own_url()):
            while child.poll() is None:
                time.sleep(RENEW)
                renew(installation.data, node)
    except KeyboardInterrupt:
        return 0  # asked to stop
    finally:
        child.terminate()
        child.wait(10)
    return child.returncode or 0


def renew(data: Path, node: "Node") -> None:
    """New and revoked device credentials; a database that is away is asked again later."""
    from django.db import DatabaseError

    from weige.sensing import broker as brokers

    try:
        brokers.renew(data, node)
    except DatabaseError:
        close_connections()


def node_of(environment: Mapping[str, str]) -> "Node":
    """This broker's name and addresses (weige.sensing.broker.Node). Raises Trouble."""
    from weige.sensing.broker import Node

    try:
        return Node(
            name=environment["WEIGE_NODE"],
            host=environment.get("WEIGE_NODE_HOST", "127.0.0.1"),
            port=int(environment.get("WEIGE_NODE_PORT", "4222")),
            cluster_port=int(environment.get("WEIGE_NODE_CLUSTER_PORT", "6222")),
            routes=tuple(one for one in environment.get("WEIGE_NODE_ROUTES", "").split(",") if one),
        )
    except (KeyError, ValueError) as error:
        raise Trouble("node_unclear", reason=str(error)) from error
