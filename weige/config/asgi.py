"""The ASGI entry point."""

import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weige.config.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

from weige.config import door
from weige.config.lanes import Lanes
from weige.config.security import BodyLimit
from weige.config.statics import Statics
from weige.kernel import shapes

inner = get_asgi_application()
import_module(settings.ROOT_URLCONF)  # all of it now: the first requests come in several threads
shapes.settle()
application = Statics(
    BodyLimit(door.SignalsDoor(Lanes(inner), door.address(os.environ))), settings.PACKAGE / "web_dist"
)
