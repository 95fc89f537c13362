"""Saved filters of the work list: kept, changed, shared with one's post, thrown away."""

from datetime import datetime

from django.db import IntegrityError, transaction
from pydantic import ValidationError

from weige.cases.models import SavedFilter
from weige.cases.schemas.filters import CaseFilter
from weige.cases.schemas.life import FilterChange, FilterIn
from weige.cases.services.step import refuse
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound

#: What a saved query may hold beside the parameters of the list.
BESIDE = {"view"}
MOST = 40


def _checked(query: dict[str, str]) -> dict[str, str]:
    """Only what GET /api/cases understands. Raises Invalid."""
    asked = {name: value for name, value in query.items() if name not in BESIDE}
    unknown = sorted(set(asked) - set(CaseFilter.model_fields))
    if unknown:
        raise refuse("query", "unknown_filter", value=unknown[0])
    try:
        CaseFilter(**asked)  # type: ignore[arg-type]
    except ValidationError as error:
        raise refuse("query", "unknown_filter", value=str(error.errors()[0]["loc"][0])) from None
    return query


def _shared_with(access: Access, shared: bool) -> int | None:
    if shared and access.who.post_id is None:
        raise refuse("shared", "no_post")
    return access.who.post_id if shared else None


def _me(access: Access) -> int:
    if access.who.user_id is None:
        raise NotFound
    return access.who.user_id


def save(*, access: Access, data: FilterIn, now: datetime) -> SavedFilter:
    """Keeps a filter. Raises Invalid (unknown parameter, name taken, too many)."""
    access.require("case.filter")
    user = _me(access)
    if SavedFilter.objects.filter(user_id=user).count() >= MOST:
        raise refuse("name", "too_many_filters", most=MOST)
    row = SavedFilter(user_id=user, made_at=now)
    return _write(access, row, data)


def _write(access: Access, row: SavedFilter, data: FilterIn) -> SavedFilter:
    row.name, row.query, row.order = data.name.strip(), _checked(data.query), data.order
    row.shared_post_id = _shared_with(access, data.shared)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise refuse("name", "filter_name_taken", name=row.name) from None
    return row


def _own(access: Access, filter_id: int) -> SavedFilter:
    """One's own; somebody else's shared one may be used, not changed: the same 404."""
    rows = access.rows("case.filter", SavedFilter.objects.select_for_update(of=("self",)))
    row = rows.filter(pk=filter_id, user_id=_me(access)).first()
    if row is None:
        raise NotFound
    return row


def change(*, access: Access, filter_id: int, data: FilterChange) -> SavedFilter:
    with transaction.atomic():
        row = _own(access, filter_id)
        if row.version != data.version:
            raise Conflict("filter_changed")
        row.version += 1
        return _write(access, row, data)


def remove(*, access: Access, filter_id: int) -> None:
    with transaction.atomic():
        _own(access, filter_id).delete()
