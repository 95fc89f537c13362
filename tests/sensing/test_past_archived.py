"""A past that lies in the archive by now says the same as it did from the table, across the midnight between both."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.sensing.conftest import NOW, WORDS, Town
from tests.sensing.rulekit import tilt
from tests.sensing.test_keeping import folder, run
from weige.sensing.models import Reading, ReadingDay
from weige.sensing.services import past
from weige.sensing.services.history import Told, import_history

__all__ = ["folder"]
pytestmark = pytest.mark.django_db(transaction=True)
START, END = NOW - timedelta(days=4), NOW
RULE: dict[str, Any] = msgspec.to_builtins(tilt(**WORDS))


def told(tmp_path: Path, tape: str) -> past.Replayed:
    found = past.replay_past(
        sides={"base": [RULE]},
        tape_of="base",
        tape_file=tmp_path / tape,
        start=START,
        end=END,
        go_on=lambda *_: True,
    )
    return found["base"]


def signals() -> list[Told]:
    """Four days of a house that leans each night, across the UTC midnight too."""
    found = []
    for number in range(4 * 24 * 6):
        at: datetime = START + timedelta(minutes=10 * number)
        high = at.hour in {22, 23, 0, 1} or at.hour in {8, 9}
        found.append(Told(f"h{number}", "old", "QX-1", "tilt", at, 6.2 if high else 1.0))
    return found


def test_archived_days_say_the_same(town: Town, rules: None, folder: Path, tmp_path: Path) -> None:
    import_history(signals=signals(), now=NOW)
    before = told(tmp_path, "before.npz")
    rows = Reading.objects.count()
    assert before.turns >= 8
    run(NOW + timedelta(days=91, hours=-40))  # the first days are old enough to be thinned, the last is not
    thinned = ReadingDay.objects.filter(thinned_at__isnull=False).count()
    assert 0 < thinned < ReadingDay.objects.count()
    assert Reading.objects.count() < rows
    after = told(tmp_path, "after.npz")
    assert (after.digest, after.turns, after.signals) == (before.digest, before.turns, before.signals)
    again = past.recount(spec=RULE, tape_file=tmp_path / "after.npz")
    assert again.digest == before.digest
