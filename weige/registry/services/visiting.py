"""Visits of things that are to be visited because of a tag: said for one or for several at once, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound
from weige.kernel.events import DomainEvent
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


@dataclass(frozen=True)
class Said:
    """What is said of visits: when, if told later; whether nothing has changed; by which press of the client."""

    at: datetime | None = None
    unchanged: bool = False
    sent: str = ""


def made_before(access: Access, tags: Sequence[Tag], sent: str, event: type[DomainEvent]) -> bool:
    """Whether this very press was made already and only its answer was lost (1 statement)."""
    if not sent or not tags:
        return False
    same = log.of(f"tag:{tags[0].label_id}").filter(kind=event.KIND, actor_user_id=access.who.user_id)
    return same.filter(payload__sent=sent).exists()


@transaction.atomic
def visit(*, access: Access, tag_ids: Sequence[int], now: datetime, said: Said | None = None) -> list[Tag]:
    """I was there: the next visit of each is a whole turn from then. All or none; the same press again changes nothing.

    Raises NotFound, Conflict for a tag without visits.
    """
    said = said or Said()
    tags = chosen(access, tag_ids)
    if made_before(access, tags, said.sent, TagVisited):
        return tags
    when = min(said.at or now, now)
    for tag in tags:
        if tag.ended_at is not None or tag.label.every_days is None:
            raise Conflict("tag_no_visit", name=tag.name_zh, name_en=tag.name_en)
        if tag.visited_at is None or tag.visited_at <= when:
            tag.before_visit_at, tag.before_visit_by = tag.visited_at, tag.visited_by
            tag.visited_at, tag.visited_by = when, access.who.name
        event = TagVisited(
            tag=tag.pk, label=tag.label_id, kind=tag.kind, key=tag.key, unchanged=said.unchanged,
            at="" if said.at is None else when.isoformat(), sent=said.sent,
        )  # fmt: skip
        log.append(event, who=access.who, now=now, subject=f"tag:{tag.label_id}", cells=tag.cells)
    Tag.objects.bulk_update(tags, ["visited_at", "visited_by", "before_visit_at", "before_visit_by"])
    return tags


@transaction.atomic
def take_back(*, access: Access, tag_ids: Sequence[int], now: datetime, sent: str = "") -> list[Tag]:
    """My visits of today were said by mistake: what counted before counts again. All or none; the log keeps both; the
    same press again changes nothing.

    Raises NotFound, Conflict for a visit that is not one's own of today (our default).
    """
    tags = chosen(access, tag_ids)
    if made_before(access, tags, sent, TagVisitTakenBack):
        return tags
    for tag in tags:
        if (
            tag.visited_at is None
            or tag.visited_by != access.who.name
            or day_of(tag.visited_at) != day_of(now)
        ):
            raise Conflict("tag_not_your_visit")
        tag.visited_at, tag.visited_by = tag.before_visit_at, tag.before_visit_by
        tag.before_visit_at, tag.before_visit_by = None, ""
        event = TagVisitTakenBack(tag=tag.pk, label=tag.label_id, kind=tag.kind, key=tag.key, sent=sent)
        log.append(event, who=access.who, now=now, subject=f"tag:{tag.label_id}", cells=tag.cells)
    Tag.objects.bulk_update(tags, ["visited_at", "visited_by", "before_visit_at", "before_visit_by"])
    return tags
