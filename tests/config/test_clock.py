"""Where the demo's clock starts: in the street's waking hours, never in the past."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from weige.config.clock import HEARTBEAT, Note, first_moment, newest_moment, parameter
from weige.kernel.models import Event, Setting
from weige.kernel.streettime import LOCAL
from weige.kernel.timesource import TimeSource

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


def beijing(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("real", "newest", "expected"),
    [
        (beijing(20, 9, 30), None, beijing(20, 9, 30)),
        (beijing(20, 8), None, beijing(20, 8)),
        (beijing(20, 7, 59), None, beijing(20, 15, 10)),
        (beijing(20, 20), None, beijing(21, 15, 10)),
        (beijing(20, 23), None, beijing(21, 15, 10)),
        (beijing(20, 9), beijing(20, 16), beijing(20, 16)),
        (beijing(20, 9), beijing(21, 3), beijing(21, 15, 10)),
        (beijing(20, 9), beijing(19, 9), beijing(20, 9)),
    ],
)
def test_it_starts_when_the_street_is_awake(
    real: datetime, newest: datetime | None, expected: datetime
) -> None:
    assert first_moment(real, newest) == expected


@given(MOMENTS, st.none() | MOMENTS)
def test_it_is_never_before_now_nor_before_what_happened(real: datetime, newest: datetime | None) -> None:
    start = first_moment(real, newest)
    base = max(real, newest or real)
    assert base <= start < base + timedelta(days=1, hours=1)
    assert 8 <= start.astimezone(LOCAL).hour < 20


@given(MOMENTS, MOMENTS, st.floats(0.1, 1000))
def test_the_parameter_is_what_the_kernel_reads(real: datetime, domain: datetime, speed: float) -> None:
    clock = TimeSource.parse(parameter(real, domain, speed))
    assert abs(clock.at(real.timestamp()) - domain) < timedelta(milliseconds=1) * max(1, speed)
    assert clock.speed == pytest.approx(speed, rel=1e-4)


@pytest.mark.django_db(transaction=True)
def test_only_what_has_truly_happened_counts_at_the_next_start() -> None:
    """An event with a device's own time may be ten minutes ahead: it does not push the clock past the evening."""
    connection.ensure_connection()
    url = connection.connection.info.dsn

    def event(at: datetime) -> None:
        said = {"kind": "kernel.calendar_changed", "subject": "calendar:x", "actor_name": "", "payload": {}}
        Event.objects.create(at=at, **said)

    assert newest_moment(url) is None
    event(beijing(20, 19, 40))
    assert newest_moment(url) == beijing(20, 19, 40), (
        "a first start that was killed while it was getting ready"
    )
    event(beijing(20, 20, 2))
    Note(url, beijing(20, 9), beijing(20, 19, 50), 20.0).write(beijing(20, 9) + timedelta(seconds=3))
    assert newest_moment(url) == beijing(20, 20, 2), "the note may be a minute late: twenty of the street"
    event(beijing(20, 23))
    assert newest_moment(url) == beijing(20, 20, 2)
    Setting.objects.all().delete()
    Note(url, beijing(20, 9), beijing(20, 19, 50), 1.0).write(beijing(20, 9) + timedelta(minutes=1))
    slow = beijing(20, 19, 51) + timedelta(seconds=HEARTBEAT)
    assert newest_moment(url) == slow, "both lie ahead of where the clock stopped"
    assert first_moment(beijing(20, 9), slow) == slow, "still the same day"
