"""Messaging at the back office: whom notices reach when the roster changes."""

from weige.messaging.queries.rostereffects import of_roster
from weige.people.queries.rostereffects import ROSTER_EFFECTS

ROSTER_EFFECTS.append(of_roster)
