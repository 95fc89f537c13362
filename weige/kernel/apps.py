"""Django's handle on the kernel module."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "weige.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.conf import settings

        from weige.kernel import fasttimes, officedata

        fasttimes.use()
        officedata.in_folder(lambda: str(settings.DATA_DIR))
