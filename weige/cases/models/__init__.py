"""Tables of the cases module."""

from weige.cases.models.case import TRACKED, UNREAD, Case, DaySequence, snapshot
from weige.cases.models.handover import HandOver
from weige.cases.models.hotline import HotlineDay, HotlineLimit, HotlineMapping, HotlineNote, HotlineOrder
from weige.cases.models.life import PatrolReason, ReturnReason, SavedFilter
from weige.cases.models.matters import FilingCondition, Matter, StageLimit
from weige.cases.models.openly import Rating
from weige.cases.models.papers import Evidence, Report
from weige.cases.models.routing import RouteBook, RouteFault, RouteRule, RouteTrace
from weige.cases.models.sameness import Merge, MergePolicy, Recurrence

__all__ = [
    "TRACKED",
    "UNREAD",
    "Case",
    "DaySequence",
    "Evidence",
    "FilingCondition",
    "HandOver",
    "HotlineDay",
    "HotlineLimit",
    "HotlineMapping",
    "HotlineNote",
    "HotlineOrder",
    "Matter",
    "Merge",
    "MergePolicy",
    "PatrolReason",
    "Rating",
    "Recurrence",
    "Report",
    "ReturnReason",
    "RouteBook",
    "RouteFault",
    "RouteRule",
    "RouteTrace",
    "SavedFilter",
    "StageLimit",
    "snapshot",
]
