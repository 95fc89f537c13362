"""Addresses of enforcement."""

from weige.enforcement.api.powers import router as powers_router

__all__ = ["powers_router"]
