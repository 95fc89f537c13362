"""Units: foreign value → the unit of our kind, by factor and offset (exact definitions of SI and NIST SP 811)."""

from __future__ import annotations

from typing import Final

LINEAR: Final[dict[tuple[str, str], tuple[float, float]]] = {
    ("°F", "℃"): (5 / 9, -160 / 9),
    ("K", "℃"): (1.0, -273.15),
    ("°C", "℃"): (1.0, 0.0),
    ("m", "cm"): (100.0, 0.0),
    ("mm", "cm"): (0.1, 0.0),
    ("cm", "mm"): (10.0, 0.0),
    ("m", "mm"): (1000.0, 0.0),
    ("µm", "mm"): (0.001, 0.0),
    ("in", "mm"): (25.4, 0.0),
    ("m/s", "mm/s"): (1000.0, 0.0),
    ("cm/s", "mm/s"): (10.0, 0.0),
    ("µm/s", "mm/s"): (0.001, 0.0),
    ("fraction", "%"): (100.0, 0.0),
    ("%", "‰"): (10.0, 0.0),
    ("mm/m", "‰"): (1.0, 0.0),
    ("mrad", "‰"): (1.0, 0.0),  # tan of a small angle: the error at 50 mrad is below 0.1 %
    ("arcsec", "‰"): (0.00484813681109536, 0.0),
    ("deg", "‰"): (17.453292519943295, 0.0),  # small angles again: below 3° the error is below 0.1 %
    ("dB(A)", "dB"): (1.0, 0.0),
}
"""(from, to) → (factor, offset): to = from × factor + offset."""


def conversion(told: str, wanted: str) -> tuple[float, float]:
    """Factor and offset from one unit to another. Raises KeyError for a pair nobody described."""
    return (1.0, 0.0) if told in {"", wanted} else LINEAR[told, wanted]
