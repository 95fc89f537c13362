"""The lock-out and password rules, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from weige.people.rules.lockout import ACCOUNT, ADDRESS, Tally, after_failure, minutes_left
from weige.people.rules.passwords import faults

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def failures(count, limit, start=NOW, step=timedelta()):
    tally = Tally()
    for number in range(count):
        tally = after_failure(tally, limit, start + number * step)
    return tally


def test_an_account_locks_at_the_fifth_failure_in_a_row():
    assert minutes_left(failures(4, ACCOUNT), NOW) == 0
    locked = failures(5, ACCOUNT)
    assert minutes_left(locked, NOW) == 15
    assert minutes_left(locked, NOW + 14 * MINUTE + timedelta(seconds=1)) == 1
    assert minutes_left(locked, NOW + 15 * MINUTE) == 0


def test_after_a_lock_the_count_starts_anew():
    again = after_failure(failures(5, ACCOUNT), ACCOUNT, NOW + 16 * MINUTE)
    assert (again.failures, minutes_left(again, NOW + 16 * MINUTE)) == (1, 0)


def test_a_stored_count_without_a_start_goes_on():
    """The user's row keeps the count and the lock only."""
    assert after_failure(Tally(4), ACCOUNT, NOW).locked_until == NOW + 15 * MINUTE


def test_an_address_locks_only_when_the_failures_come_close_together():
    assert minutes_left(failures(30, ADDRESS, step=timedelta(seconds=10)), NOW + 5 * MINUTE) > 0
    slow = failures(30, ADDRESS, step=16 * MINUTE)
    assert slow.locked_until is None


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("Weige-2026-ok", []),
        ("一二三四五六七八九十A1", []),
        ("a sentence that nobody guesses", []),
        ("Ab1-", ["password_short"]),
        ("abcdefghij1", ["password_simple"]),
        ("Worker01-abc", ["password_has_name"]),
    ],
)
def test_what_a_password_must_be(password, wrong):
    assert faults(password, "worker01") == wrong
