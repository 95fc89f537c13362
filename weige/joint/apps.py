"""Django's handle on the joint module."""

from django.apps import AppConfig


class JointConfig(AppConfig):
    name = "weige.joint"
    label = "joint"
    default_auto_field = "django.db.models.BigAutoField"
