"""Kinds of emergency and their duties: the shipped ones, replaced by the office's own where it has edited them."""

from typing import Any

from weige.joint.models import EmergencyKind, EmergencyTask
from weige.joint.rules.emergency import packaged


def kinds() -> dict[str, EmergencyKind]:
    """code → kind, in their order, those out of use too (1 statement)."""
    found = {
        code: EmergencyKind(code=code, name_zh=row["zh"], name_en=row["en"], order=row["order"])
        for code, row in packaged().items()
    }
    found |= {row.code: row for row in EmergencyKind.objects.all()}
    return dict(sorted(found.items(), key=lambda one: (one[1].order, one[0])))


def tasks(kind: str = "") -> dict[str, EmergencyTask]:
    """ "kind:code" → duty, in their order, those out of use too; of one kind or of all (1 statement)."""
    found = {
        f"{at}:{code}": EmergencyTask(
            kind=at,
            code=code,
            seat=row["seat"],
            form=row["form"],
            name_zh=row["zh"],
            name_en=row["en"],
            order=place,
        )
        for at, body in packaged().items()
        if kind in {"", at}
        for place, (code, row) in enumerate(body["duty"].items(), start=1)
    }
    rows = EmergencyTask.objects.filter(kind=kind) if kind else EmergencyTask.objects.all()
    found |= {f"{row.kind}:{row.code}": row for row in rows}
    order = {code: place for place, code in enumerate(kinds())} if not kind else {}
    return dict(sorted(found.items(), key=lambda one: (order.get(one[1].kind, 0), one[1].order, one[1].code)))


def kind_rows() -> list[dict[str, Any]]:
    """The kinds in use with their duties, for the dialog (2 statements)."""
    known = tasks()
    return [
        {
            "code": kind.code,
            "name_zh": kind.name_zh,
            "name_en": kind.name_en,
            "duties": [
                {"code": one.code, "seat": one.seat, "form": one.form}
                | {"what_zh": one.name_zh, "what_en": one.name_en}
                for one in known.values()
                if one.kind == kind.code and one.active
            ],
        }
        for kind in kinds().values()
        if kind.active
    ]
