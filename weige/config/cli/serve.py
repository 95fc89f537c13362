"""`weige serve`: a real installation in the foreground: web, worker, intake, and the database where it is embedded."""

import argparse
import os

from weige.config import roles
from weige.config.cli import release
from weige.config.house import House, Mqtt
from weige.config.installation import Installation, close_connections
from weige.config.trouble import Trouble
from weige.config.words import say

ROLES = ("all", "web", "worker", "lane", "intake", "broker")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--role", choices=ROLES, default="all", metavar="|".join(ROLES), help=say("serve_role")
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help=say("cli_port"))
    parser.add_argument("--host", default="127.0.0.1", help=say("cli_host"))
    parser.add_argument("--mqtt-port", type=int, default=1883, metavar="N", help=say("serve_mqtt"))
    parser.add_argument("--mqtt-host", default="127.0.0.1", help=say("serve_mqtt_host"))
    parser.add_argument("--mqtt-certificate", default="", metavar="FILE", help=say("serve_mqtt_certificate"))
    parser.add_argument("--mqtt-key", default="", metavar="FILE", help=say("serve_mqtt_key"))
    parser.add_argument("--mqtt5-port", type=int, default=0, metavar="N", help=say("serve_mqtt5"))
    parser.add_argument("--nats-port", type=int, default=0, metavar="N", help=say("serve_nats"))


def run(options: argparse.Namespace) -> int:
    house = House(Installation.at(options.data), options.host, options.port)
    mqtt = Mqtt(
        options.mqtt_port,
        options.mqtt_host,
        options.mqtt_certificate,
        options.mqtt_key,
        url=os.environ.get("WEIGE_MQTT_URL", ""),
        nats=options.nats_port,
        five=options.mqtt5_port,
    )
    if options.role != "all":
        return roles.run(options.role, house.installation, host=options.host, port=options.port, mqtt=mqtt)
    mqtt.check_alone()
    with house.open("serve"):
        house.installation.setup_django()
        lacking = prepare(house.installation)
        web = house.add_all(mqtt)
        if house.wait_ready(web):
            print(f"ready: {house.url}", flush=True)
            for step in lacking:
                print(step, flush=True)
            house.supervisor.run()
        print(say("cli_stopped"), flush=True)
    return 0


def prepare(installation: Installation) -> list[str]:
    """Tables up to date, roles and calendar there; what a new house still lacks, in words.

    Raises Trouble when this is a demonstration's database. Needs Django set up.
    """
    from weige.config import migrations  # Django's settings are read only now
    from weige.config.doctor import contents
    from weige.config.seeds import bring_packs, is_demo, load_seeds
    from weige.kernel import timesource

    migrations.apply()
    if is_demo() and not os.environ.get("WEIGE_CLOCK"):
        raise Trouble("is_a_demo", folder=installation.data)
    load_seeds(release(), now=timesource.now())
    bring_packs(now=timesource.now())
    lacking = [say("serve_first", said=finding.text) for finding in contents.beginning()]
    close_connections()
    return lacking
