"""/api/words: the English of words the registers keep as Chinese text."""

from django.http import HttpRequest
from ninja import Router, Schema

from weige.kernel.access import Access
from weige.registry.queries.words import in_english

router = Router(tags=["registry"])


class WordsOut(Schema):
    """items: Chinese → English of every word that has one."""

    items: dict[str, str]


@router.get("", response=WordsOut, summary="The registers' words in English")
def words(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Trades, fields of law, measures, departments; edited at the back office (table `words`)."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.list")
    return {"items": in_english()}
