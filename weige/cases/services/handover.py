"""Handing a shift over: offering, accepting (then the tasks move), declining, taking the offer back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from weige.cases import events
from weige.cases.models import Case, HandOver, snapshot
from weige.cases.models.handover import ACCEPTED, DECLINED, OFFERED, WITHDRAWN
from weige.cases.queries.actors import seat_of
from weige.cases.queries.handover import ASKED, HELD, LOADED, task_row, tasks_of
from weige.cases.services.engine import locked
from weige.cases.services.recording import record
from weige.cases.services.references import by_ref
from weige.cases.services.step import involve, refuse
from weige.kernel import log
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, Forbidden
from weige.people.models import Post


def offer(*, access: Access, to: str, note: str, now: datetime) -> HandOver:
    """Offers the acting post's open tasks to another post of the same role in the same street.

    Raises NotFound, Invalid (no such post, oneself), Conflict (an offer is open already).
    """
    access.require("handover.make")
    seat = seat_of(access)
    mine = Post.objects.select_related("area").filter(pk=seat.post_id or 0).first()
    if mine is None:
        raise refuse("to", "unknown_post", ref=to)
    rows = Post.objects.filter(by_ref(to), role=mine.role_id, area__path__overlap=sorted(seat.post.street))
    theirs = rows.exclude(pk=mine.pk).first()
    if theirs is None:
        raise refuse("to", "unknown_post", ref=to)
    tasks = [task_row(case, mine.pk) for case in tasks_of(mine.pk)]
    try:
        with transaction.atomic():
            made = HandOver.objects.create(
                from_post=mine,
                to_post=theirs,
                cells=mine.area.path,
                note=note.strip(),
                tasks=tasks,
                offered_at=now,
                offered_by_id=access.who.user_id,
                offered_by_name=access.who.name,
            )
            event = events.HandOverOffered(
                hand_over_id=made.pk,
                from_zh=mine.name_zh,
                from_en=mine.name_en,
                to_post_id=theirs.pk,
                tasks=len(tasks),
            )
            _append(made, event, access.who, now)
    except IntegrityError:
        raise Conflict("hand_over_open") from None
    return made


def settle(*, access: Access, hand_over_id: int, outcome: str, reason: str, now: datetime) -> HandOver:
    """accepted, declined (with a reason) by the receiver, or withdrawn by the giver.

    Accepting moves every listed task that is still with the giver; what was done meanwhile stays where it is. Raises
    NotFound, Conflict (settled already), Forbidden (not yours to settle), Invalid (no reason).
    """
    with transaction.atomic():
        rows = HandOver.objects.select_related(*LOADED).select_for_update(of=("self",))
        one = access.get("handover.make", rows, id=hand_over_id)
        who = access.who
        if one.state != OFFERED:
            raise Conflict("hand_over_settled")
        giver = outcome == WITHDRAWN
        if who.post_id != (one.from_post_id if giver else one.to_post_id):
            raise Forbidden("not_your_move")
        if outcome == DECLINED and not reason.strip():
            raise refuse("reason", "field_missing")
        if outcome == ACCEPTED:
            one.moved = [case.number for case in _cases(one) if _move(case, one, who, now)]
        one.state, one.reason, one.settled_at = outcome, reason.strip(), now
        one.settled_by_id, one.settled_by_name = who.user_id, who.name
        one.save()
        event = events.HandOverSettled(
            hand_over_id=one.pk,
            outcome=outcome,
            reason=one.reason,
            from_zh=one.from_post.name_zh,
            from_en=one.from_post.name_en,
            to_zh=one.to_post.name_zh,
            to_en=one.to_post.name_en,
            tell_post_id=one.to_post_id if giver else one.from_post_id,
            moved=len(one.moved),
        )
        _append(one, event, who, now)
    return one


def _cases(one: HandOver) -> list[Case]:
    """The listed cases, locked in the order of their ids."""
    return list(locked().filter(pk__in=[task["case"] for task in one.tasks]).order_by("pk"))


def _move(case: Case, one: HandOver, who: Who, now: datetime) -> bool:
    """The case goes from the giver to the receiver; its state and clocks stay. False when it is elsewhere by now."""
    before = snapshot(case)
    if case.handler_post_id == one.from_post_id and case.state in HELD:
        case.handler_post, case.handler_user = one.to_post, None
        case.department_id = one.to_post.department_id or case.department_id
        if case.first_post_id == one.from_post_id:
            case.first_post_id = one.to_post_id
    elif case.checker_post_id == one.from_post_id and case.state in ASKED:
        case.checker_post = one.to_post
    else:
        return False
    case.party_posts = involve(case.party_posts, one.to_post_id)
    case.version += 1
    told = {"hand_over_id": one.pk, "from_post_id": one.from_post_id, "note": one.note}
    record(case, before, events.HandedOver, move="hand_over", who=who, now=now, told=told)
    return True


def _append(
    one: HandOver, event: "events.HandOverOffered | events.HandOverSettled", who: Who, now: datetime
) -> None:
    posts = [one.from_post_id, one.to_post_id]
    log.append(event, who=who, now=now, subject=f"hand_over:{one.pk}", cells=one.cells, post_ids=posts)


__all__ = ["ACCEPTED", "DECLINED", "WITHDRAWN", "offer", "settle"]
