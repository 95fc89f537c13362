"""Shapes of public alerts: what the desk sends and sees."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from weige.sensing.rules import cap
from weige.sensing.schemas import Words


class CircleIn(Schema):
    """A circle: middle in WGS84 degrees, radius in kilometres."""

    lon: float
    lat: float
    km: float


class AlertArea(Schema):
    """Where it holds. polygons: closed rings of [lon, lat]; geocodes: [system, code]."""

    name: Words
    polygons: list[list[tuple[float, float]]] = []
    circles: list[CircleIn] = []
    geocodes: list[tuple[str, str]] = []


class AlertInfo(Schema):
    """What the public is told; the code lists are those of CAP 1.2."""

    event: Words
    headline: Words
    description: Words
    instruction: Words
    audience: Words
    category: cap.Category
    response: cap.Response
    urgency: cap.Urgency
    severity: cap.Severity
    certainty: cap.Certainty
    area: AlertArea


class AlertIn(Schema):
    """A message to be published, and until when it holds."""

    info: AlertInfo
    expires: datetime


class CancelIn(Schema):
    """Why it is cancelled; info may say the all-clear in other words than the last message."""

    note: str
    info: AlertInfo | None = None


class AlertOut(Schema):
    """A published message. in_force: the newest of its thread, not cancelled, not expired."""

    id: UUID
    thread: UUID
    kind: str
    warning_id: UUID
    sent: datetime
    expires: datetime
    in_force: bool
    status: str
    author: str
    note: str
    info: AlertInfo
    actions: list[str]


class AlertPage(Schema):
    items: list[AlertOut]
    next: str | None


class WarningAlerts(Schema):
    """What was published about a warning, newest first, and what a new message would start from."""

    items: list[AlertOut]
    suggestion: AlertInfo
    actions: list[str]
