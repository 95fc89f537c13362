"""What sensing does: one function per verb, keyword-only, inside the transactions they open themselves."""

from weige.sensing.services.delivering import Delivery, Origin
from weige.sensing.services.devices import issue_credential, register_device, revoke_credential
from weige.sensing.services.escalating import climb
from weige.sensing.services.grouping import announce
from weige.sensing.services.hanging import hang
from weige.sensing.services.hearing import flush
from weige.sensing.services.intake import Answer, Incoming, Speaker, intake
from weige.sensing.services.names import add_name, remove_name
from weige.sensing.services.packed import Summary, intake_packed
from weige.sensing.services.permits import grant_permit, revoke_permit
from weige.sensing.services.placing import name_place, register_point
from weige.sensing.services.publishing import follow as follow_alert
from weige.sensing.services.publishing import publish as publish_alert
from weige.sensing.services.publishing import suggestion as suggest_alert
from weige.sensing.services.quarantine import discard as discard_quarantined
from weige.sensing.services.quarantine import forget as forget_quarantined
from weige.sensing.services.quarantine import match as match_quarantined
from weige.sensing.services.receiving import encoded, receive, take_own, take_packed
from weige.sensing.services.receiving import replay as replay_quarantined
from weige.sensing.services.rules import install_rule, install_rules, withdraw_rule
from weige.sensing.services.silencing import add_inhibition, end_inhibition, end_silence, set_silence
from weige.sensing.services.sweeping import (
    attended,
    forget_old,
    forgive_silence,
    keep_snapshot,
    summarize,
    sweep,
    sweep_absence,
    sweep_silence,
)
from weige.sensing.services.tracking import forget_ended as forget_tracked
from weige.sensing.services.warnings import acknowledge, confirm, dismiss, end, judge, move_case, note_case
from weige.sensing.services.weighing import restart_weight, weigh

__all__ = [
    "Answer",
    "Delivery",
    "Incoming",
    "Origin",
    "Speaker",
    "Summary",
    "acknowledge",
    "add_inhibition",
    "add_name",
    "announce",
    "attended",
    "climb",
    "confirm",
    "discard_quarantined",
    "dismiss",
    "encoded",
    "end",
    "end_inhibition",
    "end_silence",
    "flush",
    "follow_alert",
    "forget_old",
    "forget_quarantined",
    "forget_tracked",
    "forgive_silence",
    "grant_permit",
    "hang",
    "install_rule",
    "install_rules",
    "intake",
    "intake_packed",
    "issue_credential",
    "judge",
    "keep_snapshot",
    "match_quarantined",
    "move_case",
    "name_place",
    "note_case",
    "publish_alert",
    "receive",
    "register_device",
    "register_point",
    "remove_name",
    "replay_quarantined",
    "restart_weight",
    "revoke_credential",
    "revoke_permit",
    "set_silence",
    "suggest_alert",
    "summarize",
    "sweep",
    "sweep_absence",
    "sweep_silence",
    "take_own",
    "take_packed",
    "weigh",
    "withdraw_rule",
]
