"""Routing rules: tried in order, explained, tried on the past before they are switched on, never silently off."""

from datetime import time, timedelta
from typing import Any

import pytest

from tests.cases.town import IN_L01, Town, body, local
from weige.cases.models import Case, RouteFault, RouteRule
from weige.cases.queries.routing import Tags, codes, known
from weige.cases.rules.localtime import local_day
from weige.cases.rules.routing import Facts, Known, Rule, RuleFault, changes, fails_on, fault_of, within
from weige.cases.services.tracing import check_rules
from weige.registry.models import Tag, TagKind

FRIDAY = local("2026-11-20 15:22")
WORKS = {"target": "department:works", "basis_zh": "街道决定"}


def rule(key: str = "a", target: str = "department:works", **when: Any) -> Rule:
    return Rule(key=key, when=when, target=target, basis_zh="街道决定")


FACTS = Facts(
    matter_type="event",
    code="09005",
    level="red",
    sources=frozenset({"camera", "hotline"}),
    areas=frozenset({"310101999", "C1", "L01"}),
    tags=frozenset({"trade:flowers"}),
    at=FRIDAY,
)


@pytest.mark.parametrize(
    ("when", "fails"),
    [
        ({}, ""),
        ({"matter_type": "event", "prefix": ["06", "09"], "level": ["red"]}, ""),
        ({"prefix": ["06"]}, "prefix"),
        ({"source": ["hotline"]}, ""),
        ({"source": ["leader"]}, "source"),
        ({"area": ["C1"]}, ""),
        ({"area": ["C2"], "source": ["leader"]}, "source"),
        ({"weekdays": [5]}, ""),
        ({"weekdays": [6, 7]}, "weekdays"),
        ({"hours": "08:00-16:00"}, ""),
        ({"hours": "16:00-08:00"}, "hours"),
        ({"days": "working"}, ""),
        ({"days": "off"}, "days"),
        ({"tag": ["trade:flowers"]}, ""),
        ({"tag": ["trade:catering"]}, "tag"),
    ],
)
def test_what_a_rule_asks(when: dict[str, Any], fails: str) -> None:
    assert fails_on(rule(**when), FACTS) == fails


def test_hours_over_midnight() -> None:
    assert within("22:00-06:00", time(23, 30))
    assert within("22:00-06:00", time(5, 59))
    assert not within("22:00-06:00", time(6, 0))
    assert within("08:00-24:00", time(23, 59))
    for bad in ("8-20", "25:00-06:00", "08:00-24:30"):
        with pytest.raises(RuleFault, match="route_bad_hours"):
            within(bad, time(9))


def test_rules_that_can_never_work() -> None:
    there = Known(
        posts=frozenset({"works"}),
        units=frozenset({"works"}),
        roles=frozenset({"grid_worker"}),
        levels=frozenset({"segment"}),
        areas=frozenset({"L01"}),
        matters=frozenset({"09005"}),
    )
    codes = {
        text: fault.code
        for text in (
            "department:gone",
            "post:gone",
            "duty:clown@segment",
            "duty:grid_worker@moon",
            "station:works",
            "?",
        )
        if (fault := fault_of(rule(target=text), there))
    }
    assert list(codes.values()) == [
        "route_dead_unit",
        "route_unknown_post",
        "route_unknown_role",
        "route_unknown_level",
        "route_no_station",
        "route_bad_target",
    ]
    assert fault_of(rule(area=["L99"]), there).code == "route_unknown_area"  # type: ignore[union-attr]
    assert fault_of(rule(prefix=["77"]), there).code == "route_unknown_matter"  # type: ignore[union-attr]
    assert fault_of(rule(hours="9 to 5"), there).code == "route_bad_hours"  # type: ignore[union-attr]
    assert fault_of(rule(target="duty:grid_worker@segment", area=["L01"], prefix=["09"]), there) is None


def test_what_an_edit_did() -> None:
    old = [rule("a"), rule("b"), rule("c"), rule("d")]
    new = [rule("b"), rule("a"), rule("c", prefix=["06"]), rule("e")]
    assert {(one["key"], one["what"]) for one in changes(old, new)} == {
        ("a", "moved"), ("b", "moved"), ("c", "changed"), ("d", "removed"), ("e", "added"),
    }  # fmt: skip


def draft(town: Town, *first: dict[str, Any], by: str = "duty", note: str = "") -> Any:
    """A draft with these rules before those in force."""
    client = town.client_for(by)
    book = body(client.post("/api/routing/draft"))
    rest = [
        {name: r[name] for name in ("key", "enabled", "when", "target", "basis_zh", "basis_en")}
        for r in book["rules"]
    ]
    sent = {"version": book["version"], "note": note, "rules": [*first, *rest]}
    return body(client.put("/api/routing/draft", json=sent))


def switch(town: Town, book: Any, status: int = 200, **said: Any) -> Any:
    return body(
        town.client_for("duty").post("/api/routing/draft/switch", json={"version": book["version"]} | said),
        status,
    )


def tried(town: Town, book: Any) -> Any:
    return body(town.client_for("duty").post("/api/routing/draft/trial", json={"version": book["version"]}))


def why(town: Town, case: Any, by: str = "worker01") -> Any:
    return body(town.client_for(by).get(f"/api/routing/cases/{case['id']}"))


def test_the_shipped_table_is_the_first_book(town: Town) -> None:
    book = body(town.client_for("admin").get("/api/routing/books/1"))
    assert book["state"] == "in_force"
    assert [r["fault"] for r in book["rules"] if r["fault"]] == [], (
        "every shipped rule names somebody who exists"
    )
    keys = [r["key"] for r in book["rules"]]
    assert keys.index("goods") < keys.index("street-order") < keys.index("anything")
    assert known(town.clock.now).units >= {"works", "squad"}


def test_why_did_it_come_to_me(town: Town) -> None:
    case = town.dispatched()
    told = why(town, case)["traces"][0]
    assert told["followed"] is True
    assert told["rule"] == "goods"
    assert [post["code"] for post in told["on_duty"]] == ["worker-L01"]
    first, last = told["steps"][0], told["steps"][-1]
    assert (first["verdict_zh"], first["on_zh"]) == ("不合", "事项类别")
    assert (last["verdict_zh"], last["target"]) == ("用这条", "在岗的网格员（路段）")
    other = town.dispatched(to="squad-C1", text="另一件")
    assert why(town, other, "squad1")["traces"][0]["followed"] is False, "the desk chose otherwise"
    assert town.client_for("works").get(f"/api/routing/cases/{case['id']}").status_code == 404


def test_a_draft_is_tried_on_the_past_before_it_counts(town: Town) -> None:
    cases = [town.dispatched(text=f"第 {n} 件") for n in range(3)]
    squad = (
        {"key": "goods-c1", "when": {"prefix": ["09005"], "area": ["C1"]}}
        | WORKS
        | {"target": "duty:squad_member@circle"}
    )
    book = draft(town, squad, note="商圈一由执法队先到")
    assert book["changes"][0] == {"key": "goods-c1", "what": "added"}
    refused = switch(town, book, 409)
    assert refused["code"] == "route_not_tried"
    found = tried(town, book)
    assert (found["cases"], found["differ"]) == (3, 3)
    row = found["rows"][0]
    assert row["number"] == cases[-1]["number"]
    assert (row["was"]["rule"], row["would"]["rule"], row["would"]["to"]) == (
        "goods",
        "goods-c1",
        "post:squad-C1",
    )
    assert why(town, cases[0])["now"]["to"] == "post:worker-L01", "nothing has changed yet"

    starts = "2026-11-21T00:00:00+08:00"
    book = switch(town, book, starts_at=starts)
    assert (book["state"], book["switched_by"]) == ("waiting", "沈立群")
    assert why(town, cases[0])["now"]["to"] == "post:worker-L01"
    town.clock.at("2026-11-21 09:00")
    assert why(town, cases[0])["now"]["to"] == "post:squad-C1"
    states = {b["no"]: b["state"] for b in body(town.client_for("duty").get("/api/routing"))["books"]}
    assert states == {1: "past", 2: "in_force"}
    again = body(town.client_for("duty").post("/api/routing/books/1/again"))
    assert {(c["key"], c["what"]) for c in again["changes"]} == {("goods-c1", "removed")}


def test_a_draft_with_a_fault_is_not_switched_on(town: Town) -> None:
    bad = {"key": "bad", "when": {"prefix": ["09005"]}, "target": "department:gone", "basis_zh": "试"}
    book = draft(town, bad)
    assert book["rules"][0]["fault"]["code"] == "route_dead_unit"
    tried(town, book)
    refused = switch(town, book, 422)
    assert (refused["errors"][0]["field"], refused["errors"][0]["code"]) == ("rules[0]", "route_dead_unit")
    twice = body(
        town.client_for("duty").put(
            "/api/routing/draft", json={"version": book["version"], "rules": [bad, bad]}
        ),
        422,
    )
    assert twice["errors"][0]["field"] == "rules[1].key"
    stale = {"version": 1, "rules": [bad]}
    assert (
        body(town.client_for("duty").put("/api/routing/draft", json=stale), 409)["code"]
        == "route_draft_changed"
    )
    assert town.client_for("worker01").post("/api/routing/draft").status_code == 404


def test_a_rule_that_goes_wrong_is_told_and_the_next_is_used(town: Town) -> None:
    """The unit of a rule in force loses its last post: the rule errs, the next serves, people are told once."""
    RouteRule.objects.filter(book__no=1, key="goods").update(target="department:market")
    assert check_rules(now=town.clock.now) == 0
    from weige.people.models import PostTerm

    PostTerm.objects.filter(post__department__code="market").update(valid_to=local("2026-11-20 08:00").date())
    case = town.dispatched()
    trace = why(town, case)["traces"][0]
    assert [s["verdict"] for s in trace["steps"] if s["key"] == "goods"] == ["error"]
    assert trace["rule"] == "goods-squad", "the next one that fits"
    assert check_rules(now=town.clock.on(minutes=1)) >= 1, "goods, and catering, which nobody has met yet"
    faults = {f["key"]: f for f in body(town.client_for("duty").get("/api/routing"))["faults"]}
    assert set(faults) == {"goods", "catering"}
    assert faults["goods"]["count"] == 2
    assert "没有能处置的在任岗位" in faults["goods"]["text_zh"]
    PostTerm.objects.filter(post__department__code="market").update(valid_to=None)
    assert check_rules(now=town.clock.on(minutes=1)) == 0
    assert not RouteFault.objects.filter(settled_at__isnull=True).exists()


def test_a_target_may_be_one_post(town: Town) -> None:
    special = {
        "key": "special",
        "when": {"source": ["leader"]},
        "target": "post:works",
        "basis_zh": "领导交办由市政",
    }
    book = draft(town, special)
    tried(town, book)
    switch(town, book)
    case = town.report("dispatcher", source="leader", data={"instructed_by": "叶主任"}, **IN_L01)
    assert why(town, case, "dispatcher")["now"]["to"] == "post:works"


def test_a_rule_may_ask_for_any_tag_of_the_place(town: Town) -> None:
    kind = TagKind.objects.create(code="night-market", name_zh="夜市", name_en="Night market", colour="teal")
    choices = body(town.client_for("duty").get("/api/routing/choices"))
    assert choices["tag_names"]["tag:night-market"]["name_zh"] == "夜市"
    case = Case.objects.get(pk=town.report()["id"])
    on = local_day(town.clock.now)
    assert Tags(case, on).isdisjoint({"tag:night-market"})
    Tag.objects.create(
        label=kind,
        kind="area",
        ref=case.leaf_cells[0],
        key="L01",
        source="试",
        valid_from=on,
        put_at=town.clock.now,
        put_by="试",
        lon=case.lon,
        lat=case.lat,
    )
    assert not Tags(case, on).isdisjoint({"tag:night-market"})
    assert Tags(case, on - timedelta(days=1)).isdisjoint({"tag:night-market"}), "it did not count yet"
    facts = codes().facts(case, town.clock.now)
    assert fails_on(rule(tag=["tag:night-market"]), facts) == ""
    assert fails_on(rule(tag=["tag:other"]), facts) == "tag"
