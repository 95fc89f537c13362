"""The kernel's tables: event log, seals, consumers' cursors, settings, stored files, task runs, calendar, links,
reference edits."""

from weige.kernel.models.blob import Blob, BlobReceipt
from weige.kernel.models.calendar import CalendarDay, CalendarPeriod, CalendarVersion, CalendarYear
from weige.kernel.models.links import Link, LinkTally
from weige.kernel.models.log import Cursor, Event, Parked, Seal, SealedDay, Setting
from weige.kernel.models.once import Answered
from weige.kernel.models.reference import ReferenceVersion
from weige.kernel.models.tasks import TaskRun

__all__ = [
    "Answered",
    "Blob",
    "BlobReceipt",
    "CalendarDay",
    "CalendarPeriod",
    "CalendarVersion",
    "CalendarYear",
    "Cursor",
    "Event",
    "Link",
    "LinkTally",
    "Parked",
    "ReferenceVersion",
    "Seal",
    "SealedDay",
    "Setting",
    "TaskRun",
]
