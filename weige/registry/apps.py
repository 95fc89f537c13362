"""Django's handle on the registry module."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "weige.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
