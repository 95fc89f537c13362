"""What sensing does: one function per verb, keyword-only, inside the transactions they open themselves."""

from weige.sensing.services.devices import (
    forgive_silence,
    issue_credential,
    register_device,
    revoke_credential,
    sweep_silence,
)
from weige.sensing.services.escalating import climb
from weige.sensing.services.grouping import announce
from weige.sensing.services.intake import Answer, Incoming, Speaker, intake
from weige.sensing.services.permits import grant_permit, revoke_permit
from weige.sensing.services.rules import install_rule, rehearse, withdraw_rule
from weige.sensing.services.sweeping import forget_old, sweep_absence
from weige.sensing.services.warnings import acknowledge, confirm, dismiss, end, move_case, note_case

__all__ = [
    "Answer",
    "Incoming",
    "Speaker",
    "acknowledge",
    "announce",
    "climb",
    "confirm",
    "dismiss",
    "end",
    "forget_old",
    "forgive_silence",
    "grant_permit",
    "install_rule",
    "intake",
    "issue_credential",
    "move_case",
    "note_case",
    "register_device",
    "rehearse",
    "revoke_credential",
    "revoke_permit",
    "sweep_absence",
    "sweep_silence",
    "withdraw_rule",
]
