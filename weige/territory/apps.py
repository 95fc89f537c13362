"""Django's handle on the territory module."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "weige.territory"
    label = "territory"
    default_auto_field = "django.db.models.BigAutoField"
