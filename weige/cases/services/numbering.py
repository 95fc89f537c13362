"""The numbers of new cases: one after another within a day, given back when nothing came of the case."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError, connection

from weige.cases.rules.identity import number
from weige.cases.rules.localtime import local_day
from weige.kernel import lean

# The prefix is a setting ("示" in the demonstration). What was given back goes out again before a new one.
NEXT = """
INSERT INTO cases_day_sequence AS s (prefix, day, last, given, free)
VALUES (coalesce((SELECT value #>> '{}' FROM kernel_setting WHERE key = 'case_number_prefix'), ''), %s, 1, 1, '{}')
ON CONFLICT (prefix, day) DO UPDATE SET last = s.last + (cardinality(s.free) = 0)::int,
    given = coalesce(s.free[1], s.last + 1), free = s.free[2:]
RETURNING prefix, given"""
# Alone in its transaction, the number need not wait for the disk: the case that carries it is committed after it, and
# a log cut off by a crash has lost the case before it has lost the number.
ALONE = ", set_config('synchronous_commit', 'off', true)"
BACK = "UPDATE cases_day_sequence SET free = free || %s WHERE prefix = %s AND day = %s"


# A series of its own within a year: the row is locked until the transaction that uses the number ends, and one that
# fails gives it back, so there is never a gap.
IN_YEAR = """
INSERT INTO cases_day_sequence AS s (prefix, day, last, given, free) VALUES (%s, %s, 1, 1, '{}')
ON CONFLICT (prefix, day) DO UPDATE SET last = s.last + 1, given = s.last + 1 RETURNING last"""


def in_year(series: str, form: str, now: datetime) -> str:
    """The next number of a series (1 statement), inside the transaction that keeps it. form: {year}, {n}."""
    year = local_day(now).year
    with connection.cursor() as cursor:
        cursor.execute(IN_YEAR, [f"no:{series}", date(year, 1, 1)])
        return form.format(year=year, n=cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Taken:
    """A number given out for a case."""

    prefix: str
    day: date
    sequence: int

    @property
    def text(self) -> str:
        return number(self.prefix, self.day, self.sequence)


def take(now: datetime) -> Taken:
    """The next number of the local day (1 statement). Within a transaction others wait for theirs until it ends."""
    day = local_day(now)
    with lean.prepared() as cursor:
        cursor.execute(NEXT if connection.in_atomic_block else NEXT + ALONE, [day])
        prefix, sequence = cursor.fetchone()[:2]
    return Taken(prefix, day, sequence)


@contextmanager
def taken(now: datetime) -> Iterator[str]:
    """A number before the case's transaction begins, so that nobody waits for that; given back if it fails.

    Only a process that dies in between leaves a number unused.
    """
    found = take(now)
    try:
        yield found.text
    except BaseException:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(BACK, [found.sequence, found.prefix, found.day])
        raise
