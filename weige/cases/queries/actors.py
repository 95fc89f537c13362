"""Who stands before the case: the acting post, and its relation to the case's handler."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from weige.cases.events import PUBLIC
from weige.cases.models import Case
from weige.cases.rules.guards import Facts
from weige.cases.rules.transitions import Actor
from weige.kernel.access import Access, ActingPost, Who

NO_POST = ActingPost()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who acts, from which post; a person without a post has an empty one."""

    who: Who
    post: ActingPost = NO_POST

    @property
    def post_id(self) -> int | None:
        return self.who.post_id

    @property
    def user_id(self) -> int | None:
        return self.who.user_id

    @property
    def department_id(self) -> int | None:
        return self.post.department_id


def seat_of(access: Access) -> Seat:
    """The seat a request speaks from."""
    return Seat(who=access.who, post=access.post)


def _is(mine: int | None, theirs: int | None) -> bool:
    return mine is not None and mine == theirs


def laid_hands(case: Case, seat: Seat) -> bool:
    """Whether the seat handled the case: by post or by person, because either alone can be got round."""
    return _is(seat.post_id, case.handler_post_id) or _is(seat.user_id, case.handler_user_id)


def has_it(case: Case, seat: Seat) -> bool:
    """Whether the case is the seat's to handle now: its post's, or its department's while no post has it."""
    if case.handler_post_id is not None:
        return _is(seat.post_id, case.handler_post_id)
    return _is(seat.department_id, case.department_id)


def _in_department(case: Case, seat: Seat) -> bool:
    return _is(seat.department_id, case.department_id) and not _is(seat.post_id, case.handler_post_id)


def _party(case: Case, seat: Seat) -> bool:
    return has_it(case, seat) or _is(seat.user_id, case.shop.owner_id if case.shop else None)


def _named(case: Case, seat: Seat) -> bool:
    if case.proposed_post_id is not None:
        return _is(seat.post_id, case.proposed_post_id)
    return _is(seat.department_id, case.proposed_department_id)


def _unit(case: Case, seat: Seat) -> bool:
    return laid_hands(case, seat) or _is(seat.department_id, case.department_id)


def _reporter(case: Case, seat: Seat) -> bool:
    return seat.user_id in case.party_users and not _unit(case, seat)


def took_part(case: Case, seat: Seat) -> bool:
    """Whether the seat handled, checked or closed the case, or contests it: then another one decides."""
    posts = (case.handler_post_id, case.checker_post_id, case.closer_post_id, case.appellant_post_id)
    users = (case.handler_user_id, case.checker_user_id, case.closer_id, case.appellant_id)
    return any(_is(seat.post_id, post) for post in posts) or any(_is(seat.user_id, user) for user in users)


RELATIONS: dict[Actor, Callable[[Case, Seat], bool]] = {
    Actor.GRANTED: lambda _case, _seat: True,
    Actor.DESK: lambda case, seat: not laid_hands(case, seat),
    Actor.HANDLER: has_it,
    Actor.DEPARTMENT: _in_department,
    Actor.ASKED: lambda case, seat: case.checker_post_id is None or _is(seat.post_id, case.checker_post_id),
    Actor.PARTY: _party,
    Actor.NAMED: _named,
    Actor.UNIT: _unit,
    Actor.REPORTER: _reporter,
}


def fits(actor: Actor, case: Case, seat: Seat) -> bool:
    """Whether the seat stands in the relation the move asks for."""
    return RELATIONS[actor](case, seat)


def is_first(case: Case) -> bool:
    """Whether the case is still with the unit it was first dispatched to (first receiver)."""
    if case.first_post_id is not None and case.handler_post_id is not None:
        return _is(case.handler_post_id, case.first_post_id)
    return case.first_post_id is None and _is(case.department_id, case.first_department_id)


def facts_of(case: Case, seat: Seat, *, now: datetime, by_system: bool = False) -> Facts:
    """What the guards look at, for this seat before this case. A sensor's word stands for an after-photo."""
    photo = case.after_photo_at
    checker = Seat(who=Who("person", case.checker_user_id, case.checker_post_id))
    return Facts(
        now=now,
        due_at=case.due_at,
        returns=case.returns,
        reworks=case.reworks,
        extensions=case.extensions,
        suspensions=case.suspensions,
        request=case.request,
        assigned=case.assigned,
        has_post=case.handler_post_id is not None,
        wants_after_photo=case.condition.wants_after_photo if case.condition else True,
        has_after_photo=by_system
        or (photo is not None and (case.rework_at is None or photo > case.rework_at)),
        actor_handled=laid_hands(case, seat),
        actor_requested=_is(seat.post_id, case.requester_post_id) or _is(seat.user_id, case.requester_id),
        first_receiver=is_first(case),
        raised=case.raised,
        designated=case.designated,
        checker_handled=laid_hands(case, checker),
        parts_open=case.parts_open,
        is_part=case.parent_id is not None,
        supervised=case.supervision != "",
        supervision_answered=case.supervision_answered_at is not None,
        urged_at=case.urged_at,
        asked_at=case.asked_at,
        appeal=case.appeal,
        complaint_until=case.complaint_until,
        appeal_until=case.appeal_until,
        actor_took_part=took_part(case, seat),
        actor_reviewed=_is(seat.post_id, case.reviewer_post_id) or _is(seat.user_id, case.reviewer_id),
        held=bool(case.held_by),
        public=case.source in PUBLIC,
        judged=case.patrol != "",
    )
