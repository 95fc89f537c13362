"""How many lanes there are: one on one computer, more in a city. More may be made, fewer not."""

from django.db import connection, transaction

from weige.sensing.models import Lane, Snapshot
from weige.sensing.services import lane


class TooFew(Exception):
    """Fewer lanes were asked for than there are."""

    def __init__(self, there: int) -> None:
        super().__init__(f"{there} lanes are there")
        self.there = there


def set_lanes(*, count: int) -> bool:
    """There are `count` lanes from now on; False when there are already. All begin anew from the tables.

    What rules had seen of a stretch not yet long enough for a warning begins again; warnings, readings and what
    devices last said stay. Raises TooFew for fewer than there are (packs may be waiting in the others), ValueError
    for less than one.
    """
    if count < 1:
        raise ValueError("at least one lane")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(30567, hashtext('sensing_lanes'))")
        lane.hold_all()
        there = Lane.objects.count()
        if there == count:
            return False
        if there > count:
            raise TooFew(there)
        cursor.execute("SELECT sensing_make_lane(n::smallint) FROM generate_series(0, %s) n", [count - 1])
        cursor.execute("SELECT sensing_begin_step()")
        Snapshot.objects.all().delete()
        cursor.execute(
            "DELETE FROM sensing_step s USING sensing_lane l WHERE s.lane = l.number AND s.position < l.position"
        )
    return True
