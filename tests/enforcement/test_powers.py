"""The catalogue of powers: 72 rows with their sources, validity by day, edits with history, import with a dry run."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.town import body
from weige.enforcement.models import Power
from weige.enforcement.queries.powers import usable
from weige.enforcement.rules.powers import Span, standing, stays_with_owner, trust

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (Span(), "in_force"),
        (Span(effective_on=date(2026, 11, 21)), "not_yet"),
        (Span(effective_on=DAY), "in_force"),
        (Span(recalled_on=DAY), "recalled"),
        (Span(recalled_on=date(2026, 11, 21)), "in_force"),
        (Span(expires_on=DAY), "expired"),
        (Span(expires_on=DAY, recalled_on=DAY), "recalled"),
    ],
)
def test_a_power_on_a_day(span, told):
    assert standing(span, DAY) == told


def test_a_case_filed_before_a_recall_stays_with_its_owner():
    recalled = Span(effective_on=date(2026, 1, 1), recalled_on=date(2026, 11, 1))
    assert stays_with_owner(recalled, date(2026, 10, 31))
    assert not stays_with_owner(recalled, DAY)
    power = Power(effective_on=recalled.effective_on, recalled_on=recalled.recalled_on)
    assert usable(power, today=DAY, filed_on=date(2026, 10, 31))
    assert not usable(power, today=DAY, filed_on=DAY)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("sourced", "sourced"),
        ("sourced (name only)", "partly"),
        ("third-party app - verify (consistent with own knowledge)", "unverified"),
        ("own knowledge - verify before use", "unverified"),
    ],
)
def test_how_far_a_row_can_be_trusted(said, told):
    assert trust(said) == told


@pytest.mark.django_db
def test_the_packaged_rows_are_listed_with_their_status(office, django_assert_max_num_queries):
    ask = office.client_for("squad1").get
    with django_assert_max_num_queries(8):
        page = body(ask("/api/powers?limit=500"))
    assert len(page["items"]) == 72
    assert len(page["domains"]) == 19
    by_code = {row["code"]: row for row in page["items"]}
    assert by_code["EM-001"]["status"] == "sourced"
    assert by_code["EM-060"]["trust_zh"] == "未核实", "marked on screen"
    assert by_code["EM-015"]["first_offence"] is True
    assert {row["status"] for row in page["items"]} == {"sourced", "partly", "unverified"}
    parking = body(ask("/api/powers?matter=09009"))["items"]
    assert [row["code"] for row in parking] == ["EM-060"]
    assert body(ask("/api/powers?q=油烟"))["items"]


@pytest.mark.django_db
def test_an_edit_keeps_what_was_there_and_says_why(office):
    admin, squad = office.client_for("admin"), office.client_for("squad1")
    change = {
        "version": 1,
        "reason": "区政府收回",
        "recalled_on": "2026-11-01",
        "document_no": "示府〔2026〕9 号",
    }
    assert squad.put("/api/powers/EM-001", json=change).status_code == 404
    edited = body(admin.put("/api/powers/EM-001", json=change))
    assert (edited["standing"], edited["version"]) == ("recalled", 2)
    assert edited["history"][0]["changes"]["recalled_on"] == [None, "2026-11-01"]
    assert edited["history"][0]["reason"] == "区政府收回"
    late = admin.put("/api/powers/EM-001", json=change)
    assert (late.status_code, late.json()["code"]) == (409, "enforcement_changed")
    wrong = admin.put(
        "/api/powers/EM-001", json={"version": 2, "reason": "试试", "effective_on": "2026-12-01"}
    )
    assert wrong.json()["errors"][0]["code"] == "power_dates"
    bands = [
        {"order": 1, "name": "从轻", "criteria": "首次，立即改正", "low": 100, "high": 300, "hearing": True}
    ]
    banded = admin.put("/api/powers/EM-001", json={"version": 2, "reason": "裁量基准", "bands": bands})
    assert body(banded)["bands"] == bands
    on = body(squad.get("/api/powers?on=2026-11-20&limit=500"))["items"]
    assert "EM-001" not in {row["code"] for row in on}


@pytest.mark.django_db
def test_import_is_a_dry_run_unless_told_otherwise(office):
    rows = "事项编码,赋权事项名称,领域,原行使部门,生效日,收回日\n"
    rows += "EM-001,沿街设摊,市容环境卫生,城管,2026-01-01,\nNEW-1,新事项,市容环境卫生,城管,2026-01-01,2025-01-01\n"

    def put(text, dry_run):
        file = SimpleUploadedFile("p.csv", text.encode(), content_type="text/csv")
        return body(office.client_for("admin").post(f"/api/powers/import?dry_run={dry_run}", {"file": file}))

    told = put(rows, "false")
    assert not told["written"]
    assert [(one["row"], one["code"]) for one in told["errors"]] == [(3, "power_dates")]
    right = rows.replace("2025-01-01", "2027-01-01")
    assert put(right, "true")["written"] is False
    assert Power.objects.get(code="EM-001").effective_on is None
    assert put(right, "false")["written"] is True
    row = Power.objects.get(code="EM-001")
    assert (row.name_zh, row.effective_on, row.version) == ("沿街设摊", date(2026, 1, 1), 2)
    assert row.prohibition_basis, "an empty cell keeps what is there"
    assert Power.objects.get(code="NEW-1").status == "unverified", "nobody said that it was verified"
    out = office.client_for("admin").get("/api/powers/export.csv")
    assert "新事项" in out.content.decode("utf-8-sig")
