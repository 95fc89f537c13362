"""The events of one subject with everything a stranger needs to prove them: content, seal, way into the day."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from weige.kernel import chain, days
from weige.kernel.proof import verify as proof

_COLUMNS = ", ".join(f"e.{name}" for name in chain.COLUMNS)


def entries(subject: str, *, open_personal: bool) -> list[dict[str, Any]]:
    """The events of a subject, oldest first (1 statement, and 1 for each day).

    Without open_personal the personal fields are the commitments that were sealed; an event sealed by version 1, which
    knew none, is withheld whole: only its seal and the seal's place are shown. Events not yet sealed are listed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.day, s.seq, s.hash, s.version, s.salt, (SELECT p.hash FROM kernel_seal p"  # noqa: S608
            " WHERE (p.day, p.seq) < (s.day, s.seq) ORDER BY p.day DESC, p.seq DESC LIMIT 1),"
            f" {_COLUMNS} FROM kernel_event e LEFT JOIN kernel_seal s ON s.event_id = e.id"
            " WHERE e.subject = %s ORDER BY e.id",
            [subject],
        )
        rows = cursor.fetchall()
    trees = {day: days.seals_of(day) for day in {row[0] for row in rows if row[0] is not None}}
    return [_entry(row, trees, open_personal=open_personal) for row in rows]


def _entry(row: Sequence[Any], trees: Mapping[Any, list[str]], *, open_personal: bool) -> dict[str, Any]:
    day, seq, seal, version, salt, previous = row[:6]
    event = chain.as_sealed(row[6:])
    salts = chain.salts_of(event, salt or "")
    shown: dict[str, Any] | None = event
    if not open_personal:
        shown = proof.sealed_form(event, salts) if salts else None
        salts = {}
    told = {"id": event["id"], "kind": event["kind"], "at": event["at"], "seal": seal}
    if seal is None:
        return told | {"event": None, "salts": {}}
    return told | {
        "event": shown,
        "salts": salts,
        "day": day.isoformat(),
        "seq": seq,
        "version": version,
        "previous": previous or chain.ORIGIN,
        "path": proof.path_of(trees[day], seq - 1),
    }
