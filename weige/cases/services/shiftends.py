"""The end of a shift is told once: to the post before it ends, to the desk when somebody left without handing over."""

from datetime import datetime

from weige.cases import events
from weige.cases.queries.shiftends import ShiftEnd, shift_ends
from weige.cases.rules.handover import BACK
from weige.cases.services.tracing import street
from weige.kernel import log
from weige.kernel.access import SYSTEM
from weige.kernel.models import Event
from weige.people.models import Shift

GONE = "shift_ends"  # the subject under which the desk is told


def remind(*, now: datetime) -> dict[str, int]:
    """How many posts were reminded and how many were told to the desk. Idempotent."""
    ends = [one for one in shift_ends(Shift.objects.all(), now) if one.state != "later" and one.offer is None]
    return {
        "reminded": _remind([one for one in ends if one.state == "soon" and one.shift.end > now], now),
        "gone": _gone([one for one in ends if one.state == "gone"], now),
    }


def _remind(ends: list[ShiftEnd], now: datetime) -> int:
    """Each post once a shift, one notice each."""
    about = {f"shift:{one.shift.pk}": one for one in ends}
    told = Event.objects.filter(subject__in=about, kind=events.HandOverDue.KIND)
    done = set(told.values_list("subject", flat=True)) if about else set()
    for subject, one in about.items():
        if subject in done:
            continue
        event = events.HandOverDue(
            shift_id=one.shift.pk, post_id=one.post.pk, tasks=one.tasks, ends_at=one.shift.end.isoformat()
        )
        posts = [one.post.pk]
        log.append(
            event, who=SYSTEM, now=now, subject=subject, cells=list(one.shift.area.path), post_ids=posts
        )
    return len(about) - len(done)


def _gone(ends: list[ShiftEnd], now: datetime) -> int:
    """All who left since the last look in one notice: the desk is not called once for each of them."""
    if not ends:
        return 0
    told = log.of(GONE).filter(at__gt=now - 2 * BACK).values_list("payload__shift_ids", flat=True)
    done = {shift for ids in told for shift in ids}
    here = street()
    new = [one for one in ends if one.shift.pk not in done and set(here) & set(one.shift.area.path)]
    if not new:
        return 0
    event = events.HandOverMissed(
        shift_ids=[one.shift.pk for one in new],
        post_ids=[one.post.pk for one in new],
        posts=len(new),
        tasks=sum(one.tasks for one in new),
        names_zh="、".join(one.post.name_zh for one in new[:3]),
        names_en=", ".join(one.post.name_en for one in new[:3]),
    )
    log.append(event, who=SYSTEM, now=now, subject=GONE, cells=here)
    return len(new)
