"""Services offered to others' apps, requests that are public, and their updates."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from weige.cases.models import Case, Matter
from weige.kernel.access import Scope
from weige.people.models import User

OWN, ALL = "own", "all"


class Service(models.Model):
    """A kind of problem that may be reported over Open311, under a matter of the catalogue.

    publish: "own" lists requests that came over Open311, "all" every case of the matter. attributes:
    rules.attributes.Attribute as JSON. version: counts edits; who edits says which one was seen.
    """

    code = models.CharField(max_length=40, unique=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    description_zh = models.CharField(max_length=400, blank=True)
    description_en = models.CharField(max_length=400, blank=True)
    group_zh = models.CharField(max_length=60, blank=True)
    group_en = models.CharField(max_length=60, blank=True)
    keywords = ArrayField(models.CharField(max_length=40), default=list)
    attributes = models.JSONField(default=list)
    publish = models.CharField(max_length=4, default=OWN)
    order = models.IntegerField(default=0)
    active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "sharing_service"
        constraints = [
            models.CheckConstraint(condition=models.Q(publish__in=(OWN, ALL)), name="sharing_service_publish")
        ]


class ServiceRequest(models.Model):
    """A case that others may see. Nothing in it tells who reported: neither words nor name, pictures nor account.

    address: what was given with the request, or the case's place. answers: to the service's questions, for the
    office; never published. updated_at: of the newest update.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="case__cells", leaf="case__leaf_cells", users=("key_id",))

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="requests")
    token = models.UUIDField(default=uuid.uuid4, unique=True)
    key = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    address_id = models.CharField(max_length=60, blank=True)
    answers = models.JSONField(default=dict)
    requested_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "sharing_request"
        indexes = [
            models.Index(fields=["-requested_at", "-id"], name="sharing_request_newest"),
            models.Index(fields=["service", "-requested_at"], name="sharing_request_service"),
            models.Index(fields=["key", "-requested_at"], name="sharing_request_key"),
        ]


class Update(models.Model):
    """What became of a request at one moment (our outgoing updates), or what a city's app added (incoming).

    source: "office" or "app". remote_id: the app's own number of its update; the same is taken once.
    """

    ACCESS: ClassVar[Scope] = Scope(
        cells="request__case__cells", leaf="request__case__leaf_cells", users=("request__key_id",)
    )

    request = models.ForeignKey(ServiceRequest, on_delete=models.PROTECT, related_name="updates")
    source = models.CharField(max_length=8)
    stage = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    at = models.DateTimeField()
    event_id = models.BigIntegerField(null=True, unique=True)
    remote_id = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "sharing_update"
        indexes = [models.Index(fields=["at", "id"], name="sharing_update_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "remote_id"],
                condition=~models.Q(remote_id=""),
                name="sharing_update_remote_once",
            )
        ]
