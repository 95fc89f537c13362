"""Random walks over the table: whatever people press, a case never stands in an impossible combination."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.cases.town import Town, picture
from weige.cases.models import TRACKED, Case, snapshot
from weige.cases.queries.actors import seat_of
from weige.cases.queries.presenting import actions_of
from weige.cases.rules.clocks import HANDLING, running
from weige.cases.rules.replay import fold
from weige.cases.rules.states import (
    AT_DISPATCH,
    BEFORE_FILING,
    ENDED,
    IN_CHECK,
    STAGE_OF,
    WITH_HANDLER,
    State,
)
from weige.cases.rules.transitions import MOVES
from weige.cases.schemas.moves import MoveIn, PartIn
from weige.cases.services import evidence
from weige.cases.services.engine import move as make_move
from weige.cases.services.engine import rows
from weige.cases.services.sweeping import sweep
from weige.kernel import log
from weige.kernel.errors import Problem
from weige.kernel.worktime import packaged_calendar

PEOPLE = ("duty", "dispatcher", "supervisor", "worker01", "worker02", "squad1", "squad_night", "works")
POSTS = ("worker-L01", "worker-L02", "squad-C1", "squad-night", "works", "check-day", "nobody")
MOVE_CODES = [code for code in MOVES if code not in {"report", "merge"}]

TO_UNIT = {"dispatch", "designate", "propose_transfer", "return"}
ENDINGS = {"void", "reject"}
STAYING = {
    "supervise",
    "ask_verify",
    "recall",
    "split",
    "urge",
    "follow_up",
    "judge_patrol",
    "unjudge_patrol",
}

steps = st.lists(
    st.fixed_dictionaries(
        {
            "wish": st.integers(0, 1000),
            "mood": st.integers(0, 9),
            "by": st.sampled_from(PEOPLE),
            "post": st.sampled_from(POSTS),
            "department": st.sampled_from(["squad", "works", "squad", "nobody"]),
            "to_department": st.booleans(),
            "outcome": st.sampled_from(["solved", "explained"]),
            "met": st.sampled_from([True, True, True, False]),
            "hours": st.sampled_from([0, 0, 0, 0, 1, 3, 30]),
            "days": st.sampled_from([1, 5, 20, 400, -1]),
        }
    ),
    min_size=20,
    max_size=60,
)


def check(case: Case) -> None:
    """What must hold whatever happened."""
    state = case.now_in
    timed = case.load_clocks()
    assert (case.ended_at is not None) == (state in ENDED)
    assert state in STAGE_OF
    open_clocks = {code for code, clock in timed.items() if clock.stopped_at is None}
    assert open_clocks == running(state, timed), state
    if state not in BEFORE_FILING | {State.VOID, State.REJECTED}:
        assert case.condition_id is not None
    if state in AT_DISPATCH | BEFORE_FILING:
        assert not case.assigned
    if state in IN_CHECK | {State.CLOSED}:
        assert case.handled_at is not None
        assert case.handler_post_id is not None
    if state in {State.CHECKED, State.CLOSED}:
        assert case.checker_user_id not in {None, case.handler_user_id}
        assert case.checker_post_id not in {None, case.handler_post_id}
    if case.dispatched_at is not None:
        assert case.due_at is not None
        assert HANDLING in timed
    assert case.extensions <= 2
    assert case.suspensions <= 1
    assert (state is State.SUSPENDED) == (case.paused_since is not None)
    if case.request:
        assert case.requester_id is not None
        assert state in {State.DISPATCHED, State.HANDLING, State.REWORK}
    check_beside(case)
    if case.overdue_since is not None:
        assert case.dispatched_at is not None


def check_beside(case: Case) -> None:
    """What holds of passing on, supervision, parts and contests."""
    state = case.now_in
    assert 0 <= case.parts_open <= case.parts_total
    if state is State.CLOSED:
        assert case.parts_open == 0
        assert case.supervision == "" or case.supervision_answered_at is not None
    if case.appeal:
        assert state is State.CLOSED
        assert case.appellant_id is not None
    if case.designated:
        assert case.raised > 0
    if case.returns >= 3 and state is State.DISPATCHING:
        assert case.raised > 0 or case.request == ""
    if case.request.startswith("transfer"):
        assert case.proposed_post_id or case.proposed_department_id


def replayed(case: Case) -> dict[str, Any]:
    """The row as its events tell it, empty columns filled with what a new row has."""
    empty = snapshot(Case(pk=case.pk))
    told = fold({}, [event.payload for event in log.of(case.subject)])
    return {name: told.get(name, empty[name]) for name in TRACKED}


@pytest.mark.django_db
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],  # a walk is read step by step below; shrinking one takes minutes
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(walk=steps)
def test_no_walk_reaches_an_illegal_combination(town: Town, walk: list[dict[str, Any]]) -> None:
    town.clock.at("2026-11-20 15:22")
    case = begun(town, walk)
    for number, step in enumerate(walk):
        town.clock.on(hours=step["hours"])
        sweep(now=town.clock.now)
        if case.now_in in WITH_HANDLER:
            show_a_picture(town, case.pk, number)
        case = rows().get(pk=case.pk)
        before = snapshot(case)
        offers = [(name, code) for name in PEOPLE for code, yes in offered(town, name, case).items() if yes]
        name, code = choose(offers, step)
        done = attempt(town, town.access(name), case, code, step)
        fresh = rows().get(pk=case.pk)
        note(f"{number}: {case.state} --{name} {code} {'done' if done else 'refused'}--> {fresh.state}")
        if done:
            assert (name, code) in offers, f"{code} worked for {name} though it was not offered"
        else:
            assert {**snapshot(fresh), "overdue_since": None} == {**before, "overdue_since": None}
        check(fresh)
        assert replayed(fresh) == snapshot(fresh)
        case = fresh


def begun(town: Town, walk: list[dict[str, Any]]) -> Case:
    """What a patrol reported, or somebody of the public."""
    return Case.objects.get(pk=town.report(["worker01", "resident"][walk[0]["wish"] % 2])["id"])


def offered(town: Town, name: str, case: Case) -> dict[str, bool]:
    """move → whether this person's button would be live."""
    access = town.access(name)
    found = actions_of(case, access, seat_of(access), [], now=town.clock.now)
    return {action["move"]: action["allowed"] for action in found}


def choose(offers: list[tuple[str, str]], step: dict[str, Any]) -> tuple[str, str]:
    """Mostly what gets the case on; now and then an ending, a detour, or a button that may not be there."""
    blind = (step["by"], MOVE_CODES[step["wish"] % len(MOVE_CODES)])
    if step["mood"] == 0 or not offers:
        return blind
    avoid = set() if step["mood"] == 1 and step["wish"] % 3 == 0 else ENDINGS
    if step["mood"] > 2:
        avoid = avoid | STAYING
    wanted = [offer for offer in offers if offer[1] not in avoid]
    return wanted[step["wish"] % len(wanted)] if wanted else blind


def show_a_picture(town: Town, case_id: Any, number: int) -> None:
    """Whoever handles the case adds an after-photo; the others' attempts are refused."""
    colour = f"#{(number * 977 + 13) % 0xFFFFFF:06x}"
    for name in ("worker01", "worker02", "squad1", "works"):
        try:
            evidence.add(
                access=town.access(name),
                case_id=case_id,
                data=picture(colour),
                kind="after",
                note="",
                now=town.clock.now,
            )
        except Problem:
            continue


def attempt(town: Town, access: Any, case: Case, code: str, step: dict[str, Any]) -> bool:
    """Presses the button with the inputs drawn; a refusal must be one of the API's own errors."""
    given = MoveIn(
        version=case.version,
        reason="原因",
        clause="依据",
        standard=["other", "not_here", "gone"][step["wish"] % 3],
        patrol=["in_view", "sudden", "nothing"][step["wish"] % 3],
        note="说明",
        outcome=step["outcome"],
        condition_no=1,
        post=step["post"] if not (code in TO_UNIT and step["to_department"]) else None,
        department=step["department"] if code in TO_UNIT and step["to_department"] else None,
        plan="当天完工",
        until=town.clock.now.replace(year=2026) if step["days"] < 0 else shifted(town, step["days"]),
        condition_met=step["met"],
        answer="已安排",
        about="overdue",
        opinion="support",
        parts=[PartIn(post="worker-L01", text="一"), PartIn(post="squad-C1", text="二")],
    )
    try:
        make_move(
            access=access,
            case_id=case.pk,
            code=code,
            data=given,
            calendar=packaged_calendar(),
            now=town.clock.now,
        )
    except Problem:
        return False
    return True


def shifted(town: Town, days: int) -> Any:
    from datetime import timedelta

    return town.clock.now + timedelta(days=days, hours=1)
