"""Django's handle on the knowledge module."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "weige.knowledge"
    label = "knowledge"
    default_auto_field = "django.db.models.BigAutoField"
