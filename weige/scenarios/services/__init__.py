"""What can be done with scenarios: check a pack, load packs, switch one on or off."""

from weige.scenarios.rules.pack import PackFault
from weige.scenarios.services.checking import check_pack, fault_words
from weige.scenarios.services.loading import load_packs, settle, switch

__all__ = ["PackFault", "check_pack", "fault_words", "load_packs", "settle", "switch"]
