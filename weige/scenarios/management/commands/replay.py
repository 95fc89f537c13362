"""`manage.py replay`: does the waiting replays and ends; started by the worker, low in the queue for the processor."""

import os
import time

from django.core.management.base import BaseCommand

from weige.scenarios.services import run_next

NICENESS = 10


class Command(BaseCommand):
    """Does every waiting replay, oldest first. When its parent dies, it leaves the rest to the next one."""

    help = __doc__ or ""
    requires_system_checks = ()  # they build the API of every page: seconds of each start (tests/guards)

    def handle(self, *_: object, **__: object) -> None:
        os.nice(NICENESS)
        parent = os.getppid()

        def alive() -> bool:
            return os.getppid() == parent

        while alive() and run_next(monotonic=time.monotonic, alive=alive) is not None:
            continue
