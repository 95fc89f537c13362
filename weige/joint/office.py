"""Joint action at the back office: kinds of call, times and baselines; forces and outside partners."""

from weige.joint.queries.rostereffects import of_roster
from weige.joint.services.emergencytable import Duties
from weige.joint.services.emergencytable import Kinds as EmergencyKinds
from weige.joint.services.jointtable import Forces, Kinds, Partners
from weige.kernel.reference import Page, register
from weige.people.queries.rostereffects import ROSTER_EFFECTS

register(
    Page("joint_times", "joint", "call.list", "call.manage", "/joint/times", "joint"),
    Kinds(),
    Partners(),
    Forces(),
    EmergencyKinds(),
    Duties(),
)
ROSTER_EFFECTS.append(of_roster)
