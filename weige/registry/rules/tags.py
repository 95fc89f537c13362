"""What a tag may be: colours, the kinds of things, its code, its days. Pure."""

import re
from datetime import date
from typing import Final

#: The colours of tags; what each looks like is the screens' affair (web/src/shared/tags.ts). None is an alarm level's.
COLOURS: Final = ("teal", "violet", "pink", "brown", "green", "indigo", "grey", "gold")
#: The kinds of things a tag can stand on, in the order of the screens.
THINGS: Final = ("building", "shop", "device", "road", "area")
#: What a sheet may call them, without capitals and spaces; the screens say the same words.
THING_WORDS: Final = {
    word: thing
    for thing, words in {
        "building": "building house 楼栋 房屋 楼宇",
        "shop": "shop 店铺 商铺",
        "device": "device 设备",
        "road": "road 道路",
        "area": "area cell 网格",
    }.items()
    for word in words.split()
}
CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
#: The most things one act may tag (our default): a slip of the pen must not colour the whole street for good.
MOST: Final = 20_000
EVERY: Final = (1, 366)


def kind_faults(*, code: str, colour: str, on: list[str], every_days: int | None) -> list[tuple[str, str]]:
    """(field, message code) of what is wrong with a tag's definition."""
    found = []
    if not CODE.fullmatch(code):
        found.append(("code", "tag_code"))
    if colour not in COLOURS:
        found.append(("colour", "tag_colour"))
    if set(on) - set(THINGS):
        found.append(("on", "tag_thing"))
    if every_days is not None and not EVERY[0] <= every_days <= EVERY[1]:
        found.append(("every_days", "tag_every"))
    return found


def day_faults(valid_from: date, valid_to: date | None) -> list[tuple[str, str]]:
    """A tag that ends before it begins counts on no day."""
    return [("valid_to", "tag_days")] if valid_to is not None and valid_to < valid_from else []


def due(every_days: int | None, last: date | None, since: date) -> date | None:
    """The day a thing is to be visited next: a whole turn after the last visit, at once (since) before the first."""
    if every_days is None:
        return None
    return since if last is None else date.fromordinal(last.toordinal() + every_days)
