"""A due time costs microseconds: lists of hundreds of open cases ask for one each."""

import time
from datetime import UTC, datetime
from statistics import median

from weige.kernel.worktime import Calendar, Clock, Limit, Unit, packaged_calendar

START = datetime(2026, 11, 20, 8, 20, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def milliseconds(work, times: int = 200) -> float:
    """Median CPU time of one call: what the machine does besides does not count."""
    took = []
    for _ in range(times):
        begin = time.process_time()
        work()
        took.append(time.process_time() - begin)
    return median(took) * 1000


def test_due_and_reading_of_five_work_days_take_well_under_a_millisecond() -> None:
    clock, limit = Clock(packaged_calendar()), Limit(5, Unit.WORK_DAY)
    assert milliseconds(lambda: clock.due(START, limit)) < 0.2
    assert milliseconds(lambda: clock.read(START, limit, now=NOW)) < 0.4


def test_a_calendar_just_made_answers_in_under_a_millisecond() -> None:
    limit = Limit(2, Unit.WORK_DAY)
    overrides = packaged_calendar().overrides

    def fresh() -> None:
        Clock(Calendar(version=1, overrides=overrides)).due(START, limit)

    assert milliseconds(fresh, 50) < 1
