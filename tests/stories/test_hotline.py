"""12345 工单: in by API and workbook, contacted, dispatched, handled, replied, re-visited; again or settled."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from tests.cases.town import IN_L01, Town, body, wall
from tests.stories.corner import Corner
from weige.cases.services.hotline_steps import sweep_orders

ORDER = {
    "number": "12345-2026-118",
    "kind": "complaint",
    "text": "花语门口堆货挡路，联系我 13812345678",
    "caller_name": "周晓岚",
    "caller_phone": "13812345678",
    "address": "示范路 1 号",
}


def send(town: Town, by: str = "hotline", status: int = 201, **said: Any) -> Any:
    return body(town.client_for(by).post("/api/hotline/orders", json=ORDER | said), status)


def step(town: Town, by: str, order: Any, code: str, status: int = 200, **given: Any) -> Any:
    path = f"/api/hotline/orders/{order['id']}"
    version = body(town.client_for("duty").get(path))["version"]
    return body(town.client_for(by).post(f"{path}/steps/{code}", json={"version": version} | given), status)


def handled(town: Town, order: Any) -> Any:
    """The order's case goes through the desk to the worker of the segment, who puts it right."""
    case = order["case"]
    town.move("dispatcher", case, "accept")
    town.move("dispatcher", case, "file", matter="09005", condition_no=1)
    town.move("dispatcher", case, "dispatch", post="worker-L01")
    town.move("worker01", case, "start")
    town.photo("worker01", case)
    return town.move("worker01", case, "finish", outcome="solved")


def test_an_order_from_call_to_second_round(corner: Corner) -> None:
    town = corner.town
    order = send(town)
    assert order["place_why"] == "address", "shop S-1 stands at the address that was said"
    assert (order["caller"], order["phone"]) == ("周**", "138****5678")
    assert "13812345678" not in order["text"], "nor does the number stand in what everybody reads"
    assert wall(order["contact_clock"]["due_at"]) == "2026-11-23 15:22", "one working day: Friday to Monday"
    assert wall(order["clock"]["due_at"]) == "2026-11-27 15:22", "a complaint: five working days"
    assert send(town, status=200)["case"]["number"] == order["case"]["number"], "sent again: nothing new"
    assert body(town.client_for("dispatcher").get("/api/cases", {"q": "2026-118"}))["items"], (
        "found by its number"
    )

    town.clock.at("2026-11-20 16:00")
    order = step(town, "dispatcher", order, "contact", reached=False, how="phone")
    assert order["state"] == "arrived", "an attempt"
    order = step(town, "dispatcher", order, "contact", reached=True, how="phone")
    assert order["contact_clock"]["stopped"]
    assert order["contact_late_since"] is None

    refused = step(town, "dispatcher", order, "reply", status=422, outcome="solved", text="已清")
    assert refused["errors"][0]["message"] == "案件还没有处置完成，不能回复「实际解决」"
    handled(town, order)
    order = step(town, "worker01", order, "reply", outcome="solved", text="商户已当场收回，电话告知来电人")
    assert order["state"] == "replied"
    assert order["clock"]["stopped"]

    town.clock.at("2026-11-23 10:00")
    assert step(town, "worker01", order, "revisit", status=403, reached=True)["code"] == "not_your_move"
    order = step(town, "supervisor", order, "revisit", reached=False)
    assert order["state"] == "replied", "not reached: to be tried again, and never counted as an answer"
    order = step(
        town, "supervisor", order, "revisit", reached=True, solved=False, satisfaction="dissatisfied"
    )
    assert order["state"] == "disputed"

    order = step(town, "supervisor", order, "rework", text="货又摆出来了")
    assert (order["rounds"], order["state"]) == (2, "contacted")
    assert wall(order["clock"]["due_at"]) == "2026-11-26 10:00", "done again: three working days"
    assert town.read("duty", order["case"])["state"] == "rework", "the case was still being checked"
    kinds = [item["kind"] for item in town.read("duty", order["case"])["timeline"]]
    assert kinds.count("cases.hotline_step") == 7


def test_not_satisfied_after_the_end_a_new_case_or_a_signed_reason(corner: Corner) -> None:
    town = corner.town
    order = send(town)
    step(town, "dispatcher", order, "contact", reached=True, how="site")
    case = handled(town, order)
    town.move("supervisor", case, "pass_check")
    town.move("supervisor", case, "close", condition_met=True)
    step(town, "dispatcher", order, "reply", outcome="solved", text="已收回")
    unhappy = {"reached": True, "solved": True, "satisfaction": "dissatisfied"}
    step(town, "duty", order, "revisit", **unhappy)
    order = step(town, "duty", order, "rework", text="要求天天看着")
    assert order["case"]["id"] != case["id"], "what has ended is not opened again"
    assert [one["number"] for one in order["rounds_in"]] == [case["number"], order["case"]["number"]]
    step(town, "dispatcher", order, "reply", outcome="excessive", text="已说明巡查频次")
    step(town, "duty", order, "revisit", **unhappy)
    assert step(town, "duty", order, "settle", status=422, text=" ")["errors"][0]["field"] == "text"
    order = step(town, "duty", order, "settle", text="诉求超出巡查职责，已两次当面说明")
    assert order["state"] == "done"
    assert order["settled_because"].startswith("诉求超出")


def test_the_caller_is_seen_for_a_purpose_and_the_look_is_kept(corner: Corner) -> None:
    order = send(corner.town)
    path = f"/api/hotline/orders/{order['id']}"
    client = corner.town.client_for("dispatcher")
    assert body(client.get(path))["masked"]
    opened = body(client.get(path, headers={"X-Purpose": "first contact"}))
    assert opened["phone"] == "13812345678"
    kinds = [item["kind"] for item in corner.town.read("duty", order["case"])["timeline"]]
    assert "people.personal_data_seen" in kinds
    assert corner.town.client_for("works").get(path).status_code == 404, "not his"


@pytest.mark.django_db(transaction=True)
def test_late_orders_are_told_once(corner: Corner) -> None:
    order = send(corner.town)
    corner.town.clock.at("2026-11-23 15:23")
    assert sweep_orders(now=corner.clock.now) == 1
    assert sweep_orders(now=corner.clock.now) == 0
    corner.deliver()
    assert any("先行联系" in text and ORDER["number"] in text for text in corner.notices("duty"))
    late = body(corner.town.client_for("duty").get("/api/hotline/orders", {"late": "true"}))
    assert [row["id"] for row in late["items"]] == [order["id"]]
    assert late["figures"]["late"] == 1
    none = body(corner.town.client_for("duty").get("/api/hotline/orders", {"q": "no such words"}))
    assert not any(none["figures"].values()), "the numbers are those of what is looked for"


def workbook(*rows: list[Any]) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        [
            "工单编号",
            "工单类型",
            "诉求内容",
            "来电人",
            "联系电话",
            "地址",
            "事项代码",
            "来电时间",
            "经度",
            "纬度",
        ]
    )
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("orders.xlsx", out.getvalue())


def test_a_workbook_row_by_row(corner: Corner) -> None:
    """Good rows are taken, wrong ones named by row and column; the second time everything is known."""
    client = corner.town.client_for("dispatcher")
    lon, lat = IN_L01["lon"], IN_L01["lat"]
    rows = [
        ["A-1", "咨询", "问垃圾投放时间", "王", "13900000001", "", "", "2026-11-20 09:00", lon, lat],
        ["A-2", "投诉", "花语店外摆货", "", "", "示范路1号", "09005", "", None, None],
        ["A-3", "求助", "路灯不亮", "", "", "不知道哪里", "", "", None, None],
        ["A-4", "表扬", "谢谢", "", "", "", "", "", lon, lat],
        ["A-5", "投诉", "没有这个事项", "", "", "", "99999", "", lon, lat],
        ["A-6", "投诉", "邻街的事", "", "", "", "", "", 121.5010, 31.2310],
    ]

    def send_all(dry_run: bool) -> Any:
        path = f"/api/hotline/import?dry_run={str(dry_run).lower()}"
        return body(client.post(path, {"file": workbook(*rows)}))

    dry = send_all(True)
    assert (dry["created"], dry["unplaced"], dry["known"]) == (2, 1, 0)
    assert [(e["row"], e["column"]) for e in dry["errors"]] == [(5, "kind"), (6, "matter"), (7, "lon")]
    assert body(client.get("/api/hotline/orders"))["items"] == [], "nothing was kept"
    assert send_all(False)["created"] == 2
    again = send_all(False)
    assert (again["created"], again["known"]) == (0, 3)

    unplaced = body(client.get("/api/hotline/orders", {"state": "unplaced"}))["items"][0]
    assert unplaced["case"] is None
    placed = step(corner.town, "dispatcher", unplaced, "place", **IN_L01)
    assert placed["case"]["number"]
    assert placed["state"] == "arrived"


def test_all_faults_of_a_sheet_are_told_in_one_round(corner: Corner) -> None:
    """What a row says was only looked at once all its cells could be read."""
    rows = [
        ["A-1", "表扬", "谢谢", "", "", "", "99999", "", 121.5010, 31.2310],
        ["A-2", "投诉", "", "", "", "", "99998", "2027-01-01 09:00", None, None],
        ["A-3", "投诉", "邻街的事", "", "", "", "99997", "2027-01-01 09:00", 121.5010, 31.2310],
    ]
    path = "/api/hotline/import?dry_run=true"
    told = body(corner.town.client_for("dispatcher").post(path, {"file": workbook(*rows)}))["errors"]
    assert sorted((e["row"], e["column"]) for e in told) == [
        (2, "kind"), (2, "lon"), (2, "matter"),
        (3, "matter"), (3, "received_at"), (3, "text"),
        (4, "lon"), (4, "matter"), (4, "received_at"),
    ]  # fmt: skip


def test_template_and_limits(town: Town) -> None:
    client = town.client_for("dispatcher")
    data = client.get("/api/hotline/template.xlsx").content
    sheet = load_workbook(BytesIO(data)).active
    assert any("工单编号" in str(cell.value) for row in sheet.iter_rows() for cell in row)  # type: ignore[union-attr]
    file = SimpleUploadedFile("template.xlsx", data)
    guess = body(client.post("/api/hotline/import/headers", {"file": file}))["guess"]
    assert guess["number"] == "工单编号", "what we give out can be taken in as it is"
    tried = body(
        client.post("/api/hotline/import?dry_run=true", {"file": SimpleUploadedFile("t.xlsx", data)})
    )
    assert (tried["rows"], tried["errors"]) == (1, [])
    limits = {row["kind"]: row for row in body(client.get("/api/hotline/limits"))}
    assert (limits["complex"]["amount"], limits["complex"]["source"]) == ("15", "sourced")
    assert limits["first_contact"]["source"] == "default"
    change = {"amount": "4", "unit": "work_hour"}
    set_ = body(town.client_for("admin").put("/api/hotline/limits/first_contact", json=change))
    assert (set_["amount"], set_["source"]) == ("4", "office")
    order = send(town, **IN_L01)
    assert wall(order["contact_clock"]["due_at"]) > "2026-11-20 16:00"
    assert order["contact_clock"]["amount"] == "4"


MAPPED = {"number": "流水号", "text": "市民诉求", "kind": "性质", "address": "发生地点"}


def sheet_of(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    """A city's own workbook: headers of its own, and a column "编号" that is not the order's number."""
    book = Workbook()
    for row in (("编号", *MAPPED.values()), *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("city.xlsx", out.getvalue())


@pytest.mark.django_db(transaction=True)
def test_a_citys_own_headers_are_mapped_once_and_remembered(corner: Corner) -> None:
    desk = corner.town.client_for("dispatcher")
    rows = [("1", "A-1", "花语门口堆货", "举报", "示范路 1 号"), ("2", "A-2", "不知在哪", "举报", "某处")]
    seen = body(desk.post("/api/hotline/import/headers", {"file": sheet_of(*rows)}))
    assert (seen["headers"][1], seen["source"]) == ("流水号", "")
    assert seen["guess"] == {"number": "编号"}, "what the usual words say is wrong here"
    assert seen["samples"][0][2] == "花语门口堆货"
    path = "/api/hotline/mappings/市热线"
    wrong = body(desk.put(path, json={"fields": {"number": "流水号", "text": "流水号", "x": "y"}}), 422)
    assert {one["code"] for one in wrong["errors"]} == {"header_twice", "unknown_hotline_field"}
    given = {"fields": MAPPED, "kinds": {"举报": "complaint"}}
    kept = body(desk.put(path, json=given))
    assert kept["version"] == 1
    body(desk.put(path, json=given), 409)
    assert body(desk.post("/api/hotline/import/headers", {"file": sheet_of(*rows)}))["source"] == "市热线"

    dry = body(
        desk.post("/api/hotline/import?dry_run=true&source=市热线", {"file": sheet_of(*rows, ("3", "", "x"))})
    )
    assert (dry["created"], dry["unplaced"], dry["ignored"]) == (1, 1, ["编号"])
    assert [(one["row"], one["code"]) for one in dry["errors"]] == [(4, "cell_required")]
    done = body(desk.post("/api/hotline/import?dry_run=false&source=市热线", {"file": sheet_of(*rows)}))
    assert [item["number"] for item in done["items"]] == ["A-1", "A-2"]
    corner.deliver()
    told = [one["text_zh"] for one in body(corner.town.client_for("duty").get("/api/notices"))["items"]]
    assert "热线工单找不到位置：A-2 等 1 件待定位，时限已在走" in told
    lost = body(desk.get("/api/hotline/orders?state=unplaced"))["items"]
    assert [one["number"] for one in lost] == ["A-2"]
    (edit,) = body(desk.get(f"{path}/history"))["items"]
    assert edit["after"]["kinds"] == {"举报": "complaint"}
    with CaptureQueriesContext(connection) as counted:
        assert len(body(desk.get("/api/hotline/orders"))["items"]) == 2
    assert len(counted) <= 8, "signing in, the list, its figures: no more with more orders"


@pytest.mark.django_db(transaction=True)
def test_the_headers_of_a_source_are_looked_at_first_and_an_earlier_state_comes_back(corner: Corner) -> None:
    desk, path = corner.town.client_for("dispatcher"), "/api/office/tables/hotline_headers"
    given = {"fields": MAPPED, "kinds": {"举报": "complaint"}}
    body(desk.put("/api/hotline/mappings/市热线", json=given))
    row = body(desk.get(f"{path}/rows/市热线"))
    assert (row["values"]["number"], row["values"]["kind_complaint"]) == (MAPPED["number"], ["举报"])

    def told(**values: Any) -> dict[str, Any]:
        seen = body(desk.post(f"{path}/preview", json={"key": values.pop("key", ""), "values": values}))
        return {one["code"]: one for one in seen["effects"]}

    seen = told(key="市热线", course="处理经过")
    assert {"hotline_map_later", "hotline_map_without"} == seen.keys()
    assert "hotline_map_alike" in told(source="区热线", number=MAPPED["number"], text=MAPPED["text"])
    done = desk.put(
        f"{path}/rows/市热线", json={"values": {"course": "处理经过", "kind_complaint": []}, "version": 1}
    )
    assert body(done)["version"] == 2
    assert body(desk.get("/api/hotline/mappings"))["items"][0]["kinds"] == {}
    back = body(desk.post(f"{path}/rows/市热线/restore", json={"no": 1}))
    assert (back["values"], back["version"]) == (row["values"], 3)
    assert body(desk.get("/api/hotline/mappings"))["items"][0]["kinds"] == {"举报": "complaint"}
    for values, field in (
        ({"text": MAPPED["number"]}, "text"),
        ({"number": ""}, "number"),
        ({"kind_request": ["举报"]}, "kind_complaint"),
        ({"nonsense": "x"}, "nonsense"),
    ):
        for answer in (
            desk.post(f"{path}/preview", json={"key": "市热线", "values": values}),
            desk.put(f"{path}/rows/市热线", json={"values": values}),
        ):
            assert body(answer, 422)["errors"][0]["field"] == f"values.{field}"
    new = {"source": "市热线", "number": "n", "text": "t"}
    assert body(desk.post(f"{path}/rows", json={"values": new}), 422)["errors"][0]["field"] == "values.source"
    days = "/api/office/tables/hotline_day_headers"
    days_new = {"source": "话务", "day": "d", "calls": "a", "connected": "b", "answered": "c"}
    assert body(desk.post(f"{days}/rows", json={"values": days_new}), 201)["version"] == 1
    assert corner.town.client_for("resident").get(path).status_code == 404
