"""The table of moves: complete, worded, granted to somebody; and what it does not allow cannot be done."""

import tomllib
from pathlib import Path

import pytest

from tests.cases.everything import Everything
from tests.cases.town import Town
from tools.case_diagram import TARGET, page
from weige.cases.models import Case, snapshot
from weige.cases.rules.clocks import DESK_CLOCKS, HANDLING, RUNS_IN
from weige.cases.rules.guards import GUARDS, HIDING
from weige.cases.rules.states import ENDED, OPEN, STATES, WITH_HANDLER, Stage, State
from weige.cases.rules.transitions import MOVES, TABLE, Clock, Kind
from weige.cases.rules.words import labels
from weige.cases.schemas.moves import MoveIn, PartIn
from weige.cases.services.effects import EFFECTS
from weige.cases.services.engine import move as make_move
from weige.kernel.errors import Conflict, catalogue
from weige.kernel.models import Event
from weige.kernel.worktime import packaged_calendar

ROLES = Path(__file__).parents[2] / "weige" / "people" / "data" / "roles.toml"


def test_codes_are_unique_and_every_move_has_its_parts() -> None:
    assert len(MOVES) == len(TABLE)
    for move in TABLE:
        assert set(move.guards) <= set(GUARDS), move.code
        assert move.code == "report" or move.code in EFFECTS, move.code
        assert move.sources <= {*STATES, State.NEW}
        after = move.sources & ENDED
        said = move.target is None and move.code.endswith("_patrol")  # what is said of a case, whenever
        assert not after or said or move.sources == {State.CLOSED}, (
            f"{move.code}: only what closed is contested"
        )
        assert not after or move.to(State.CLOSED) in {State.CLOSED, State.REWORK}
        assert all(field.name in MoveIn.model_fields or field.kind is Kind.TARGET for field in move.fields)
    assert set(GUARDS) >= HIDING


def test_everything_has_words_in_both_languages() -> None:
    groups = {
        "state": [state.value for state in STATES],
        "stage": [stage.value for stage in Stage],
        "move": list(MOVES),
        "field": {field.name for move in TABLE for field in move.fields},
        "clock": [*DESK_CLOCKS, HANDLING],
        "request": {"transfer_unit", "transfer_desk", "extension_department", "extension_desk", "suspension"},
        "event": {move.event.KIND.partition(".")[2] for move in TABLE},
    }
    for field in (field for move in TABLE for field in move.fields):
        groups[field.name] = [*groups.get(field.name, []), *field.choices]
    for group, codes in groups.items():
        for code in codes:
            said = labels()[group][code]
            assert said["zh"], code
            assert said["en"], code
    assert {f"guard_{name}" for name in GUARDS} <= set(catalogue())


def test_somebody_may_make_every_move() -> None:
    roles = tomllib.loads(ROLES.read_text(encoding="utf-8"))
    granted = {verb for role in roles.values() for verbs in role["grants"].values() for verb in verbs.split()}
    assert {move.verb for move in TABLE} <= granted


@pytest.mark.parametrize(
    "code",
    [
        "reject", "confirm_absent", "revoke", "return", "recall", "request_extension", "decline_extension",
        "refuse_extension", "request_suspension", "refuse_suspension", "fail_check", "void", "supervise",
        "propose_transfer", "decline_transfer", "refuse_transfer", "designate",
        "press_supervision", "complain", "appeal", "reopen", "follow_on", "reject_complaint", "review_appeal",
        "uphold_appeal", "reject_appeal",
    ],
)  # fmt: skip
def test_a_reason_is_mandatory(code: str) -> None:
    assert MOVES[code].needs_reason


def test_every_state_can_be_reached_and_every_open_one_can_end() -> None:
    reached, todo = {State.NEW}, [State.NEW]
    while todo:
        state = todo.pop()
        for move in TABLE:
            after = move.to(state)
            if state in move.sources and after not in reached:
                reached.add(after)
                todo.append(after)
    assert reached == {*STATES, State.NEW}
    for state in OPEN:
        assert any(state in move.sources and move.target not in {None, state} for move in TABLE), state


def test_only_a_checked_case_closes_and_only_a_handled_one_is_checked() -> None:
    """A returned case has no way to its closing but through a handler and another person's check."""
    into = {state: {s for m in TABLE for s in m.sources if m.target is state} for state in STATES}
    assert into[State.CLOSED] == {State.CHECKED}
    assert into[State.CHECKED] == {State.HANDLED, State.CHECKING}
    assert into[State.CHECKING] == {State.HANDLED, State.CHECKING}
    assert into[State.HANDLED] <= WITH_HANDLER


def test_the_clock_column_says_what_the_states_do() -> None:
    """The handling clock runs where RUNS_IN says; the table's word for each move agrees with it."""
    runs = RUNS_IN[HANDLING] | {State.DISPATCHING}
    for move in TABLE:
        for source in move.sources:
            after = move.to(source)
            if move.clock is Clock.STOP and source in runs:
                assert after not in runs, move.code
            if move.clock is Clock.START:
                assert after in runs, move.code
            if move.clock in {Clock.NONE, Clock.EXTEND} and source in runs:
                assert after in runs, f"{move.code} stops the clock without saying so"


def test_the_diagram_in_the_docs_is_the_tables() -> None:
    assert TARGET.read_text(encoding="utf-8") == page(), "run: python -m tools.case_diagram"


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_no_move_is_possible_from_a_state_the_table_does_not_name(town: Town, state: State) -> None:
    """Every state × every move, by somebody who may everything, with every input given."""
    case = Case.objects.get(pk=town.dispatched()["id"])
    other = town.report()
    case.state = state.value
    case.ended_at = town.clock.now if state in ENDED else None
    case.save()
    before, events = snapshot(Case.objects.get(pk=case.pk)), Event.objects.count()
    given = MoveIn(
        version=case.version,
        reason="测试",
        clause="测试",
        standard="other",
        note="测试",
        outcome="solved",
        condition_no=1,
        post="worker-L01",
        until=town.clock.now.replace(year=2027),
        into=other["id"],
        condition_met=True,
        answer="测试",
        about="overdue",
        opinion="support",
        parts=[PartIn(post="worker-L01", text="一"), PartIn(post="worker-L02", text="二")],
    )
    illegal = [move for move in TABLE if state not in move.sources and State.NEW not in move.sources]
    assert illegal
    for move in illegal:
        with pytest.raises(Conflict, match="illegal_move"):
            make_move(
                access=Everything(),
                case_id=case.pk,
                code=move.code,
                data=given,
                calendar=packaged_calendar(),
                now=town.clock.now,
            )
    assert snapshot(Case.objects.get(pk=case.pk)) == before
    assert Event.objects.count() == events
