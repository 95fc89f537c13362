"""Django's handle on the people module."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "weige.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
