"""Problems of one matter in a period, whoever found them: what a rule tried on the past is measured against."""

from datetime import datetime

from weige.cases.models import Case
from weige.cases.rules.states import State

NO_PROBLEM = (State.VOID, State.REJECTED, State.MERGED)


def problems(matter: str, start: datetime, end: datetime) -> list[Case]:
    """Cases of the matter reported in [start, end) that were not voided, rejected or merged (1 statement).

    For counting by the system: whoever shows single ones asks the case list with his own access.
    """
    rows = Case.objects.filter(matter__code=matter, reported_at__gte=start, reported_at__lt=end)
    return list(rows.exclude(state__in=NO_PROBLEM).order_by("reported_at", "pk"))
