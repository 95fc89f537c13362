"""The lane in this process: its log in the database, the state in memory, snapshots, and what people tell it.

Order of locks, everywhere: the lanes' rows first, by number, then rows of devices, then of warnings.
"""

from weige.sensing.services.lane.log import hold_all, tell
from weige.sensing.services.lane.replica import Held, Replica, replica

__all__ = ["Held", "Replica", "hold_all", "replica", "tell"]
