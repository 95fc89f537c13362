"""The weekly rota edited at the back office: looked at first, written from tomorrow on, taken back."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cases.town import LOCAL, Town, body
from weige.people.models import Shift, ShiftPattern
from weige.people.services.roster import extend_roster

ROTA = "/api/office/tables/rota"


def told(town: Town, key: str, **values: Any) -> dict[str, Any]:
    answer = town.client_for("duty").post(f"{ROTA}/preview", json={"key": key, "values": values})
    return {one["code"]: one for one in body(answer)["effects"]}


def shifts() -> set[tuple[str, str]]:
    """Start and end on the street's clock of the standing shifts of worker-L01."""
    rows = Shift.objects.filter(post__code="worker-L01")
    return {
        (f"{one.start.astimezone(LOCAL):%m-%d %H:%M}", f"{one.end.astimezone(LOCAL):%H:%M}") for one in rows
    }


@pytest.fixture
def line(town: Town) -> str:
    """The worker's line, every day 08:00–20:00; now is Friday 2026-11-20 15:22."""
    extend_roster(now=town.clock.now)
    return str(ShiftPattern.objects.get(post__code="worker-L01").pk)


def test_an_edit_does_what_was_said_from_tomorrow_on_and_is_undone(town: Town, line: str) -> None:
    duty, path = town.client_for("duty"), f"{ROTA}/rows/{line}"
    by_hand = Shift.objects.get(post__code="worker-L01", start__date="2026-11-22")
    moved = {"values": {"end": "2026-11-22T19:00"}}
    body(duty.put(f"/api/office/tables/roster/rows/{by_hand.pk}", json=moved))
    before = shifts()
    row = body(duty.get(path))
    assert (row["values"]["start"], row["values"]["end"], row["version"]) == ("08:00", "20:00", 0)
    edit = {"weekdays": ["1", "2", "3", "4", "5"]}
    seen = told(town, line, **edit)
    assert "rota_comes" not in seen
    going = {one["text_zh"] for one in seen["rota_goes"]["items"]}
    assert "11-21 08:00–20:00" in going, "Saturday"
    assert "11-22 08:00–19:00" not in going, "Sunday was changed by hand"
    assert seen["rota_kept"]["items"][0]["text_zh"] == "11-22 08:00–19:00"
    assert {"office_roster_warnings_empty", "office_roster_warnings"} & set(seen), "whom warnings reach then"
    assert "office_roster_rules" in seen, "and cases"
    assert shifts() == before, "a look writes nothing"

    body(duty.put(path, json={"values": edit, "version": 0, "note": "周末另排"}))
    gone = before - shifts()
    assert f"{len(gone)} 班" in seen["rota_goes"]["text_zh"]
    assert {f"{start}–{end}" for start, end in gone} >= going
    assert ("11-22 08:00", "19:00") in shifts()
    assert extend_roster(now=town.clock.now) == 0, "the writer of every few minutes brings none of them back"
    assert duty.put(path, json={"values": {"end": "19:00"}, "version": 0}).status_code == 409

    body(duty.post(f"{path}/restore", json={"no": 0}))
    assert shifts() == before
    past = body(duty.get(f"{path}/versions"))["items"]
    assert [(one["no"], one["note"], one["restores"]) for one in past] == [(2, "", 0), (1, "周末另排", None)]


def test_another_time_leaves_today_as_it_was_written(town: Town, line: str) -> None:
    duty, path = town.client_for("duty"), f"{ROTA}/rows/{line}"
    today = {one for one in shifts() if one[0] <= "11-20 23:59"}
    later = told(town, line, end="21:00")
    assert later["rota_alters"]["items"][0]["text_zh"] == "11-21 08:00–20:00 → 11-21 08:00–21:00"
    body(duty.put(path, json={"values": {"start": "09:00", "end": "21:00"}}))
    assert extend_roster(now=town.clock.now) == 0, "today has its shift of the old line, not two"
    now = shifts()
    assert {one for one in now if one[0] <= "11-20 23:59"} == today
    assert ("11-21 09:00", "21:00") in now
    assert ("11-21 08:00", "20:00") not in now
    body(duty.put(path, json={"values": {"active": False}}))
    assert body(duty.get(path))["off"] is True
    assert shifts() == today
    assert extend_roster(now=town.clock.now + timedelta(days=3)) > 0, "of the other lines"
    assert shifts() == today


def test_gaps_doubles_and_clashes_are_said_before_saving(town: Town, line: str) -> None:
    ShiftPattern.objects.filter(post__role__code="grid_worker").exclude(pk=line).delete()
    Shift.objects.filter(post__role__code="grid_worker").exclude(post__code="worker-L01").delete()
    gap = told(town, line, end="12:00")
    assert gap["rota_unmanned"]["tone"] == "warn"
    assert gap["rota_unmanned"]["items"][0]["text_zh"] == "11-21 12:00–20:00"
    new = {"weekdays": ["6"], "start": "09:00", "end": "11:00"}
    twice = told(town, "", post="worker-L01", area="L02", **new)
    assert twice["roster_post_twice"]["items"][0]["text_zh"].startswith("11-21 09:00–11:00")
    double = told(town, "", post="worker-L02", area="L01", **new)
    assert double["roster_doubled"]["items"][0]["text_zh"].startswith("11-21 09:00–11:00")
    values = {"post": "worker-L02"} | new
    made = body(town.client_for("duty").post(f"{ROTA}/rows", json={"values": values}), 201)
    assert made["values"]["area"] == "L02", "none said: the post's own"
    assert Shift.objects.filter(post__code="worker-L02", start__date="2026-11-28").exists()


def test_what_is_wrong_stands_at_its_field_and_strangers_see_nothing(town: Town, line: str) -> None:
    duty = town.client_for("duty")
    values = body(duty.get(f"{ROTA}/rows/{line}"))["values"]
    for key, wrong, field in (
        (line, {"start": "25:00"}, "values.start"),
        (line, {"weekdays": []}, "values.weekdays"),
        (line, {"weekdays": ["8"]}, "values.weekdays"),
        (line, {"post": "nobody"}, "values.post"),
        (line, {"area": "X"}, "values.area"),
        (line, {"station": "X"}, "values.station"),
        ("", values, "values.start"),
    ):
        answer = duty.post(f"{ROTA}/preview", json={"key": key, "values": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert duty.get(f"{ROTA}/rows/abc").status_code == 404
    for name in ("resident", "worker01"):
        edit = {"values": {"end": "12:00"}}
        assert town.client_for(name).put(f"{ROTA}/rows/{line}", json=edit).status_code in (403, 404)
    assert town.client_for("resident").get(ROTA).status_code == 404
    assert ShiftPattern.objects.get(pk=line).minutes == 720
