"""The posts a user sits in today, with grants and reach, in one statement: every request asks for them."""

from datetime import date
from typing import Any

from weige.kernel import lean
from weige.kernel.access import Level
from weige.people.rules.access import HeldPost, Seat

SUBDISTRICT = "subdistrict"

# A street is known by its code, not by its row: after a re-gridding a new row carries the same code, and what
# was found under the old one stays in reach. `asked`: the street of the request, else the installation's.
SQL = """
WITH asked AS (
    SELECT coalesce(%(street)s, (SELECT value #>> '{}' FROM kernel_setting WHERE key = 'street')) AS code
)
SELECT p.id, p.code, p.name_zh, p.name_en, r.code, p.area_id, p.department_id,
    (SELECT array_agg(g.verb || ' ' || g.level) FROM people_grant g WHERE g.role_id = p.role_id),
    (SELECT array_agg(z.id) FROM territory_area z WHERE z.level = %(subdistrict)s AND z.code IN
        (SELECT s.code FROM territory_area s WHERE s.id = ANY(a.path) AND s.level = %(subdistrict)s)),
    asked.code IS NULL OR EXISTS (SELECT 1 FROM territory_area s
        WHERE s.code = asked.code AND (s.id = ANY(a.path) OR a.id = ANY(s.path))),
    asked.code, t.user_id
FROM people_post_term t
JOIN people_post p ON p.id = t.post_id
JOIN people_role r ON r.id = p.role_id
JOIN territory_area a ON a.id = p.area_id
CROSS JOIN asked
WHERE (%(users)s::bigint[] IS NULL OR t.user_id = ANY(%(users)s::bigint[]))
    AND t.valid_from <= %(on)s AND (t.valid_to IS NULL OR t.valid_to > %(on)s)
ORDER BY t.valid_from, t.id
"""


def held_posts(user_id: int, *, on: date, street: str | None = None) -> tuple[tuple[HeldPost, ...], str]:
    """The user's posts on that day (valid_to is the first day without) and the code of the street asked for.

    street None asks for the installation's own (setting "street"); where none is set every post reaches. The
    code is empty when nothing is set or the user holds no post. One statement.
    """
    rows = _rows([user_id], on, street)
    posts: dict[int, HeldPost] = {}
    for row in rows:
        posts.setdefault(row[0], _post(row))
    return tuple(posts.values()), (rows[0][10] or "") if rows else ""


def held_by_all(*, on: date, street: str | None = None) -> dict[int, tuple[HeldPost, ...]]:
    """user id → posts held on that day, of everybody whose posts reach into the street (1 statement)."""
    found: dict[int, dict[int, HeldPost]] = {}
    for row in _rows(None, on, street):
        post = _post(row)
        if post.reaches:
            found.setdefault(row[11], {}).setdefault(post.id, post)
    return {user: tuple(posts.values()) for user, posts in found.items()}


def _rows(users: list[int] | None, on: date, street: str | None) -> list[tuple[Any, ...]]:
    with lean.prepared() as cursor:  # planning it takes longer than running it
        given = {"users": users, "on": on, "street": street, "subdistrict": SUBDISTRICT}
        cursor.execute(SQL, given)
        return list(cursor.fetchall())


def _post(row: tuple[Any, ...]) -> HeldPost:
    id_, code, name_zh, name_en, role, area, department, grants, streets, reaches, *_ = row
    seat = Seat(id_, area, frozenset(streets or [area]), department)
    pairs = tuple((verb, Level(level)) for verb, _, level in (g.partition(" ") for g in grants or ()))
    return HeldPost(id_, code, name_zh, name_en, role, seat, pairs, reaches)
