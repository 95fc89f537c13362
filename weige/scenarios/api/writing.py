"""/api/scenarios/{id}/text: the pack as text: read it, check it while typing, keep it as a version not yet on."""

from typing import Any

from django.http import HttpRequest
from ninja import Status

from weige.kernel import timesource
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.scenarios import services
from weige.scenarios.api.changing import found
from weige.scenarios.api.packs import router
from weige.scenarios.queries import trying
from weige.scenarios.schemas import TextIn, TextOut, TextRead, TextSave, VersionOut
from weige.scenarios.services.versions import newest_number

NOTHING = {"rule_zh": "", "rule_en": "", "differences": []}


@router.get("/{scenario_id}/text", response=TextOut, summary="The pack as text")
def read_pack(request: HttpRequest, scenario_id: str, version: int | None = None) -> dict[str, Any]:
    """version: a kept one; without it the one in force."""
    _, row = found(request, scenario_id)
    text = services.text_of(row, version)
    if text is None:
        raise NotFound()
    number = row.version if version is None else version
    return {"number": number, "in_force": row.version, "newest": newest_number(row), "text": text}


@router.post("/{scenario_id}/text/check", response=TextRead, summary="What is wrong with a text")
def check_text(request: HttpRequest, scenario_id: str, body: TextIn) -> dict[str, Any]:
    """The reader and the pack's own tests, as `weige scenario check` and `test`; nothing is stored."""
    _, row = found(request, scenario_id, "scenario.manage")
    before = services.text_of(row, body.against)
    if before is None:
        raise Invalid([FieldError("against", "version_unknown", {"number": body.against})])
    read = services.read_text(body.text, row)
    told = NOTHING if read.data is None else _told(row.pack, read.data)
    lines = services.changed_lines(before, body.text)
    return {
        "fault": read.fault,
        "tests": read.tests,
        "lines": lines,
        "newest": newest_number(row),
        **told,
    }


def _told(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {**trying.sentence(after), "differences": trying.differing(before, after)}


@router.post("/{scenario_id}/text", response={201: VersionOut}, summary="Keep it, not yet on")
def save_text(request: HttpRequest, scenario_id: str, body: TextSave) -> Status[dict[str, Any]]:
    """409 when somebody saved since `newest`; 422 for a text that is not fit or whose own tests fail."""
    access, row = found(request, scenario_id, "scenario.manage")
    version = services.save_draft(scenario=row, **body.dict(), who=access.who, now=timesource.now())
    return Status(201, trying.version_row(version, row.pack))
