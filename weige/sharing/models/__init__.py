"""Tables of sharing: what may be reported from outside, what was, and what became of it."""

from weige.sharing.models.georeport import ALL, OWN, Service, ServiceRequest, Update

__all__ = ["ALL", "OWN", "Service", "ServiceRequest", "Update"]
