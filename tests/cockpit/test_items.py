"""Stream items: every shown kind renders in both languages, gaps leave no holes, personal fields stay hidden."""

from datetime import UTC, datetime

import pytest

from weige.cockpit.rules.items import Happening, catalogue, parse
from weige.kernel.events import REGISTRY

AT = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
FILED = {
    "number": "2026-0007",
    "title_zh": "店外经营",
    "title_en": "Goods on the pavement",
    "matter_zh": "店外经营",
    "matter_en": "Goods on the pavement",
    "place_zh": "福州路 3 号",
    "place_en": "3 Fuzhou Road",
    "due_at": "2026-11-20T09:27:00Z",
    "lon": 121.48,
    "lat": 31.23,
    "level": "",
    "note": "张三报的",
}


def render(kind: str, payload: dict[str, object], masked: bool = True) -> dict[str, object]:
    item = catalogue().item(Happening("5.7", AT, kind, "case:1", payload, ["note"]), masked=masked)
    assert item is not None
    return item


def test_an_item_has_the_agreed_shape() -> None:
    assert render("cases.filed", FILED) == {
        "cursor": "5.7",
        "at": "2026-11-20T07:22:00Z",
        "kind": "cases.filed",
        "subject": "case:1",
        "text_zh": "立案：店外经营",
        "text_en": "Filed: Goods on the pavement",
        "detail_zh": "2026-0007 · 店外经营 · 福州路 3 号 · 17:27 到期",
        "detail_en": "2026-0007 · Goods on the pavement · 3 Fuzhou Road · due 17:27",
        "icon": "file-plus",
        "tone": "accent",
        "effect": "open",
        "lon": 121.48,
        "lat": 31.23,
        "level": None,
    }


def test_a_part_with_an_empty_field_is_left_out() -> None:
    item = render("cases.filed", FILED | {"due_at": None, "place_zh": "", "place_en": ""})
    assert item["detail_zh"] == "2026-0007 · 店外经营"
    assert item["detail_en"].endswith("0007 · Goods on the pavement")


def test_what_was_told_without_english_is_told_in_chinese() -> None:
    item = render("cases.filed", FILED | {"due_at": None, "matter_en": None})
    assert item["detail_en"] == "2026-0007 · 店外经营 · 3 Fuzhou Road"


def test_another_day_shows_its_date() -> None:
    item = render("cases.filed", FILED | {"due_at": "2026-11-23T01:00:00+00:00"})
    assert str(item["detail_zh"]).endswith("11-23 09:00 到期")


def test_level_gives_tone_and_word() -> None:
    item = render("sensing.warning_opened", FILED | {"level": "red", "device_code": "QX-031"})
    assert (item["tone"], item["level"], item["text_zh"]) == ("red", "red", "红色预警：店外经营")
    assert render("sensing.warning_opened", FILED | {"level": ""})["tone"] == "accent"


@pytest.mark.parametrize(("before", "effect"), [("open", "close"), ("confirmed", "change"), ("?", None)])
def test_an_effect_may_hang_on_a_field(before: str, effect: str | None) -> None:
    assert render("sensing.warning_cleared", FILED | {"before": before})["effect"] == effect


def test_a_kind_without_template_is_not_shown() -> None:
    assert catalogue().item(Happening("1.1", AT, "people.signed_in", "user:1", {})) is None


def test_a_personal_field_in_a_template_is_masked_without_a_purpose() -> None:
    words = parse(
        '[test.said]\nicon = "x"\ntone = "ok"\ntext = { zh = "说：{note}", en = "Said: {note}" }\n'
        'detail = { zh = ["{note:word}"], en = [] }'
    )
    event = Happening("1.1", AT, "test.said", "case:1", {"note": "张三"}, ["note"])
    masked, open_ = words.item(event), words.item(event, masked=False)
    assert masked is not None
    assert open_ is not None
    assert (masked["text_zh"], masked["detail_zh"], open_["text_zh"]) == ("说：••", "••", "说：张三")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('tone = "pink"', "tone"),
        ('effect = "explode"', "effect"),
        ('text = { zh = "只有中文" }', "text"),
        ('icon = ""', "icon"),
    ],
)
def test_a_faulty_template_says_what_is_wrong(line: str, complaint: str) -> None:
    good = {
        "icon": 'icon = "x"',
        "tone": 'tone = "ok"',
        "text": 'text = { zh = "x", en = "x" }',
        "detail": "detail = { zh = [], en = [] }",
    }
    lines = "\n".join((good | {line.split(" ", maxsplit=1)[0]: line}).values())
    with pytest.raises(ValueError, match=f"test.said.*{complaint}"):
        parse("[test.said]\n" + lines)


def test_every_template_belongs_to_an_event_and_names_its_fields() -> None:
    from string import Formatter

    import weige.cases.events  # both define the kinds
    import weige.sensing.events  # noqa: F401

    for kind, template in catalogue().templates.items():
        fields = {name for base in REGISTRY[kind].__mro__ for name in getattr(base, "__annotations__", {})}
        named = [*template.text.values(), *(part for parts in template.detail.values() for part in parts)]
        used = {field for text in named for _, field, _, _ in Formatter().parse(text) if field}
        assert used <= fields, f"{kind}: no such field {used - fields}"
        assert not used & set(REGISTRY[kind].PERSONAL), f"{kind}: personal data on the wall"
