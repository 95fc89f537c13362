"""The one form of all channels: what the system fills in and why; what each channel itself knows."""

from typing import Any

from tests.cases.town import IN_L01, OUTSIDE, Town, body
from tests.stories.corner import Corner
from weige.cases.rules.sources import CHANNEL_FIELDS, SOURCES, may_claim, wrong_data


def filled(town: Town, by: str = "dispatcher", **said: Any) -> Any:
    return body(town.client_for(by).post("/api/intake/prefill", json=said))


def by_field(told: Any) -> dict[str, Any]:
    return {line["field"]: line for line in told["filled"]}


def test_place_shop_cell_and_matter_from_one_sentence(corner: Corner) -> None:
    town = corner.town
    told = filled(town, text="示范路1号花语又把货摆到店外经营了")
    lines = by_field(told)
    assert told["shop"] == "S-1"
    assert told["place"] == IN_L01
    assert lines["place"]["why_zh"] == "话里有地址「示范路 1 号」"
    assert lines["cell"]["value"] == "L01"
    assert told["matters"][0]["code"] == "09005"
    assert "店外经营" in told["matters"][0]["why_zh"]
    assert (lines["source"]["value"], lines["source"]["why_zh"]) == ("hotline", "席位默认")
    assert lines["found_at"]["text_zh"] == "现在"


def test_the_map_finds_what_stands_beside_it(corner: Corner) -> None:
    told = filled(corner.town, lon=IN_L01["lon"] + 0.00005, lat=IN_L01["lat"])
    assert told["shop"] == "S-1"
    assert by_field(told)["shop"]["why_zh"] == "离指出的位置 5 米"
    assert told["building"] == "B-1"
    assert filled(corner.town, **OUTSIDE)["outside"]
    chosen = filled(corner.town, shop="S-1")
    assert by_field(chosen)["place"]["why_zh"] == "选了这家店"


def test_two_characters_of_a_name_are_enough(corner: Corner) -> None:
    first = filled(corner.town, text="店外")["matters"][0]
    assert first["code"] == "09005"
    assert first["why_zh"] == "事项名里有这几个字：店外经营"


def test_past_reports_vote(corner: Corner) -> None:
    town = corner.town
    for text in ("窨井冒水泛到路面", "窨井又冒水"):
        town.filed(matter="06012", text=text, condition_no=1)
    first = filled(town, text="门口窨井冒水")["matters"][0]
    assert first["code"] == "06012"
    assert "2 件相似上报" in first["why_zh"]


def test_channels_of_a_post_and_their_own_fields(town: Town) -> None:
    channels = {one["source"]: one for one in filled(town)["channels"]}
    assert set(channels) == set(SOURCES) - {"camera", "sensor", "open311"}
    assert channels["leader"]["fields"][0]["required"]
    assert [one["source"] for one in filled(town, by="worker01")["channels"]] == ["patrol"]

    refused = town.report("dispatcher", 422, source="leader")
    assert [e["field"] for e in refused["errors"]] == ["data.instructed_by"]
    said = {"instructed_by": "叶主任", "answer_by": "周五"}
    case = town.report("dispatcher", source="leader", data=said, text="沿街整治")
    page = town.read("dispatcher", case)
    assert [(line["label_zh"], line["text_zh"]) for line in page["reports_in"][0]["data"]] == [
        ("交办人", "叶主任"),
        ("要求回复时间", "周五"),
    ]
    assert town.report("dispatcher", 422, source="meeting", data={"meeting": "例会", "x": "y"})["errors"]
    assert (
        town.report("dispatcher", source="meeting", data={"meeting": "第三次联席会议"})["source"] == "meeting"
    )


def test_what_a_channel_may_say() -> None:
    assert wrong_data("patrol", {}, asked=True) == []
    assert wrong_data("leader", {}, asked=False) == [], "a chief's own report names nobody else"
    assert wrong_data("resident", {"way": "fax"}, asked=True) == [("way", "unknown_channel_field")]
    assert wrong_data("other", {"origin": "x" * 201}, asked=True) == [("origin", "channel_field_long")]
    assert may_claim("chief") == ("leader",)
    assert set(CHANNEL_FIELDS) <= set(SOURCES)
