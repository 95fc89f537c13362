"""Addresses of sharing: Open311 stands outside of /api because the standard prescribes its form; its editor inside."""

from weige.sharing.api.offer import offer_router
from weige.sharing.api.open311 import urlpatterns

__all__ = ["offer_router", "urlpatterns"]
