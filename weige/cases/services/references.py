"""Finding what a move names: a condition, a post, a department, another case. Wrong names: field errors."""

from django.db.models import Q

from weige.cases.models import Case, FilingCondition
from weige.cases.services.step import Step, refuse
from weige.people.models import Department, Post


def by_ref(ref: str) -> Q:
    """A row by its code, or by its id when the reference is a number."""
    return Q(code=ref) | Q(pk=int(ref)) if ref.isdecimal() and len(ref) < 10 else Q(code=ref)


def condition(step: Step) -> FilingCondition:
    """The condition chosen: by id, or by matter code and number; current versions only."""
    data = step.data
    rows = FilingCondition.objects.select_related("matter").filter(
        valid_to__isnull=True, matter__valid_to__isnull=True
    )
    if data.condition is not None:
        rows = rows.filter(pk=data.condition)
    elif data.condition_no is not None:
        if not data.matter and step.case.matter_id is None:
            raise refuse("matter", "field_missing")
        matter = Q(matter__code=data.matter) if data.matter else Q(matter=step.case.matter_id)
        rows = rows.filter(matter, no=data.condition_no)
    else:
        raise refuse("condition", "field_missing")
    key = ("condition", data.condition, data.matter or step.case.matter_id, data.condition_no)
    found: FilingCondition | None = step.look_up(key, rows.first)
    if found is None:
        raise refuse("condition", "unknown_condition")
    return found


def component(step: Step) -> str:
    """The thing's own code (管理部件标识码): 17 digits after GB/T 47678.5-2026 (6 district, 2 + 3 class, 6 sequence),
    the class that of the case's matter; the older 16 digits are taken as they are (own knowledge, not checked)."""
    code = step.data.component.strip()
    matter = step.case.matter
    if matter is None or matter.kind != "component":
        raise refuse("component", "component_not_asked")
    if not (code.isascii() and code.isdigit() and len(code) in {16, 17}):
        raise refuse("component", "component_digits")
    if len(code) == 17 and matter.code.isdigit() and code[6:11] != matter.code:
        raise refuse("component", "component_class", code=matter.code)
    return code


def post(step: Step, verb: str) -> Post:
    """The post named: in the case's street and entitled to what is asked of it."""
    ref = step.data.post
    if ref is None:
        raise refuse("post", "field_missing")
    rows = Post.objects.filter(by_ref(ref), area__path__overlap=step.case.cells)
    rows = rows.filter(role__grants__verb=verb).distinct().select_related("area", "department")
    found: Post | None = step.look_up(("post", ref, verb, tuple(step.case.cells)), rows.first)
    if found is None:
        raise refuse("post", "unknown_post", ref=ref)
    return found


def department(step: Step) -> Department:
    """The department named."""
    ref = step.data.department or ""
    rows = Department.objects.filter(by_ref(ref))
    found: Department | None = step.look_up(("department", ref), rows.first)
    if found is None:
        raise refuse("department", "unknown_department", ref=ref)
    return found


def other_case(step: Step) -> Case:
    """The case to merge into, locked: open, visible to the actor, not the same one."""
    if step.data.into is None:
        raise refuse("into", "field_missing")
    rows = Case.objects.select_for_update(of=("self",)).filter(ended_at__isnull=True).exclude(pk=step.case.pk)
    if step.access is not None:
        rows = step.access.rows("case.merge", rows)
    found = rows.filter(pk=step.data.into).first()
    if found is None:
        raise refuse("into", "unknown_open_case")
    return found
