"""What the reference's papers of a case ask for: the code of a component; own numbers without gaps."""

import pytest

from tests.cases.town import Town, body, wall
from weige.cases.models import Matter
from weige.cases.services.numbering import in_year
from weige.cases.services.sweeping import sweep
from weige.kernel.errors import words

pytestmark = pytest.mark.django_db(transaction=True)


def accepted(town: Town, matter: str) -> dict:
    Matter.objects.filter(code=matter).update(kind="component")
    case = town.report(matter=matter, text="井盖破损")
    town.move("dispatcher", case, "accept")
    return town.read("dispatcher", case)


def fields(case: dict) -> list[str]:
    filing = next(one for one in case["actions"] if one["move"] == "file")
    return [field["name"] for field in filing["fields"]]


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("31010109005000123", ""),
        ("3101010102000123", ""),
        ("310101-01002-1", "component_digits"),
        ("31010101003000123", "component_class"),
    ],
)
def test_a_component_is_filed_with_its_code(town: Town, code: str, wrong: str) -> None:
    case = accepted(town, "09005")
    assert "component" in fields(case)
    status = 422 if wrong else 200
    said = town.move("dispatcher", case, "file", status=status, condition_no=1, component=code)
    if wrong:
        error = said["errors"][0]
        assert (error["field"], error["message"]) == ("component", words(wrong, "zh", {"code": "09005"}))
    else:
        said = town.read("duty", case)
        assert said["component"] == code
        assert any(f"管理部件标识码 {code}" in line["detail_zh"] for line in said["timeline"])


def test_what_is_no_component_is_not_asked_for_one(town: Town) -> None:
    case = town.report(matter="09005", text="摆摊")
    town.move("dispatcher", case, "accept")
    case = town.read("dispatcher", case)
    assert "component" not in fields(case)
    said = town.move("dispatcher", case, "file", status=422, condition_no=1, component="31010109005000123")
    assert said["errors"][0]["code"] == "component_not_asked"


def test_a_suspension_wants_a_plan_and_a_failed_one_takes_no_number(town: Town) -> None:
    case = town.handling("squad1", to="squad-C1")
    until = "2026-12-01T08:00:00+08:00"
    bare = town.move("squad1", case, "request_suspension", status=422, reason="等施工", until=until)
    assert [one["field"] for one in bare["errors"]] == ["plan"]
    asked = {"reason": "等施工", "plan": "完工当天恢复，项目经理", "safety": "围挡", "until": until}
    town.move("squad1", case, "request_suspension", **asked)
    line = body(town.client_for("dispatcher").get(f"/api/cases/{case['id']}"))["timeline"][0]
    assert "临时安全措施 围挡" in line["detail_zh"]
    town.move("squad1", case, "approve_suspension", status=403)
    pause = town.read("dispatcher", case)["pause"]
    assert (pause["waits"], pause["number"], pause["reason"]) == (True, "", "等施工")
    assert (pause["plan"], pause["safety"]) == ("完工当天恢复，项目经理", "围挡"), (
        "beside what is to be decided"
    )
    assert pause["by_zh"] == town.people["squad1"].post.name_zh
    town.move("dispatcher", case, "approve_suspension")
    page = town.read("squad1", case)
    assert (page["pause"]["waits"], page["pause"]["number"]) == (False, "库〔2026〕第1号")
    assert page["pause"]["plan"] == "完工当天恢复，项目经理"
    assert wall(page["pause"]["until"]) == "2026-12-01 08:00"
    line = town.read("dispatcher", case)["timeline"][0]
    assert "问题库编号 库〔2026〕第1号" in line["detail_zh"]
    assert in_year("ledger", "{year}-{n}", town.clock.now) == "2026-2"


def test_a_supervision_stands_with_number_level_and_question_until_it_ends(town: Town) -> None:
    case = town.handling("squad1", to="squad-C1")
    assert town.read("squad1", case)["watch"] is None
    town.move("supervisor", case, "supervise", urgency="overdue", degree="red", reason="说明何时到场")
    watch = town.read("squad1", case)["watch"]
    assert (watch["number"], watch["degree"]) == ("督〔2026〕第1号", "red")
    assert (watch["degree_zh"], watch["degree_en"], watch["reason"]) == ("红色", "Red", "说明何时到场")
    town.move("supervisor", case, "end_supervision")
    assert town.read("squad1", case)["watch"] is None


@pytest.mark.parametrize("days", [0, 20])
def test_what_is_left_open_in_a_supervision_is_said_before_and_is_what_it_becomes(
    town: Town, days: int
) -> None:
    case = town.handling("squad1", to="squad-C1")
    town.clock.on(days=days)
    sweep(now=town.clock.now)
    action = next(one for one in town.read("supervisor", case)["actions"] if one["move"] == "supervise")
    blank = {field["name"]: (field.get("blank_zh"), field.get("blank_en")) for field in action["fields"]}
    assert blank["reason"] == blank["note"] == (None, None)
    assert blank["answer_by"] == (
        "不填即按督办答复时限：1 工作日",
        "left empty: the office's term for answers, 1 working day",
    )
    town.move("supervisor", case, "supervise", reason="说明何时到场")
    page = town.read("squad1", case)
    assert blank["degree"] == (
        f"不选即为：{page['watch']['degree_zh']}",
        f"left open: {page['watch']['degree_en']}",
    )
    urgency = {"overdue": "超时督办", "important": "重点督办"}[page["supervision"]]
    assert blank["urgency"][0] == f"不选即为：{urgency}"
    assert page["supervision"] == ("overdue" if days else "important")
