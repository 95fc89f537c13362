"""The kernel's tables: event log, its seals, consumers' cursors, settings, calendar."""

from weige.kernel.models.log import Cursor, Event, Parked, Seal, Setting

__all__ = ["Cursor", "Event", "Parked", "Seal", "Setting"]
