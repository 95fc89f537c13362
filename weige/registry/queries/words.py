"""The English of the registers' words, and which trades there are."""

from weige.registry.models import Shop, Word


def in_english() -> dict[str, str]:
    """Chinese → English of all words that have one (1 statement)."""
    return dict(Word.objects.exclude(en="").values_list("zh", "en"))


def shops_of(trade: str) -> int:
    """How many shops carry it (1 statement)."""
    return Shop.objects.filter(trade=trade).count()
