"""The processes of a running installation: database, broker, web, worker, intake (and in a demo the simulator)."""

import json
import os
import shutil
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psutil

from weige.config.embedded import Embedded
from weige.config.installation import Installation, check_server, close_connections
from weige.config.processes import free_port, listener, port_free
from weige.config.supervisor import Child, Part, Supervisor, python_part
from weige.config.trouble import Trouble

HOPELESS = 4  # deaths of the web server before it ever answered: then a person is told
POOL = 24  # database connections of a web server that is alone
POOLS = 48  # … of all of them together: the embedded server takes 80 in all
MOST_WEB, FULL_WEB = 4, 16  # web servers: by default at most, and at all
DOOR_LANES = "4"  # requests the intake works at once: they wait for one another at the lane anyway
EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not bound to


@dataclass
class Mqtt:
    """Where MQTT is spoken. `url`: of a broker that runs already, else filled in when ours is started.

    certificate, key: PEM files for TLS. any_port: take a free port where the one wanted is taken. nats: port for
    NATS clients of our broker, five: for clients of MQTT 5 (a door before it); 0 for none.
    """

    port: int
    host: str = "127.0.0.1"
    certificate: str = ""
    key: str = ""
    any_port: bool = False
    url: str = ""
    nats: int = 0
    five: int = 0

    def own_url(self) -> str:
        """Where programs of this computer reach our broker."""
        scheme = "mqtts" if self.certificate else "mqtt"
        return f"{scheme}://{'127.0.0.1' if self.host in EVERYWHERE else self.host}:{self.port}"

    def door(self, url: str) -> dict[str, str]:
        """What the door for MQTT 5 (`manage.py mqtt5`) is told: where to listen, and the brokers it leads to."""
        return {
            "WEIGE_MQTT5": f"mqtt://{self.host}:{self.five}",
            "WEIGE_MQTT_URL": url,
            "WEIGE_MQTT5_CERTIFICATE": self.certificate,
            "WEIGE_MQTT5_KEY": self.key,
        }

    def check_alone(self) -> None:
        """Ports that only our own broker can have are refused where it does not run. Raises Trouble."""
        if (self.nats or self.five) and (self.url or not self.port):
            raise Trouble("ports_of_own_broker")


def web_servers() -> int:
    """How many web servers: WEIGE_WEB, else one a core, four at most (our default). Raises Trouble."""
    text = os.environ.get("WEIGE_WEB", "")
    if not text:
        return min(MOST_WEB, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)
    if not text.isdigit() or not 1 <= int(text) <= FULL_WEB:
        raise Trouble("web_servers_range", most=FULL_WEB)
    return int(text)


def rooms(servers: int) -> dict[str, str]:
    """WEIGE_POOL and WEIGE_LANES of each of so many web servers, where the environment says nothing else."""
    pool = min(POOL, POOLS // servers) if servers <= MOST_WEB else max(3, POOLS // servers)
    told = {"WEIGE_POOL": str(pool), "WEIGE_LANES": str(max(2, pool * 2 // 3))}
    return {name: os.environ.get(name, value) for name, value in told.items()}


@dataclass
class House:
    """A supervised installation. `extra` goes into every child's environment (the clock, for example)."""

    installation: Installation
    host: str
    port: int
    extra: dict[str, str] = field(default_factory=dict)
    supervisor: Supervisor = field(init=False)
    door: str = ""  # "host:port" at which the intake takes what the web servers hand on

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(self.installation.data / "logs")

    @property
    def url(self) -> str:
        """The address to type into a browser."""
        shown = "127.0.0.1" if self.host in EVERYWHERE else self.host
        return f"http://[{shown}]:{self.port}" if ":" in shown else f"http://{shown}:{self.port}"

    def environment(self) -> dict[str, str]:
        return self.installation.environment() | self.extra

    def check_port(self) -> None:
        """Raises Trouble when the web port is taken, with the name of who has it where that can be known."""
        if not port_free(self.host, self.port):
            raise Trouble("port_taken", port=self.port, by=listener(self.port) or "?")

    @contextmanager
    def open(self, command: str) -> Iterator[None]:
        """Holds the data folder and has the database running; at the end everything started here is stopped.

        Raises Trouble when another process has the folder, the port is taken or the database does not start.
        """
        self.installation.prepare()
        if not self.installation.hold(command, patience=10):
            raise Trouble("folder_in_use", folder=self.installation.data, **self.installation.holder())
        with self.supervisor.signals():
            try:
                self.supervisor.remove_leftovers()
                self.check_port()
                self.start_database()
                yield
            finally:
                self.supervisor.stop()
                if not self.installation.external_url:
                    Embedded(self.installation.data).tidy()
                self.installation.release()

    def start_database(self) -> None:
        """The embedded PostgreSQL as first part, unless DATABASE_URL names another. Raises Trouble."""
        if not self.installation.external_url:
            embedded = Embedded(self.installation.data)
            self.supervisor.add(embedded.part(), embedded.start())
        check_server(self.installation.url)

    def add_python(self, name: str, *arguments: str, **environment: str) -> Child:
        """Starts a Python module of this package as a supervised process."""
        return self.supervisor.add(
            python_part(name, *arguments, environment=self.environment() | environment)
        )

    def add_web(self) -> Child:
        """The web servers, WEIGE_WEB of them on one port; returns the first."""
        words = ("weige.config.webserver", "--host", self.host, "--port", str(self.port))
        told = rooms(web_servers()) | {"WEIGE_SIGNALS_TO": self.door}
        first = self.add_python("web", *words, **told)
        for number in range(2, web_servers() + 1):
            self.add_python(f"web{number}", *words, **told)
        return first

    def add_all(self, mqtt: Mqtt) -> Child:
        """Broker, web, worker and intake; returns the web server's child. Needs Django set up."""
        ours = "" if mqtt.url else "1"  # on another's broker its foreign topics are read too
        if not mqtt.url:
            self.add_broker(mqtt)
        self.door = f"127.0.0.1:{free_port()}"
        web = self.add_web()
        self.add_python("worker", "django", "work")
        told = {"WEIGE_SIGNALS_DOOR": self.door, "WEIGE_LANES": DOOR_LANES}
        if mqtt.url:
            told |= {"WEIGE_MQTT_URL": mqtt.url, "WEIGE_MQTT_OURS": ours}
            if ours and mqtt.nats:
                scheme = "tls" if mqtt.certificate else "nats"
                host = "127.0.0.1" if mqtt.host in EVERYWHERE else mqtt.host
                told["WEIGE_SIGNALS_NATS_URL"] = f"{scheme}://{host}:{mqtt.nats}"
        self.add_python("intake", "django", "intake", **told)
        if mqtt.url and ours and mqtt.five:
            self.add_door(mqtt)
        return web

    def add_door(self, mqtt: Mqtt) -> Child:
        """Our broker speaks MQTT 3.1.1; clients of version 5 come in by this door. Raises Trouble."""
        if not port_free(mqtt.host, mqtt.five):
            raise Trouble("mqtt_port_taken", port=mqtt.five, by=listener(mqtt.five) or "?")
        return self.add_python("mqtt5", "django", "mqtt5", **mqtt.door(mqtt.url))

    def add_broker(self, mqtt: Mqtt) -> None:
        """Our own MQTT broker on the port wanted, or (where that may be) on a free one; none for port 0.

        Raises Trouble when the port is taken.
        """
        from weige.sensing import broker  # Django's settings are read only now

        home = broker.folder(self.installation.data)
        if not mqtt.port:
            (home / "listening").unlink(
                missing_ok=True
            )  # an earlier start had one; nobody is to look after it now
            return
        if not port_free(mqtt.host, mqtt.port):
            if not mqtt.any_port:
                raise Trouble("mqtt_port_taken", port=mqtt.port, by=listener(mqtt.port) or "?")
            mqtt.port = free_port(mqtt.host)
        listening = broker.Listening(mqtt.port, mqtt.host, mqtt.certificate, mqtt.key, mqtt.nats)
        path = broker.write_config(self.installation.data, listening)
        close_connections()
        command = [broker.program(), "--config", str(path)]
        self.supervisor.add(Part("broker", command, broker.ENVIRONMENT, wave=1))
        mqtt.url = mqtt.own_url()

    def add_simulator(self, mqtt_url: str, secrets: Path, seed: int) -> Child:
        """The simulated street, which knows the public addresses and the demonstration's logins only."""
        places = ("--base-url", self.url, "--mqtt", mqtt_url, "--secrets", str(secrets))
        return self.add_python("simulator", "weige.simulator", *places, "--seed", str(seed))

    def add_pictures(self, clips: Path) -> bool:
        """Clips as live pictures, where there is an ffmpeg to play them; whether there is."""
        if not (program := ffmpeg()):
            return False
        places = ("--clips", str(clips), "--out", str(self.installation.data / "live"))
        self.add_python("pictures", "weige.simulator.streaming", *places, WEIGE_FFMPEG=program)
        return True

    def wait_ready(self, web: Child) -> bool:
        """Until /healthz answers 200; False when asked to stop meanwhile. Raises Trouble when it keeps dying."""

        def answers() -> bool:
            if web.restarts >= HOPELESS:
                raise Trouble(
                    "web_not_starting", log=self.supervisor.logs / "web.log", said=self.supervisor.tail("web")
                )
            return healthy(self.url)

        return self.supervisor.run(answers)


def ffmpeg() -> str:
    """Its path: named by WEIGE_FFMPEG, on the PATH, or of the extra "demo"; "" where there is none."""
    if found := os.environ.get("WEIGE_FFMPEG") or shutil.which("ffmpeg"):
        return found
    if find_spec("imageio_ffmpeg") is None:
        return ""
    import imageio_ffmpeg  # only where the extra is installed

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:  # it has none for this kind of machine
        return ""


def healthy(url: str) -> bool:
    """Whether the server at this address answers /healthz with 200."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310 - our own http address
            return bool(json.load(answer)["status"] == "ok")
    except (OSError, ValueError, urllib.error.URLError):
        return False


def local_names(host: str) -> str:
    """WEIGE_HOSTS for a demonstration: the names under which this computer may be asked for."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in EVERYWHERE:
        names.append(socket.gethostname())
        for addresses in psutil.net_if_addrs().values():
            names += [a.address for a in addresses if a.family == socket.AF_INET]
            names += [f"[{a.address.split('%')[0]}]" for a in addresses if a.family == socket.AF_INET6]
    elif host not in names:
        names.append(f"[{host}]" if ":" in host else host)
    return ",".join(dict.fromkeys(names))
