"""What a case is called and what it is found by."""

from weige.cases.models import Case
from weige.cases.rules.identity import bigrams, search_text


def name_by_matter(case: Case) -> None:
    """Title = where + matter, in both languages: 小满鲜果 店外经营."""
    if case.matter is None:
        return
    where_zh = case.shop.name_zh if case.shop else case.place_zh
    where_en = (case.shop.name_en or case.shop.name_zh) if case.shop else case.place_en or case.place_zh
    case.title_zh = " ".join(part for part in (where_zh, case.matter.name("zh")) if part)[:200]
    case.title_en = ": ".join(part for part in (case.matter.name("en"), where_en) if part)[:200]


def index(case: Case) -> None:
    """Renews what searches look through: numbers, title, place, shop, matter by name, new and old code."""
    parts = [case.number, *case.outer_numbers, case.title_zh, case.title_en, case.place_zh, case.place_en]
    if case.shop:
        parts += [case.shop.name_zh, case.shop.name_en, case.shop.address, case.shop.code]
    if case.matter:
        parts += [case.matter.code, case.matter.legacy_code, case.matter.name_zh]
    case.search_text = search_text(parts)
    case.search_terms = bigrams(case.search_text)
