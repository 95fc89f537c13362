"""Of what figures can be had: areas, departments, posts; persons for whoever may see a person's figures."""

from datetime import date
from typing import Any

from django.db.models import Q

from weige.evaluation.queries.counting import PERSON
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.people.models import Department, Post, PostTerm
from weige.people.queries import masking
from weige.territory.models import Area

#: Roles of the house: residents and merchants have no figures, machines neither.
OUTSIDE = (
    "resident", "merchant", "gateway", "hotline_gateway", "city_app", "installer", "wall", "auditor", "administrator",
)  # fmt: skip


def choices(access: Access, *, on: date) -> dict[str, Any]:
    """What the reader may choose (4 statements)."""
    areas = access.rows("area.list", Area.objects.filter(valid_to__isnull=True)).order_by("layer_id", "path")
    reached = access.post.street
    posts = Post.objects.filter(area__path__overlap=sorted(reached)) if reached else Post.objects.all()
    posts = posts.exclude(role__code__in=OUTSIDE).order_by("department__name_zh", "code")
    return {
        "areas": areas.only("pk", "name_zh", "name_en"),
        "departments": Department.objects.order_by("name_zh"),
        "posts": [
            {"id": pk, "name_zh": zh, "name_en": en, "department": department}
            for pk, zh, en, department in posts.values_list("pk", "name_zh", "name_en", "department_id")
        ],
        "people": people(access, on=on),
        "me": access.who.user_id,
    }


def people(access: Access, *, on: date) -> list[dict[str, Any]]:
    """Who sits in a post on that day, the post first and the name masked; nobody without the grant (1 statement)."""
    terms = PostTerm.objects.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    try:
        rows = access.rows(PERSON, terms.exclude(post__role__code__in=OUTSIDE))
    except NotFound:
        return []
    columns = ("user_id", "user__name_zh", "post__name_zh", "post__name_en")
    found = rows.filter(user__kind="person").order_by("post__code").values_list(*columns)
    return [
        {"id": user, "name_zh": f"{zh} · {masking.name(name)}", "name_en": f"{en} · {masking.name(name)}"}
        for user, name, zh, en in found
    ]
