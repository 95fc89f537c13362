"""Saving what changed and telling the log: the only place where a case row is written after its creation."""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from weige.cases.events import CaseEvent
from weige.cases.models import TRACKED, Case, snapshot
from weige.cases.rules.states import STAGE_OF
from weige.cases.services import keeping
from weige.cases.services.naming import index
from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.models import Event

NAMED = {"title_zh", "title_en", "matter_id", "place_zh", "place_en", "shop_id", "outer_numbers"}


def record(
    case: Case,
    before: dict[str, Any],
    kind: type[CaseEvent],
    *,
    move: str,
    who: Who,
    now: datetime,
    told: dict[str, Any],
) -> None:
    """Saves the columns that differ from `before` and appends the event (2 statements + NOTIFY)."""
    after = snapshot(case)
    changes = {name: after[name] for name in TRACKED if after[name] != before.get(name)}
    wanted = [*changes, "version", "calendar_version"]
    if NAMED & changes.keys():
        index(case)
        wanted += ["search_text", "search_terms"]
    keeping.update_case(case, wanted)
    tell(case, kind, before=before.get("state", ""), move=move, who=who, now=now, changes=changes, told=told)


def standing(case: Case) -> dict[str, Any]:
    """What every event says of the case as it stands now."""
    matter = case.matter
    return {
        "case_id": str(case.pk),
        "number": case.number,
        "state": case.state,
        "stage": STAGE_OF[case.now_in],
        "version": case.version,
        "matter_code": matter.code if matter else "",
        "matter_zh": matter.name("zh") if matter else "",
        "matter_en": matter.name("en") if matter else "",
        "title_zh": case.title_zh,
        "title_en": case.title_en,
        "place_zh": case.place_zh,
        "place_en": case.place_en,
        "lon": case.lon,
        "lat": case.lat,
        "level": case.level,
        "shop_id": case.shop_id,
        "building_id": case.building_id,
        "warning_id": str(case.warning_id) if case.warning_id else None,
        "department_id": case.department_id,
        "handler_post_id": case.handler_post_id,
        "checker_post_id": case.checker_post_id,
        "due_at": case.due_at,
        "stage_due_at": case.stage_due_at,
        "near_at": case.near_at,
        "overdue_since": case.overdue_since,
    }


class Telling(TypedDict):
    """What an event says beside what stands in the case. before: the state it was in; told: fields of its kind."""

    before: str
    move: str
    who: Who
    now: datetime
    changes: dict[str, Any]
    told: dict[str, Any]


def telling(case: Case, kind: type[CaseEvent], **said: Unpack[Telling]) -> Event:
    """The event, addressed to the case's cells, department, posts and parties; not yet written."""
    event = kind(
        move=said["move"],
        state_before=said["before"],
        changes=said["changes"],
        **standing(case),
        **said["told"],
    )
    posts = {case.handler_post_id, case.checker_post_id, *case.party_posts} - {None}
    return log.draft(
        event,
        who=said["who"],
        now=said["now"],
        subject=case.subject,
        cells=case.cells,
        department_id=case.department_id,
        post_ids=sorted(post for post in posts if post is not None),
        user_ids=case.party_users,
    )


def tell(case: Case, kind: type[CaseEvent], **said: Unpack[Telling]) -> None:
    """Appends the event (1 statement and the wake-up of readers)."""
    keeping.append_event(telling(case, kind, **said))
