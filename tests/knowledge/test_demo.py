"""The demonstration's black spots: half a year in which campaigns do not last and the bollards do."""

import random
from datetime import UTC, datetime, timedelta

from weige.demo.spots import _past, sites
from weige.knowledge.rules.effect import Verdict, effect
from weige.knowledge.rules.picture import grid

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_campaigns_relapse_and_bollards_stay() -> None:
    bollards, trucks = sites()
    cases = _past(bollards, NOW, random.Random(1))
    assert cases == _past(bollards, NOW, random.Random(1)), "the same in every start"
    assert len({case.key for case in cases}) == len(cases)
    found = sorted(case.found_at for case in cases)
    monday = NOW - timedelta(days=6, hours=8)
    deeds = [monday - timedelta(weeks=weeks) for weeks in (20, 13, 6)]
    told = [effect(found, at, neighbours=deeds, first=found[0], now=NOW).verdict for at in deeds]
    assert told == [Verdict.UNCLEAR, Verdict.UNCLEAR, Verdict.LESS]
    hours = grid(case.found_at for case in _past(trucks, NOW, random.Random(1)))
    assert sum(sum(row[5:9]) for row in hours) == sum(map(sum, hours)), "before the street wakes up"
