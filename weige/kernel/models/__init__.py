"""The kernel's tables: event log, seals, consumers' cursors, settings, stored files, task runs, calendar."""

from weige.kernel.models.blob import Blob, BlobReceipt
from weige.kernel.models.log import Cursor, Event, Parked, Seal, Setting
from weige.kernel.models.tasks import TaskRun

__all__ = ["Blob", "BlobReceipt", "Cursor", "Event", "Parked", "Seal", "Setting", "TaskRun"]
