"""The secret address of a person's calendar: one at a time, renewed or revoked by the person."""

from datetime import datetime, timedelta

from weige.kernel import links
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, NotFound
from weige.people.models import User

PURPOSE = "calendar"
LASTS = timedelta(days=365)  # (our default)


def subject(user_id: int) -> str:
    return f"calendar:{user_id}"


def renew(*, access: Access, now: datetime, real_now: datetime) -> tuple[str, datetime]:
    """A new secret and when it ends; the one before opens nothing from now on. Raises NotFound, Conflict."""
    access.require("meeting.list")
    user = User.objects.filter(pk=access.who.user_id or 0, kind="person").first()
    if user is None:
        raise Conflict("people_only")
    about = subject(user.pk)
    links.revoke(subject=about, why="renewed", who=access.who, now=now, real_now=real_now)
    ends = real_now + LASTS
    token, _ = links.issue(
        purpose=PURPOSE,
        subject=about,
        label=user.name_zh,
        who=access.who,
        now=now,
        real_now=real_now,
        expires_at=ends,
    )
    return token, ends


def revoke(*, access: Access, now: datetime, real_now: datetime) -> int:
    """Ends the address; how many there were."""
    access.require("meeting.list")
    about = subject(access.who.user_id or 0)
    return links.revoke(subject=about, why="revoked", who=access.who, now=now, real_now=real_now)


def owner(held: links.Held) -> User:
    """Whose calendar the address opens. Raises NotFound for somebody who may no longer sign in."""
    found = User.objects.filter(pk=int(held.subject.partition(":")[2]), is_active=True).first()
    if found is None:
        raise NotFound
    return found
