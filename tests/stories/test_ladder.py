"""Nobody answers: the ladder climbs until somebody has seen it. And a silence that ends."""

from datetime import timedelta

import pytest

from tests.cases.town import body
from tests.stories.corner import Corner
from weige.messaging.models import Notice
from weige.people.models import Shift
from weige.sensing.services import announce, climb
from weige.territory.models import Area

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def roster(corner: Corner) -> None:
    Shift.objects.all().delete()
    for name, code in [("duty", "310101999"), ("worker01", "L01")]:
        start, end = corner.clock.now - timedelta(hours=1), corner.clock.now + timedelta(hours=9)
        Shift.objects.create(
            post=corner.cast[name].post, area=Area.objects.get(code=code), start=start, end=end
        )


def rung(corner: Corner, name: str) -> list[str]:
    """Calls and text messages to a post, oldest first."""
    rows = Notice.objects.filter(post=corner.cast[name].post).exclude(channel="in_app").order_by("pk")
    return [f"{row.channel} {row.template}" for row in rows]


def pass_time(corner: Corner, minutes: int) -> None:
    """The worker process at work for so long, a turn a minute."""
    for _ in range(minutes):
        corner.clock.on(minutes=1)
        announce(now=corner.clock.now)
        climb(now=corner.clock.now)


def test_acknowledgement_stops_the_ladder(corner: Corner) -> None:
    # The house leans beyond its limit for ten minutes: red.
    corner.house_leans(*[7.4] * 8)
    (warning,) = corner.warnings(level="red")
    assert rung(corner, "duty") == ["phone warning_call"]
    assert "红色预警" in corner.notices("duty")[0]

    # Five minutes later nobody has answered: it rings again, and at the dispatcher's too.
    pass_time(corner, 6)
    assert rung(corner, "duty") == ["phone warning_call", "phone warning_unseen"]
    assert rung(corner, "dispatcher") == ["phone warning_unseen"]
    assert rung(corner, "chief") == []

    # The dispatcher has seen it. The chief's telephone stays quiet.
    card = corner.judge("dispatcher", warning, "acknowledge")
    assert (card["phase"], card["group"]["next_at"]) == ("acknowledged", None)
    pass_time(corner, 60)
    assert rung(corner, "chief") == []
    assert corner.judge("duty", warning, "acknowledge", status=409)["code"] == "warning_seen"

    # The card says who was told, when and by what.
    told = {one["zh"]: [by["channel"] for by in one["by"]] for one in card["explain"]["told"]}
    post = corner.cast["duty"].post
    assert post
    assert told[post.name_zh][:2] == ["in_app", "phone"]


def test_the_card_tells_the_warnings_course(corner: Corner) -> None:
    """Its level alone told nothing of a warning that had been red an hour ago and was yellow now."""
    corner.house_leans(*[4.5] * 8)
    (warning,) = corner.warnings(level="yellow")
    corner.house_leans(*[7.4] * 8)
    corner.judge("dispatcher", warning, "acknowledge")
    corner.house_leans(*[4.5] * 20)
    course = corner.warning("duty", warning)["explain"]["course"]
    told = [one["zh"] for one in course]
    assert told[0] == "开始：黄色"
    assert told.index("升为红色") < told.index("有人已看到") < told.index("降为黄色")
    assert "系统确认" in told
    assert [one["level"] for one in course][-1] == "yellow"
    assert [one["at"] for one in course] == sorted(one["at"] for one in course)


def test_a_silence_with_an_end(corner: Corner) -> None:
    # 15:22 Scaffolding goes up before the shop until 15:52; the duty officer says so, with a reason.
    end = (corner.clock.now + timedelta(minutes=30)).isoformat()
    asked = {"place": "shop:S-1", "reason": "搭脚手架，已报备", "end": end}
    client = corner.town.client_for("duty")
    silence = body(client.post("/api/silences", json=asked), 201)
    assert (
        body(client.post("/api/silences", json=asked | {"reason": ""}), 422)["errors"][0]["field"] == "reason"
    )

    # The camera warns as always; the warning is there, its notice is not, and it says why.
    corner.goods_seen(until="15:40")
    (warning,) = corner.warnings(state="open")
    assert corner.notices("duty") == corner.notices("worker01") == []
    (held,) = corner.warning("duty", warning)["explain"]["held"]
    assert (held["what"], held["why"]) == ("notice", "silence")
    assert "搭脚手架，已报备" in held["zh"]
    assert body(client.get(f"/api/silences/{silence['id']}"))["held"] == 1

    # 15:52 The silence is over and the goods still stand there: now it is told.
    corner.clock.on(minutes=1)
    corner.goods_seen(until="15:52")
    pass_time(corner, 1)
    assert len(corner.notices("duty")) == 1
    assert body(client.get(f"/api/silences/{silence['id']}"))["state"] == "over"


def test_false_alarms_lower_a_camera_s_weight(corner: Corner) -> None:
    from weige.sensing.services import weigh

    # Day after day the camera takes deliveries for goods on the pavement, and people say so.
    for _ in range(20):
        start = corner.clock.now
        corner.goods_seen(until=(start + timedelta(hours=8, minutes=6)).strftime("%H:%M"))
        (warning,) = corner.warnings(state="open")
        corner.judge("duty", warning, "dismiss", reason_code="passing", note="送货")
        corner.clock.on(minutes=1)
        for _ in range(6):
            corner.signal("CAM-1", "heartbeat")
            corner.clock.on(minutes=1)
        corner.clock.on(minutes=2)
    weigh(now=corner.clock.now)
    corner.deliver()

    # Its word has lost weight, with counts and an interval, and its next warning says so and waits behind others.
    client = corner.town.client_for("duty")
    camera = body(client.get("/api/devices/CAM-1"))
    (weight,) = body(client.get(f"/api/devices/{camera['id']}/weights"))["items"]
    assert (weight["right"], weight["wrong"], weight["share"]) == (0, 20, 0.0)
    assert weight["high"] < 0.2
    assert weight["doubted_at"] is not None
    corner.goods_seen(until=(corner.clock.now + timedelta(hours=8, minutes=6)).strftime("%H:%M"))
    (warning,) = corner.warnings(state="open")
    assert warning["doubted"]

    # The lens was cleaned: the administrator says so, and the camera counts anew.
    path = f"/api/devices/{camera['id']}/weights/goods-on-pavement/restart"
    assert (
        body(corner.town.client_for("admin").post(path, json={"reason": "镜头已擦洗"}))["items"][0][
            "doubted_at"
        ]
        is None
    )
