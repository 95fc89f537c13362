"""Faults as GeoReport v2 answers them (section "Errors"): a status, and a sentence that says what and where."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault(Exception):
    """One fault. key: an entry of weige/sharing/messages.toml; params fill its sentence."""

    status: int
    key: str
    params: dict[str, Any]


def bad(key: str, **params: Any) -> Fault:
    """400: something is missing or not as it must be."""
    return Fault(400, f"open311_{key}", params)


def forbidden(key: str) -> Fault:
    """403: the key is missing or not valid."""
    return Fault(403, f"open311_{key}", {})


def unknown(key: str, **params: Any) -> Fault:
    """404: a service, request, token or jurisdiction that is not there."""
    return Fault(404, f"open311_{key}", params)
