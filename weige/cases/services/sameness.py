"""One problem, one case: what the system merges by itself, and the office's table of how."""

import csv
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from weige.cases.events import DeskRuleChanged
from weige.cases.models import Case, MergePolicy
from weige.cases.queries.catalogue import known_prefixes
from weige.cases.queries.similar import SLIM, Slim, merges_with, policies
from weige.cases.rules.mergepolicy import Mode
from weige.cases.rules.sameness import Reason, Sameness
from weige.cases.rules.states import STATES
from weige.cases.rules.transitions import MOVES
from weige.cases.schemas.moves import MoveIn
from weige.cases.services.engine import locked, move_by_system
from weige.cases.services.step import refuse
from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.kernel.worktime import Calendar

COLUMNS = ("prefix", "mode", "within_m", "within_hours", "suggest_at", "merge_at", "note_zh", "note_en")
#: Work has not begun: only from here, and only into here, does the system merge by itself.
UNTOUCHED = MOVES["merge"].sources
NUMBERS = {"within_m": int, "within_hours": int, "suggest_at": float, "merge_at": float}


def load_policies(lines: list[str]) -> None:
    """Brings the shipped rows that are missing; edits of the office are kept."""
    known = set(MergePolicy.objects.values_list("key", flat=True))
    rows = [row for row in csv.DictReader(lines) if row["key"] not in known]
    MergePolicy.objects.bulk_create(
        MergePolicy(**{name: NUMBERS.get(name, str)(value) for name, value in row.items()}) for row in rows
    )


def check_policy(*, key: str, row: dict[str, Any]) -> None:
    """Raises Invalid: merging below suggesting, a prefix that no matter has, another row of the prefix."""
    if row["merge_at"] < row["suggest_at"]:
        raise refuse("merge_at", "merge_below_suggest")
    if row["prefix"] and not known_prefixes([row["prefix"]]):
        raise refuse("prefix", "unknown_prefix", prefix=row["prefix"])
    if MergePolicy.objects.filter(prefix=row["prefix"]).exclude(key=key).exists():
        raise refuse("prefix", "prefix_taken", prefix=row["prefix"])


def set_policy(
    *, key: str, row: dict[str, Any], who: Who, now: datetime, note: Note = NO_NOTE
) -> MergePolicy:
    """Sets or adds the row of that key. Raises Invalid, as check_policy."""
    check_policy(key=key, row=row)
    with transaction.atomic():
        policy = MergePolicy.objects.select_for_update().filter(key=key).first()
        before = {name: getattr(policy, name) for name in COLUMNS} if policy else {}
        policy = policy or MergePolicy(key=key[:40])
        for name in COLUMNS:
            setattr(policy, name, row[name])
        policy.source = "office"
        policy.save()
        after = {name: getattr(policy, name) for name in COLUMNS}
        record(
            table="merge_policies", key=key, before=before or None, after=after, who=who, now=now, note=note
        )
        event = DeskRuleChanged(what="merge_policy", key=key, before=before, after=after)
        log.append(event, who=who, now=now, subject=f"merge_policy:{key}")
    return policy


def merge_by_policy(case_id: UUID, *, calendar: Calendar, now: datetime) -> Case | None:
    """Merges a case with the one it is the same as, where the policy of its matter says so; else None.

    Of the two the one further on is kept, else the older. 2 statements where the policy is not to merge by itself,
    3 where it is and there is nothing near, 4 where something is,
    and those of the move when it is the same. Nothing is locked before
    there is something to merge.
    """
    table = policies()
    asked = Case.objects.filter(pk=case_id, state__in=sorted(UNTOUCHED))
    # Divided or opened on purpose: these are left as they are.
    whole = asked.filter(parent__isnull=True, follows__isnull=True, parts_total=0)
    row = whole.values_list("cells", *SLIM).first()
    if row is None:
        return None
    cells, slim = row[0], Slim(*row[1:])
    if slim.matter is not None and table.of(slim.matter).mode is not Mode.AUTO:
        return None  # nearly always
    near = Case.objects.filter(cells__overlap=cells, state__in=sorted(UNTOUCHED))
    found = merges_with(near, slim, now=now, table=table)
    return _merge(case_id, *found, calendar=calendar, now=now) if found else None


@transaction.atomic
def _merge(case_id: UUID, near_id: UUID, same: Sameness, *, calendar: Calendar, now: datetime) -> Case | None:
    """Both rows locked in one order; either may have moved on meanwhile, then nothing is done."""
    pair = {one.pk: one for one in locked().filter(pk__in=[case_id, near_id]).order_by("pk")}
    if len(pair) < 2 or any(one.now_in not in UNTOUCHED or one.parent_id for one in pair.values()):
        return None
    if (case := pair[case_id]).follows_id or case.parts_total:
        return None
    kept, gone = sorted(pair.values(), key=lambda one: (-STATES.index(one.now_in), one.reported_at, one.pk))
    # Who merges in the background counts from when the round began; what came to either since lies before the merge.
    moved = [(one.reported_at, one.accepted_at, one.filed_at, one.dispatched_at) for one in pair.values()]
    now = max(now, *(at for times in moved for at in times if at is not None))
    zh, en = said(same.reasons)
    told = {
        "automatic": True,
        "probability": round(same.probability, 3),
        "why_zh": zh[:300],
        "why_en": en[:300],
    }
    data = MoveIn(version=gone.version, into=kept.pk)
    move_by_system(gone, "merge", now=now, calendar=calendar, data=data, told=told)
    return gone


def said(reasons: tuple[Reason, ...]) -> tuple[str, str]:
    """The reasons in one line, in Chinese and English."""
    return "，".join(one.zh for one in reasons), ", ".join(one.en for one in reasons)
