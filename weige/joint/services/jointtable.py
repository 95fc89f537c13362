"""Kinds of call, outside units and forces as reference tables: forms, what an edit would do, every earlier state."""

import re
from datetime import datetime

from weige.joint.models import Force, Partner
from weige.joint.queries import settingeffects
from weige.joint.queries.kinds import WHICH, kinds
from weige.joint.schemas.calls import ForceIn, KindIn, PartnerIn
from weige.joint.services import forces, partners, settings
from weige.joint.services.common import refuse
from weige.kernel.access import Access
from weige.kernel.reference import Choice, Effect, Field, Note, Row, Table, Values, choices_of
from weige.kernel.worktime import Unit, words
from weige.people.models import Department, Post
from weige.people.services.rostertable import areas_in_reach, choices_by_code

LIMIT_UNITS = tuple(
    Choice(one.value, words("unit", one.value).zh, words("unit", one.value).en) for one in Unit
)
PHONE = re.compile(r"[0-9+() \-]*")
CODE = re.compile(r"[a-z0-9][a-z0-9\-]*")
AMOUNT = re.compile(r"\d{1,5}(\.\d{1,2})?")


class JointTable(Table):
    group = "joint"
    read, edit = "call.manage", "call.manage"
    adds = True


class Kinds(JointTable):
    code = settings.KINDS
    read = "call.list"
    adds = False
    path = "/joint/times"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        limits = [
            one
            for which in WHICH
            for one in (
                Field(f"{which}_amount", "number", required=True, low=0.01, high=99999),
                Field(f"{which}_unit", "choice", required=True, choices=LIMIT_UNITS),
            )
        ]
        return [*limits, Field("urges", "whole", required=True, low=0, high=9)]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        origin = {"office": "reference_office"}
        return [
            Row(
                one.code,
                one.name_zh,
                one.name_en,
                settings.plain_kind(one),
                origin.get(one.source, "reference_default"),
            )
            for one in kinds().values()
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        settings.set_kind(access=access, code=key, data=_kind(values), now=now, note=note)
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        _kind(values)
        return settingeffects.of_kind(kinds()[key], values, now)


class Partners(JointTable):
    code = partners.TABLE_CODE
    path = "/joint/partners"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        levels = choices_of(self, "level", ("company", "social", "district"))
        return [
            Field("code", required=True, fixed=True, low=1, high=32),
            Field("level", "choice", required=True, choices=levels, default="company"),
            Field("name_zh", required=True, high=120),
            Field("name_en", high=120),
            Field("duty_zh", high=200),
            Field("duty_en", high=200),
            Field("phone", high=30),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        rows = access.rows(self.read, Partner.objects.all()).order_by("-active", "code")
        return [
            Row(
                one.code,
                one.name_zh,
                one.name_en or one.name_zh,
                partners.plain_partner(one),
                off=not one.active,
            )
            for one in rows
        ]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        old = self._old(access, key, values)
        said = {name: values[name] for name in partners.PLAIN}
        phone = _phone(values, partners.plain_partner(old) if old else {})
        data = PartnerIn(**said, phone=phone, version=old.version if old else 0)
        row, _ = partners.set_partner(
            access=access,
            code=old.code if old else values["code"],
            data=data,
            now=now,
            real_now=note.real_at or now,
            note=note,
        )
        return row.code

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        old = self._old(access, key, values)
        _phone(values, partners.plain_partner(old) if old else {})
        return settingeffects.of_partner(old, values)

    def _old(self, access: Access, key: str, values: Values) -> Partner | None:
        """Raises NotFound; Invalid: the code of a new one will not do or is taken."""
        if key:
            return access.get(self.edit, Partner.objects.all(), code=key)
        if not CODE.fullmatch(values["code"]):
            raise refuse("code", "partner_code")
        if Partner.objects.filter(code=values["code"]).exists():
            raise refuse("code", "partner_there", unit=values["code"])
        return None


class Forces(JointTable):
    code = forces.TABLE_CODE
    path = "/joint/forces"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("unit", "choice", required=True, choices=_units(access)),
            Field(
                "kind",
                "choice",
                required=True,
                choices=choices_of(self, "kind", ("on_call", "social")),
                default="on_call",
            ),
            Field("area", "choice", required=True, choices=choices_by_code(areas_in_reach(access, now))),
            Field("people", "whole", required=True, low=1, high=999, default=1),
            Field("duty", high=120),
            Field("phone", high=30),
            Field("skill_zh", high=120),
            Field("skill_en", high=120),
            Field("lon", "number", required=True, low=-180, high=180),
            Field("lat", "number", required=True, low=-90, high=90),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        rows = access.rows(self.read, Force.objects.select_related(*forces.LOADED)).order_by(
            "-active", "kind", "pk"
        )
        return [_force_row(one) for one in rows]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        old = self._old(access, key)
        data = _force(values, old)
        row = forces.set_force(access=access, force_id=old.pk if old else None, data=data, now=now, note=note)
        return str(row.pk)

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        old = self._old(access, key)
        forces.wanted(_force(values, old), old)
        others = access.rows(self.read, Force.objects.filter(active=True))
        return settingeffects.of_force(list(others), old, values)

    def _old(self, access: Access, key: str) -> Force | None:
        """Raises NotFound."""
        return access.get(self.edit, Force.objects.select_related(*forces.LOADED), pk=key) if key else None


def _force_row(one: Force) -> Row:
    unit = one.post or one.department or one.partner
    assert unit is not None, "the table names one"
    return Row(
        str(one.pk), unit.name_zh, unit.name_en or unit.name_zh, forces.plain_force(one), off=not one.active
    )


def _kind(values: Values) -> KindIn:
    """Raises Invalid: more than two decimals."""
    for which in WHICH:
        if not AMOUNT.fullmatch(values[f"{which}_amount"]):
            raise refuse(f"{which}_amount", "joint_two_decimals")
    return KindIn(**values)


def _force(values: Values, old: Force | None) -> ForceIn:
    form, _, code = str(values["unit"]).partition(":")
    said = {name: values[name] for name in forces.PLAIN} | {"area": values["area"], form: code}
    phone = _phone(values, forces.plain_force(old) if old else {})
    return ForceIn(**said, phone=phone, version=old.version if old else 0)


def _phone(values: Values, before: Values) -> str | None:
    """The number said; None: the one that is kept stays, as it was not touched.

    History and forms know it masked: an earlier state brings all back but the number. Raises Invalid: not a number, or
    the number would be the only thing brought back.
    """
    said, kept = str(values["phone"]), before.get("phone", "")
    if said == kept:
        return None if before else said
    if "*" in said:
        if any(values[name] != before[name] for name in before if name != "phone"):
            return None
        raise refuse("phone", "joint_phone_not_kept")
    if not PHONE.fullmatch(said):
        raise refuse("phone", "joint_phone")
    return said


def _units(access: Access) -> tuple[Choice, ...]:
    """Departments, posts that answer calls, outside units (closed ones may have forces still; 3 statements)."""
    street = sorted(access.post.street)
    posts = Post.objects.filter(role__grants__verb="call.answer", area__path__overlap=street).distinct()
    partners_here = access.rows("call.list", Partner.objects.all())
    groups = (
        ("department", Department.objects.order_by("code")),
        ("post", posts.order_by("code")),
        ("partner", partners_here.order_by("code")),
    )
    return tuple(
        Choice(f"{form}:{one.code}", one.name_zh, one.name_en or one.name_zh)
        for form, rows in groups
        for one in rows
    )
