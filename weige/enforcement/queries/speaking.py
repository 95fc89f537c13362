"""What procedures are called and say, in both languages where their words are those of case, shop and power."""

from weige.enforcement.models import PaperKind, Procedural
from weige.enforcement.rules.english import english


def titles(row: Procedural) -> dict[str, str]:
    """The title: as it was written, and in both languages (case, shop and power loaded)."""
    return {"title": row.title, "title_zh": row.title, "title_en": english_title(row)}


def said(field: str, row: Procedural, text: str) -> dict[str, str]:
    """A sentence of its content: as it was written, and in both languages; English is an aid and may be missing."""
    return {field: text, f"{field}_zh": text, f"{field}_en": english(text, names(row))}


def office_of(kind: PaperKind | None) -> dict[str, str]:
    """Who issues papers of this kind."""
    zh = kind.office_zh if kind else ""
    return {"office": zh, "office_zh": zh, "office_en": (kind.office_en if kind else "") or zh}


def names(row: Procedural) -> dict[str, str]:
    """Chinese → English of what its sentences name."""
    case, shop, power = row.case, getattr(row, "shop", None), getattr(row, "power", None)
    found = {power.name_zh: power.name_en} if power and power.name_en else {}
    if shop and shop.name_en:
        found[shop.name_zh] = shop.name_en
    if case is not None:
        condition = case.condition
        if case.shop and case.shop.name_en:
            found[case.shop.name_zh] = case.shop.name_en
        if condition and condition.closing_en:
            found[condition.closing_zh] = condition.closing_en
        found |= {zh: en for zh, en in ((case.title_zh, case.title_en), (case.place_zh, case.place_en)) if en}
    return found


def english_title(row: Procedural) -> str:
    """The title in English where it was made of its case's or its power's words; in other words it stays as it is."""
    case, power = row.case, getattr(row, "power", None)
    if case is None:
        return row.title
    place = case.place_en or case.place_zh
    if case.title_zh in row.title:
        whose = row.title.replace(case.title_zh, "", 1).strip()
        if whose and whose != case.place_zh:
            shop = getattr(row, "shop", None)
            place = shop.name_en if shop and shop.name_en and shop.name_zh == whose else whose
        return f"{place}: {case.title_en}" if whose else case.title_en
    if power and power.name_en and row.title == f"{case.place_zh} {power.name_zh}"[:200]:
        return f"{place}: {power.name_en}"
    return row.title
