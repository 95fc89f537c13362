"""Who the party of a paper is, as a key that says neither name nor number."""

from uuid import UUID

from weige.enforcement.models import OffsiteFile, Paper
from weige.kernel import sealing

SEALED = "enforcement.party"  # what the party's own data are sealed under


def party_of(paper: Paper) -> str:
    """Whose consent counts for a paper: the shop, or the party by its trace; "" when nobody is known."""
    name, _, key = paper.about.partition(":")
    if name == OffsiteFile.NAME:
        trace = OffsiteFile.objects.filter(pk=UUID(key)).values_list("party_hash", flat=True).first()
        return f"party:{trace}" if trace else ""
    if paper.shop is not None:
        return f"shop:{paper.shop.code}"
    number = paper.sealed.get("party_id_no")
    return f"party:{sealing.trace(sealing.opened(number, SEALED).strip().upper(), SEALED)}" if number else ""
