"""Django's handle on the scenarios module."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "weige.scenarios"
    label = "scenarios"
    default_auto_field = "django.db.models.BigAutoField"
