"""Kinds of call: the packaged ones, replaced by the office's own where it has edited them."""

from decimal import Decimal

from weige.joint.models import CallKind
from weige.joint.rules.words import packaged_kinds

WHICH = ("answer", "arrive", "urge")


def packaged(code: str) -> CallKind:
    """An unsaved row of the shipped kind. Raises KeyError."""
    row = packaged_kinds()[code]
    limits = {f"{which}_amount": Decimal(row[which][0]) for which in WHICH}
    limits_units = {f"{which}_unit": row[which][1] for which in WHICH}
    return CallKind(
        code=code,
        name_zh=row["zh"],
        name_en=row["en"],
        order=row["order"],
        urges=row["urges"],
        source=row["source"],
        **limits,
        **limits_units,
    )


def kinds() -> dict[str, CallKind]:
    """code → kind, in their order (1 statement)."""
    found = {code: packaged(code) for code in packaged_kinds()}
    found |= {row.code: row for row in CallKind.objects.all()}
    return dict(sorted(found.items(), key=lambda one: (one[1].order, one[0])))


def kind_row(kind: CallKind) -> dict[str, object]:
    """A kind for the screen."""
    row: dict[str, object] = {
        name: getattr(kind, name) for name in ("code", "name_zh", "name_en", "order", "urges", "source")
    }
    for which in WHICH:
        row[f"{which}_amount"] = str(getattr(kind, f"{which}_amount").normalize())
        row[f"{which}_unit"] = getattr(kind, f"{which}_unit")
    return row
