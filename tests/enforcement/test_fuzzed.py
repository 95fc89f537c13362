"""A decision on the spot asked for what it never expected, in each of its states and with the version that stands.

The walk over all operations (tests/fuzz) draws versions at random and has a notice at hand: most of its presses end at
the version. Here every move the table has in a state reaches its effect. WEIGE_FUZZ=200 asks two hundred times.
"""

import pytest
from django.db import transaction
from hypothesis import strategies as st

from tests.enforcement.test_simple import ready
from tests.fuzz.asking import drawn
from weige.enforcement.models import Paper
from weige.enforcement.rules.simple import ENDS, HERE, SIMPLE, STATEMENTS
from weige.enforcement.schemas.moves import MoveIn

ASKED = [(state, move) for state in SIMPLE.states for move in SIMPLE.open_moves(state)]
WAYS = next(one.choices for one in HERE if one.name == "way")
#: Half of the presses say what the move may take, so that they come past its form.
SAID = {
    "statement": st.sampled_from(STATEMENTS),
    "outcome": st.sampled_from(ENDS),
    "way": st.sampled_from(WAYS),
    "person": st.text(min_size=1, max_size=120),
    "reason": st.text(min_size=1, max_size=1000),
    "text": st.text(max_size=3000),
    "amount": st.integers(0, 200),
    "refuse_why": st.just("x"),
    "witness": st.just("x"),
}
ODD = st.none() | st.booleans() | st.integers() | st.text(max_size=80) | st.lists(st.integers(), max_size=3)
MOMENTS = st.datetimes().map(lambda at: f"{at.isoformat()}+08:00")
ANY = st.fixed_dictionaries({}, optional=dict.fromkeys(MoveIn.model_fields, ODD | MOMENTS))
FITTING = st.fixed_dictionaries({}, optional=SAID | {"at": MOMENTS})
WHOLE = st.fixed_dictionaries(SAID)


@pytest.mark.django_db
def test_no_move_in_no_state_crashes(office):
    hands, paper = ready(office)
    path = f"/api/papers/{paper['id']}"
    row = Paper.objects.get(pk=paper["id"])
    answers = set()
    hands.api.raise_request_exception = False
    for state, move in ASKED:
        number = "" if state in {"draft", "told", "heard"} else "示范街当罚字〔2026〕第9号"
        moved = {"state": state, "number": number, "issued_at": office.clock.now, "due_at": office.clock.now}
        Paper.objects.filter(pk=row.pk).update(**moved)
        asked(hands, f"{path}/moves/{move.code}", row.version, answers)
    assert {200, 422} <= answers, f"the moves were reached: {answers}"
    assert not {status for status in answers if status >= 500}


def asked(hands, path, version, answers):
    """Some presses, each thrown away; answers collects their statuses."""

    @drawn(body=ANY | FITTING | WHOLE)
    def ask(body):
        with transaction.atomic():
            answer = hands.api.post(path, json=body | {"version": version})
            transaction.set_rollback(True)
        assert answer.status_code < 500, (path, body)
        answers.add(answer.status_code)

    ask()
