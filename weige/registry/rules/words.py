"""What the words of the registers are words of."""

from typing import Final

#: trade: of shops; field, measure, department: of the catalogue of powers.
KINDS: Final = ("trade", "field", "measure", "department")
