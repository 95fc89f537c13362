"""Units and posts that can be named as those who should have a case: no person is named."""

from typing import Any

from django.db.models import Exists, OuterRef

from weige.cases.models import Case
from weige.people.models import Grant, Post


def units(case: Case) -> list[dict[str, Any]]:
    """Departments first, then posts, that handle cases where this one lies (1 statement)."""
    handles = Exists(Grant.objects.filter(role=OuterRef("role"), verb="case.handle"))
    posts = Post.objects.filter(handles, area__path__overlap=case.cells).select_related("department")
    found = list(posts.order_by("-area__path__len", "code"))
    departments = {post.department.pk: post.department for post in found if post.department}
    return [_line("department", one) for one in departments.values()] + [_line("post", one) for one in found]


def _line(kind: str, one: Any) -> dict[str, Any]:
    return {"kind": kind, "code": one.code, "name_zh": one.name_zh, "name_en": one.name_en}
