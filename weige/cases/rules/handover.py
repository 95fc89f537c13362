"""When the end of a shift is looked at: who should hand over soon, who has gone without. Our defaults, no law."""

from datetime import datetime, timedelta

#: The desk sees shifts that end within this; the post itself is reminded when it ends within REMIND.
AHEAD = timedelta(minutes=60)
REMIND = timedelta(minutes=30)
#: Gone without a hand-over is told this long after the end; an end further back than BACK is not told any more.
GRACE = timedelta(minutes=10)
BACK = timedelta(hours=4)
#: Who comes next is looked for this long after the end of the shift.
AFTER = timedelta(minutes=1)


def stands(end: datetime, now: datetime) -> str:
    """How a shift's end stands: "later", "soon" (a hand-over is due), "gone" (over, and tasks were left)."""
    if end > now + REMIND:
        return "later"
    return "soon" if end > now - GRACE else "gone"


def goes_on(end: datetime, others: list[tuple[datetime, datetime]], now: datetime) -> bool:
    """Whether the post stays or is back: another shift of it runs right after the end, or runs now."""
    moments = [end + AFTER, *([now] if now > end else [])]
    return any(start <= at < until for start, until in others for at in moments)
