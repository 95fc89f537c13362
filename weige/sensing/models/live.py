"""Where the live pictures of a camera or of a field officer come from; the pictures themselves are not kept here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from weige.kernel.access import Scope
from weige.people.models import Post
from weige.sensing.models.device import Device

HLS, WHEP, SNAPSHOT, FOLDER = "hls", "whep", "snapshot", "folder"
KINDS = (HLS, WHEP, SNAPSHOT, FOLDER)


class LiveSource(models.Model):
    """One stream, of a device or of a post (a body camera's), behind our own door.

    kind: hls (address of a gateway's playlist), whep (a gateway's WebRTC endpoint), snapshot (address of a JPEG that
    is always the newest), folder (name of a folder below DATA/live that somebody writes HLS into). The address is
    never told to a browser: who may look, and that he looked, is settled here.
    """

    ACCESS: ClassVar[Scope] = Scope(cells="device__cells", leaf="device__leaf_cells")

    device = models.OneToOneField(Device, null=True, on_delete=models.CASCADE, related_name="live")
    post = models.OneToOneField(Post, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    address = models.CharField(max_length=300)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "sensing_live_source"
        constraints = [
            models.CheckConstraint(
                condition=Q(device__isnull=False, post__isnull=True)
                | Q(device__isnull=True, post__isnull=False),
                name="sensing_live_one_owner",
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="sensing_live_kind"),
        ]
