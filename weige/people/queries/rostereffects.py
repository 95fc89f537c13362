"""What a change of the duty roster would do: who is on duty then and now, what is left empty, who is there twice."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise
from typing import Any

from django.db.models import Q

from weige.kernel.reference import Effect
from weige.kernel.streettime import LOCAL
from weige.people.models import PostTerm, Role, Shift, StationForce, User
from weige.people.queries.stations import due_now
from weige.people.rules.roster import days
from weige.territory.models import Area

LOADED = ("post__role", "post__department", "area", "station")
Pair = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """In this span the shifts on duty of a role for an area, nearest cell first, would be others."""

    start: datetime
    end: datetime
    area: Area
    role: Role
    was: tuple[Shift, ...]
    then: tuple[Shift, ...]


@dataclass(frozen=True)
class Moved:
    """A shift as it is and as it would be (None: not there), with what changes by it."""

    before: Shift | None
    after: Shift | None
    changes: list[Change]
    now: datetime

    @property
    def roles(self) -> dict[str, bool]:
        """Codes of the roles concerned → whether nobody of it would be on duty at some time."""
        found = {one.post.role.code: False for one in (self.before, self.after) if one}
        for change in self.changes:
            found[change.role.code] |= not change.then
        return found


#: Who looks for somebody on duty says here what a change of the roster means to it.
ROSTER_EFFECTS: list[Callable[[Moved], list[Effect]]] = []


@dataclass
class Board:
    """The shifts that touch a span, and who sits in their posts when (2 statements)."""

    others: list[Shift]
    terms: dict[int, list[PostTerm]] = field(default_factory=dict)

    @classmethod
    def around(cls, sides: list[Shift], start: datetime, end: datetime) -> "Board":
        rows = Shift.objects.filter(start__lt=end, end__gt=start).exclude(
            pk__in=[one.pk for one in sides if one.pk]
        )
        board = cls(list(rows.select_related(*LOADED)))
        posts = {one.post_id for one in (*board.others, *sides)}
        terms = PostTerm.objects.filter(post__in=posts, user__is_active=True).select_related("user")
        for term in terms.order_by("valid_from", "pk"):
            board.terms.setdefault(term.post_id, []).append(term)
        return board

    def holders(self, post_id: int, at: datetime) -> list[User]:
        day = at.astimezone(LOCAL).date()
        return [
            one.user
            for one in self.terms.get(post_id, ())
            if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
        ]

    def present(self, rows: Iterable[Shift], at: datetime, area: Area, role: Role) -> tuple[Shift, ...]:
        """As people.queries.duty.on_duty answers: held posts, nearest cell first, each once."""
        here = [
            one
            for one in rows
            if one.start <= at < one.end
            and one.area_id in area.path
            and one.post.role_id == role.pk
            and self.holders(one.post_id, at)
        ]
        near = sorted(here, key=lambda one: (-len(one.area.path), one.post_id))
        return tuple({one.post_id: one for one in near}.values())


def effects(before: Shift | None, after: Shift | None, now: datetime) -> list[Effect]:
    """What saving would do; the shifts are loaded with LOADED, `after` need not be stored."""
    sides = [one for one in (before, after) if one]
    start, end = min(one.start for one in sides), max(one.end for one in sides)
    board = Board.around(sides, start, end)
    moved = Moved(before, after, list(changes(board, before, after)), now)
    found = [*_time(start, end, now), *_on_duty(board, moved.changes)]
    if after:
        found += [*unheld(board, after), *twice(board, after), *clashes(board, after)]
    found += _stations(board, before, after)
    return [*found, *(one for said in ROSTER_EFFECTS for one in said(moved))]


def changes(board: Board, before: Shift | None, after: Shift | None) -> Iterator[Change]:
    """Each span in which other people would be on duty, for each role and area concerned."""
    sides = [one for one in (before, after) if one]
    places = {(one.area_id, one.post.role_id): (one.area, one.post.role) for one in sides}
    old, new = ([*board.others, *([one] if one else [])] for one in (before, after))
    at = marks([*board.others, *sides], min(s.start for s in sides), max(s.end for s in sides))
    for area, role in places.values():
        open_one: Change | None = None
        for start, end in pairwise(at):
            was, then = (board.present(rows, start, area, role) for rows in (old, new))
            if [one.post_id for one in was] == [one.post_id for one in then]:
                continue
            same = open_one and open_one.end == start and _ids(open_one) == (_posts(was), _posts(then))
            if open_one and same:
                open_one = Change(open_one.start, end, area, role, was, then)
                continue
            if open_one:
                yield open_one
            open_one = Change(start, end, area, role, was, then)
        if open_one:
            yield open_one


def _posts(rows: Iterable[Shift]) -> list[int]:
    return [one.post_id for one in rows]


def _ids(change: Change) -> tuple[list[int], list[int]]:
    return _posts(change.was), _posts(change.then)


def marks(rows: Iterable[Shift], start: datetime, end: datetime) -> list[datetime]:
    """Where what is on duty may change between two moments: starts, ends, midnights (terms are by day)."""
    first, last = start.astimezone(LOCAL).date(), end.astimezone(LOCAL).date()
    found = {datetime.combine(day, time(0), tzinfo=LOCAL) for day in days(first, last)}
    found |= {at for row in rows for at in (row.start, row.end)}
    return [start, *sorted(at for at in found if start < at < end), end]


def span(start: datetime, end: datetime) -> str:
    """11-24 08:00–12:00, on the street's clock."""
    return f"{start.astimezone(LOCAL):%m-%d %H:%M}–{end.astimezone(LOCAL):%H:%M}"


def _both(text: Callable[..., str], *args: Any) -> Pair:
    return text(*args, "zh"), text(*args, "en")


def _name(thing: Any, language: str) -> str:
    said: str = getattr(thing, f"name_{language}") or thing.name_zh
    return said


def _people(board: Board, rows: Iterable[Shift], at: datetime, language: str) -> str:
    """Posts with who sits in them: 督查（李四）、督查二（王五）."""
    mark = ("、", "（", "）", "无人") if language == "zh" else (", ", " (", ")", "nobody")
    said = []
    for one in rows:
        names = mark[0].join(_name(user, language) for user in board.holders(one.post_id, at))
        said.append(f"{_name(one.post, language)}{mark[1]}{names}{mark[2]}")
    return mark[0].join(said) or mark[3]


def _time(start: datetime, end: datetime, now: datetime) -> list[Effect]:
    if end <= now:
        return [Effect("roster_is_past", tone="warn")]
    return [Effect("roster_is_running", tone="warn")] if start <= now else []


def _on_duty(board: Board, found: list[Change]) -> list[Effect]:
    if not found:
        return [Effect("roster_same_people")]
    items = [_both(_changed, board, one) for one in found]
    empty = [(span(one.start, one.end),) * 2 for one in found if not one.then]
    told = [Effect("roster_changes", {"n": len(items)}, "info", items)]
    return [*told, *([Effect("roster_unmanned", {"n": len(empty)}, "warn", empty)] if empty else [])]


def _changed(board: Board, one: Change, language: str) -> str:
    colon = "：" if language == "zh" else ": "
    was, then = (_people(board, rows, one.start, language) for rows in (one.was, one.then))
    where = f"{_name(one.area, language)} · {_name(one.role, language)}"
    return f"{span(one.start, one.end)} {where}{colon}{was} → {then}"


def unheld(board: Board, after: Shift) -> list[Effect]:
    if board.holders(after.post_id, after.start):
        return []
    post = {"zh": _name(after.post, "zh"), "en": _name(after.post, "en")}
    return [Effect("roster_no_holder", {"post": post}, "warn")]


def _touching(board: Board, after: Shift) -> list[Shift]:
    return [one for one in board.others if one.start < after.end and one.end > after.start]


def _where(one: Shift, other: Shift, language: str) -> str:
    common = span(max(one.start, other.start), min(one.end, other.end))
    return f"{common} {_name(one.post, language)} · {_name(one.area, language)}"


def twice(board: Board, after: Shift) -> list[Effect]:
    """The post itself has another shift at that time, or somebody else does the same duty in the same cell."""
    here = _touching(board, after)
    own = [one for one in here if one.post_id == after.post_id]
    same = [
        one
        for one in here
        if one.post_id != after.post_id
        and (one.post.role_id, one.area_id) == (after.post.role_id, after.area_id)
        and board.holders(one.post_id, one.start)
    ]
    return [
        Effect(code, {"n": len(rows)}, tone, [_both(_where, one, after) for one in rows])
        for code, tone, rows in (("roster_post_twice", "warn", own), ("roster_doubled", "info", same))
        if rows
    ]


def clashes(board: Board, after: Shift) -> list[Effect]:
    """Who would sit in this post is in another one at the same time."""
    here = {user.pk for user in board.holders(after.post_id, after.start)}
    items = [
        _both(_clash, user, one, after)
        for one in _touching(board, after)
        if one.post_id != after.post_id
        for user in board.holders(one.post_id, one.start)
        if user.pk in here
    ]
    return [Effect("roster_clash", {"n": len(items)}, "warn", items)] if items else []


def _clash(user: User, one: Shift, after: Shift, language: str) -> str:
    return f"{_name(user, language)} {_where(one, after, language)}"


def _stations(board: Board, before: Shift | None, after: Shift | None) -> list[Effect]:
    """Seats that a unit is planned to fill in a station, before and after."""
    sides = [one for one in (before, after) if one and one.station_id and one.post.department_id]
    asked = Q(pk=None)
    for one in sides:
        asked |= Q(station=one.station_id, department=one.post.department_id)
    if not sides:
        return []
    old, new = ([*board.others, *([one] if one else [])] for one in (before, after))
    at = marks([*board.others, *sides], min(s.start for s in sides), max(s.end for s in sides))
    items, short = [], False
    for force in StationForce.objects.filter(asked).select_related("station", "department"):
        for start, end in pairwise(at):
            was, then = (_seated(board, rows, force, start) for rows in (old, new))
            if was != then and due_now(force, start + (end - start) / 2):
                short |= then < force.seats
                seats = f"{was}/{force.seats} → {then}/{force.seats}"
                items.append(_both(_seats, force, f"{span(start, end)} %s {seats}"))
    return [Effect("roster_station", {"n": len(items)}, "warn" if short else "info", items)] if items else []


def _seats(force: StationForce, text: str, language: str) -> str:
    return text % f"{_name(force.station, language)} · {_name(force.department, language)}"


def _seated(board: Board, rows: Iterable[Shift], force: StationForce, at: datetime) -> int:
    found = {
        one.post_id
        for one in rows
        if one.station_id == force.station_id
        and one.post.department_id == force.department_id
        and one.start <= at < one.end
        and board.holders(one.post_id, at)
    }
    return len(found)
