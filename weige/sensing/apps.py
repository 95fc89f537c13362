"""Django's handle on the sensing module."""

from django.apps import AppConfig


class SensingConfig(AppConfig):
    name = "weige.sensing"
    label = "sensing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from weige.sensing.queries.tagging import announce

        announce()
