"""Accounts and posts: create users, seat them in posts, end terms, set passwords, lock and unlock."""

from datetime import date, datetime

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.people.events import (
    PasswordChanged,
    PostCreated,
    TermEnded,
    TermStarted,
    UserCreated,
    UserLocked,
    UserUnlocked,
)
from weige.people.models import Department, Post, PostTerm, Role, User
from weige.people.services.signin import check_new_password, subject
from weige.people.services.tokens import revoke_tokens
from weige.territory.models import Area


@transaction.atomic
def create_user(
    *,
    username: str,
    name_zh: str,
    who: Who,
    now: datetime,
    name_en: str = "",
    password: str | None = None,
    kind: str = "person",
    language: str = "zh",
    must_change_password: bool = True,
) -> User:
    """A new account; without a password nobody can sign in to it. kind: "person" or "machine".

    Raises Conflict user_exists, Invalid for a weak password.
    """
    if User.objects.filter(username=User.normalize_username(username)).exists():
        raise Conflict("user_exists", username=username)
    if password is not None:
        check_new_password(password, username)
    user = User.objects.create_user(
        username,
        password,
        name_zh=name_zh,
        name_en=name_en,
        kind=kind,
        language=language,
        must_change_password=must_change_password and kind == "person" and password is not None,
    )
    log.append(UserCreated(user_id=user.pk, username=username), who=who, now=now, subject=subject(user))
    return user


@transaction.atomic
def create_post(
    *,
    code: str,
    name_zh: str,
    name_en: str,
    role: Role,
    area: Area,
    who: Who,
    now: datetime,
    department: Department | None = None,
) -> Post:
    """A new seat. Raises Conflict post_exists."""
    if Post.objects.filter(code=code).exists():
        raise Conflict("post_exists", post=code)
    post = Post.objects.create(
        code=code, name_zh=name_zh, name_en=name_en, role=role, area=area, department=department
    )
    log.append(
        PostCreated(post_id=post.pk, code=code, role=role.code), who=who, now=now, subject=f"post:{post.pk}"
    )
    return post


@transaction.atomic
def start_term(
    *, user: User, post: Post, valid_from: date, who: Who, now: datetime, valid_to: date | None = None
) -> PostTerm:
    """Seats a user in a post. valid_to is the first day without.

    Raises Invalid when it would end before it starts, Conflict term_overlaps when the user is there already.
    """
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid([FieldError("valid_to", "term_ends_early")])
    same = PostTerm.objects.filter(user=user, post=post).exclude(valid_to__lte=valid_from)
    if (same if valid_to is None else same.filter(valid_from__lt=valid_to)).exists():
        raise Conflict("term_overlaps", post=post.code)
    term = PostTerm.objects.create(user=user, post=post, valid_from=valid_from, valid_to=valid_to)
    until = valid_to.isoformat() if valid_to else None
    log.append(
        TermStarted(user_id=user.pk, post_id=post.pk, valid_from=valid_from.isoformat(), valid_to=until),
        who=who,
        now=now,
        subject=subject(user),
    )
    return term


@transaction.atomic
def end_term(*, term: PostTerm, valid_to: date, who: Who, now: datetime) -> PostTerm:
    """Ends a term; on valid_to the grants are gone. A term that would never have begun is Invalid."""
    if valid_to < term.valid_from:
        raise Invalid([FieldError("valid_to", "term_ends_early")])
    term.valid_to = valid_to
    term.save(update_fields=["valid_to"])
    log.append(
        TermEnded(user_id=term.user_id, post_id=term.post_id, valid_to=valid_to.isoformat()),
        who=who,
        now=now,
        subject=f"user:{term.user_id}",
    )
    return term


@transaction.atomic
def set_password(
    *,
    user: User,
    password: str,
    who: Who,
    now: datetime,
    real_now: datetime,
    must_change_password: bool = True,
) -> None:
    """An administrator sets a password; sessions and tokens end, locks open. Raises Invalid if it is weak."""
    check_new_password(password, user.username)
    user.set_password(password)
    user.must_change_password = must_change_password and user.kind == "person"
    user.failed_logins, user.locked_until = 0, None
    user.save()
    revoke_tokens(user=user, who=who, now=now, real_now=real_now)
    log.append(
        PasswordChanged(user_id=user.pk, by_user_id=who.user_id), who=who, now=now, subject=subject(user)
    )


@transaction.atomic
def lock_user(*, user: User, reason: str, who: Who, now: datetime, real_now: datetime) -> None:
    """Closes an account at once: sessions and tokens are refused from the next request on."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    revoke_tokens(user=user, who=who, now=now, real_now=real_now)
    log.append(UserLocked(user_id=user.pk, reason=reason), who=who, now=now, subject=subject(user))


@transaction.atomic
def unlock_user(*, user: User, who: Who, now: datetime) -> None:
    """Opens a closed account, or one locked by wrong passwords."""
    user.is_active, user.failed_logins, user.locked_until = True, 0, None
    user.save(update_fields=["is_active", "failed_logins", "locked_until"])
    log.append(UserUnlocked(user_id=user.pk), who=who, now=now, subject=subject(user))


def set_language(*, user: User, language: str) -> None:
    """Which language the server speaks to the user: "zh" or "en". Raises Invalid."""
    if language not in {"zh", "en"}:
        raise Invalid([FieldError("language", "language_unknown")])
    user.language = language
    user.save(update_fields=["language"])
