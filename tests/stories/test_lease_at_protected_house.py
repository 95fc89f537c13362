"""N2: a lease changes at a protected house; before anybody can break out a wall, the heritage office visits."""

from typing import Any

import pytest

from tests.cases.town import LOCAL, body, wall
from tests.stories.corner import Corner

pytestmark = pytest.mark.django_db(transaction=True)


def register_tells(corner: Corner, change: str, subject: str, number: int) -> dict[str, Any]:
    """The lease register's CloudEvent, through the gateway."""
    event = {
        "specversion": "1.0",
        "id": f"lease-{number}",
        "source": "/registers/leases",
        "type": f"cn.example.register.lease.{change}",
        "subject": subject,
        "time": corner.clock.now.astimezone(LOCAL).isoformat(),
        "data": {"use_before": "居住", "use_after": "餐饮", "tenant": "张三"},
    }
    answer = corner.town.client_for("gateway").post("/api/signals/cloudevents", json=event)
    corner.deliver()
    return dict(body(answer)["items"][0])


def test_a_lease_change_at_a_protected_house_leads_to_a_visit(corner: Corner) -> None:
    # Friday 10:00 The lease register tells of a new lease at 7 Yuanfang Lane, a protected house.
    corner.clock.at("2026-11-20 10:00")
    assert register_tells(corner, "new", "building:B-1", 1)["status"] == "accepted"

    # The pack confirms it by itself: it is a fact, not a suspicion.
    (warning,) = corner.warnings()
    assert (warning["scenario"]["id"], warning["level"], warning["state"]) == (
        "lease-at-protected-house",
        "yellow",
        "confirmed",
    )
    why = corner.warning("duty", warning)["explain"]
    assert why["arithmetic"][0]["en"] == "it meets: protected = true, change = new / changed"
    assert "张三" not in str(corner.warning("duty", warning)), "who rents is nobody's business here"

    # The case: a visit by the heritage office within one working day, that is by Monday 10:00.
    (case,) = corner.cases("duty", open=True)
    assert case["matter"]["code"] == "L05102"
    assert case["department"]["code"] == "heritage"
    assert wall(case["due_at"]).startswith("2026-11-23")

    # Monday: the register sends a change of the same lease. It is the same visit.
    corner.clock.at("2026-11-23 09:00")
    register_tells(corner, "changed", "building:B-1", 2)
    assert len(corner.warnings()) == 1
    assert len(corner.cases("duty", open=True)) == 1


def test_a_lease_that_ends_only_hints(corner: Corner) -> None:
    corner.clock.at("2026-11-20 10:00")
    register_tells(corner, "ended", "building:B-1", 1)
    (warning,) = corner.warnings()
    assert (warning["level"], warning["state"]) == ("blue", "open")
    assert corner.cases("duty", open=True) == []
