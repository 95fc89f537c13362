"""What a change of the duty roster means to calls: who can be called is who is on shift."""

from weige.joint.queries.forces import answering
from weige.kernel.reference import Effect
from weige.people.queries.rostereffects import Moved


def of_roster(moved: Moved) -> list[Effect]:
    """Whether a post that answers calls comes to the list of forces or goes from it (1 statement)."""
    roles = answering()
    gone, come = (
        one.post_id if one and one.post.role_id in roles else None for one in (moved.before, moved.after)
    )
    if gone == come:
        return []
    found = [Effect("office_roster_calls_less", tone="warn")] if gone else []
    return [*found, *([Effect("office_roster_calls_more")] if come else [])]
