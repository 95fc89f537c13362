"""A seeded load through the public interfaces that notes what was answered: signals, reports, verdicts on warnings.

Nothing unanswered counts; it is sent again under the same id until it is answered, as any good client does.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

PATIENCE = 150.0  # seconds one call may take with all its tries, on a machine busy with other things too
DWELL = 7  # looks, a minute apart: enough for the goods rule's five minutes
GIVEN_UP = "given up"


@dataclass
class Book:
    """What was accepted. Every thread adds, nobody takes away."""

    signals: set[tuple[str, str]] = field(default_factory=set)
    reports: dict[str, str] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    dismissed: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    tries: int = 0
    calls: int = 0


class Client:
    """One person or machine at the API, over a connection of its own."""

    def __init__(self, url: str, username: str, password: str, book: Book) -> None:
        self.http = httpx.Client(base_url=url, timeout=10)
        self.login = {"username": username, "password": password}
        self.book, self.token = book, ""

    def call(self, method: str, path: str, content: Any = None) -> httpx.Response:
        """Tries until there is an answer that is not the server's own trouble."""
        self.book.calls += 1
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self.book.tries += 1
            try:
                answer = self.once(method, path, content)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            if answer.status_code < 500:
                return answer
            time.sleep(0.1)
        raise AssertionError(f"{method} {path}: no answer in {PATIENCE} s")

    def once(self, method: str, path: str, content: Any) -> httpx.Response:
        if not self.token:
            given = self.http.post("/api/auth/token", json=self.login)
            if given.status_code != 200:
                return given
            self.token = given.json()["token"]
        return self.http.request(
            method, path, json=content, headers={"Authorization": f"Bearer {self.token}"}
        )


@dataclass
class Load:
    """Everything that goes on until `stop`; then each finishes what it has begun."""

    url: str
    mqtt_port: int
    secrets: dict[str, Any]
    seed: int
    book: Book = field(default_factory=Book)
    stop: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)

    def client(self, username: str) -> Client:
        return Client(self.url, username, self.secrets["password"], self.book)

    def dice(self, name: str) -> random.Random:
        return random.Random(f"{self.seed}:{name}")

    def now(self) -> datetime:
        """The street's clock; read once and kept here at its speed."""
        return self.shown + timedelta(seconds=(time.monotonic() - self.started) * self.speed)

    def begin(self) -> None:
        """Reads the street: clock, devices with their zones."""
        health = httpx.get(f"{self.url}/healthz", timeout=10).json()
        self.shown, self.speed = datetime.fromisoformat(health["time"]), float(health["speed"])
        self.started = time.monotonic()
        duty = self.client("duty")
        rows = [row for page in pages(duty, "/api/devices?limit=200") for row in page]
        self.gauges = sorted(row["code"] for row in rows if row["kind"] in {"tilt", "level", "crack"})
        self.kinds = {row["code"]: row["kind"] for row in rows}
        self.place = {row["code"]: (row["lon"], row["lat"]) for row in rows}
        cameras = sorted(row["code"] for row in rows if row["kind"] == "camera")
        self.views = {code: shops_of(duty, code) for code in cameras}

    def parts(self) -> list[Callable[[], None]]:
        cameras = sorted(self.views)
        return [
            self.readings_by_http,
            self.readings_by_mqtt,
            lambda: self.looks_by_http(cameras[::2]),
            lambda: self.looks_by_mqtt(cameras[1::2]),
            self.reports,
            self.verdicts,
        ]

    def run(self) -> list[threading.Thread]:
        """Starts all parts; a part that fails says so in `faults`."""
        threads = [threading.Thread(target=self.guarded, args=(part,), daemon=True) for part in self.parts()]
        for thread in threads:
            thread.start()
        return threads

    def guarded(self, part: Callable[[], None]) -> None:
        try:
            part()
        except Exception as fault:
            self.faults.append(f"{type(fault).__name__}: {fault}")

    def go_on_until(self, *, signals: int, reports: int, confirmed: int, seconds: float) -> None:
        """Lets it go on until there was enough of everything to prove something (a slow machine needs longer)."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.faults:
            book = self.book
            if (
                min(len(book.signals) - signals, len(book.reports) - reports, len(book.confirmed) - confirmed)
                >= 0
            ):
                return
            time.sleep(0.2)

    # What is sent

    def reading(self, number: str, device: str, rng: random.Random) -> dict[str, Any]:
        return {
            "id": number,
            "source": "kill",
            "device": device,
            "kind": self.kinds[device],
            "time": self.now().isoformat(),
            "value": round(rng.uniform(0.1, 2.0), 3),
        }

    def look(self, number: str, camera: str, at: datetime) -> dict[str, Any]:
        """The camera sees goods before every shop it covers."""
        seen = [{"label": "goods", "confidence": 0.9, "shop": shop} for shop in self.views[camera]]
        return {
            "id": number,
            "source": "kill",
            "device": camera,
            "kind": "detection",
            "time": at.isoformat(),
            "data": {"objects": seen},
        }

    def looks(self, camera: str) -> Iterator[dict[str, Any]]:
        """Goods stand there for as many minutes as the rule wants, until now."""
        now = self.now()
        for number in range(DWELL):
            at = now - timedelta(minutes=DWELL - 1 - number)
            yield self.look(f"look-{camera}-{number}", camera, at)

    def post(self, gateway: Client, signals: list[dict[str, Any]]) -> None:
        """Notes what is accepted or was so already."""
        answer = gateway.call("POST", "/api/signals", signals)
        if answer.status_code != 200:
            self.book.refused.append(answer.text[:200])
            return
        for signal, item in zip(signals, answer.json()["items"], strict=True):
            if item["status"] == "refused":
                self.book.refused.append(f"{signal['id']}: {item['reason']}")
            else:
                self.book.signals.add((signal["device"], signal["id"]))

    # Who sends it

    def readings_by_http(self) -> None:
        rng, gateway, count = self.dice("http"), self.client("gateway"), 0
        while not self.stop.is_set():
            batch = []
            for _ in range(rng.randint(1, 30)):
                count += 1
                batch.append(self.reading(f"h{count}", rng.choice(self.gauges), rng))
            self.post(gateway, batch)
            time.sleep(rng.uniform(0.02, 0.15))

    def looks_by_http(self, cameras: Iterable[str]) -> None:
        rng, gateway = self.dice("looks"), self.client("gateway")
        for camera in cameras:
            signals = list(self.looks(camera))
            while signals:
                cut = rng.randint(1, len(signals))
                self.post(gateway, signals[:cut])
                signals = signals[cut:]
            time.sleep(rng.uniform(0.2, 0.9))
            if self.stop.is_set():
                return

    def line(self, device: str) -> paho.Client:
        """The device's own connection, renewed by itself."""
        client = paho.Client(CallbackAPIVersion.VERSION2, client_id=f"kill-{device}", clean_session=False)
        client.username_pw_set(device, self.secrets["devices"][device])
        client.reconnect_delay_set(1, 2)
        client.connect("127.0.0.1", self.mqtt_port)
        client.loop_start()
        return client

    def publish(self, client: paho.Client, signal: dict[str, Any]) -> None:
        """Accepted once the broker has acknowledged."""
        topic = f"weige/{signal['device']}/{signal['kind']}"
        sent = client.publish(topic, json.dumps(signal), qos=1)
        sent.wait_for_publish(PATIENCE)
        if sent.is_published():
            self.book.signals.add((signal["device"], signal["id"]))

    def readings_by_mqtt(self) -> None:
        rng, count = self.dice("mqtt"), 0
        lines = {device: self.line(device) for device in rng.sample(self.gauges, 6)}
        while not self.stop.is_set():
            count += 1
            device = rng.choice(sorted(lines))
            self.publish(lines[device], self.reading(f"m{count}", device, rng))
            time.sleep(rng.uniform(0.0, 0.02))
        for client in lines.values():
            client.disconnect()
            client.loop_stop()

    def looks_by_mqtt(self, cameras: Iterable[str]) -> None:
        rng = self.dice("mqtt looks")
        for camera in cameras:
            client = self.line(camera)
            for signal in self.looks(camera):
                self.publish(client, signal)
            client.disconnect()
            client.loop_stop()
            time.sleep(rng.uniform(0.2, 0.9))
            if self.stop.is_set():
                return

    def reports(self) -> None:
        """Residents and workers report; now and then a report is sent twice on purpose."""
        rng, count = self.dice("reports"), 0
        people = [self.client(name) for name in ("resident", "worker01", "worker09")]
        while not self.stop.is_set():
            count += 1
            key = f"kill-{self.seed}-{count}"
            lon, lat = self.place[rng.choice(sorted(self.place))]
            said = {"lon": lon, "lat": lat, "text": f"第 {count} 件", "dedupe_key": key}
            person = rng.choice(people)
            for _ in range(rng.choice([1, 1, 2])):
                answer = person.call("POST", "/api/cases", said)
                if answer.status_code not in {200, 201}:
                    self.book.refused.append(f"{key}: {answer.status_code} {answer.text[:200]}")
                    break
                case = answer.json()["id"]
                if self.book.reports.setdefault(key, case) != case:
                    self.faults.append(f"{key} became {self.book.reports[key]} and {case}")
            time.sleep(rng.uniform(0.1, 0.5))

    def verdicts(self) -> None:
        """The duty officer looks at every warning: most are true."""
        rng, duty = self.dice("verdicts"), self.client("duty")
        while not self.stop.is_set():
            page = duty.call("GET", "/api/warnings?state=open&limit=50").json()["items"]
            for row in page[:5]:
                self.judge(duty, row["id"], "confirm" if rng.random() < 0.85 else "dismiss")
            time.sleep(rng.uniform(0.1, 0.4))

    def judge(self, duty: Client, warning: str, verdict: str) -> None:
        """409 after a try without an answer means that the try had worked: the warning itself says so."""
        said = {"reason_code": "passing", "note": "已离开"} if verdict == "dismiss" else {"note": "属实"}
        answer = duty.call("POST", f"/api/warnings/{warning}/{verdict}", said)
        if answer.status_code == 409:
            answer = duty.call("GET", f"/api/warnings/{warning}")
        state = answer.json().get("state")
        if state == "confirmed" or (state == "ended" and answer.json()["case_id"]):
            self.book.confirmed.add(warning)
        elif state == "dismissed":
            self.book.dismissed.add(warning)
        elif state != "cleared":
            self.book.refused.append(f"{verdict} {warning}: {answer.status_code} {answer.text[:200]}")


def pages(client: Client, path: str) -> Iterator[list[dict[str, Any]]]:
    """The pages of a list."""
    after = ""
    while after is not None:
        page = client.call("GET", f"{path}&after={after}" if after else path).json()
        yield page["items"]
        after = page["next"]


def shops_of(client: Client, camera: str) -> list[str]:
    """Codes of the shops a camera covers."""
    zones = client.call("GET", f"/api/devices/{camera}").json()["zones"]
    return [zone["shop"] for zone in zones if zone["kind"] == "frontage" and zone["shop"]]
