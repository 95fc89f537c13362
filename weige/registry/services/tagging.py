"""Tags put on things and taken off: one, or many by drawing, filter or import; each act can be tried and undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from shapely.geometry import Polygon

from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.kernel.streettime import LOCAL
from weige.registry.events import TagKindSet, TagsEnded, TagsPut
from weige.registry.models import Tag, TagBatch, TagKind
from weige.registry.queries import things as finding
from weige.registry.queries.tags import kind_row
from weige.registry.queries.things import Filter, Taggable, Thing
from weige.registry.rules.tags import MOST, day_faults, kind_faults
from weige.territory.queries import found_anew

BATCH = 2000
SAMPLE = 12


def refuse(field: str, fault: str, **params: Any) -> Invalid:
    return Invalid([FieldError(field, fault, params)])


def day_of(now: datetime) -> date:
    return now.astimezone(LOCAL).date()


@transaction.atomic
def set_kind(*, code: str, row: dict[str, Any], access: Access, now: datetime) -> TagKind:
    """Defines a tag or changes its definition. Raises Invalid, Conflict (version)."""
    access.require("tag.manage")
    wanted = {name: value for name, value in row.items() if name != "version"}
    faults = kind_faults(code=code, colour=row["colour"], on=list(row["on"]), every_days=wanted["every_days"])
    if faults:
        raise Invalid([FieldError(field, fault) for field, fault in faults])
    kind = TagKind.objects.select_for_update().filter(pk=code).first()
    before = kind_row(kind) if kind else {}
    if (kind.version if kind else 0) != row["version"]:
        raise Conflict("tag_changed")
    kind = kind or TagKind(pk=code, version=0)
    for name, value in wanted.items():
        setattr(kind, name, value)
    kind.version += 1
    kind.save()
    event = TagKindSet(code=code, before=before, after=kind_row(kind))
    log.append(event, who=access.who, now=now, subject=f"tag:{code}")
    return kind


@dataclass(frozen=True)
class Mark:
    """What a tag says besides its label: where it is known from, a note, its days."""

    source: str
    valid_from: date
    valid_to: date | None = None
    note: str = ""

    def check(self) -> None:
        """Raises Invalid."""
        faults = day_faults(self.valid_from, self.valid_to)
        if not self.source.strip():
            faults.append(("source", "tag_source"))
        if faults:
            raise Invalid([FieldError(field, fault) for field, fault in faults])


def label_of(code: str, kind: str) -> TagKind:
    """The tag's definition, when it may be put on this kind of thing. Raises Invalid."""
    label = TagKind.objects.filter(pk=code).first()
    if label is None or label.retired:
        raise refuse("label", "tag_unknown", code=code)
    if kind and label.on and kind not in label.on:
        raise refuse("kind", "tag_not_here", code=code)
    return label


def taggable(kind: str) -> Taggable:
    """Raises Invalid."""
    one = finding.known(kind)
    if one is None:
        raise refuse("kind", "tag_thing")
    return one


def draft(label: TagKind, thing: Thing, mark: Mark, access: Access, now: datetime) -> Tag:
    """The tag as a row not yet written."""
    names = ("kind", "ref", "key", "name_zh", "name_en", "lon", "lat", "cells", "leaf_cells")
    return Tag(
        label=label,
        source=mark.source.strip(),
        note=mark.note,
        valid_from=mark.valid_from,
        valid_to=mark.valid_to,
        put_at=now,
        put_by=access.who.name,
        post_id=access.who.post_id,
        **{name: getattr(thing, name) for name in names},
    )


def write(drafts: Sequence[Tag], now: datetime, who: str) -> tuple[list[Tag], int]:
    """Writes those that do not stand already; one that has run out gives way. Returns (new, how many stood)."""
    keys = {(one.label_id, one.kind, one.ref): one for one in drafts}
    rows = Tag.objects.filter(
        ended_at__isnull=True,
        label__in={key[0] for key in keys},
        kind__in={key[1] for key in keys},
        ref__in={key[2] for key in keys},
    )
    today, stood = day_of(now), 0
    over = []
    for row in rows.only("pk", "label_id", "kind", "ref", "valid_to"):
        key = (row.label_id, row.kind, row.ref)
        if row.valid_to is not None and row.valid_to < today:
            over.append(row.pk)
        elif keys.pop(key, None) is not None:
            stood += 1
    Tag.objects.filter(pk__in=over).update(ended_at=now, ended_by=who)
    return Tag.objects.bulk_create(keys.values(), batch_size=BATCH), stood


def put(*, access: Access, label: str, kind: str, key: str, mark: Mark, now: datetime) -> Tag:
    """Puts one tag on one thing; the tag that stands already when it does. Raises NotFound, Forbidden, Invalid."""
    access.require("tag.put")
    mark.check()
    one, named = taggable(kind), label_of(label, kind)
    on = day_of(now)
    rows = list(finding.filtered(one, access, Filter(keys=[key]), on)[:1])
    if not rows:
        raise refuse("key", "tag_no_such_thing", key=key)
    wanted = draft(named, finding.things(one, rows, on)[0], mark, access, now)
    access.check("tag.put", wanted)
    with transaction.atomic():
        new, _ = write([wanted], now, access.who.name)
        if not new:
            return Tag.objects.select_related("label").get(
                label=named, kind=kind, ref=wanted.ref, ended_at__isnull=True
            )
        event = TagsPut(labels=[label], kinds=[kind], count=1, how="one", key=wanted.key, batch=None)
        log.append(event, who=access.who, now=now, subject=f"tag:{label}", cells=wanted.cells)
    return new[0]


@transaction.atomic
def end(*, access: Access, tag_id: int, now: datetime) -> Tag:
    """Takes one tag off. Raises NotFound, Forbidden, Conflict when it is off already."""
    rows = Tag.objects.select_related("label").select_for_update(of=("self",))
    tag = access.get("tag.list", rows, pk=tag_id)
    access.check("tag.put", tag)
    if tag.ended_at is not None:
        raise Conflict("tag_over")
    tag.ended_at, tag.ended_by = now, access.who.name
    tag.save(update_fields=["ended_at", "ended_by"])
    event = TagsEnded(labels=[tag.label_id], kinds=[tag.kind], count=1, key=tag.key, batch=None)
    log.append(event, who=access.who, now=now, subject=f"tag:{tag.label_id}", cells=tag.cells)
    return tag


@dataclass(frozen=True)
class Bulk:
    """What many tags put at once did, or would do. refused: seen, but not this post's to tag."""

    found: int
    new: int
    stood: int
    refused: int
    sample: list[dict[str, Any]]
    batch: int | None


@dataclass(frozen=True)
class Choice:
    """Which things: of a kind, by a filter, in a drawn ring (WGS84) or anywhere."""

    kind: str
    filter: Filter
    ring: Polygon | None = None

    def things(self, access: Access, on: date) -> list[Thing]:
        """Raises NotFound, Invalid when there are more than MOST."""
        one = taggable(self.kind)
        rows: Any = finding.filtered(one, access, self.filter, on)
        if self.ring is not None:
            rows = finding.within(one, rows, self.ring)
        rows = list(rows[: MOST + 1])
        if len(rows) > MOST:
            raise refuse("kind", "tag_too_many", most=MOST)
        return finding.things(one, rows, on)


def bulk(*, access: Access, label: str, choice: Choice, mark: Mark, now: datetime, dry_run: bool) -> Bulk:
    """Puts a tag on all things chosen, in one act that can be undone; with dry_run it only tells what would be.

    Raises NotFound, Invalid. Things that have the tag keep theirs; those the post may not tag are left out and counted.
    """
    access.require("tag.put")
    mark.check()
    named, on = label_of(label, choice.kind), day_of(now)
    chosen = [draft(named, one, mark, access, now) for one in choice.things(access, on)]
    mine = [one for one in chosen if access.may("tag.put", one)]
    names = ("key", "name_zh", "name_en", "lon", "lat")
    sample = [{name: getattr(one, name) for name in names} for one in mine[:SAMPLE]]
    with transaction.atomic():
        how = "drawn" if choice.ring is not None else "filter"
        batch = begin(access, named, how, mark.source, now)
        for one in mine:
            one.batch = batch
        new, stood = write(mine, now, access.who.name) if mine else ([], 0)
        if dry_run or not new:
            transaction.set_rollback(True)
        else:
            close(access, batch, new, now)
    kept = None if dry_run or not new else batch.pk
    return Bulk(len(chosen), len(new), stood, len(chosen) - len(mine), sample, kept)


def begin(access: Access, label: TagKind | None, how: str, source: str, now: datetime) -> TagBatch:
    """The act, before its tags."""
    by = {"put_by": access.who.name, "post_id": access.who.post_id}
    return TagBatch.objects.create(label=label, how=how, source=source.strip(), count=0, put_at=now, **by)


def close(access: Access, batch: TagBatch, new: Sequence[Tag], now: datetime) -> None:
    """Counts the act's tags and tells of it."""
    labels, kinds = sorted({one.label_id for one in new}), sorted({one.kind for one in new})
    batch.count = len(new)
    batch.save(update_fields=["count"])
    event = TagsPut(labels=labels, kinds=kinds, count=len(new), how=batch.how, key="", batch=batch.pk)
    cells = sorted({cell for one in new for cell in one.cells})
    log.append(event, who=access.who, now=now, subject=subject_of(labels), cells=cells)


def subject_of(labels: Sequence[str]) -> str:
    return f"tag:{labels[0]}" if len(labels) == 1 else "registry:tags"


@transaction.atomic
def undo(*, access: Access, batch_id: int, now: datetime) -> TagBatch:
    """Takes off all tags of an act that still stand. Raises NotFound, Forbidden, Conflict when it was undone before."""
    access.require("tag.put")
    batch = access.get("tag.put", TagBatch.objects.select_for_update(), pk=batch_id)
    if batch.undone_at is not None:
        raise Conflict("tag_undone")
    tags = list(Tag.objects.filter(batch=batch, ended_at__isnull=True))
    for one in tags:
        access.check("tag.put", one)
    Tag.objects.filter(pk__in=[one.pk for one in tags]).update(ended_at=now, ended_by=access.who.name)
    batch.undone_at, batch.undone_by = now, access.who.name
    batch.save(update_fields=["undone_at", "undone_by"])
    labels = sorted({one.label_id for one in tags})
    event = TagsEnded(
        labels=labels, kinds=sorted({one.kind for one in tags}), count=len(tags), key="", batch=batch.pk
    )
    cells = sorted({cell for one in tags for cell in one.cells})
    log.append(event, who=access.who, now=now, subject=subject_of(labels), cells=cells)
    return batch


def find_tags_anew(*, on: date) -> int:
    """Gives the tags that stand the cells of the grid valid on a day; returns how many moved (≤ 3 statements and one
    per 2000 moved). One that now lies in no cell keeps its old ones; a tag on a cell stays where that cell was.
    """
    tags = list(Tag.objects.filter(ended_at__isnull=True).exclude(kind__in=("area", "road")).order_by("pk"))
    moved = found_anew(tags, on=on)
    Tag.objects.bulk_update(moved, ["cells", "leaf_cells"], batch_size=BATCH)
    return len(moved)
