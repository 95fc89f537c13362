"""The ASGI entry point."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weige.config.settings")

from django.core.asgi import get_asgi_application

from weige.config import door
from weige.config.lanes import Lanes
from weige.config.security import BodyLimit

application = BodyLimit(door.SignalsDoor(Lanes(get_asgi_application()), door.address(os.environ)))
