"""How far a grant reaches: from a post's seat and a model's Scope to conditions on columns.

The conditions are data (a disjunction of conjunctions), so that SQL and Python evaluate the very same thing:
people.policy turns them into a Q for lists and into a look at attributes for one loaded row.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from weige.kernel.access import Level, Scope


@dataclass(frozen=True)
class Seat:
    """Where a grant is held: the post, its area, its department, and the street that bounds it.

    street holds the ids of the subdistrict above (or at) the post's area, or of the area itself where there
    is none (a district post reaches every street below).
    """

    post_id: int
    area_id: int
    street: frozenset[int]
    department_id: int | None = None


@dataclass(frozen=True)
class Held:
    """One grant of one seat."""

    verb: str
    level: Level
    seat: Seat


@dataclass(frozen=True)
class HeldPost:
    """A post a user sits in today, with its grants; reaches: it lies in (or over) the street asked for."""

    id: int
    code: str
    name_zh: str
    name_en: str
    role: str
    seat: Seat
    grants: tuple[tuple[str, Level], ...]
    reaches: bool


@dataclass(frozen=True)
class Test:
    """True when the column holds one of the values; a column that is a list: when it contains one of them."""

    column: str
    values: frozenset[int]


@dataclass(frozen=True)
class Every:
    """True when all its tests are."""

    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Anyhow:
    """True on every row: reference data, which concerns nobody in particular."""


ANYHOW = Anyhow()
Reach = tuple[Every, ...] | Anyhow  # an empty tuple admits no row


def is_reference(scope: Scope) -> bool:
    """Whether no column of the model says whom a row concerns."""
    return not (scope.cells or scope.leaf or scope.department or scope.posts or scope.users)


def own(scope: Scope, seat: Seat, user_id: int) -> list[Every]:
    """Rows that name the post or the user."""
    found = [Every((Test(column, frozenset({seat.post_id})),)) for column in scope.posts]
    found += [Every((Test(column, frozenset({user_id})),)) for column in scope.users]
    return found


def of_one(scope: Scope, held: Held, user_id: int) -> list[Every]:
    """The rows one grant admits. A level whose column the model lacks admits none (fail closed).

    `all` and `department` stop at the street's border; on a model without cells, where no border can be
    drawn, `all` falls back to one's own rows.
    """
    seat = held.seat
    border = [Test(scope.cells, seat.street)] if scope.cells else []
    match held.level:
        case Level.OWN:
            return own(scope, seat, user_id)
        case Level.OWN_CELL:
            return [Every((Test(scope.leaf, frozenset({seat.area_id})),))] if scope.leaf else []
        case Level.OWN_CELL_AND_BELOW:
            return [Every((Test(scope.cells, frozenset({seat.area_id})),))] if scope.cells else []
        case Level.DEPARTMENT:
            if not scope.department or seat.department_id is None:
                return []
            return [Every((Test(scope.department, frozenset({seat.department_id})), *border))]
        case Level.ALL:
            return [Every(tuple(border))] if border else own(scope, seat, user_id)


def reach(scope: Scope, grants: Iterable[Held], user_id: int) -> Reach:
    """The union over grants; conditions on the same single column are merged into one."""
    grants = list(grants)
    if is_reference(scope):
        return ANYHOW if grants else ()
    single: dict[str, frozenset[int]] = {}
    joint: dict[Every, None] = {}
    for held in grants:
        for every in of_one(scope, held, user_id):
            if len(every.tests) == 1:
                column = every.tests[0].column
                single[column] = single.get(column, frozenset()) | every.tests[0].values
            else:
                joint[every] = None
    return (*(Every((Test(column, values),)) for column, values in single.items()), *joint)
