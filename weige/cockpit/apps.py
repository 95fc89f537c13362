"""Django's handle on the cockpit module."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "weige.cockpit"
    label = "cockpit"
    default_auto_field = "django.db.models.BigAutoField"
