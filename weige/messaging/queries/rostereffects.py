"""What a change of the duty roster means to notices: how many kinds go to whoever is on duty."""

from weige.kernel.reference import Effect
from weige.messaging.rules.letters import letters
from weige.people.queries.rostereffects import Moved


def of_roster(moved: Moved) -> list[Effect]:
    """Kinds of notices for the roles concerned; when nobody is on duty those who hold such a post are told."""
    found = []
    for role, empty in moved.roles.items():
        n = sum(
            any((one.kind, one.what) == ("on_duty", role) for one in letter.to)
            for letter in letters().by_key.values()
        )
        code = "office_roster_notices_empty" if empty else "office_roster_notices"
        found += [Effect(code, {"n": n})] if n else []
    return found
