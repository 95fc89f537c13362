"""Factories of tags for the walk over all endpoints."""

from tests.stranger.objects import place
from tests.stranger.world import World, makes
from weige.kernel import timesource
from weige.registry.models import Tag, TagBatch, TagKind


@makes("/api/tags/kinds/{code}:code")
@makes("/api/tags/kinds/{code}/history:code")
def tag_kind(_: World) -> str:
    row = {"name_zh": "重点", "name_en": "Watched", "colour": "teal", "every_days": 7}
    return str(TagKind.objects.get_or_create(code="watched", defaults=row)[0].pk)


@makes("/api/tags/on/{kind}/{ref}:kind")
def tagged_kind(_: World) -> str:
    return "shop"


@makes("/api/tags/on/{kind}/{ref}:ref")
def tagged_ref(world: World) -> int:
    tag(world)
    return 1


@makes("tag_id")
def tag(world: World) -> int:
    row = {"key": "S-9", "source": "名单", "valid_from": timesource.now().date(), "put_at": timesource.now()}
    found, _ = Tag.objects.get_or_create(
        label_id=tag_kind(world), kind="shop", ref=1, ended_at=None, defaults=row | place(world)
    )
    return found.pk


@makes("batch_id")
def tag_batch(world: World) -> int:
    row = {"how": "filter", "source": "名单", "count": 0, "put_at": timesource.now()}
    return TagBatch.objects.create(post=world.cast["worker01"].post, **row).pk


@makes("/api/places/{kind}/{key}:kind")
def place_kind(_: World) -> str:
    return "area"


@makes("/api/places/{kind}/{key}:key")
def place_key(world: World) -> int:
    return world.areas["L01"].pk
