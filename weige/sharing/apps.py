"""Django's handle on the sharing module."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "weige.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"
