"""Who carried a measure out, in English: the names of our own departments and posts; what was typed freely stays."""

from collections.abc import Iterable

from weige.people.models import Department, Post

BETWEEN = "、"  # as units that join a call are written down


def in_english(carriers: Iterable[str]) -> dict[str, str]:
    """What stands there → the same in English (1 statement; none without a name)."""
    told = {one: one.split(BETWEEN) for one in carriers if one}
    parts = {part.strip() for one in told.values() for part in one}
    if not parts:
        return {}
    posts = Post.objects.filter(name_zh__in=parts).values_list("name_zh", "name_en")
    units = Department.objects.filter(name_zh__in=parts).values_list("name_zh", "name_en")
    names = {zh: en for zh, en in posts.union(units) if en}
    return {
        one: ", ".join(names.get(part.strip(), part) for part in split)
        if any(part.strip() in names for part in split)
        else one
        for one, split in told.items()
    }
