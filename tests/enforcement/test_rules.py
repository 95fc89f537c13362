"""Pure rules of papers: fields, identity numbers, wording, tables, words, proposals of leniency."""

import tomllib
from datetime import UTC, datetime, timedelta

import pytest

from weige.enforcement.rules.fields import documents, faults, fields_of, identity_fits
from weige.enforcement.rules.following import FOLLOWING
from weige.enforcement.rules.legal import SORTS, STATUSES, doubtful, fits, packaged
from weige.enforcement.rules.offsite import OFFSITE
from weige.enforcement.rules.papers import PAPERS
from weige.enforcement.rules.records import PRIVATE, RECORDS
from weige.enforcement.rules.remedies import REMEDIES
from weige.enforcement.rules.reminders import moment, next_part, passed
from weige.enforcement.rules.simple import SIMPLE
from weige.enforcement.rules.transfers import TRANSFERS
from weige.enforcement.rules.words import both, labels
from weige.enforcement.services.kinds import PACKAGED
from weige.kernel.errors import catalogue

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
TABLES = [PAPERS, SIMPLE, RECORDS, OFFSITE, TRANSFERS, REMEDIES]
NOTICE = {
    "shop": "小满鲜果",
    "issue_type": "店外经营",
    "issue_desc": "门前摆放货品",
    "suggest": "请收回店内",
    "due": (NOW + timedelta(hours=4)).isoformat(),
    "issuer": "陈建平",
    "photos": ["见附图"],
}


def test_all_fields_of_the_reference_tables_are_there():
    assert {doc: len(fields_of(doc)) for doc in documents()} == {
        "CASE_TRANSFER": 15,
        "GRID_RECTIFY_NOTICE": 10,
        "NO_PENALTY": 8,
        "PENALTY_DECISION": 13,
        "PENALTY_PRENOTICE": 11 + 1,  # with what recognised it
        "PENALTY_SIMPLE": 10 + 12,  # with our own
        "RECTIFY_ORDER": 28,
        "SANBAO_PLEDGE": 12,
        "SANBAO_CHECK": 9,
        "TOPIC": 9 + 1,
        "RESOLUTION": 11,
        "VISIT_DIARY": 11,
        "RENT_CHECK": 9,
        "HERITAGE_CHECK": 9,
        "ELIGIBLE_CONFIRM": 10,
        "ACCEPT_NOTICE": 8 + 1,
    }


@pytest.mark.parametrize(
    ("kind", "number", "fits"),
    [
        ("id_card", "11010519491231002X", True),
        ("id_card", "110105194912310021", False),
        ("id_card", "1101051949123100", False),
        ("uscc", "91310101MA1FL5X90J", None),
        ("uscc", "91350100M000100Y43", True),
        ("uscc", "91350100M000100Y44", False),
        ("other", "P-1", True),
        ("other", "", False),
    ],
)
def test_identity_numbers(kind, number, fits):
    assert fits is None or identity_fits(kind, number) is fits


def test_a_notice_is_complete_or_says_what_it_lacks():
    assert faults("GRID_RECTIFY_NOTICE", NOTICE, grade="notice", now=NOW) == []
    lacking = NOTICE | {"suggest": "", "photos": []}
    assert faults("GRID_RECTIFY_NOTICE", lacking, grade="notice", now=NOW) == [
        ("suggest", "field_missing"),
        ("photos", "field_missing"),
    ]


def test_the_two_grades_are_kept_apart():
    said = NOTICE | {"suggest": "不改正将罚款 500 元"}
    assert faults("GRID_RECTIFY_NOTICE", said, grade="notice", now=NOW) == [("suggest", "paper_too_forceful")]
    late = NOTICE | {"due": NOW.isoformat()}
    assert faults("GRID_RECTIFY_NOTICE", late, grade="notice", now=NOW) == [("due", "paper_term_past")]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_are_whole(table):
    """Every state is reached, every move leads to a state there is, and everything has its words."""
    for move in table.moves.values():
        assert move.sources <= set(table.states), move.code
        assert not move.target or move.target in table.states, move.code
        assert not move.sources & table.ended, f"{move.code} moves what has ended"
        assert both("move", table.name, move.code)["zh"] != move.code or not move.person, move.code
        for guard in move.guards:
            assert f"guard_{guard}" in catalogue(), guard
        for field in move.fields:
            assert both("field", field.name)["zh"] != field.name, field.name
            for choice in field.choices:
                assert both(field.name, choice)["zh"] != choice, (field.name, choice)
    for state in table.states:
        assert both("state", table.name, state)["zh"] != state, state
    reached = {move.target for move in table.moves.values()}
    first = {"draft", "evidence", "arrived", "pending"}
    assert set(table.states) - reached <= first


def test_every_event_has_its_words_and_the_moves_name_their_own():
    from weige.kernel.events import REGISTRY

    kinds = {kind.partition(".")[2] for kind in REGISTRY if kind.startswith("enforcement.")}
    told = kinds - {"power_changed", "powers_imported", "template_changed", "kind_changed"}
    told -= {"legal_changed", "legal_confirmed", "consent_given", "consent_withdrawn"}
    assert told == set(labels()["event"])


def test_what_is_of_a_person_moves_by_the_same_table_under_its_own_verb():
    assert list(PRIVATE.moves) == list(RECORDS.moves)
    assert {move.verb for move in PRIVATE.moves.values()} == {"paper.private"}
    assert not any(move.holder or move.system for move in RECORDS.moves.values()), "no link, no machine"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_adverse_step_is_made_by_the_system(table):
    by_system = {move.code for move in table.moves.values() if move.system}
    assert by_system <= {"window_over", "expire"}, "the sweeper ends terms; it decides nothing"


def test_every_packaged_term_and_text_says_where_it_comes_from():
    docs = {code: one["doc"] for code, one in tomllib.loads(PACKAGED.read_text(encoding="utf-8")).items()}
    for row in packaged().values():
        assert row.sort in SORTS, row.code
        assert row.status in STATUSES, row.code
        assert row.name_en, row.code
        assert row.source, row.code
        assert row.status != "sourced" or "记忆" not in row.source, f"{row.code}: memory is no source"
        assert (row.sort in {"term", "sum"}) == bool(row.amount), row.code
        for kind, field in row.used:
            assert field in {one.key for one in fields_of(docs[kind])}, row.code


def test_leniency_fits_by_its_conditions_only():
    rules = {code: row.when for code, row in packaged().items() if row.sort == "lenient"}
    told = {"first": True, "corrected": True, "listed": False}
    assert [code for code, when in rules.items() if fits(when, **told)] == [
        "minor_corrected",
        "first_corrected",
    ]
    told = {"first": True, "corrected": False, "listed": True}
    assert [code for code, when in rules.items() if fits(when, **told)] == ["first_listed"]


def test_a_text_is_in_doubt_until_it_is_confirmed_and_stands_there_as_confirmed():
    texts, content = {"remedy": ["order_remedy"]}, {"remedy": "可在 11月25日 前申请"}
    assert doubtful(texts, content, {"order_remedy": ("unverified", "x")})[0][2] == "unverified"
    assert doubtful(texts, content, {"order_remedy": ("confirmed", "可在 {until} 前申请")}) == []
    assert doubtful(texts, content, {"order_remedy": ("confirmed", "可在 {until} 前起诉")})[0][2] == "differs"
    assert doubtful(texts, {"remedy": ""}, {"order_remedy": ("unverified", "x")}) == []


def test_papers_of_a_procedure_follow_moves_and_states_there_are():
    tables = {table.name: table for table in TABLES}
    for one in FOLLOWING:
        assert one.move in tables[one.procedure].moves, one
        assert one.sources | {one.target} <= set(PAPERS.states), one
    stuck = {"issued", "served", "not_complied"} - {state for one in FOLLOWING for state in one.sources}
    assert not stuck, "no state in which a paper of a procedure stays for ever"


@pytest.mark.parametrize(("minutes", "part"), [(0, 0), (49, 0), (50, 50), (79, 50), (80, 80), (500, 80)])
def test_reminders_come_at_half_and_at_four_fifths(minutes, part):
    due = NOW + timedelta(minutes=100)
    assert passed(NOW, due, NOW + timedelta(minutes=minutes)) == part
    assert (next_part(0), next_part(50), next_part(80)) == (50, 80, None)
    assert moment(NOW, due, 80) == NOW + timedelta(minutes=80)
