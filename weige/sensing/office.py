"""Sensing at the back office: live sources, tables with an editor of their own, and what the grants page asks."""

from datetime import datetime
from typing import Any

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.models import ReferenceVersion
from weige.kernel.reference import (
    Choice,
    Effect,
    Field,
    Note,
    Page,
    Row,
    Sight,
    Table,
    Values,
    choices_of,
    register,
)
from weige.people.models import Post
from weige.people.queries.rostereffects import ROSTER_EFFECTS
from weige.sensing.models import Device, Warning
from weige.sensing.models.live import KINDS, LiveSource
from weige.sensing.queries.rostereffects import of_roster
from weige.sensing.rules.live import address_fault
from weige.sensing.services.healthtable import Limits, Points, Watched
from weige.sensing.services.laddertable import Escalation, Pace
from weige.sensing.services.live import TICKET_SECONDS, plain, remove_source, set_source
from weige.sensing.services.reasontable import Advice, Reasons, Weights
from weige.sensing.services.retentiontable import Archiving, KeepTimes
from weige.territory.queries.placed import Placed, declare


def device_named(text: str) -> Device | None:
    """The device with this code."""
    return Device.objects.filter(code=text.strip()).first()


class LiveSources(Table):
    """Where cameras' live pictures come from; the address is told to who looks after devices, not to the log."""

    code = "live_sources"
    group = "sensing"
    read = edit = "device.manage"
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("device", required=True, fixed=True, high=64),
            Field("kind", "choice", choices=choices_of(self, "kind", KINDS), required=True),
            Field("address", required=True, low=1, high=300),
            Field("note", high=200),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        devices = {
            one.code: one for one in access.rows("device.manage", Device.objects.select_related("live"))
        }
        found = {code: plain(one.live) or {} for code, one in devices.items() if hasattr(one, "live")}
        for edit in ReferenceVersion.objects.filter(table=self.code, key__in=devices).order_by("no"):
            if not edit.after["active"] and edit.key not in found:
                found[edit.key] = edit.after
        return [
            Row(code, devices[code].name_zh, devices[code].name_en, values, off=not values["active"])
            for code, values in sorted(found.items())
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        code = key or values["device"]
        device = access.rows("device.manage", Device.objects.filter(code=code)).first()
        if device is None:
            raise Invalid([FieldError("values.device", "reference_choice", {"value": code})])
        put_source(values, device=device, who=access.who, now=now, told=note)
        return device.code

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        code = key or values["device"]
        device = access.rows("device.manage", Device.objects.filter(code=code)).first()
        if device is None:
            raise Invalid([FieldError("values.device", "reference_choice", {"value": code})])
        return source_effects(values, plain(LiveSource.objects.filter(device=device).first()))


class PostSources(Table):
    """Where the live pictures of officers' body cameras come from, by post. They are seen while the post is on duty
    only: off duty the door is shut by the server, whatever stands here (cockpit.queries.pictures.owner)."""

    code = "live_posts"
    group = "sensing"
    read = edit = "device.manage"
    adds = True

    def fields(self, access: Access, now: datetime) -> list[Field]:
        posts = Post.objects.filter(role__grants__verb="call.answer").distinct().order_by("code")
        chosen = tuple(Choice(one.code, one.name_zh, one.name_en) for one in posts)
        return [
            Field("post", "choice", choices=chosen, required=True, fixed=True),
            Field("kind", "choice", choices=choices_of(self, "kind", KINDS), required=True),
            Field("address", required=True, low=1, high=300),
            Field("note", high=200),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        sources = LiveSource.objects.filter(post__isnull=False).select_related("post")
        found = {one.post.code: plain(one) or {} for one in sources if one.post}
        for edit in ReferenceVersion.objects.filter(table=self.code).order_by("no"):
            if not edit.after["active"] and edit.key not in found:
                found[edit.key] = edit.after
        names = {one.code: one for one in Post.objects.filter(code__in=found)}
        return [
            Row(code, names[code].name_zh, names[code].name_en, values, off=not values["active"])
            for code, values in sorted(found.items())
            if code in names
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        post = Post.objects.filter(code=key or values["post"]).first()
        if post is None:
            raise Invalid([FieldError("values.post", "reference_choice", {"value": values["post"]})])
        put_source(values, post=post, who=access.who, now=now, told=note)
        return post.code

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        post = Post.objects.filter(code=key or values["post"])
        found = source_effects(values, plain(LiveSource.objects.filter(post__in=post).first()))
        return [*found, Effect("live_on_duty_only")] if values["active"] else found


def source_effects(values: Values, before: Values | None) -> list[Effect]:
    """Who sees another picture, and when. Raises Invalid: the address will not do."""
    if not values["active"]:
        return [Effect("live_gone", tone="warn")] if before else [Effect("live_none")]
    if fault := address_fault(values["kind"], values["address"]):
        raise Invalid([FieldError("values.address", fault)])
    code = "live_moves" if before else "live_comes"
    return [Effect(code, {"minutes": TICKET_SECONDS // 60})]


def put_source(values: Values, **of: Any) -> None:
    """As set_source and remove_source, from a form's values. Raises Invalid with the form's fields."""
    if not values["active"]:
        remove_source(**of)
        return
    try:
        set_source(**{name: values[name] for name in ("kind", "address", "note")}, **of)
    except Invalid as wrong:
        errors = [FieldError(f"values.{one.field}", one.code, one.params) for one in wrong.errors]
        raise Invalid(errors) from wrong


register(
    Escalation(),
    Pace(),
    KeepTimes(),
    Archiving(),
    Reasons(),
    Weights(),
    Advice(),
    Limits(),
    Points(),
    Watched(),
    LiveSources(),
    PostSources(),
    Page("silences", "sensing", "silence.list", "silence.manage", "/silences", "sensing"),
    Sight(
        "device",
        "sensing",
        Device,
        ("device.list", "device.manage", "zone.draw"),
        device_named,
        lambda one: (one.code, one.code),
    ),
    Sight(
        "warning",
        "sensing",
        Warning,
        ("warning.list", "warning.read", "warning.confirm", "warning.dismiss"),
        None,
        lambda one: (str(one.pk), str(one.pk)),
    ),
)
declare(Placed("device", Device.objects.all))
ROSTER_EFFECTS.append(of_roster)
