"""Workstations, rosters edited by hand, and the end of a shift: who is on duty gets the case, and hands it over."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.cases.town import LOCAL, Town, body
from weige.people.models import Shift, StationForce
from weige.people.services.roster import extend_roster


def shift(
    town: Town, post: str, start: str, end: str, status: int = 201, by: str = "duty", **said: Any
) -> Any:
    sent = {"post": post, "start": f"{start}+08:00", "end": f"{end}+08:00"} | said
    return body(town.client_for(by).post("/api/roster", json=sent), status)


def station(town: Town) -> Any:
    said = {"code": "ST-C1", "name_zh": "商圈一工作站", "area": "C1"}
    found = body(town.client_for("duty").post("/api/stations", json=said))[0]
    force = {"department": "market", "weekdays": [1, 2, 3, 4, 5], "start": "09:00", "minutes": 480}
    return body(town.client_for("duty").post(f"/api/stations/{found['id']}/forces", json=force))[0]


def test_a_force_at_the_station_is_found_at_once(town: Town) -> None:
    here = station(town)
    assert here["forces"][0]["state"] == "missing", "Friday 15:22 is its time, and nobody is there"
    shift(town, "market", "2026-11-20T09:00", "2026-11-20T17:00", station="ST-C1")
    here = body(town.client_for("duty").get("/api/stations"))[0]
    assert here["forces"][0]["state"] == "present"
    assert here["forces"][0]["posts"][0]["holders"][0]["name_zh"] == "余佩珊"
    assert (
        body(town.client_for("duty").get("/api/stations?at=2026-11-22T02:00:00Z"))[0]["forces"][0]["state"]
        == "off"
    )

    client = town.client_for("duty")
    book = body(client.post("/api/routing/draft"))
    names = ("key", "enabled", "when", "target", "basis_zh", "basis_en")
    rules = [{name: rule[name] for name in names} for rule in book["rules"]]
    first = {
        "key": "at-station",
        "when": {"prefix": ["09005"]},
        "target": "station:market",
        "basis_zh": "工作站先到",
    }
    book = body(client.put("/api/routing/draft", json={"version": book["version"], "rules": [first, *rules]}))
    assert book["rules"][0]["fault"] is None
    assert book["rules"][0]["target_zh"] == "商圈工作站的市场监督管理所"
    body(client.post("/api/routing/draft/trial", json={"version": book["version"]}))
    body(client.post("/api/routing/draft/switch", json={"version": book["version"]}))
    case = town.filed()
    path = f"/api/cases/{case['id']}/suggestion"
    assert body(town.client_for("dispatcher").get(path))["items"][0]["post"]["code"] == "market"
    town.clock.at("2026-11-20 18:00")
    assert body(town.client_for("dispatcher").get(path))["items"][0]["post"]["code"] == "worker-L01", (
        "it has gone home"
    )


def test_a_shift_added_moved_and_cancelled(town: Town) -> None:
    made = shift(town, "squad-C1", "2026-11-21T23:00", "2026-11-22T03:00", note="夜市")
    assert made["area"]["code"] == "C1", "without a cell it is the post's own"
    assert shift(town, "squad-C1", "2026-11-21T23:00", "2026-11-22T03:00", 409)["code"] == "shift_there"
    assert shift(town, "squad-C1", "2026-11-21T23:00", "2026-11-21T22:00", 422)["errors"][0]["field"] == "end"
    assert shift(town, "nobody", "2026-11-21T08:00", "2026-11-21T09:00", 422)["errors"][0]["field"] == "post"
    assert (
        shift(town, "worker-next-door", "2026-11-21T08:00", "2026-11-21T09:00", 422)["errors"][0]["field"]
        == "post"
    )
    assert town.client_for("worker01").post("/api/roster", json={}).status_code in {404, 422}
    path = f"/api/roster/{made['id']}"
    later = {"post": "squad-C1", "start": "2026-11-22T00:00:00+08:00", "end": "2026-11-22T03:00:00+08:00"}
    assert body(town.client_for("duty").put(path, json=later))["start"] == "2026-11-21T16:00:00Z"

    today = Shift.objects.get(post__code="worker-L01", start__date="2026-11-20")
    assert town.client_for("duty").post(f"/api/roster/{today.pk}/cancel").status_code == 204
    assert extend_roster(now=town.clock.now) == 0, "the rota does not write it anew"
    case = town.filed()
    items = body(town.client_for("dispatcher").get(f"/api/cases/{case['id']}/suggestion"))["items"]
    assert items[0]["post"]["code"] == "deputy-C1", "a cancelled shift is nobody's duty"
    shift(town, "worker-L01", "2026-11-20T08:00", "2026-11-20T20:00")
    assert Shift.objects.get(pk=today.pk).cancelled_at is None, "the same shift stands again"


def test_shifts_from_a_workbook_all_or_none(town: Town) -> None:
    def sent(rows: list[list[Any]], dry_run: bool) -> Any:
        book = Workbook()
        assert book.active is not None
        for row in [["岗位编号", "网格编号", "开始", "结束", "备注"], *rows]:
            book.active.append(row)
        out = BytesIO()
        book.save(out)
        file = SimpleUploadedFile("r.xlsx", out.getvalue())
        return body(
            town.client_for("duty").post(f"/api/roster/import?dry_run={str(dry_run).lower()}", {"file": file})
        )

    good = ["worker-L01", "L02", "2026-12-01 08:00", "2026-12-01 16:00", "支援"]
    bad = ["worker-L01", "L99", "2026-12-02 08:00", "2026-12-02 16:00", ""]
    told = sent([good, bad], False)
    assert not told["written"]
    assert [(e["row"], e["column"], e["message"]) for e in told["errors"]] == [
        (3, "area", "没有这个网格：L99")
    ]
    assert not Shift.objects.filter(note="支援").exists()
    assert not sent([good], True)["written"]
    assert sent([good], False)["written"]
    assert sent([good], False)["written"], "the same again changes nothing"
    row = Shift.objects.get(note="支援")
    assert row.start.astimezone(LOCAL).hour == 8


def mine(town: Town, by: str) -> Any:
    return body(town.client_for(by).get("/api/handovers/mine"))


def test_the_end_of_a_shift(town: Town) -> None:
    """worker01 has two tasks at 19:50; the night patrol accepts; what was finished meanwhile stays."""
    first, second = town.dispatched(text="一"), town.handling(text="二")
    town.clock.at("2026-11-20 19:50")
    seen = mine(town, "worker01")
    assert {task["number"] for task in seen["tasks"]} == {first["number"], second["number"]}
    after = [post["code"] for post in seen["next"]]
    assert after[:2] == ["deputy-C1", "patrol-night"], (
        "on duty for this place when the shift is over, nearest first"
    )
    offer = {"to": "patrol-night", "note": "花语门口再看一眼"}
    made = body(town.client_for("worker01").post("/api/handovers", json=offer), 201)
    assert (
        body(town.client_for("worker01").post("/api/handovers", json=offer), 409)["code"] == "hand_over_open"
    )
    assert town.read("worker01", first)["handler_post"]["code"] == "worker-L01", (
        "until it is accepted nothing moves"
    )

    town.photo("worker01", second)
    town.move("worker01", second, "finish", outcome="solved")
    path = f"/api/handovers/{made['id']}"
    assert town.client_for("worker01").post(f"{path}/accept", json={}).status_code == 403, "not the giver"
    assert mine(town, "patrol_night")["to_me"][0]["note"] == "花语门口再看一眼"
    refused = body(town.client_for("patrol_night").post(f"{path}/decline", json={}), 422)
    assert refused["errors"][0]["field"] == "reason"
    done = body(town.client_for("patrol_night").post(f"{path}/accept", json={}))
    assert (done["state"], done["moved"]) == ("accepted", [first["number"]])
    case = town.read("patrol_night", first)
    assert case["handler_post"]["code"] == "patrol-night"
    assert case["due_at"] == first["due_at"], "its clock runs on"
    assert case["timeline"][0]["text_zh"] == "交班移交"
    town.move("patrol_night", case, "start")
    assert (
        body(town.client_for("patrol_night").post(f"{path}/accept", json={}), 409)["code"]
        == "hand_over_settled"
    )
    assert body(town.client_for("duty").get("/api/handovers"))["items"][0]["moved"] == [first["number"]]
    assert body(town.client_for("worker02").get("/api/handovers/mine"))["to_me"] == []


def test_declined_and_withdrawn(town: Town) -> None:
    case = town.dispatched()
    made = body(town.client_for("worker01").post("/api/handovers", json={"to": "worker-L02"}), 201)
    path = f"/api/handovers/{made['id']}"
    body(town.client_for("worker02").post(f"{path}/decline", json={"reason": "我在支援别处"}))
    assert town.read("worker01", case)["handler_post"]["code"] == "worker-L01"
    made = body(town.client_for("worker01").post("/api/handovers", json={"to": "deputy-C1"}), 201)
    path = f"/api/handovers/{made['id']}"
    assert body(town.client_for("worker01").post(f"{path}/withdraw", json={}))["state"] == "withdrawn"
    assert (
        body(town.client_for("deputy1").post(f"{path}/accept", json={}), 409)["code"] == "hand_over_settled"
    )
    wrong = body(town.client_for("worker01").post("/api/handovers", json={"to": "squad-C1"}), 422)
    assert wrong["errors"][0]["field"] == "to", "another role"


ROSTER = "/api/office/tables/roster"


def told(town: Town, key: str, by: str = "duty", **values: Any) -> dict[str, Any]:
    seen = body(town.client_for(by).post(f"{ROSTER}/preview", json={"key": key, "values": values}))
    return {one["code"]: one for one in seen["effects"]}


def test_a_change_of_the_roster_is_looked_at_first_and_each_state_comes_back(town: Town) -> None:
    duty = town.client_for("duty")
    row = Shift.objects.get(post__code="worker-L01", start__date="2026-11-20")
    key = str(row.pk)
    seen = told(town, key, active=False)
    assert seen["roster_is_running"]["tone"] == "warn"
    line = seen["roster_changes"]["items"][0]["text_zh"]
    assert line.startswith("11-20 08:00–20:00")
    worker, deputy = line.split("：")[1].split(" → ")
    assert worker.count("（") == 2, "the worker, and the circle's deputy behind"
    assert worker.endswith(deputy), "and then the deputy alone"
    assert {"office_roster_rules", "office_roster_warnings", "office_roster_calls_less"} <= seen.keys()
    assert Shift.objects.filter(pk=row.pk).exists(), "a look writes nothing"

    version = body(duty.get(f"{ROSTER}/rows/{key}"))["version"]
    done = duty.put(
        f"{ROSTER}/rows/{key}", json={"values": {"active": False}, "version": version, "note": "病假"}
    )
    assert body(done)["off"] is True
    assert (
        duty.put(f"{ROSTER}/rows/{key}", json={"values": {"note": "x"}, "version": version}).status_code
        == 409
    )
    day = body(duty.get("/api/roster/changes?day=2026-11-20"))["items"]
    assert [(one["key"], one["note"], one["before"]["active"], one["after"]["active"]) for one in day] == [
        (key, "病假", True, False)
    ]
    back = duty.post(f"{ROSTER}/rows/{key}/restore", json={"no": 0})
    assert body(back)["off"] is False
    assert Shift.objects.get(pk=row.pk).cancelled_at is None
    assert len(body(duty.get("/api/roster/changes?day=2026-11-20"))["items"]) == 2
    assert town.client_for("resident").get("/api/roster/changes?day=2026-11-20").status_code == 404
    assert duty.get("/api/roster/changes?day=soon").status_code == 422


def test_a_clash_a_doubled_post_and_an_empty_time_are_said_before_saving(town: Town) -> None:
    row = Shift.objects.get(post__code="worker-L01", start__date="2026-11-21")
    when = {"start": "2026-11-21T09:00", "end": "2026-11-21T11:00"}
    seen = told(town, "", post="worker-L01", area="L02", **when)
    assert seen["roster_post_twice"]["items"][0]["text_zh"].startswith("11-21 09:00–11:00")
    assert seen["roster_changes"]["items"], "two are on duty at L02 then"
    Shift.objects.exclude(pk=row.pk).filter(post__role__code="grid_worker", start__date="2026-11-21").delete()
    Shift.objects.filter(post__role__code="grid_worker", start__date="2026-11-20", end__gt=row.start).delete()
    gone = told(town, str(row.pk), active=False)
    assert gone["roster_unmanned"]["items"][0]["text_zh"] == "11-21 08:00–20:00"
    assert "office_roster_rules_empty" in gone
    for values, field in (
        ({"post": "worker-L01", "start": "", "end": "2026-11-21T11:00"}, "values.start"),
        ({"post": "worker-L01", "start": "9999-99-99", "end": "2026-11-21T11:00"}, "values.start"),
        ({"post": "worker-L01", "start": "2026-11-21T11:00", "end": "2026-11-21T09:00"}, "values.end"),
        ({"post": "nobody", **when}, "values.post"),
        ({"post": "worker-L01", "active": False, **when}, "values.active"),
    ):
        for path in ("preview", "rows"):
            answer = town.client_for("duty").post(f"{ROSTER}/{path}", json={"values": values})
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_shift_moved_by_hand_is_not_written_anew_by_the_rota(town: Town) -> None:
    row = Shift.objects.get(post__code="worker-L01", start__date="2026-11-22")
    many = Shift.objects.count()
    path = f"{ROSTER}/rows/{row.pk}"
    moved = town.client_for("duty").put(path, json={"values": {"start": "2026-11-22T10:00"}})
    assert body(moved)["values"]["start"] == "2026-11-22T10:00"
    assert extend_roster(now=town.clock.now) == 0
    assert Shift.objects.count() == many
    assert body(town.client_for("duty").post(f"{path}/restore", json={"no": 0}))["values"]["start"].endswith(
        "08:00"
    )
    assert Shift.objects.count() == many


TABLES = "/api/office/tables"


def seen_before(town: Town, table: str, key: str, **values: Any) -> dict[str, Any]:
    answer = town.client_for("duty").post(f"{TABLES}/{table}/preview", json={"key": key, "values": values})
    return {one["code"]: one for one in body(answer)["effects"]}


def test_a_planned_force_is_looked_at_first_and_taken_out_comes_back(town: Town) -> None:
    duty, path = town.client_for("duty"), f"{TABLES}/station_forces"
    force = station(town)["forces"][0]
    key = str(force["id"])
    shift(town, "market", "2026-11-20T09:00", "2026-11-20T17:00", station="ST-C1")
    row = body(duty.get(f"{path}/rows/{key}"))
    assert (row["values"]["start"], row["values"]["end"], row["version"]) == ("09:00", "17:00", 1)
    seen = seen_before(town, "station_forces", key, seats=2)
    assert seen["station_plan"]["text_zh"] == "今后 7 天应到 5 次、40 人时 → 5 次、80 人时"
    assert seen["station_short"]["items"][0]["text_zh"] == "11-20 09:00–17:00 1/2"
    gone = seen_before(town, "station_forces", key, active=False)
    assert gone["station_last_of_unit"]["tone"] == "warn"
    assert "1 班" in gone["station_unplanned"]["text_zh"]
    assert StationForce.objects.filter(pk=key, seats=1).exists(), "a look writes nothing"

    done = duty.put(f"{path}/rows/{key}", json={"values": {"active": False}, "version": 1, "note": "撤站"})
    assert body(done)["off"] is True
    assert body(duty.get("/api/stations"))[0]["forces"] == []
    assert duty.put(f"{path}/rows/{key}", json={"values": {"seats": 2}, "version": 1}).status_code == 409
    back = body(duty.post(f"{path}/rows/{key}/restore", json={"no": 1}))
    assert (back["off"], back["values"], back["version"]) == (False, row["values"], 3)
    assert [one["id"] for one in body(duty.get("/api/stations"))[0]["forces"]] == [force["id"]]
    past = body(duty.get(f"{path}/rows/{key}/versions"))["items"]
    assert [(one["no"], one["note"], one["restores"]) for one in past] == [
        (3, "", 1),
        (2, "撤站", None),
        (1, "", None),
    ]
    for values, field in (
        ({"start": "25:00"}, "values.start"),
        ({"weekdays": []}, "values.weekdays"),
        ({"weekdays": ["8"]}, "values.weekdays"),
        ({"seats": 0}, "values.seats"),
        ({"active": False, "seats": 3}, "values.active"),
        ({"station": "elsewhere"}, "values.station"),
    ):
        for answer in (
            duty.post(f"{path}/preview", json={"key": key, "values": values}),
            duty.put(f"{path}/rows/{key}", json={"values": values}),
        ):
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    twice = row["values"] | {"seats": 4}
    assert duty.post(f"{path}/rows", json={"values": twice}).json()["errors"][0]["field"] == "values.start"
    assert town.client_for("resident").get(path).status_code == 404


def test_a_station_is_closed_after_a_look_and_opened_again(town: Town) -> None:
    duty, path = town.client_for("duty"), f"{TABLES}/stations"
    station(town)
    shift(town, "market", "2026-11-20T09:00", "2026-11-20T17:00", station="ST-C1")
    place = {"lon": "121.45", "lat": "31.22"}
    assert "station_words" in seen_before(town, "stations", "ST-C1", **place)
    body(duty.put(f"{path}/rows/ST-C1", json={"values": place, "version": 1}))
    closing = seen_before(town, "stations", "ST-C1", open=False)
    assert "1 项计划力量" in closing["station_closes"]["text_zh"]
    assert "1 班" in closing["station_closes"]["text_zh"]
    assert body(duty.put(f"{path}/rows/ST-C1", json={"values": {"open": False}, "version": 2}))["off"] is True
    assert body(duty.get("/api/stations")) == []
    back = body(duty.post(f"{path}/rows/ST-C1/restore", json={"no": 2}))
    assert (back["off"], back["values"]["lon"], back["version"]) == (False, "121.45", 4)
    assert body(duty.get("/api/stations"))[0]["lon"] == 121.45
    new = {"code": "ST-C1", "name_zh": "二站", "area": "C1"}
    for values, field in ((new, "code"), (new | {"code": "a b"}, "code"), (new | {"area": "X"}, "area")):
        for answer in (
            duty.post(f"{path}/preview", json={"key": "", "values": values}),
            duty.post(f"{path}/rows", json={"values": values}),
        ):
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, f"values.{field}")
    assert body(duty.post(f"{path}/rows", json={"values": new | {"code": "ST-2"}}), 201)["version"] == 1
