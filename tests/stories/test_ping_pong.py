"""Ping-pong: three units send one case round; the third return takes it up by itself, and then nobody returns it."""

import pytest

from tests.cases.town import Town
from tests.stories.corner import Corner
from weige.cases.services.sweeping import sweep

ROUND = {"standard": "not_here", "reason": "不在本路段", "clause": "路段划分表"}


def bounced(town: Town, corner: Corner) -> dict[str, object]:
    """Sent to L01, to L02, to the squad: each says that it is another's."""
    case = town.dispatched()
    case = town.back("worker01", case, to="worker-L02")
    case = town.move("dispatcher", case, "dispatch", post="worker-L02")
    case = town.move("worker02", case, "return", post="squad-C1", **ROUND)
    case = town.move("dispatcher", case, "dispatch", post="squad-C1")
    corner.deliver()
    case = corner.move("squad1", case, "return", post="worker-L01", **ROUND)
    assert case["returns"] == 3
    return case


@pytest.mark.django_db(transaction=True)
def test_the_third_return_goes_up_one_level_by_itself(corner: Corner) -> None:
    town = corner.town
    case = bounced(town, corner)
    assert any("已退回 3 次，请指定承办单位" in text for text in corner.notices("duty"))
    assert not any("已退回 3 次" in text for text in corner.notices("dispatcher"))

    page = town.read("duty", case)
    assert page["raised"] == 1
    assert [(hand["unit_zh"], hand["left"], hand["to_zh"]) for hand in page["passing"]] == [
        (hand["unit_zh"], "returned", hand["to_zh"]) for hand in page["passing"]
    ]
    assert [hand["said"] for hand in page["passing"]] == ["不在本路段"] * 3
    assert page["passing"][0]["until"] is not None

    action = town.actions("dispatcher", case)["dispatch"]
    assert action["allowed"] is False
    assert action["missing"][0]["text_zh"] == "已退回三次，由协调席指定承办单位"
    town.move("dispatcher", case, "dispatch", status=422, post="worker-L01")
    town.move("dispatcher", case, "designate", status=403, post="worker-L01", reason="属地在 L01")

    case = corner.move("duty", case, "designate", post="worker-L01", reason="按门牌在 L01")
    assert case["state"] == "dispatched"
    assert any("指定承办" in text for text in corner.notices("worker01"))
    assert {"return", "propose_transfer"} & {
        move for move, action in town.actions("worker01", case).items() if action["allowed"]
    } == set()
    refused = town.move("worker01", case, "propose_transfer", status=422, post="worker-L02", **ROUND)
    assert {error["code"] for error in refused["errors"]} == {"guard_not_designated"}
    assert town.read("duty", case)["passing"][-1]["how"] == "designate"


@pytest.mark.django_db(transaction=True)
def test_when_the_coordinator_does_not_name_a_unit_in_time_the_chief_hears_of_it(corner: Corner) -> None:
    town = corner.town
    case = bounced(town, corner)
    town.clock.on(minutes=30)
    sweep(now=town.clock.now)
    corner.deliver()
    assert town.read("chief", case)["raised"] == 2
    assert any("仍无承办单位" in text for text in corner.notices("chief"))
    assert (
        town.move("chief", case, "designate", department="works", reason="由市政中心牵头")["state"]
        == "dispatched"
    )
