"""Whoever acts in the demonstration, as a request of theirs would come, and what they report at a shop's door."""

from datetime import datetime

from weige.cases.schemas.reports import ReportIn
from weige.demo.ground import in_english
from weige.kernel.streettime import LOCAL
from weige.people.models import User
from weige.people.policy import GrantAccess
from weige.people.queries.held import held_posts
from weige.registry.models import Shop


def access_of(login: str, now: datetime) -> GrantAccess:
    """What a request of this person would carry. Raises User.DoesNotExist."""
    user = User.objects.get(username=login)
    posts, street = held_posts(user.pk, on=now.astimezone(LOCAL).date())
    return GrantAccess(user=user, posts=posts, acting=posts, street=street)


def at_door(shop: Shop, matter: str, text: str, *, named: bool = True) -> ReportIn:
    """A report at the shop's door. named: it says which shop, too."""
    return ReportIn(
        lon=shop.lon,
        lat=shop.lat,
        matter=matter,
        text=text,
        place=shop.address,
        place_en=in_english(shop.address),
        shop=shop.code if named else None,
    )
