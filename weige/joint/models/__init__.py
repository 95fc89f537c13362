"""Tables of joint action."""

from weige.joint.models.calls import Called, CallIn, CallKind, Sequence
from weige.joint.models.forces import Force, Partner
from weige.joint.models.times import Baseline

__all__ = ["Baseline", "CallIn", "CallKind", "Called", "Force", "Partner", "Sequence"]
