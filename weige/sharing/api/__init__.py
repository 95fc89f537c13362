"""Addresses of sharing; they stand outside of /api because Open311 prescribes their form."""

from weige.sharing.api.open311 import urlpatterns

__all__ = ["urlpatterns"]
