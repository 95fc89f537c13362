"""`manage.py work`: the worker process in the foreground."""

from django.core.management.base import BaseCommand

from weige.kernel import worker


class Command(BaseCommand):
    """Delivers events to subscribers and runs periodic tasks until SIGTERM or Ctrl-C."""

    help = __doc__ or ""
    requires_system_checks = ()  # they build the API of every page: seconds of each start (tests/guards)

    def handle(self, *_: object, **__: object) -> None:
        worker.main()
