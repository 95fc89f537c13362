"""Sensing over HTTP: signals in; devices, warnings, pictures and permits out."""

from ninja import Router

from weige.sensing.api import (
    alerting,
    alerts,
    devices,
    hubs,
    installing,
    live,
    permits,
    quarantine,
    registering,
    review,
    signals,
    silences,
    sources,
    vitals,
    warnings,
    weights,
    zones,
)
from weige.sensing.api.deviceauth import device_secret

# Mounted with device_secret before the usual authentication: devices sign for themselves.
signals_router = signals.router
signals_router.add_router("", sources.signals_router)
router = Router(tags=["sensing"])
router.add_router("", registering.router)
router.add_router("", devices.router)
router.add_router("", vitals.router)
router.add_router("", installing.router)
router.add_router("", live.router)
router.add_router("", zones.router)
router.add_router("", review.router)
router.add_router("", warnings.router)
router.add_router("", permits.router)
router.add_router("", sources.router)
router.add_router("", quarantine.router)
router.add_router("", silences.router)
router.add_router("", hubs.router)
router.add_router("", weights.router)
router.add_router("", alerting.router)
router.add_router("", alerts.router)

__all__ = ["device_secret", "router", "signals_router"]
