"""Visits of things that are to be visited because of a tag: said for one or for several at once, and taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound
from weige.registry.events import TagVisited, TagVisitTakenBack
from weige.registry.models import Tag
from weige.registry.services.tagging import day_of


def chosen(access: Access, tag_ids: Sequence[int]) -> list[Tag]:
    """These tags, locked in one order. Raises NotFound when one of them is not the reader's to visit."""
    rows = Tag.objects.select_related("label").select_for_update(of=("self",))
    wanted = set(tag_ids)
    tags = list(access.rows("tag.visit", rows.filter(pk__in=wanted)).order_by("pk"))
    if len(tags) != len(wanted):
        raise NotFound
    return tags


@transaction.atomic
def visit(*, access: Access, tag_ids: Sequence[int], now: datetime, unchanged: bool = False) -> list[Tag]:
    """I was there: the next visit of each is a whole turn from now. All or none.

    Raises NotFound, Conflict for a tag without visits.
    """
    tags = chosen(access, tag_ids)
    for tag in tags:
        if tag.ended_at is not None or tag.label.every_days is None:
            raise Conflict("tag_no_visit")
        tag.before_visit_at, tag.before_visit_by = tag.visited_at, tag.visited_by
        tag.visited_at, tag.visited_by = now, access.who.name
        event = TagVisited(tag=tag.pk, label=tag.label_id, kind=tag.kind, key=tag.key, unchanged=unchanged)
        log.append(event, who=access.who, now=now, subject=f"tag:{tag.label_id}", cells=tag.cells)
    Tag.objects.bulk_update(tags, ["visited_at", "visited_by", "before_visit_at", "before_visit_by"])
    return tags


@transaction.atomic
def take_back(*, access: Access, tag_ids: Sequence[int], now: datetime) -> list[Tag]:
    """My visits of today were said by mistake: what counted before counts again. All or none; the log keeps both.

    Raises NotFound, Conflict for a visit that is not one's own of today (our default).
    """
    tags = chosen(access, tag_ids)
    for tag in tags:
        if (
            tag.visited_at is None
            or tag.visited_by != access.who.name
            or day_of(tag.visited_at) != day_of(now)
        ):
            raise Conflict("tag_not_your_visit")
        tag.visited_at, tag.visited_by = tag.before_visit_at, tag.before_visit_by
        tag.before_visit_at, tag.before_visit_by = None, ""
        event = TagVisitTakenBack(tag=tag.pk, label=tag.label_id, kind=tag.kind, key=tag.key)
        log.append(event, who=access.who, now=now, subject=f"tag:{tag.label_id}", cells=tag.cells)
    Tag.objects.bulk_update(tags, ["visited_at", "visited_by", "before_visit_at", "before_visit_by"])
    return tags
