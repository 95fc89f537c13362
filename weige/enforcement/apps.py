"""Django's handle on the enforcement module."""

from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "weige.enforcement"
    label = "enforcement"
    default_auto_field = "django.db.models.BigAutoField"
