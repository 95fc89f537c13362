"""The door to masking for the modules above: what everyone without a stated purpose is shown."""

from weige.people.rules.masking import address, bank_card, identity, name, phone, plate

__all__ = ["address", "bank_card", "identity", "name", "phone", "plate"]
