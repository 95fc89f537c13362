"""Cases that belong together: a whole and its parts, a closed case and the one that goes on from it, duplicates."""

from typing import Any

from django.db.models import Q

from weige.cases.models import UNREAD, Case
from weige.cases.queries.presenting import named, seat_named
from weige.kernel.access import Access


def of(case: Case, access: Access) -> list[dict[str, Any]]:
    """The kin of a case that the reader may see, in the order they came (at most 1 statement)."""
    rows = access.rows("case.read", Case.objects.filter(_kin(case)))
    found = rows.select_related("department", "handler_post").defer(*UNREAD).order_by("number")
    return [_line(case, one) for one in found]


def _kin(case: Case) -> Q:
    ours = Q(follows=case.pk) | Q(merged_into=case.pk) | Q(parent=case.pk)
    named_here = [pk for pk in (case.parent_id, case.follows_id) if pk is not None]
    return ours | Q(pk__in=named_here) if named_here else ours


def _line(case: Case, one: Case) -> dict[str, Any]:
    relations = {
        "part": one.parent_id == case.pk,
        "followed_by": one.follows_id == case.pk,
        "duplicate": one.merged_into_id == case.pk,
        "parent": one.pk == case.parent_id,
        "follows": one.pk == case.follows_id,
    }
    return {
        "kin": next(name for name, holds in relations.items() if holds),
        "id": str(one.pk),
        "number": one.number,
        "title_zh": one.title_zh,
        "title_en": one.title_en,
        "state": one.state,
        **named("state", one.state, "state"),
        "unit": seat_named(one.handler_post or one.department),
        "due_at": one.due_at,
    }
