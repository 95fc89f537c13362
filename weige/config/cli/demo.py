"""`weige demo`: a simulated street in the foreground, ready to be looked at and taken part in."""

import argparse
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from weige.config import clock
from weige.config.house import House, Mqtt, local_names
from weige.config.installation import Installation, close_connections
from weige.config.trouble import Trouble
from weige.config.words import say
from weige.kernel.streettime import LOCAL

MQTT_PORT = 1883  # IANA's port of MQTT
SPEED = 20.0  # a working day in half an hour (our default)
FASTEST = 1000.0
LONGEST_PAST = 365  # days
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike


def speed(text: str) -> float:
    """argparse type: a positive factor up to FASTEST. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= FASTEST:
        raise argparse.ArgumentTypeError(say("demo_speed_range", fastest=f"{FASTEST:g}"))
    return value


def days(text: str) -> int:
    """argparse type: how many days of past cases, none to a year of them. Raises ArgumentTypeError."""
    value = int(text) if text.isdecimal() else -1
    if not 0 <= value <= LONGEST_PAST:
        raise argparse.ArgumentTypeError(say("demo_days_range", most=LONGEST_PAST))
    return value


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, metavar="N", help=say("cli_port"))
    parser.add_argument("--host", default="127.0.0.1", help=say("cli_host"))
    parser.add_argument("--speed", type=speed, metavar="N", help=say("demo_speed"))
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=say("demo_seed"))
    parser.add_argument("--days", type=days, default=None, metavar="N", help=say("demo_days"))
    parser.add_argument("--no-simulation", action="store_true", help=say("demo_no_simulation"))


def run(options: argparse.Namespace) -> int:
    house = House(Installation.at(options.data), options.host, options.port)
    mqtt = Mqtt(MQTT_PORT, options.host, any_port=True)
    with house.open("demo"):
        password = demo_password(house.installation)
        visit = prepare(house, password, options)
        web = house.add_all(mqtt)
        note = partial(write_note, visit.note)
        house.supervisor.every.append((clock.HEARTBEAT, note))
        house.supervisor.at_the_end.append(note)
        if house.wait_ready(web):
            if not options.no_simulation:
                house.add_simulator(mqtt.url, visit.secrets, options.seed)
                print(say("demo_live" if house.add_pictures(clips()) else "demo_no_live"), flush=True)
            welcome(house.url, mqtt, visit, password)
            house.supervisor.run()
        print(say("cli_stopped"), flush=True)
    return 0


@dataclass(frozen=True)
class Visit:
    """What the preparation made: logins as (user, post in words), the running clock, the simulator's secrets."""

    logins: list[tuple[str, str]]
    note: clock.Note
    secrets: Path


def prepare(house: House, password: str, options: argparse.Namespace) -> Visit:
    """Tables, the demo street, the clock. Raises Trouble when the database holds a real installation."""
    house.installation.setup_django()
    from weige.config import migrations  # Django's settings are read only now
    from weige.config.seeds import bring_packs, holds_real_data, pack_faults

    print(say("demo_preparing", folder=house.installation.data), flush=True)
    migrations.apply()
    if holds_real_data():
        raise Trouble("not_a_demo", folder=house.installation.data)
    from weige.demo import load
    from weige.demo.history.telling import DAYS
    from weige.demo.secrets import write_secrets
    from weige.sensing.services import forgive_silence

    newest = clock.newest_moment(house.installation.url)
    now = clock.first_moment(datetime.now(tz=UTC), newest)
    with pack_faults():
        past = DAYS if options.days is None else options.days
        load.load(now=now, password=password, seed=options.seed, days=past)
    bring_packs(now=now)
    logins, secrets = load.logins(), house.installation.data / "simulator.json"
    write_secrets(secrets, password)
    note = start_clock(house, newest, options)
    # While the demonstration stood still its clock went on faster than ours, and it goes on while the devices get
    # ready: nobody is blamed for that silence.
    forgive_silence(now=note.domain, until=note.reached(note.real + clock.READY))
    close_connections()
    return Visit(logins, note, secrets)


def clips() -> Path:
    from weige.demo.live import CLIPS  # Django's models are read only now

    return CLIPS


def start_clock(house: House, newest: datetime | None, options: argparse.Namespace) -> clock.Note:
    """From now on the domain clock runs, in every process that is started after this."""
    real = datetime.now(tz=UTC)
    domain = clock.first_moment(real, newest)
    factor = options.speed or (1.0 if options.no_simulation else SPEED)
    house.extra = {
        "WEIGE_CLOCK": clock.parameter(real, domain, factor),
        "WEIGE_HOSTS": local_names(options.host),
    }
    note = clock.Note(house.installation.url, real, domain, factor)
    note.write(real)
    return note


def write_note(note: clock.Note) -> bool:
    return note.write(datetime.now(tz=UTC))


def demo_password(installation: Installation) -> str:
    """One password for the whole cast, made by the first start and kept in the data folder."""
    return installation.kept(
        "demo-password", lambda: "weige-" + "".join(secrets.choice(LETTERS) for _ in range(8))
    )


def welcome(url: str, mqtt: Mqtt, visit: Visit, password: str) -> None:
    """What a visitor needs: the logins, the ports, the clock; the ready line comes last."""
    reached = visit.note.reached(datetime.now(tz=UTC)).astimezone(LOCAL)
    print(say("demo_clock", moment=f"{reached:%Y-%m-%d %H:%M}", speed=f"{visit.note.speed:g}"))
    print(say("demo_mqtt", url=mqtt.url, port=mqtt.port))
    print(say("demo_logins"))
    widths = [max(columns(line[part]) for line in visit.logins) + 2 for part in (0, 1)]
    for user, role in visit.logins:
        print(f"  {pad(user, widths[0])}{pad(role, widths[1])}{password}")
    print(f"ready: {url}", flush=True)


def columns(text: str) -> int:
    """How wide a terminal shows it: Chinese characters take two columns."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def pad(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
