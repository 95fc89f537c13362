"""An office's own words of notices: checked by line and placeholder, shown before, kept, told in, taken back."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.cast import Api, Member
from weige.messaging.models import Wording
from weige.messaging.rules.letters import letters
from weige.messaging.rules.wordings import address_words, faults, mark_words, occasion_words, usable
from weige.messaging.services import tell

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
TABLE = "/api/office/tables/notices"
ROW = f"{TABLE}/rows/case_dispatched"
ZH = "请处置 {number}：{title_zh}[，{place_zh}]"
TASK = {
    "number": "2026-7", "title_zh": "店外经营", "title_en": "Goods on the pavement",
    "place_zh": "福州路 3 号", "place_en": "3 Fuzhou Road", "due_at": "2026-11-20T09:27:00Z",
}  # fmt: skip
Ask = Callable[[str | None], Api]


def test_every_shipped_wording_is_faultless_and_has_words_for_all_it_names() -> None:
    for letter in letters().by_key.values():
        for text in letter.words.values():
            assert faults(text, usable(letter)) == [], letter.key
        for name in letter.fields:
            assert mark_words(name)["zh"] != name
        assert not letter.on or occasion_words(letter.on)["zh"] != letter.on
        for one in letter.to:
            assert ":" not in address_words(one.kind, one.what, {})["zh"], one


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("新任务\n{colour}", "notice_mark_unknown", 2),
        ("{number.__class__}", "notice_brace", 1),
        ("{due_at}", "notice_mark_form", 1),
        ("{number:word}", "notice_mark_form", 1),
        ("{number", "notice_brace", 1),
        ("{}", "notice_mark_unknown", 1),
        ("[，{place_zh}", "notice_bracket", 1),
        ("[a[b]]", "notice_bracket", 1),
    ],
)
def test_a_fault_names_its_line(text: str, code: str, line: int) -> None:
    found = faults(text, usable(letters().by_key["case_dispatched"]))
    assert [(one.code, one.line) for one in found][:1] == [(code, line)]


def said(api: Api) -> str:
    text: str = api.get("/api/notices").json()["items"][0]["text_zh"]
    return text


@pytest.mark.django_db
def test_own_words_are_checked_shown_told_and_taken_back(cast: dict[str, Member], client_for: Ask) -> None:
    admin, worker = client_for("admin"), client_for("worker01")
    post = cast["worker01"].post
    assert post
    tell(template="case_dispatched", params=TASK, subject="case:1", now=NOW, post_id=post.pk)
    wrong = admin.post(f"{TABLE}/preview", json={"key": "case_dispatched", "values": {"zh": "新 {nmber}"}})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "values.zh"
    shown = admin.post(f"{TABLE}/preview", json={"key": "case_dispatched", "values": {"zh": ZH}}).json()
    reads = next(one for one in shown["effects"] if one["code"] == "notice_reads")
    assert "改后：请处置 2026-7：••，••" in [one["text_zh"] for one in reads["items"]]  # no place for her
    assert "notice_lacks_zh" in [one["code"] for one in shown["effects"]]
    assert not Wording.objects.exists()

    kept = admin.put(ROW, json={"values": {"zh": ZH}, "version": 0})
    assert kept.status_code == 200, kept.json()
    assert said(worker) == "新任务 2026-7：店外经营，福州路 3 号。17:27 前处置"  # as it was told
    tell(template="case_dispatched", params=TASK, subject="case:2", now=NOW, post_id=post.pk)
    assert said(worker) == "请处置 2026-7：店外经营，福州路 3 号"
    assert admin.post(f"{ROW}/restore", json={"no": 0, "version": 1}).status_code == 200
    tell(template="case_dispatched", params=TASK, subject="case:3", now=NOW, post_id=post.pk)
    assert said(worker).startswith("新任务")
    assert client_for("stranger").put(ROW, json={"values": {"zh": ZH}}).status_code in {403, 404}
    assert client_for("duty").put(ROW, json={"values": {"zh": ZH}}).status_code == 403


@pytest.mark.django_db
def test_what_the_software_sends_itself_keeps_its_way(cast: dict[str, Member], client_for: Ask) -> None:
    del cast
    values = {"active": False, "sms": True}
    always = client_for("admin").put(f"{TABLE}/rows/warning_call", json={"values": values})
    assert {one["field"] for one in always.json()["errors"]} == {"values.active", "values.sms"}
