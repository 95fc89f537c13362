"""What stands behind a figure beside cases, as the reader may see it: number, title and the page of a call, a task, a
paper or a transfer."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from weige.cases.models import HotlineDay
from weige.enforcement.models import OffsiteFile, Paper, Remedy, Transfer
from weige.evaluation.models import Fact
from weige.joint.models import Called, CallIn, JointTask
from weige.kernel.access import Access
from weige.kernel.errors import NotFound
from weige.kernel.streettime import LOCAL
from weige.people.models import Shift


@dataclass(frozen=True)
class About:
    """How one thing is found and shown. page: its address on the desk."""

    model: type[Model]
    verb: str
    title: Callable[[Any], tuple[str, str, str]]
    page: Callable[[Any], str]
    related: tuple[str, ...] = ()


def _call(row: CallIn) -> tuple[str, str, str]:
    return row.number, row.title_zh, row.title_en


def _called(row: Called) -> tuple[str, str, str]:
    return row.call.number, f"{row.unit_zh} · {row.call.title_zh}", f"{row.unit_en} · {row.call.title_en}"


def _remedy(row: Remedy) -> tuple[str, str, str]:
    return row.number, f"{row.outcome_zh} · {row.title}", f"{row.outcome_en} · {row.title}"


def _shift(row: Shift) -> tuple[str, str, str]:
    at = f"{row.start.astimezone(LOCAL):%m-%d %H:%M}"
    return at, f"{row.post.name_zh} · {row.area.name_zh}", f"{row.post.name_en} · {row.area.name_en}"


def _calls(row: HotlineDay) -> tuple[str, str, str]:
    said = (row.connected, row.answered, row.calls)
    return (
        row.day.isoformat(),
        "话务日统计：接通 {} / 15 秒内 {} / 呼入 {}".format(*said),
        "Calls of the day: {} connected, {} within 15 s, of {}".format(*said),
    )


ABOUTS = {
    "calls": About(HotlineDay, "hotline.list", _calls, lambda _: "/hotline?days=1"),
    "called": About(Called, "call.read", _called, lambda row: f"/joint/calls/{row.call_id}", ("call",)),
    "call": About(CallIn, "call.read", _call, lambda row: f"/joint/calls/{row.pk}"),
    "task": About(JointTask, "task.read", lambda row: ("", row.what, row.what), lambda _: "/joint/tasks"),
    "paper": About(
        Paper, "paper.list", lambda row: (row.number, row.title, row.title), lambda row: f"/papers/{row.pk}"
    ),
    "remedy": About(Remedy, "paper.list", _remedy, lambda row: f"/papers/{row.decision_id}"),
    "shift": About(Shift, "roster.list", _shift, lambda _: "/duty?tab=roster", ("post", "area")),
    "offsite": About(
        OffsiteFile,
        "offsite.list",
        lambda row: (row.number, row.title, row.title),
        lambda row: f"/offsite/{row.pk}",
    ),
    "transfer": About(
        Transfer,
        "transfer.list",
        lambda row: (row.number, row.title, row.title),
        lambda row: f"/transfers/{row.pk}",
    ),
}


def shown(access: Access, facts: Iterable[Fact]) -> dict[str, dict[str, Any]]:
    """about → {number, title_zh, title_en, page} of those that the reader may read (1 statement for each sort)."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for fact in facts:
        sort, _, key = fact.about.partition(":")
        if sort in ABOUTS:
            wanted[sort].append(key)
    found: dict[str, dict[str, Any]] = {}
    for sort, keys in wanted.items():
        one = ABOUTS[sort]
        rows = one.model._default_manager.filter(pk__in=keys).select_related(*one.related)
        try:
            seen = list(access.rows(one.verb, rows))
        except NotFound:  # no such grant at all
            continue
        for row in seen:
            number, zh, en = one.title(row)
            words = {"number": number, "title_zh": zh, "title_en": en or zh}
            found[f"{sort}:{row.pk}"] = words | {"page": one.page(row)}
    return found
