"""Devices and the secrets by which they prove who they are."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from weige.kernel.access import Scope
from weige.people.models import User
from weige.registry.models import Shop
from weige.territory.models import Building, Located

NEW, ONLINE, OFFLINE = "new", "online", "offline"
STATES = (NEW, ONLINE, OFFLINE)  # by the numbers of rules.vitals


class Device(Located):
    """A sensor or camera at a place. What it last said stands here; what it ever said in sensing_reading.

    zones: what it covers (rules.routing.Zone). limits: signal kind → rules.spec.Limit. health: what its last
    heartbeat told (battery %, self-test). state: new (never heard), online, offline. silent_after: when it
    becomes offline unless it speaks (found by the lane in memory; what stands here may be a second old).
    events_only: it speaks only when something is there, so its silence says nothing and it is never called offline.
    hub: the gateway or camera it hangs on, and is silent with. doubted: scenarios under which its warnings have lost
    weight (DeviceWeight). tags: the tags that stand on it, its shop, its building or its cells (services.tagging).
    trial: registered but not yet accepted, so that what it says is a test. placed_at, placed_by: an installer put
    it on the map. photo: SHA-256 of the installer's photo; picture: of the camera's view its zones are drawn on.
    certificate_no, certificate_until, published: the legal and technical audit of a device whose pictures serve
    off-site enforcement, and whether its position is published (Administrative Penalty Law 2021, art. 41).
    """

    ACCESS: ClassVar[Scope] = Scope()

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=32)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    model = models.CharField(max_length=80, blank=True)
    height_m = models.FloatField(null=True)
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(Shop, null=True, on_delete=models.PROTECT, related_name="+")
    zones = models.JSONField(default=list)
    limits = models.JSONField(default=dict)
    events_only = models.BooleanField(default=False)
    expected_seconds = models.IntegerField(null=True)
    calibrated_until = models.DateField(null=True)
    in_service = models.BooleanField(default=True)
    hub = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="hangers")
    doubted = ArrayField(models.CharField(max_length=60), default=list)
    tags = ArrayField(models.CharField(max_length=40), default=list)
    registered_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=NEW)
    last_seen_at = models.DateTimeField(null=True)
    silent_after = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)
    last_kind = models.CharField(max_length=32, blank=True)
    last_value = models.FloatField(null=True)
    last_at = models.DateTimeField(null=True)
    health = models.JSONField(default=dict)
    trial = models.BooleanField(default=False)
    placed_at = models.DateTimeField(null=True)
    placed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    photo = models.CharField(max_length=64, blank=True)
    picture = models.CharField(max_length=64, blank=True)
    certificate_no = models.CharField(max_length=80, blank=True)
    certificate_until = models.DateField(null=True)
    published = models.BooleanField(default=False)

    class Meta:
        db_table = "sensing_device"
        indexes = [
            GinIndex(fields=["cells"], name="sensing_device_cells"),
            models.Index(fields=["placed_at"], condition=models.Q(trial=True), name="sensing_device_trial"),
        ]


class DeviceCredential(models.Model):
    """One secret of one device. Only its SHA-256 is kept; the secret is shown once, when it is made.

    number counts per device; the MQTT user is the device's code for the first and "<code>~<number>" for
    others.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="device__cells", leaf="device__leaf_cells")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="credentials")
    number = models.IntegerField()
    label = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sensing_credential"
        constraints = [models.UniqueConstraint(fields=["device", "number"], name="sensing_credential_number")]
