"""`manage.py keep`: one run of the readings' keeper: archive, thin, drop. The worker starts it; it ends by itself."""

import os
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from weige.kernel import timesource
from weige.sensing.queries.keeping import INTERRUPTED, retention
from weige.sensing.rules.retention import RetentionError
from weige.sensing.services import keeping
from weige.sensing.services.archiving import ArchiveError


class Command(BaseCommand):
    help = "Archives and thins the readings that are due, then ends. Does nothing while another one is at it."
    requires_system_checks = ()  # they build the API of every page: seconds of each start (tests/guards)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--parent", type=int, default=0, help="end between two steps when this process is gone"
        )

    def handle(self, *_: Any, parent: int = 0, **__: Any) -> None:
        done, error = Counter[str](), ""
        if parent:
            os.nice(10)  # nobody waits for this one
        with keeping.alone() as ours:
            if not ours:
                return
            now = timesource.now()
            keeping.begin(now=now, real=timesource.real_now())
            try:
                for step in keeping.keep(now=now, plan=retention()):
                    done[step.name] += 1
                    keeping.progress(step)
                    if parent and os.getppid() != parent:
                        error = INTERRUPTED
                        break
            except (ArchiveError, RetentionError, OSError) as problem:
                error = f"{type(problem).__name__}: {problem}"
            keeping.finish(real=timesource.real_now(), done=dict(done), error=error)
        if error:
            self.stderr.write(error)
