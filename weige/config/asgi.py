"""The ASGI entry point."""

import os
from importlib import import_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weige.config.settings")

import django
from django.conf import settings

from weige.config import door
from weige.config.handler import OneGo
from weige.config.lanes import Lanes
from weige.config.security import BodyLimit
from weige.config.statics import Statics
from weige.kernel import shapes

django.setup(set_prefix=False)
inner = OneGo()
import_module(settings.ROOT_URLCONF)  # all of it now: the first requests come in several threads
shapes.settle()
application = Statics(
    BodyLimit(door.SignalsDoor(Lanes(inner), door.address(os.environ))), settings.PACKAGE / "web_dist"
)
