"""Lists of cases: filters, keyset pages, search. One statement a page at any size, within the access."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from weige.cases.events import PUBLIC
from weige.cases.models import Case
from weige.cases.queries.actors import Seat
from weige.cases.rules.identity import bigrams, plain
from weige.cases.rules.states import ENDED, STATES, WITH_HANDLER, Stage, State, states_of
from weige.cases.rules.transitions import VALID
from weige.cases.schemas.filters import CaseFilter
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid, NotFound
from weige.people.models import Post
from weige.registry.queries.tags import tagged
from weige.territory.models import Area

LISTED = ("matter", "condition", "department", "handler_post", "recurred")
#: What a row of a list shows (presenting.row_of): a case has more than a hundred columns.
BESIDE_IT = ("matter", "department", "handler_post", "recurred")
READ = (
    "number", "state", "version", "title_zh", "title_en", "level", "source", "sources", "lon", "lat", "cells",
    "place_zh", "place_en", "request", "raised", "supervision", "supervision_due_at", "supervision_answered_at",
    "urges", "patrol", "parts_total", "parts_open", "appeal", "appeal_due_at", "outcome", "returns", "reworks",
    "extensions", "reports", "evidence_count", "found_at", "ended_at", "due_at", "stage_due_at", "rank_at",
    "overdue_since", "clocks", "matter__code", "matter__kind", "matter__name_zh", "matter__name_en", "department__code",
    "department__name_zh", "department__name_en", "handler_post__code", "handler_post__name_zh",
    "handler_post__name_en", "recurred__previous", "recurred__nth", "recurred__days", "recurred__of",
)  # fmt: skip
#: order → columns; every order ends in the id, so that pages never overlap.
ORDERS = {"due": ("rank_at", "id"), "newest": ("-id",), "ended": ("-ended_at", "-id")}


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page and the cursor of the next (None at the end)."""

    rows: Sequence[Case]
    next: str | None


def wrong(name: str, value: str) -> Invalid:
    return Invalid([FieldError(name, "unknown_filter", {"value": value})])


def order_of(wanted: CaseFilter) -> str:
    """The order asked for; else by time left for open cases, by their end for ended ones, else newest first."""
    if wanted.order:
        return wanted.order
    scope = openness(wanted)
    return "newest" if scope is None else "due" if scope else "ended"


#: Moments of a case that a list may be cut by: from, and up to but without.
MOMENTS = ("reported", "filed", "closed")


def openness(wanted: CaseFilter) -> bool | None:
    """True: open cases only; False: ended only; None: both. Without a word about it: open ones."""
    if wanted.both:
        return None
    if wanted.open is not None:
        return wanted.open
    named = _states(wanted)
    if named:
        ended = named & ENDED
        return None if ended and named - ENDED else not ended
    if any(getattr(wanted, f"{name}_{end}") for name in MOMENTS for end in ("since", "until")):
        return None
    if wanted.approval or wanted.appealed or wanted.parent or wanted.patrol:
        return None
    return (
        None
        if wanted.q or wanted.reported or wanted.involved or wanted.mine or wanted.shop or wanted.building
        else True
    )


def _states(wanted: CaseFilter) -> frozenset[State]:
    """The states named by `state` and `stage` (comma-separated). Raises Invalid."""
    found: set[State] = set()
    for text in filter(None, wanted.state.split(",")):
        if text not in set(STATES):
            raise wrong("state", text)
        found.add(State(text))
    for text in filter(None, wanted.stage.split(",")):
        if text not in set(Stage):
            raise wrong("stage", text)
        found.update(states_of(Stage(text)))
    return frozenset(found)


def cases(access: Access, seat: Seat, wanted: CaseFilter, *, now: datetime) -> "QuerySet[Case]":
    """The cases a filter asks for, of those the reader may list, unordered. Raises NotFound, Invalid."""
    rows = access.rows("case.list", Case.objects.all())
    scope = openness(wanted)
    if scope is not None:
        rows = rows.filter(ended_at__isnull=scope)
    named = _states(wanted)
    if named:
        rows = rows.filter(state__in=sorted(named))
    rows = rows.filter(_plain_filters(wanted), personal_q(wanted, seat))
    if wanted.area:
        rows = rows.filter(cells__overlap=_area_ids(wanted.area))
    if wanted.tag:
        rows = rows.filter(_tagged(access, wanted.tag, now))
    if wanted.overdue:
        rows = rows.filter(overdue_q(now))
    if wanted.near:
        rows = rows.filter(near_q(now))
    if wanted.approval:
        rows = rows.filter(Q(ended_at__isnull=True) | ~Q(appeal=""), approval_q(access, seat))
    return _search(rows, wanted.q) if wanted.q else rows


def by_words(access: Access, seat: Seat, words: str, *, now: datetime) -> "QuerySet[Case]":
    """All cases of the reader's in which every word occurs, open or ended, unordered. Raises NotFound."""
    return cases(access, seat, CaseFilter(q=words), now=now)


def _tagged(access: Access, tag: str, now: datetime) -> Q:
    """The tag stands on the case's shop, building or a cell it lies in."""
    on, houses = timezone.localdate(now), ("building_id", "shop__building_id")
    return tagged(access, tag, on, shop="shop_id", building=houses, area="cells")


def overdue_q(now: datetime) -> Q:
    """Overdue already, or past due and not yet swept."""
    running = Q(state__in=sorted(WITH_HANDLER | {State.DISPATCHING}), due_at__lt=now)
    return Q(overdue_since__isnull=False) | running


def near_q(now: datetime) -> Q:
    """A fifth of the limit or less is left; what has been overdue before an extension stays so."""
    running = Q(state__in=sorted(WITH_HANDLER | {State.DISPATCHING}), near_at__lte=now, due_at__gte=now)
    return running & Q(overdue_since__isnull=True)


def answered_q() -> Q:
    """Somebody took it up after it was dispatched: what the first response is measured of."""
    return Q(responded_at__isnull=False, dispatched_at__isnull=False)


def approval_q(access: Access, seat: Seat) -> Q:
    """Questions that wait for this seat: extensions, suspensions, passing on, complaints and appeals.

    Who asked, handled, checked or closed it does not decide it; the table's guards say the same.
    """
    mine = Q(request="extension_department", department=seat.department_id or 0)
    named = Q(proposed_post=seat.post_id or 0)
    named |= Q(proposed_post__isnull=True, proposed_department=seat.department_id or 0)
    found = (mine & ~Q(handler_post=seat.post_id or 0)) | (Q(request="transfer_unit") & named)
    if _all(access, "case.approve"):
        found |= Q(request__in=["extension_desk", "suspension"])
    if _all(access, "case.dispatch"):
        found |= Q(request__in=["transfer_unit", "transfer_desk"])
    found &= ~Q(requester_post=seat.post_id or 0) | Q(requester_post__isnull=True)
    if _all(access, "case.review"):
        ours = Q(pk__isnull=False)
        for column in ("handler_post", "checker_post", "closer_post", "appellant_post", "reviewer_post"):
            ours &= ~Q(**{column: seat.post_id or 0}) | Q(**{f"{column}__isnull": True})
        found |= ~Q(appeal="") & ours
    if _all(access, "case.supervise"):
        found |= Q(raised__gt=0, state=State.DISPATCHING)
        found |= Q(supervision_answered_at__isnull=False, ended_at__isnull=True) & ~Q(supervision="")
    return found


def _all(access: Access, verb: str) -> bool:
    """Whether the verb is granted anywhere in this street."""
    try:
        access.require(verb)
    except NotFound:
        return False
    return True


def _plain_filters(wanted: CaseFilter) -> Q:
    found = Q()
    columns = {
        "matter": "matter__code",
        "source": "sources__contains",
        "department": "department__code",
        "post": "handler_post__code",
        "shop": "shop__code",
        "building": "building__code",
        "level": "level",
        "request": "request__startswith",
    }
    for name, column in columns.items():
        value = getattr(wanted, name)
        if value:
            found &= Q(**{column: [value] if name == "source" else value})
    if wanted.parent:
        found &= Q(parent=wanted.parent)
    if wanted.supervised:
        found &= ~Q(supervision="")
    if wanted.raised:
        found &= Q(raised__gt=0)
    if wanted.answered:
        found &= answered_q()
    if wanted.appealed:
        found &= ~Q(appeal="")
    if wanted.patrol == "waiting":
        found &= Q(patrol="", source__in=sorted(PUBLIC), state__in=sorted(VALID), parent=None)
    elif wanted.patrol:
        found &= Q(patrol=wanted.patrol)
    if wanted.since:
        found &= Q(found_at__gte=wanted.since)
    if wanted.until:
        found &= Q(found_at__lt=wanted.until)
    return found & _between(wanted)


def _between(wanted: CaseFilter) -> Q:
    """From and up to, for each moment of a case."""
    ends = [(name, end, how) for name in MOMENTS for end, how in (("since", "gte"), ("until", "lt"))]
    asked = {f"{name}_at__{how}": getattr(wanted, f"{name}_{end}") for name, end, how in ends}
    return Q(**{key: when for key, when in asked.items() if when is not None})


def waits_q(posts: Any) -> Q:
    """What waits for one of these posts: to handle, or to verify or check."""
    held, asked = sorted(WITH_HANDLER | {State.SUSPENDED}), [State.VERIFYING, State.CHECKING]
    return Q(state__in=held, handler_post__in=posts) | Q(state__in=asked, checker_post__in=posts)


def personal_q(wanted: CaseFilter, seat: Seat) -> Q:
    """mine with open: waits for my post to act; mine, involved: went through my post; reported: by me."""
    found = Q()
    if wanted.mine and not wanted.open:
        found &= Q(party_posts__contains=[seat.post_id or 0])
    elif wanted.mine:
        held = Q(state__in=sorted(WITH_HANDLER | {State.SUSPENDED}))
        asked = Q(state__in=[State.VERIFYING, State.CHECKING])
        mine = (held & Q(handler_post=seat.post_id)) | (asked & Q(checker_post=seat.post_id))
        if seat.department_id is not None:
            mine |= held & Q(handler_post__isnull=True, department=seat.department_id)
        found &= mine if seat.post_id is not None else Q(pk__in=[])
    if wanted.waits:
        found &= waits_q(Post.objects.filter(code=wanted.waits).values("pk"))
    if wanted.unit:
        found &= Q(department=seat.department_id) if seat.department_id is not None else Q(pk__in=[])
    if wanted.involved:
        found &= Q(party_posts__contains=[seat.post_id or 0])
    if wanted.reported:
        found &= Q(party_users__contains=[seat.user_id or 0])
    return found


def _area_ids(ref: str) -> list[int]:
    """An area by id or by code; a code means every row that ever carried it (re-gridding)."""
    found = set(Area.objects.filter(code=ref).values_list("pk", flat=True))
    if ref.isdecimal() and len(ref) < 10:
        found.add(int(ref))
    return sorted(found) or [0]


def _search(rows: "QuerySet[Case]", text: str) -> "QuerySet[Case]":
    """Every word must be in number, title, place, shop or matter; found through pairs of characters."""
    for word in text.split():
        needle = plain(word)
        terms = bigrams(needle)
        if terms:
            rows = rows.filter(search_terms__contains=terms)
        rows = rows.filter(search_text__contains=needle)
    return rows


def page(rows: "QuerySet[Case]", order: str, *, limit: int, after: str | None, skip: int = 0) -> Page:
    """One page by keyset (1 statement), or after so many rows: walks the index to there, for who scrolled far at
    once. Raises Invalid for a foreign cursor.
    """
    if after:
        rows, skip = rows.filter(_after(order, after)), 0
    if skip:  # the wide rows are read for the page alone, not for those passed over
        keys = list(rows.order_by(*ORDERS[order]).values_list("pk", flat=True)[skip : skip + limit + 1])
        rows = Case.objects.filter(pk__in=keys)
    found = list(rows.select_related(*BESIDE_IT).only(*READ).order_by(*ORDERS[order])[: limit + 1])
    more = len(found) > limit
    kept = found[:limit]
    return Page(kept, _cursor(order, kept[-1]) if more else None)


def _key(order: str, case: Case) -> datetime | None:
    return {"due": case.rank_at, "ended": case.ended_at}.get(order)


def _cursor(order: str, case: Case) -> str:
    at = _key(order, case)
    return urlsafe_b64encode(f"{order}|{at.isoformat() if at else ''}|{case.pk}".encode()).decode()


def _after(order: str, cursor: str) -> Q:
    """The rows behind the cursor; the bare bound on the first column lets the index begin there."""
    try:
        made_for, at_text, pk_text = urlsafe_b64decode(cursor.encode()).decode().split("|")
        pk = UUID(pk_text)
        at = datetime.fromisoformat(at_text) if at_text else None
    except ValueError:
        raise Invalid([FieldError("after", "bad_cursor")]) from None
    if made_for != order or (at is None) != (order == "newest"):
        raise Invalid([FieldError("after", "bad_cursor")])
    if order == "newest":
        return Q(id__lt=pk)
    if order == "due":
        return Q(rank_at__gte=at) & (Q(rank_at__gt=at) | Q(rank_at=at, id__gt=pk))
    return Q(ended_at__lte=at) & (Q(ended_at__lt=at) | Q(ended_at=at, id__lt=pk))
