"""Signing in: password check with lock-out of accounts and throttling of addresses; a new password."""

import hashlib
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import FieldError, Invalid, Problem
from weige.people.events import PasswordChanged, SignedIn, SignInFailed
from weige.people.models import SignInTally, User
from weige.people.rules.lockout import ACCOUNT, ADDRESS, Limit, Tally, after_failure, minutes_left
from weige.people.rules.passwords import faults
from weige.people.services.tokens import revoke_tokens


def subject(user: User) -> str:
    """What the log calls a user."""
    return f"user:{user.pk}"


def person(user: User) -> Who:
    """The user acting for themselves, outside any post."""
    return Who(kind="person", user_id=user.pk, name=user.name_zh or user.username)


def sign_in(
    *, username: str, password: str, address: str, method: str, now: datetime, real_now: datetime
) -> User:
    """The user with that name and password. now: domain time (for the log); real_now: for locks.

    Raises Problem sign_in_failed (401), sign_in_locked (429, minutes), address_throttled (429, minutes). The
    answer and its cost are the same for a wrong password, an unknown name and a closed account.
    """
    _refuse_throttled(address, real_now)
    with transaction.atomic():
        user, minutes = _attempt(username, password, address, now, real_now)
        if user is not None:
            user.last_login = real_now
            user.save(update_fields=["last_login"])
            log.append(
                SignedIn(user_id=user.pk, method=method, address=address),
                who=person(user),
                now=now,
                subject=subject(user),
            )
    if user is None:
        if minutes:
            raise Problem("sign_in_locked", status=429, minutes=minutes)
        raise Problem("sign_in_failed", status=401)
    return user


def _refuse_throttled(address: str, real_now: datetime) -> None:
    """Raises Problem address_throttled while too many sign-ins from this address have failed."""
    row = SignInTally.objects.filter(key=f"address:{address}").first()
    minutes = minutes_left(_tally(row), real_now) if row else 0
    if minutes:
        raise Problem("address_throttled", status=429, minutes=minutes)


def _attempt(
    username: str, password: str, address: str, now: datetime, real_now: datetime
) -> tuple[User | None, int]:
    """The user, or None and the minutes the name is locked for. The row's lock makes guesses queue up."""
    name = User.normalize_username(username)
    user = User.objects.select_for_update(no_key=True).filter(username=name).first()
    if user is None:
        return None, _unknown(name, password, address, real_now)
    tally = Tally(user.failed_logins, None, user.locked_until)
    minutes = minutes_left(tally, real_now)
    if minutes:
        return None, minutes
    if user.check_password(password) and user.is_active:
        if user.failed_logins or user.locked_until:
            user.failed_logins, user.locked_until = 0, None
            user.save(update_fields=["failed_logins", "locked_until"])
        return user, 0
    tally = after_failure(tally, ACCOUNT, real_now)
    user.failed_logins, user.locked_until = tally.failures, tally.locked_until
    user.save(update_fields=["failed_logins", "locked_until"])
    _count(f"address:{address}", ADDRESS, real_now)
    minutes = minutes_left(tally, real_now)
    log.append(
        SignInFailed(user_id=user.pk, address=address, locked=minutes > 0),
        who=Who(name="?"),
        now=now,
        subject=subject(user),
    )
    return None, minutes


def _unknown(name: str, password: str, address: str, real_now: datetime) -> int:
    """A name nobody bears locks like one that somebody does, at the same cost: nothing tells them apart."""
    key = f"name:{hashlib.sha256(name.encode()).hexdigest()}"
    row = SignInTally.objects.select_for_update().filter(key=key).first()
    minutes = minutes_left(_tally(row), real_now) if row else 0
    if minutes:
        return minutes
    make_password(password)
    _count(f"address:{address}", ADDRESS, real_now)
    return minutes_left(_count(key, ACCOUNT, real_now), real_now)


def _tally(row: SignInTally) -> Tally:
    return Tally(row.failures, row.since, row.locked_until)


def _count(key: str, limit: Limit, real_now: datetime) -> Tally:
    """Adds a failure to a tally and gives it as it stands then."""
    row, _ = SignInTally.objects.select_for_update().get_or_create(key=key, defaults={"since": real_now})
    tally = after_failure(_tally(row), limit, real_now)
    row.failures, row.since, row.locked_until = tally.failures, tally.since or real_now, tally.locked_until
    row.save()
    return tally


def check_new_password(password: str, username: str) -> None:
    """Raises Invalid with what is wrong with a new password."""
    wrong = faults(password, username)
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        wrong.append("password_common")
    if wrong:
        raise Invalid([FieldError("new_password", code) for code in wrong])


def change_password(
    *, user: User, old_password: str, new_password: str, address: str, now: datetime, real_now: datetime
) -> None:
    """Changes one's own password; ends one's other sessions (their hash no longer fits) and all tokens.

    Raises Invalid when the old one is wrong or the new one too weak, Problem sign_in_locked after guessing.
    """
    check_new_password(new_password, user.username)
    _refuse_throttled(address, real_now)
    with transaction.atomic():
        known, minutes = _attempt(user.username, old_password, address, now, real_now)
        if known is not None:
            known.set_password(new_password)
            known.must_change_password = False
            known.save(update_fields=["password", "must_change_password"])
            revoke_tokens(user=known, who=person(known), now=now, real_now=real_now)
            log.append(
                PasswordChanged(user_id=known.pk, by_user_id=known.pk),
                who=person(known),
                now=now,
                subject=subject(known),
            )
            user.password = known.password
    if known is None:
        if minutes:
            raise Problem("sign_in_locked", status=429, minutes=minutes)
        raise Invalid([FieldError("old_password", "password_wrong")])
