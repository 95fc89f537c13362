"""The demonstration's shops: data/geo/shops.csv taken over, and the merchants of the cast as owners of some."""

from datetime import datetime

from django.db import transaction

from weige.demo.ground import FOLDER
from weige.kernel.access import SYSTEM
from weige.kernel.tabular import read
from weige.people.models import PostTerm
from weige.registry.models import Shop
from weige.registry.schemas import SHOPS
from weige.registry.services import import_shops


@transaction.atomic
def load_shops(now: datetime) -> int:
    """Loads the prepared shops after ground and cast; gives how many there are.

    Raises ValueError when the prepared data do not fit (they are tested: this means changed files).
    """
    sheet = read((FOLDER / "shops.csv").read_bytes(), SHOPS)
    outcome = import_shops(sheet=sheet, who=SYSTEM, now=now, dry_run=False)
    if outcome.errors:
        raise ValueError(f"shops: {outcome.errors[:3]}")
    give_owners()
    return len(sheet.rows)


def give_owners() -> None:
    """Each merchant of the cast gets the first shop without owner in the area of the post."""
    terms = PostTerm.objects.filter(post__role__code="merchant").select_related("post").order_by("id")
    for term in terms:
        free = Shop.objects.filter(owner=None, cells__contains=[term.post.area_id]).order_by("code").first()
        if free is not None:
            free.owner_id = term.user_id
            free.save(update_fields=["owner"])
