"""What can be done with scenarios: check a pack, load packs, switch one on or off, try it on the past, change it."""

from weige.scenarios.rules.pack import PackFault
from weige.scenarios.services.checking import check_pack, fault_words, reason_words, told_by
from weige.scenarios.services.drafting import changed_lines, read_text, save_draft, text_of
from weige.scenarios.services.housing import House, folders, house_here, house_shipped
from weige.scenarios.services.loading import load_packs, settle, street_cells, switch
from weige.scenarios.services.replaying import ask_replay, recount, run_next, stop_replay, waiting
from weige.scenarios.services.versions import cancel_version, plan_version, switch_due

__all__ = [
    "House",
    "PackFault",
    "ask_replay",
    "cancel_version",
    "changed_lines",
    "check_pack",
    "fault_words",
    "folders",
    "house_here",
    "house_shipped",
    "load_packs",
    "plan_version",
    "read_text",
    "reason_words",
    "recount",
    "run_next",
    "save_draft",
    "settle",
    "stop_replay",
    "street_cells",
    "switch",
    "switch_due",
    "text_of",
    "told_by",
    "waiting",
]
