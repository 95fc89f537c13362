"""`manage.py broker_config`: writes the configuration of the installation's own MQTT broker and prints its
path.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from weige.sensing.broker import Listening, write_config


class Command(BaseCommand):
    help = "Writes nats-server's configuration with a user for each device credential."
    requires_system_checks = ()  # they build the API of every page: seconds of each start (tests/guards)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=1883)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--certificate", default="")
        parser.add_argument("--key", default="")

    def handle(self, *_: Any, **options: Any) -> None:
        listening = Listening(options["port"], options["host"], options["certificate"], options["key"])
        self.stdout.write(str(write_config(Path(settings.DATA_DIR), listening)))
