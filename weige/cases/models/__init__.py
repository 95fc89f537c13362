"""Tables of the cases module."""

from weige.cases.models.case import TRACKED, UNREAD, Case, DaySequence, snapshot
from weige.cases.models.life import ReturnReason, SavedFilter
from weige.cases.models.matters import DispatchRule, FilingCondition, Matter, StageLimit
from weige.cases.models.papers import Evidence, Report

__all__ = [
    "TRACKED",
    "UNREAD",
    "Case",
    "DaySequence",
    "DispatchRule",
    "Evidence",
    "FilingCondition",
    "Matter",
    "Report",
    "ReturnReason",
    "SavedFilter",
    "StageLimit",
    "snapshot",
]
