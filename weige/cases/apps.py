"""Django's handle on the cases module."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "weige.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
