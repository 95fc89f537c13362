"""Notices as a reference table: an office's own words, checked by line and placeholder, with what they would say."""

from datetime import datetime, timedelta

from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.reference import Choice, Effect, Field, Note, Row, Table, Values
from weige.kernel.services.reference import record
from weige.kernel.wording import OPTIONAL, fields_of
from weige.messaging import ports
from weige.messaging.models import RECORDED, Notice, Wording
from weige.messaging.queries.example import example
from weige.messaging.queries.wordings import in_force, texts_of
from weige.messaging.rules.letters import Letter, letters
from weige.messaging.rules.wordings import (
    SMS_LETTERS,
    address_words,
    by_hand_words,
    faults,
    labelled,
    mark,
    mark_words,
    occasion_words,
    usable,
)
from weige.people.models import Role

CODE = "notices"
DAYS = 30  # looked back for how often it is told (our default)
LONGEST = 300
TEXTS = ("zh", "en")


def plain(letter: Letter, wording: Wording | None) -> Values:
    """A notice's words as the office's history keeps them."""
    off = {"sms": False, "active": True}
    ways = off if wording is None else {"sms": wording.sms, "active": wording.active}
    return {**texts_of(letter, wording), **ways}


class Notices(Table):
    code = CODE
    group = "messages"
    read, edit = "office.read", "notice.edit"

    def fields(self, access: Access, now: datetime) -> list[Field]:
        return [
            Field("occasion", "choice", choices=_occasions(), fixed=True),
            Field("to", "choice", choices=_addressees(), fixed=True),
            Field("zh", "long", required=True, low=1, high=LONGEST),
            Field("en", "long", required=True, low=1, high=LONGEST),
            Field("sms", "flag"),
            Field("active", "flag", default=True),
        ]

    def rows(self, access: Access, now: datetime) -> list[Row]:
        known = letters().by_key
        own = in_force(known.keys())
        return [_row(letter, own.get(key)) for key, letter in known.items()]

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        letter = letters().by_key[key]
        checked(letter, values)
        before = plain(letter, in_force({key}).get(key))
        after = {name: values[name] for name in before}
        Wording.objects.create(template=key, made_at=now, **after)
        record(table=CODE, key=key, before=before, after=after, who=access.who, now=now, note=note)
        return key

    def effects(self, access: Access, key: str, values: Values, *, now: datetime) -> list[Effect]:
        letter = letters().by_key[key]
        checked(letter, values)
        before = plain(letter, in_force({key}).get(key))
        told = _told(letter, before, values, now)
        return [*_reads(access, letter, before, values), *_lacks(letter, values), *told]


def checked(letter: Letter, values: Values) -> None:
    """Raises Invalid with every fault of both texts by its line, or when what the software sends itself is given
    another way."""
    names = usable(letter)
    errors = [
        FieldError(f"values.{at}", one.code, {"line": one.line, **one.params})
        for at in TEXTS
        for one in faults(values[at], names)
    ]
    if not letter.on:
        errors += [FieldError("values.sms", "notice_way_fixed")] if values["sms"] else []
        errors += [] if values["active"] else [FieldError("values.active", "notice_always")]
    if errors:
        raise Invalid(errors)


def _row(letter: Letter, wording: Wording | None) -> Row:
    values = plain(letter, wording)
    fixed = {"occasion": letter.on or "by_hand", "to": _to(letter)}
    note = "reference_default" if wording is None else "reference_office"
    named = {at: _named(letter, at) for at in TEXTS}
    marks = tuple(Choice(mark(name), **_both(name)) for name in usable(letter))
    return Row(letter.key, named["zh"], named["en"], fixed | values, note, not values["active"], marks)


def _both(name: str) -> dict[str, str]:
    words = mark_words(name)
    return {"zh": words["zh"], "en": words["en"]}


def _named(letter: Letter, language: str) -> str:
    """What people call it: the shipped wording with words for its placeholders, without its [optional parts]."""
    return labelled(OPTIONAL.sub("", letter.words[language]), language)


def _to(letter: Letter) -> str:
    return " ".join(f"{one.kind}:{one.what}" for one in letter.to) or "by_hand"


def _occasions() -> tuple[Choice, ...]:
    known = {letter.on for letter in letters().by_key.values() if letter.on}
    found = [(kind, occasion_words(kind)) for kind in sorted(known)]
    said = [Choice(kind, words["zh"], words["en"]) for kind, words in found]
    return (*said, Choice("by_hand", **by_hand_words()))


def _addressees() -> tuple[Choice, ...]:
    roles = {one.code: {"zh": one.name_zh, "en": one.name_en} for one in Role.objects.all()}
    found = {"by_hand": Choice("by_hand", **by_hand_words())}
    for letter in letters().by_key.values():
        if letter.to:
            words = [address_words(one.kind, one.what, roles) for one in letter.to]
            both = {at: sign.join(one[at] for one in words) for at, sign in (("zh", "、"), ("en", ", "))}
            found[_to(letter)] = Choice(_to(letter), **both)
    return tuple(found.values())


def _reads(access: Access, letter: Letter, before: Values, values: Values) -> list[Effect]:
    """How the newest one would read (its words of places and parties hidden from who may not read it), else how any
    would; and that those already told keep their words."""
    if all(before[at] == values[at] for at in TEXTS):
        return []
    shown, lines = example(access, letter), []
    for texts, zh, en in ((before, "原来：", "Was: "), (values, "改后：", "Now: ")):
        if shown:
            filled = letters().say_in(texts, shown.params, shown.at)
        else:
            filled = {f"text_{at}": labelled(texts[at], at) for at in TEXTS}
        lines += [(f"{zh}{filled[f'text_{at}']}", f"{en}{filled[f'text_{at}']}") for at in TEXTS]
    code = "notice_reads" if shown else "notice_reads_plain"
    tell = {"day": f"{shown.at:%m-%d}"} if shown else {}
    return [Effect(code, tell, items=lines), Effect("notice_kept")]


def _lacks(letter: Letter, values: Values) -> list[Effect]:
    """What the shipped words say and these no longer do."""
    found = []
    for at in TEXTS:
        gone = sorted(fields_of(letter.words[at]) - fields_of(values[at]))
        if gone:
            rows = [(mark_words(name)["zh"], mark_words(name)["en"]) for name in gone]
            found.append(Effect(f"notice_lacks_{at}", {}, "warn", rows))
    return found


def _told(letter: Letter, before: Values, values: Values, now: datetime) -> list[Effect]:
    """How often it was told lately, when it is switched off, on, or sent as a text message too."""
    found = []
    told = Notice.objects.filter(
        template=letter.key, sent_at__gt=now - timedelta(days=DAYS), channel="in_app"
    )
    n = told.count()
    if before["active"] != values["active"]:
        code = "notice_comes" if values["active"] else "notice_off"
        found.append(Effect(code, {"n": n, "days": DAYS}, "info" if values["active"] else "warn"))
    else:
        found.append(Effect("notice_often", {"n": n, "days": DAYS}))
    if values["sms"] and values["active"]:
        away = ports.carrier().outcome == RECORDED
        found.append(Effect("notice_sms_here" if away else "notice_sms", {"n": n, "days": DAYS}))
        longest = max(len(values[at]) for at in TEXTS)
        if longest > SMS_LETTERS:
            found.append(Effect("notice_sms_long", {"n": longest, "most": SMS_LETTERS}, "warn"))
    return found
