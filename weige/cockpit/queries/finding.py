"""Find: cases, buildings, shops, roads, cells, devices and people by a few words, each within the reader's access."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Case as When_
from django.db.models import IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from weige.cases.models import Case
from weige.cases.queries.actors import seat_of
from weige.cases.queries.lists import by_words
from weige.cases.queries.presenting import named
from weige.cockpit.queries.marks import granted, icon_of
from weige.kernel.access import Access
from weige.people.models import PostTerm
from weige.people.queries import masking
from weige.registry.queries.things import Filter, filtered, known
from weige.territory.queries.called import called_all

MOST = 6  # of each kind: a palette is read at a glance
Hit = dict[str, Any]


def find(access: Access, words: str, *, now: datetime) -> list[Hit]:
    """The best few of each kind, best kind first (≤ 8 statements at any size). A kind the caller may not list is left
    out. Each: kind, id, key, icon, title_zh/_en, detail_zh/_en, lon/lat (None without a place).
    """
    on = timezone.localdate(now)
    found: list[Hit] = []
    for kind, verb, look in FINDERS:
        if granted(access, verb):
            found.extend(
                {"kind": kind, "lon": None, "lat": None, **hit} for hit in look(access, words, on, now)
            )
    return found


def _cases(access: Access, words: str, _: date, now: datetime) -> list[Hit]:
    rows = by_words(access, seat_of(access), words, now=now).select_related("matter")
    columns = ("id", "number", "title_zh", "title_en", "state", "lon", "lat", "matter__code", "matter__kind")
    return [_case(row) for row in rows.only(*columns).order_by("-id")[:MOST]]


def _case(row: Case) -> Hit:
    state = named("state", row.state, "state")
    return {
        "id": str(row.pk),
        "key": row.number,
        "icon": icon_of(row.matter),
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "detail_zh": f"{row.number} · {state['state_zh']}",
        "detail_en": f"{row.number} · {state['state_en']}",
        "lon": row.lon,
        "lat": row.lat,
    }


def best(rows: "QuerySet[Any]", words: str, *columns: str) -> "QuerySet[Any]":
    """First those of which a column begins with the words, then the rest in their own order."""
    begins = Q()
    for column in columns:
        begins |= Q(**{f"{column}__istartswith": words})
    rank = When_(When(begins, then=Value(0)), default=Value(1), output_field=IntegerField())
    ranked: QuerySet[Any] = rows.annotate(rank=rank)
    return ranked.order_by("rank", *(rows.query.order_by or ("pk",)))


def _things(kind: str, icon: str, detail: Callable[[Any], tuple[str, str]]) -> Callable[..., list[Hit]]:
    """A finder over one kind of taggable thing: the same words and reach as its other lists."""

    def look(access: Access, words: str, on: date, _: datetime) -> list[Hit]:
        one = known(kind)
        assert one is not None
        rows = best(filtered(one, access, Filter(words), on), words, one.key, "name_zh", "name_en")
        found = list(rows[:MOST])
        names = called_all(found) if kind == "building" else {}
        return [_thing(row, names.get(row.pk, (row.name_zh, row.name_en))) for row in found]

    def _thing(row: Any, name: tuple[str, str]) -> Hit:
        key = row.name_zh if kind == "road" else row.code
        told = detail(row)
        return {
            "id": str(row.pk),
            "key": key,
            "icon": icon,
            "title_zh": name[0] or key,
            "title_en": name[1] or name[0] or key,
            "detail_zh": told[0],
            "detail_en": told[1],
            "lon": getattr(row, "lon", None),
            "lat": getattr(row, "lat", None),
        }

    return look


def _coded(row: Any) -> tuple[str, str]:
    return row.code, row.code


def _shop(row: Any) -> tuple[str, str]:
    return f"{row.code} · {row.address}", f"{row.code} · {row.address}"


def _area(row: Any) -> tuple[str, str]:
    return f"{row.code} · {row.layer.name_zh}", f"{row.code} · {row.layer.name_en}"


def _people(access: Access, words: str, on: date, _: datetime) -> list[Hit]:
    """Who sits where: found by post or by name, shown masked; the roster shows more to whom it may."""
    terms = PostTerm.objects.filter(valid_from__lte=on, user__is_active=True, user__kind="person")
    rows = access.rows("roster.list", terms.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)))
    for word in words.split():
        rows = rows.filter(
            Q(post__name_zh__icontains=word)
            | Q(post__name_en__icontains=word)
            | Q(user__name_zh__startswith=word)
        )
    rows = rows.exclude(post__role__code__in=("resident", "merchant"))
    return [_term(row) for row in rows.select_related("post__area", "user").order_by("post__code")[:MOST]]


def _term(row: PostTerm) -> Hit:
    hidden = masking.name(row.user.name_zh)
    return {
        "id": str(row.post_id),
        "key": row.post.code,
        "icon": "user",
        "title_zh": row.post.name_zh,
        "title_en": row.post.name_en,
        "detail_zh": f"{hidden} · {row.post.area.name_zh}",
        "detail_en": f"{hidden} · {row.post.area.name_en}",
    }


FINDERS: tuple[tuple[str, str, Callable[[Access, str, date, datetime], list[Hit]]], ...] = (
    ("case", "case.list", _cases),
    ("building", "building.list", _things("building", "building", _coded)),
    ("shop", "shop.list", _things("shop", "storefront", _shop)),
    ("road", "area.list", _things("road", "road", lambda row: (row.kind, row.kind))),
    ("area", "area.list", _things("area", "grid", _area)),
    ("device", "device.list", _things("device", "device-cctv", _coded)),
    ("person", "roster.list", _people),
)
