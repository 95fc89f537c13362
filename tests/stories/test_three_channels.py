"""Z2: camera, hotline and a resident tell of the same goods on the pavement: one case, three sources, all told."""

import pytest

from tests.cases.town import IN_L01, body
from tests.stories.corner import Corner
from weige.cases.models import Case, snapshot
from weige.cases.rules.replay import fold
from weige.kernel import log

pytestmark = pytest.mark.django_db(transaction=True)
METRE = 1 / 111_320
BESIDE = {"lon": IN_L01["lon"], "lat": IN_L01["lat"] + 8 * METRE}


def seen_by_camera(corner: Corner) -> dict[str, object]:
    """15:28: a confirmed warning has become a case of the worker of the segment."""
    corner.goods_seen(until="15:28")
    (warning,) = corner.warnings()
    corner.judge("duty", warning, "confirm")
    (case,) = corner.cases("duty", open=True)
    return case  # type: ignore[no-any-return]


def test_one_case_with_three_sources_and_everybody_is_told(corner: Corner) -> None:
    town, case = corner.town, seen_by_camera(corner)

    # 15:34 A caller complains to the hotline. The desk types it in; the system sees that it is there already.
    corner.clock.at("2026-11-20 15:34")
    called = town.report(
        "dispatcher", source="hotline", text="花语花店货物摆到人行道上", shop="S-1", **BESIDE
    )
    corner.deliver()
    gone = town.read("dispatcher", called)
    assert (gone["state"], gone["merged_into"]) == ("merged", case["id"])
    assert (
        "同一店铺" in next(line for line in gone["timeline"] if line["kind"] == "cases.merged")["detail_zh"]
    )

    # 15:40 A resident opens her phone there. She is asked whether it is this one, without a word of the others.
    corner.clock.at("2026-11-20 15:40")
    phone = town.client_for("resident")
    (known,) = body(phone.get("/api/cases/known", BESIDE | {"text": "花店的货物摆到人行道上，过不去"}))[
        "items"
    ]
    assert known["id"] == case["id"]
    assert known["matter"]["code"] == "09005"
    assert "花语花店" not in str(known)
    hers = town.report("resident", status=200, text="轮椅过不去", matter="", attach_to=case["id"], **BESIDE)
    assert hers["id"] == case["id"]
    corner.deliver()
    seen = town.read("resident", case)
    assert [report["text"] for report in seen["reports_in"] if report["text"]] == ["轮椅过不去"]

    # Everything that came in stays visible on the one case: who by, what was said, the pictures, the warning.
    told = body(town.client_for("dispatcher").get(f"/api/cases/{case['id']}/sources"))["items"]
    assert [group["source"] for group in told] == ["camera", "hotline"]
    assert told[0]["warning_id"]
    assert told[0]["evidence"]
    assert [report["text"] for report in told[0]["reports"] if report["text"]] == ["轮椅过不去"]
    assert told[1]["number"] == called["number"]
    assert told[1]["merge"]["automatic"]
    kept = town.read("dispatcher", case)
    assert kept["sources"] == ["camera", "hotline", "resident"]
    assert kept["reports"] == 3
    assert len(corner.cases("duty", open=True)) == 1

    # 15:50 Put right, checked, closed: whoever had reported it hears of it.
    town.photo("worker01", case, "after", "blue")
    corner.move("worker01", case, "start")
    corner.move("worker01", case, "finish", outcome="solved")
    corner.move("supervisor", case, "pass_check")
    corner.move("supervisor", case, "close", condition_met=True)
    assert any("已办结" in text for text in corner.notices("resident"))
    assert any("办结，编号" in text for text in corner.notices("dispatcher"))


def test_a_wrong_merge_is_undone_with_evidence_and_clock(corner: Corner) -> None:
    town, case = corner.town, seen_by_camera(corner)

    # 15:36 A second case close by was filed by hand; somebody at the desk takes the two for one.
    corner.clock.at("2026-11-20 15:36")
    other = town.filed(by="resident", matter="06036", text="12 号门口堆了建材", **BESIDE)
    town.photo("resident", other, kind="before", colour="red")
    other = corner.move("dispatcher", other, "dispatch", post="worker-L01")
    due, stood = other["due_at"], snapshot(Case.objects.get(pk=other["id"]))
    corner.clock.at("2026-11-20 15:45")
    corner.move("dispatcher", other, "merge", into=case["id"])
    assert town.read("dispatcher", case)["sources"] == ["camera", "resident"]
    assert any("一起办" in text for text in corner.notices("resident"))

    # 16:10 On the spot it turns out that they are two. It is split off: as it stood, its limit from where it began.
    corner.clock.at("2026-11-20 16:10")
    merged = town.read("dispatcher", other)
    path, desk = f"/api/cases/{other['id']}/split", town.client_for("dispatcher")
    nameless = body(desk.post(path, json={"version": merged["version"]}), 422)
    assert nameless["errors"][0]["field"] == "reason"
    body(desk.post(path, json={"version": merged["version"] - 1, "reason": "两处"}), 409)
    body(town.client_for("resident").post(path, json={"version": merged["version"], "reason": "x"}), 403)
    body(town.client_for("stranger").post(path, json={"version": merged["version"], "reason": "x"}), 404)
    back = body(desk.post(path, json={"version": merged["version"], "reason": "不是同一处"}))
    corner.deliver()
    assert (back["state"], back["due_at"], back["evidence_count"]) == ("dispatched", due, 1)
    row = Case.objects.get(pk=other["id"])
    assert snapshot(row) == stood
    folded = fold({}, [event.payload for event in log.of(row.subject).order_by("id")])
    assert folded == {name: stood[name] for name in folded}, "the log tells the same"
    kept = town.read("dispatcher", case)
    assert (kept["sources"], kept["reports"]) == (["camera"], 1)
    assert kept["timeline"][0]["kind"] == "cases.split_off"
    assert any("恢复单独办理" in text for text in corner.notices("resident"))
    body(desk.post(path, json={"version": back["version"], "reason": "再来一次"}), 409)


def test_the_same_again_is_counted(corner: Corner) -> None:
    town = corner.town
    for day, nth in ((20, None), (23, 2), (27, 3)):
        corner.clock.at(f"2026-11-{day} 10:00")
        case = town.handled(shop="S-1")
        corner.deliver()
        corner.move("supervisor", case, "pass_check")
        corner.move("supervisor", case, "close", condition_met=True)
        said = town.read("dispatcher", case)
        assert (said["recurrence"] or {}).get("nth") == nth
    assert said["recurrence"]["of"] == "shop"
    assert any("30 天内第 3 次" in line["detail_zh"] for line in said["timeline"])


def test_how_a_matter_is_merged_is_a_row_the_office_edits(corner: Corner) -> None:
    town, admin = corner.town, corner.town.client_for("admin")
    rows = {row["key"]: row for row in body(admin.get("/api/merge-policies"))}
    assert rows["goods"]["mode"] == "auto"
    row = {name: value for name, value in rows["goods"].items() if name not in {"key", "source"}}
    low = body(admin.put("/api/merge-policies/goods", json=row | {"merge_at": 0.5, "suggest_at": 0.9}), 422)
    assert low["errors"][0]["code"] == "merge_below_suggest"
    assert body(admin.put("/api/merge-policies/goods", json=row | {"mode": "suggest"}))["source"] == "office"
    body(town.client_for("worker01").put("/api/merge-policies/goods", json=row), 404)

    # Now the system only suggests: two reports of the same goods stay two until the desk says so.
    first = town.filed(shop="S-1")
    second = town.report("dispatcher", source="hotline", shop="S-1", **BESIDE)
    corner.deliver()
    assert town.read("dispatcher", second)["state"] == "reported"
    path = f"/api/cases/{second['id']}/suggestion"
    (near,) = body(town.client_for("dispatcher").get(path))["similar"]
    assert (near["id"], near["likely"]) == (first["id"], True)
    assert near["reasons"][0]["text_zh"] == "同一店铺"
