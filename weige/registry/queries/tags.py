"""Reads of tags: those of a thing, of a label, on the map, those whose things are to be visited; and as a filter of
other lists.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from weige.kernel import log
from weige.kernel.access import Access
from weige.kernel.streettime import LOCAL
from weige.registry.models import Tag, TagBatch, TagKind
from weige.registry.rules.tags import COLOURS, THINGS, due

VERB = "tag.list"


def standing(on: date) -> Q:
    """Tags that count on a day: not taken off, begun, not run out."""
    runs = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    return Q(ended_at__isnull=True, valid_from__lte=on) & runs


def current(access: Access, on: date) -> "QuerySet[Tag]":
    """The tags that count on a day, of those the reader may see. Raises NotFound."""
    return access.rows(VERB, Tag.objects.filter(standing(on)))


def standing_refs(on: date) -> "QuerySet[Any, tuple[str, str, int]]":
    """(tag, kind of thing, id of the thing) of all that count on a day: for the system, which rules by them."""
    return Tag.objects.filter(standing(on)).values_list("label_id", "kind", "ref")


def labels_on(things: Mapping[str, Iterable[int | None]], on: date) -> set[str]:
    """Codes of the tags that count on a day on any of these things (kind → ids); for the system (1 statement)."""
    here = Q(pk__in=[])
    for kind, refs in things.items():
        known = [ref for ref in refs if ref is not None]
        if known:
            here |= Q(kind=kind, ref__in=known)
    return set(Tag.objects.filter(standing(on) & here).values_list("label_id", flat=True))


def kind_names() -> list[dict[str, str]]:
    """Tags in use with their names, by code (1 statement)."""
    rows = TagKind.objects.filter(retired=False).order_by("code")
    return [{"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en} for row in rows]


def kind_row(kind: TagKind) -> dict[str, Any]:
    """A tag's definition."""
    names = ("code", "name_zh", "name_en", "colour", "on", "note", "every_days", "retired", "version")
    return {name: getattr(kind, name) for name in names}


def kind_rows(access: Access, on: date) -> list[dict[str, Any]]:
    """All tags by code with how many things of each kind have them, within reach (2 statements)."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    found = current(access, on).values_list("label", "kind").annotate(n=Count("pk")).order_by()
    for label, kind, n in found:
        counts[label][kind] = n
    return [kind_row(one) | {"counts": counts.get(one.pk, {})} for one in TagKind.objects.order_by("code")]


def choices() -> dict[str, Sequence[str]]:
    """What the editor of a tag can choose from."""
    return {"colours": COLOURS, "things": THINGS}


def kind_history(code: str) -> list[dict[str, Any]]:
    """Every edit of a tag's definition, newest first (1 statement)."""
    events = log.of(f"tag:{code}").filter(kind="registry.tag_kind_set").order_by("-id")
    return [
        {
            "at": event.at,
            "by": event.actor_name,
            "before": event.payload["before"],
            "after": event.payload["after"],
        }
        for event in events
    ]


def tag_row(tag: Tag, on: date) -> dict[str, Any]:
    """One tag as lists have it (the label must be loaded). next_visit: the day a visit is due, or None."""
    visited = tag.visited_at.astimezone(LOCAL).date() if tag.visited_at else None
    runs = tag.ended_at is None and tag.valid_from <= on and (tag.valid_to is None or tag.valid_to >= on)
    names = (
        "kind", "ref", "key", "name_zh", "name_en", "lon", "lat", "source", "note", "valid_from", "valid_to", "put_at",
        "put_by", "ended_at", "ended_by", "visited_at", "visited_by",
    )  # fmt: skip
    return {
        "id": tag.pk,
        "label": {
            name: getattr(tag.label, name) for name in ("code", "name_zh", "name_en", "colour", "every_days")
        },
        "batch": tag.batch_id,
        "counts_today": runs,
        "next_visit": due(tag.label.every_days, visited, tag.valid_from) if runs else None,
        **{name: getattr(tag, name) for name in names},
    }


def of_thing(access: Access, kind: str, ref: int, on: date) -> list[dict[str, Any]]:
    """All tags a thing has and had, those that count first, then the newest (1 statement)."""
    rows = access.rows(VERB, Tag.objects.filter(kind=kind, ref=ref)).select_related("label")
    found = [tag_row(one, on) for one in rows.order_by("-put_at", "-pk")[:200]]
    return sorted(found, key=lambda row: not row["counts_today"])


def of_things(access: Access, kind: str, refs: Iterable[int], on: date) -> dict[int, list[dict[str, Any]]]:
    """The tags that count, by thing: for lists (1 statement)."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = current(access, on).filter(kind=kind, ref__in=list(refs)).select_related("label").order_by("label")
    for row in rows:
        found[row.ref].append(
            {name: getattr(row.label, name) for name in ("code", "name_zh", "name_en", "colour")}
        )
    return dict(found)


def listed(access: Access, on: date, *, label: str, kind: str, after: int, limit: int) -> dict[str, Any]:
    """The things that have a tag now, by number; next is the cursor of the following page (1 statement)."""
    rows = current(access, on).select_related("label").filter(pk__gt=after).order_by("pk")
    if label:
        rows = rows.filter(label=label)
    if kind:
        rows = rows.filter(kind=kind)
    page = list(rows[: limit + 1])
    more = page[limit - 1].pk if len(page) > limit else None
    return {"items": [tag_row(one, on) for one in page[:limit]], "next": str(more) if more else None}


MAPPED = 60_000


def on_map(access: Access, on: date, labels: Sequence[str]) -> dict[str, Any]:
    """What the map colours by tags: the labels, and one line for each thing and tag (2 statements).

    ref is the id of the thing: for buildings and areas that of their feature in the map layers.
    """
    rows = current(access, on)
    if labels:
        rows = rows.filter(label__in=labels)
    columns = ("label", "kind", "ref", "key", "lon", "lat", "name_zh", "name_en")
    items = [
        dict(zip(columns, row, strict=True))
        for row in rows.order_by("label", "kind", "pk").values_list(*columns)[:MAPPED]
    ]
    used = {row["label"] for row in items} | set(labels)
    kinds = [kind_row(one) for one in TagKind.objects.filter(pk__in=used).order_by("code")]
    return {"labels": kinds, "items": items}


def to_visit(access: Access, on: date) -> list[dict[str, Any]]:
    """The patrol targets: things the reader may visit because of a tag, the longest due first (1 statement).

    Raises NotFound for who visits nothing.
    """
    rows = access.rows("tag.visit", Tag.objects.filter(standing(on)))
    rows = rows.filter(label__every_days__isnull=False, label__retired=False)
    found = [tag_row(one, on) for one in rows.select_related("label")[:2000]]
    return sorted(found, key=lambda row: (row["next_visit"], row["id"]))


def batch_rows(access: Access) -> list[dict[str, Any]]:
    """The acts by which many tags were put that the reader may undo, newest first (1 statement)."""
    rows = access.rows("tag.put", TagBatch.objects.select_related("label"))
    return [batch_row(one) for one in rows.order_by("-pk")[:100]]


def batch_row(one: TagBatch) -> dict[str, Any]:
    """One such act."""
    names = ("how", "source", "count", "put_at", "put_by", "undone_at", "undone_by")
    label = {"name_zh": one.label.name_zh, "name_en": one.label.name_en} if one.label else None
    return {"id": one.pk, "label": label, **{name: getattr(one, name) for name in names}}


def tagged(access: Access, code: str, on: date, **columns: str | tuple[str, ...]) -> Q:
    """Rows that have the tag, or whose shop, building, device or cells have it: for other lists (1 statement).

    columns: kind of thing → column (or columns) with its id ("shop" → "shop_id"); area → the array of cells.
    """
    refs: dict[str, list[int]] = defaultdict(list)
    for kind, ref in current(access, on).filter(label=code).values_list("kind", "ref"):
        refs[kind].append(ref)
    found = Q(pk__in=[])
    for kind, named in columns.items():
        for column in (named,) if isinstance(named, str) else named:
            if refs.get(kind):
                found |= Q(**{f"{column}__{'overlap' if kind == 'area' else 'in'}": refs[kind]})
    return found
