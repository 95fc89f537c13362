"""/api/merge-policies: how each matter is merged, its history, and a dry run on the past."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from weige.cases.models import MergePolicy
from weige.cases.queries.mergepast import dry_run
from weige.cases.queries.reasons import edits
from weige.cases.rules.mergepolicy import Mode, Policy
from weige.cases.schemas import sameness as shapes
from weige.cases.services.sameness import COLUMNS, check_policy, set_policy
from weige.kernel import timesource
from weige.kernel.access import Access

router = Router(tags=["cases"])
Key = Annotated[str, Field(min_length=1, max_length=40)]


@router.get("/merge-policies", response=list[shapes.PolicyOut], summary="How each matter is merged")
def merge_policies(request: HttpRequest) -> list[dict[str, Any]]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.list")
    return list(MergePolicy.objects.order_by("prefix").values("key", "source", *COLUMNS))


@router.put("/merge-policies/{key}", response=shapes.PolicyOut, summary="Set how a matter is merged")
def put_policy(request: HttpRequest, key: Key, body: shapes.PolicyIn) -> dict[str, Any]:
    """The longest prefix counts; every change is in the log."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.edit")
    row = set_policy(key=key, row=body.dict(), who=access.who, now=timesource.now())
    return {name: getattr(row, name) for name in ("key", "source", *COLUMNS)}


@router.get("/merge-policies/{key}/history", response=shapes.EditPage, summary="Edits of a merge policy")
def policy_history(request: HttpRequest, key: Key) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.list")
    return {"items": edits(f"merge_policy:{key}"), "next": None}


@router.post(
    "/merge-policies/{key}/preview", response=shapes.PolicyPreview, summary="Try a policy on the past"
)
def preview_policy(request: HttpRequest, key: Key, body: shapes.PolicyTrial) -> dict[str, Any]:
    """Nothing is changed: pairs of the last `cases` cases under the table in force and under this row."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("matter.edit")
    given = body.dict()
    cases = given.pop("cases")
    check_policy(key=key, row=given)
    row = Policy(key=key, **{name: given[name] for name in NUMBERED}, mode=Mode(given["mode"]))
    return dry_run(access, row, cases=cases, now=timesource.now())


NUMBERED = ("prefix", "within_m", "within_hours", "suggest_at", "merge_at")
