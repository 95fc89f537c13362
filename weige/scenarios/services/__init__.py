"""What can be done with scenarios: check a pack, load packs, switch one on or off."""

from weige.scenarios.services.checking import check_pack
from weige.scenarios.services.loading import load_packs, switch

__all__ = ["check_pack", "load_packs", "switch"]
