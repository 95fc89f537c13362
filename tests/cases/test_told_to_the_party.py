"""Whoever speaks only for themselves reads how far a case is and what they did; what staff write is not theirs."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.town import Town, body, picture
from weige.cases.rules import telling

pytestmark = pytest.mark.django_db
STAFF = ("这家老板很难缠", "不在本路段", "路段划分表", "等路灯公司回话", "照片上写的话")


def course(town: Town, by: str, case: Any) -> list[Any]:
    page = town.read(by, case)
    assert page["timeline"] == body(town.client_for(by).get(f"/api/cases/{case['id']}/timeline"))["items"]
    return list(page["timeline"])


@pytest.fixture
def case(town: Town) -> Any:
    made = town.report("resident", text="烧烤摊占道")
    town.move("dispatcher", made, "accept")
    town.move("dispatcher", made, "file", condition_no=1)
    town.move("dispatcher", made, "dispatch", post="worker-L01")
    town.move("dispatcher", made, "urge", note=STAFF[0])
    town.back("worker01", made)
    town.move("dispatcher", made, "dispatch", post="squad-C1")
    town.move("squad1", made, "start")
    file = SimpleUploadedFile("p.jpg", picture("red"), "image/jpeg")
    said = {"file": file, "kind": "before", "note": STAFF[4]}
    body(town.client_for("squad1").post(f"/api/cases/{made['id']}/evidence", said), 201)
    town.move(
        "squad1",
        made,
        "request_suspension",
        plan="交底后两天内完工，市政经办人",
        reason=STAFF[3],
        until="2026-12-01T08:00:00+08:00",
    )
    return made


def test_a_resident_reads_the_course_and_no_word_among_staff(town: Town, case: Any) -> None:
    town.move("resident", case, "follow_up", note="还在摆")
    page, lines = town.read("resident", case), course(town, "resident", case)
    assert not [word for word in STAFF if word in str(page)]
    sources = town.client_for("resident").get(f"/api/cases/{case['id']}/sources").content.decode()
    assert STAFF[4] not in sources
    assert len(page["evidence"]) == 1, "the picture itself they see"
    assert (page["passing"], page["request_reason"]) == ([], "")
    kinds = [line["kind"] for line in lines][::-1]
    assert kinds[:4] == ["cases.reported", "cases.accepted", "cases.filed", "cases.dispatched"]
    assert not {"cases.transfer_proposed", "cases.returned", "cases.suspension_requested"} & set(kinds)
    assert [line["note"] for line in lines if line["note"]] == ["还在摆"], "their own words stand there"
    desk = str(town.read("duty", case))
    assert all(word in desk for word in (STAFF[0], STAFF[1], STAFF[3])), "the desk reads it all"


@pytest.mark.parametrize(
    ("kind", "mine", "concerned", "told"),
    [
        ("cases.filed", False, [], True),
        ("cases.urged", False, [], False),
        ("cases.urged", True, [], True),
        ("enforcement.paper_served", False, [7], True),
        ("enforcement.paper_served", False, [8], False),
        ("enforcement.paper_drafted", False, [7], False),
        ("cases.report_added", False, [], False),
        ("joint.unit_called", False, [], False),
    ],
)
def test_what_is_told(kind: str, mine: bool, concerned: list[int], told: bool) -> None:
    assert telling.told(kind, mine=mine, concerned=concerned, reader=7) is told
