"""The notices' words: every one hangs on a real event, names its fields, nothing personal, and reads well."""

from datetime import UTC, datetime

import pytest

import weige.cases.events
import weige.sensing.events  # noqa: F401 - both define the kinds
from weige.kernel.events import REGISTRY
from weige.messaging.rules.letters import Letter, letters, parse

AT = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)


SENT_BY_HAND = {
    "warning_opened",
    "warning_raised",
    "warning_group",
    "warning_more",
    "warning_call",
    "warning_unseen",  # sensing decides when
    "paper_for_party",
    "remedy_recorded",
    "remedy_overturned",
    "remedy_ended",
    "remedy_voided",
    "paper_for_officer",
    "paper_answered",
    "paper_accepted",
    "paper_refused",
    "paper_overdue",
    "simple_unreported",
    "offsite_to_review",
    "offsite_defended",
    "offsite_to_decide",
    "offsite_expired",
    "hearing_asked",
    "hearing_set",
    "term_reminder",
    "term_for_party",
    "transfer_moved",  # enforcement tells in the transaction of the act
}


def test_every_notice_hangs_on_an_event_or_is_known_to_be_sent_by_hand() -> None:
    assert {letter.key for letter in letters().by_key.values() if not letter.on} == SENT_BY_HAND


@pytest.mark.parametrize(
    "letter", [one for one in letters().by_key.values() if one.on], ids=lambda letter: letter.key
)
def test_a_notice_names_fields_of_its_event_and_nothing_personal(letter: Letter) -> None:
    event = REGISTRY[letter.on]
    fields = {name for base in event.__mro__ for name in getattr(base, "__annotations__", {})}
    named = letter.fields | {address.what for address in letter.to if address.kind in {"post", "department"}}
    assert named <= fields
    assert not named & set(event.PERSONAL)


def test_a_notice_reads_well_with_and_without_a_due_time() -> None:
    params = {
        "number": "7",
        "title_zh": "店外经营",
        "title_en": "Goods",
        "place_zh": "福州路",
        "place_en": "Fuzhou Rd",
    }
    said = letters().say("case_dispatched", params | {"due_at": "2026-11-20T09:27:00Z"}, AT)
    assert said["text_zh"] == "新任务 7：店外经营，福州路。17:27 前处置"
    assert said["text_en"] == "New task 7: Goods, Fuzhou Rd. Due 17:27"
    bare = letters().say("case_dispatched", params | {"place_zh": "", "place_en": None}, AT)
    assert (bare["text_zh"], bare["text_en"]) == ("新任务 7：店外经营", "New task 7: Goods")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[notice.x]\nzh = "只有中文"', "zh and en"),
        ('[notice.x]\nzh = "x"\nen = "x"\non = "cases.filed"', "belong together"),
        ('[notice.x]\nzh = "x"\nen = "x"\non = "cases.filed"\nto = ["moon:dark"]', "no such addressee"),
        ('[notice.x]\nzh = "x"\nen = "x"\non = "cases.filed"\nto = ["post"]', "no such addressee"),
        ('[notice.x]\nzh = "x"\nen = "x"\non = "cases.filed"\nto = ["users:all"]', "no such addressee"),
    ],
)
def test_a_faulty_notice_says_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"x: .*{complaint}"):
        parse(text)
