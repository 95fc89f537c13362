"""What the grants page may ask of the registry: shops."""

from django.db.models import Q

from weige.kernel.reference import Sight, register
from weige.registry.models import Shop
from weige.territory.queries.placed import Placed, declare


def shop_named(text: str) -> Shop | None:
    """The shop with this code or name."""
    said = text.strip()
    return Shop.objects.filter(Q(code=said) | Q(name_zh=said)).order_by("pk").first()


register(
    Sight(
        "shop",
        "registry",
        Shop,
        ("shop.list",),
        shop_named,
        lambda shop: (shop.name_zh, shop.name_en or shop.name_zh),
    )
)
declare(Placed("shop", Shop.objects.all))
