"""All addresses: health, the API, the screens."""

from django.urls import path

from weige.config import pages
from weige.config.api import api
from weige.sharing.api import urlpatterns as open311

urlpatterns = [
    path("healthz", pages.healthz),
    path("api/", api.urls),
    path("", pages.home),
    path("m/sw.js", pages.worker),
    *open311,
    *pages.screens(),
]

handler404 = "weige.config.errors.nowhere"
