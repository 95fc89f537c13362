"""Django's handle on the messaging module."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "weige.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"
