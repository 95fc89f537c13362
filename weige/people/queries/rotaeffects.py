"""What an edit of the weekly rota would do: shifts that come and go, hours nobody would be on duty in, doubles."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from weige.kernel.reference import Effect
from weige.people.models import Shift
from weige.people.queries.rostereffects import (
    ROSTER_EFFECTS,
    Board,
    Change,
    Moved,
    clashes,
    marks,
    span,
    twice,
    unheld,
)

DAYS = 14  # looked at for gaps and doubles: a line repeats weekly (our default)
MOST = 8  # rows shown of each kind (our default)


def effects(
    come: Sequence[Shift],
    go: Sequence[Shift],
    alter: Sequence[tuple[Shift, Shift]],
    kept: Sequence[Shift],
    now: datetime,
) -> list[Effect]:
    """come, go: shifts written and taken back; alter: as they are and as they would be; kept: stay whatever the line
    says. Loaded with LOADED (4 statements, and what those ask whom it reaches)."""
    old, new = [*go, *(one for one, _ in alter)], [*come, *(one for _, one in alter)]
    found = [
        _listed(code, rows)
        for code, rows in (("rota_comes", come), ("rota_goes", go), ("rota_kept", kept))
        if rows
    ]
    if alter:
        items = [(f"{span(was.start, was.end)} → {span(then.start, then.end)}",) * 2 for was, then in alter]
        found.append(Effect("rota_alters", {"n": len(items)}, "info", items[:MOST]))
    if not old and not new:
        return [*found, Effect("rota_nothing")]
    first = min(one.start for one in (*old, *new))
    until = first + timedelta(days=DAYS)
    old, new = ([one for one in rows if one.start < until] for rows in (old, new))
    board = Board.around([*old, *new], first, until + timedelta(days=1))
    gaps = list(_gaps(board, old, new))
    return [*found, *_told(gaps), *_doubles(board, new), *_reaches(old, new, gaps, now)]


def _listed(code: str, rows: Sequence[Shift]) -> Effect:
    return Effect(code, {"n": len(rows)}, "info", [(span(one.start, one.end),) * 2 for one in rows[:MOST]])


def _reaches(
    old: Sequence[Shift], new: Sequence[Shift], gaps: Sequence[Change], now: datetime
) -> list[Effect]:
    """Whom warnings, notices, calls and cases reach through the role, as a single shift of the line tells it."""
    moved = Moved(old[0] if old else None, new[0] if new else None, list(gaps), now)
    return [one for said in ROSTER_EFFECTS for one in said(moved)]


def _gaps(board: Board, old: Sequence[Shift], new: Sequence[Shift]) -> Iterator[Change]:
    """Spans somebody of the role is on duty in now and nobody would be then."""
    then = [*board.others, *new]
    empty: list[Change] = []
    for gone in old:
        area, role = gone.area, gone.post.role
        for start, end in pairwise(marks([*then, gone], gone.start, gone.end)):
            if board.present([gone], start, area, role) and not board.present(then, start, area, role):
                begins = empty.pop().start if empty and empty[-1].end == start else start
                empty.append(Change(begins, end, area, role, (gone,), ()))
    yield from empty


def _told(gaps: Sequence[Change]) -> list[Effect]:
    items = [(span(one.start, one.end),) * 2 for one in gaps]
    if not items:
        return []
    return [Effect("rota_unmanned", {"n": len(items), "days": DAYS}, "warn", items[:MOST])]


def _doubles(board: Board, new: Sequence[Shift]) -> list[Effect]:
    """The post, the role or the person twice at a time, each kind told once with its rows; a post nobody sits in."""
    kinds: dict[str, Effect] = {}
    for one in new:
        for said in (*unheld(board, one), *twice(board, one), *clashes(board, one)):
            before = kinds.get(said.code)
            items = [*(before.items if before else ()), *said.items]
            kinds[said.code] = Effect(said.code, {**said.params, "n": len(items)}, said.tone, items)
    return [Effect(one.code, one.params, one.tone, one.items[:MOST]) for one in kinds.values()]
