"""Periodic tasks: the roster is written ahead, positions are forgotten, what has expired is thrown away."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from weige.kernel import timesource
from weige.kernel.periodic import every
from weige.people.models import SignInTally, Token
from weige.people.services import roster, track

KEEP_TALLIES = timedelta(days=1)
KEEP_TOKENS = timedelta(days=400)  # expired ones stay a year for the yearly audit (our default)


@every(seconds=300)
def write_roster(*, now: datetime) -> int:
    """Keeps the roster a month ahead of the domain clock."""
    return roster.extend_roster(now=now)


@every(seconds=60)
def forget_positions(*, now: datetime) -> int:
    """Positions and tracks of shifts that are over."""
    return roster.forget_positions(now=now) + track.forget_tracks(now=now)


@every(seconds=60)
def tell_shifts_over(*, now: datetime) -> int:
    """Shifts of those who walk a segment, with their rounds: what the patrol figures are counted from."""
    return track.tell_shifts_over(now=now)


@every(seconds=3600)
def throw_away_expired(*, now: datetime) -> None:
    """Old sign-in tallies, dead sessions and long-expired tokens; these run on real time, not on `now`."""
    del now
    real = timesource.real_now()
    SignInTally.objects.filter(since__lt=real - KEEP_TALLIES).delete()
    Session.objects.filter(expire_date__lt=real).delete()
    Token.objects.filter(expires_at__lt=real - KEEP_TOKENS).delete()
