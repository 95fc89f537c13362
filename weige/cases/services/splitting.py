"""拆案: a wrong merge is undone. The case stands as it stood, with its reports, its evidence and its own clock.

Not a move of the table: what a move ends stays ended, and only a merge can be taken back. The limit has gone on
from where it began: who reported it waits no less for a mistake of the desk.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from weige.cases import events
from weige.cases.models import Case, Evidence, Merge, Report, snapshot
from weige.cases.queries.actors import fits, seat_of
from weige.cases.queries.lately import faster
from weige.cases.rules.clocks import load
from weige.cases.rules.states import State
from weige.cases.rules.transitions import MOVES
from weige.cases.services.dues import set_dues
from weige.cases.services.engine import locked, note_overdue
from weige.cases.services.recording import record
from weige.cases.services.step import refuse
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, Forbidden
from weige.kernel.worktime import Calendar

#: Columns that come back as they were; those that only grew (parties) and due times (counted anew) do not.
RESTORED = ("state", "outcome", "ended_at", "merged_into_id", "paused_since", "paused_until", "request")


def split(
    *, access: Access, case_id: UUID, version: int, reason: str, calendar: Calendar, now: datetime
) -> Case:
    """Takes the case out again of the one it was merged into.

    Raises NotFound (not visible), Conflict (changed meanwhile, not merged), Forbidden (no grant, or a hand in the
    handling), Invalid (no reason).
    """
    with transaction.atomic():
        case = access.get("case.read", locked(), id=case_id)
        merge = Merge.objects.filter(case=case, undone_at__isnull=True).first()
        if case.version != version:
            raise Conflict("case_changed", **faster(case))
        if merge is None or case.now_in is not State.MERGED:
            raise Conflict("not_merged", number=case.number)
        holder = _holder(case)
        wanted = MOVES["merge"]
        seat = seat_of(access)
        if not access.may(wanted.verb, case) or not fits(wanted.actor, holder, seat):
            raise Forbidden("not_your_move")
        if not reason.strip():
            raise refuse("reason", "field_missing")
        _take_back(case, holder, merge, reason=reason, who=access, calendar=calendar, now=now)
    return case


def _holder(case: Case) -> Case:
    """The case that has its reports now: where it was merged into, or where that one went, locked."""
    holder = case
    while holder.merged_into_id is not None:
        holder = locked().get(pk=holder.merged_into_id)
    return holder


def _take_back(
    case: Case, holder: Case, merge: Merge, *, reason: str, who: Access, calendar: Calendar, now: datetime
) -> None:
    before, held = snapshot(case), snapshot(holder)
    reports = Report.objects.filter(pk__in=merge.reports, case=holder).update(case=case)
    evidence = Evidence.objects.filter(pk__in=merge.evidence, case=holder).update(case=case)
    _restore(case, merge.before, evidence)
    set_dues(case, load(merge.before["clocks"]), calendar=calendar, now=now)
    case.version += 1
    _give_back(holder, merge, reports, evidence)
    merge.undone_at, merge.undone_reason = now, reason
    merge.save(update_fields=["undone_at", "undone_reason"])
    told: dict[str, Any] = {"reason": reason}
    record(
        case,
        before,
        events.MergeUndone,
        move="",
        who=who.who,
        now=now,
        told=told | {"from_id": str(holder.pk), "from_number": holder.number},
    )
    record(
        holder,
        held,
        events.SplitOff,
        move="",
        who=who.who,
        now=now,
        told=told | {"into_id": str(case.pk), "into_number": case.number},
    )
    note_overdue(case, now=now)


def _restore(case: Case, was: dict[str, Any], evidence: int) -> None:
    for name in RESTORED:
        value = was[name]
        moment = name in {"ended_at", "paused_since", "paused_until"} and value
        setattr(case, name, datetime.fromisoformat(value) if moment else value)
    case.evidence_count += evidence
    case.reports = was["reports"]


def _give_back(holder: Case, merge: Merge, reports: int, evidence: int) -> None:
    """What the holder had by the merge alone goes; a person who reported there himself meanwhile stays."""
    left = Report.objects.filter(case=holder).values_list("user_id", "source")
    users, sources = {user for user, _ in left}, {source for _, source in left}
    holder.reports -= min(reports, holder.reports - 1)
    holder.evidence_count -= evidence
    given = merge.given
    holder.party_users = [u for u in holder.party_users if u not in given["users"] or u in users]
    holder.sources = [s for s in holder.sources if s not in given["sources"] or s in sources]
    holder.version += 1
