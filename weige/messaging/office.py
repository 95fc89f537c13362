"""Messaging at the back office: the wording of notices, and whom they reach when the roster changes."""

from weige.kernel.reference import register
from weige.messaging.queries.rostereffects import of_roster
from weige.messaging.services.noticetable import Notices
from weige.people.queries.rostereffects import ROSTER_EFFECTS

ROSTER_EFFECTS.append(of_roster)
register(Notices())
