"""Cells drawn on the map: what does not fit is told with its place, what moves is counted, the day puts it in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import box
from weige.kernel import outbox, timesource
from weige.kernel.models import Event
from weige.people.models import Post
from weige.registry.models import Shop
from weige.territory.models import Area, Building, GridPlan
from weige.territory.rules.topology import Cell, flaws, new_flaws
from weige.territory.services import planning

PLANS = "/api/territory/plans"


def square(x, y, w=1.0, h=1.0):
    return box(x, y, w, h)["geometry"]


def cell(key, parent, *place):
    return Cell(key, parent, square(*place))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([cell("A", "P", 0, 0), cell("B", "P", 1, 0)], []),
        ([cell("A", "P", 0, 0, 1.2), cell("B", "P", 1, 0)], [("cell_overlap", ("A", "B"))]),
        ([cell("A", "P", 0, 0, 0.8), cell("B", "P", 1, 0)], [("cell_gap", ("P",))]),
        ([cell("A", "P", 0, 0), cell("B", "P", 1, 0, 1.5)], [("cell_outside", ("B", "P"))]),
        (
            [
                cell("A", "P", 0, 0),
                Cell(
                    "B", "P", {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
                ),
            ],
            [("cell_broken", ("B",)), ("cell_gap", ("P",))],
        ),
    ],
)
def test_what_does_not_fit_is_named(cells, told):
    found = flaws(cells, {"P": cell("P", "", 0, 0, 2)})
    assert [one.name for one in found] == told
    for one in found:
        assert one.code == "cell_broken" or (one.where and one.area_m2 > 1000)


def test_a_flaw_that_was_there_before_blocks_nobody():
    before = flaws([cell("A", "P", 0, 0, 0.8), cell("B", "P", 1, 0)], {"P": cell("P", "", 0, 0, 2)})
    larger = flaws([cell("A", "P", 0, 0, 0.7), cell("B", "P", 1, 0)], {"P": cell("P", "", 0, 0, 2)})
    assert new_flaws(before, before) == []
    assert len(new_flaws(before, larger)) == 1


def drawn(code, parent, level, *place, **more):
    return {
        "code": code, "level": level, "parent": parent, "name_zh": code, "name_en": code,
        "geometry": square(*place), "width_m": None, "ended": False, **more,
    }  # fmt: skip


@pytest.fixture
def ground(territory):
    """A house, a shop in it, near the border of L01 and L02."""
    area = territory["L02"]
    where = {"lon": 121.4822, "lat": 31.231, "cells": area.path, "leaf_cells": [area.pk]}
    Building.objects.create(
        code="b1", footprint=square(1, 0, 0.1, 0.1), height_m=9, height_source="given", **where
    )
    return Shop.objects.create(code="s1", name_zh="小店", trade="food", address="示范路 1 号", **where)


@pytest.fixture
def admin(client_for, cast):
    return client_for("admin")


def begun(admin):
    answer = admin.post(PLANS, json={"layer": "cityop", "title": "试"})
    assert answer.status_code == 201, answer.content
    return answer.json()


WIDER = [drawn("L01", "C1", "segment", 0, 0, 1.5), drawn("L02", "C1", "segment", 1.5, 0, 0.5)]


def test_a_drawing_is_tried_with_what_moves_and_where_it_does_not_fit(admin, ground):
    plan = begun(admin)
    assert {one["code"] for one in plan["grid"]} >= {"L01", "L02", "C1"}
    address = f"{PLANS}/{plan['id']}/try"
    good = admin.post(address, json={"cells": WIDER}).json()
    assert (good["flaws"], good["ready"]) == ([], True)
    moved = {one["kind"]: one for one in good["moves"]}
    assert moved["building"]["pairs"] == [{"before": "L02", "after": "L01", "n": 1}]
    assert moved["shop"]["moved"] == 1
    assert set(moved) >= {"building", "address", "premise", "shop", "device", "open_case"}
    named = {**WIDER[0], "name_zh": "一号路段", "name_en": "Segment One"}
    bad = admin.post(address, json={"cells": [named]}).json()
    assert [one["code"] for one in bad["flaws"]] == ["cell_overlap"]
    assert bad["flaws"][0]["where"]["type"] == "Polygon"
    assert "一号路段（L01）" in bad["flaws"][0]["message_zh"], "by its name, then its code"
    assert "Segment One (L01)" in bad["flaws"][0]["message_en"]
    assert GridPlan.objects.get().cells == []


def test_what_does_not_fit_is_kept_but_never_put_in_force(admin, ground):
    plan = begun(admin)
    today = str(timezone.localdate(timesource.now()))
    kept = admin.put(f"{PLANS}/{plan['id']}", json={"cells": WIDER[:1], "version": 1}).json()
    assert kept["changed"] == ["L01"]
    refused = admin.post(f"{PLANS}/{plan['id']}/force", json={"valid_from": today, "version": 2})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "cell_overlap"
    assert admin.put(f"{PLANS}/{plan['id']}", json={"cells": WIDER, "version": 1}).status_code == 409
    broken = [drawn("L01", "C1", "segment", 0, 0, geometry={"type": "Polygon", "coordinates": []})]
    told = admin.put(f"{PLANS}/{plan['id']}", json={"cells": broken, "version": 2})
    assert (told.status_code, told.json()["errors"][0]["field"]) == (422, "cells[0].geometry")
    assert admin.post(PLANS, json={"layer": "cityop"}).status_code == 409
    past = admin.post(f"{PLANS}/{plan['id']}/force", json={"valid_from": "2020-01-01", "version": 2})
    assert past.json()["errors"][0]["code"] == "plan_past"


@pytest.mark.django_db(transaction=True)
def test_the_day_moves_everything_and_it_can_be_taken_back(admin, cast, ground):
    plan = begun(admin)
    now = timesource.now()
    today = timezone.localdate(now)
    admin.put(f"{PLANS}/{plan['id']}", json={"cells": WIDER, "version": 1})
    later = {"valid_from": str(today + timedelta(days=2)), "version": 2}
    planned = admin.post(f"{PLANS}/{plan['id']}/force", json=later)
    assert planned.json()["state"] == "planned", planned.content
    assert planning.switch_due(now=now) == []
    day = now + timedelta(days=2)
    assert [one.pk for one in planning.switch_due(now=day)] == [plan["id"]]
    assert planning.switch_due(now=day) == []
    old, new = Area.objects.filter(code="L01", layer__code="cityop").order_by("valid_from")
    assert (old.valid_to, new.valid_from) == (today + timedelta(days=2),) * 2
    deliver(day)
    assert Building.objects.get().leaf_cells == [new.pk]
    ground.refresh_from_db()
    assert ground.leaf_cells == [new.pk]
    assert Post.objects.get(pk=cast["worker01"].post.pk).area_id == new.pk
    assert Event.objects.filter(kind="territory.grid_switched").count() == 1

    back = planning.take_back(plan=GridPlan.objects.get(pk=plan["id"]), who=cast["admin"].access.who, now=day)
    planning.plan_for(
        plan=back, valid_from=timezone.localdate(day) + timedelta(days=1), version=1,
        who=cast["admin"].access.who, now=day,
    )  # fmt: skip
    planning.switch_due(now=day + timedelta(days=1))
    deliver(day + timedelta(days=1))
    assert Area.objects.get(pk=Building.objects.get().leaf_cells[0]).code == "L02"


def deliver(now):
    outbox.discover()
    while outbox.run_once(now=now):
        pass


def test_only_who_edits_areas_draws_them(client_for, cast, admin):
    plan = begun(admin)
    for name in ("duty", "stranger", "worker01"):
        assert client_for(name).get(f"{PLANS}/{plan['id']}").status_code == 404
        assert client_for(name).post(PLANS, json={"layer": "cityop"}).status_code == 404
    wrong = admin.post(PLANS, json={"layer": "moon"})
    assert wrong.json()["errors"][0]["field"] == "layer"


def test_a_new_cell_is_cut_out_of_its_neighbours(admin, ground):
    plan = begun(admin)
    fresh = drawn("L09", "C1", "segment", 0.5, 0)
    told = admin.post(f"{PLANS}/{plan['id']}/cut", json={"cells": [fresh], "code": "L09"}).json()["cells"]
    assert [one["code"] for one in told] == ["L01", "L02"]
    after = admin.post(f"{PLANS}/{plan['id']}/try", json={"cells": [fresh, *told]}).json()
    assert after["flaws"] == []
    assert after["ready"]
