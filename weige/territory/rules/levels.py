"""The levels of the layers' trees and the classes of protected houses: the only place that lists them."""

from typing import Final

LEVELS: Final = (
    "subdistrict",
    "town_centre",
    "circle",
    "segment",
    "point",
    "grid",
    "community",
    "micro_grid",
    "beat",
    "branch",
)
"""Of an area; ``grid`` is the comprehensive grid (综合网格). Glossary: docs/glossary.md."""

PROTECTION: Final = ("", "class_1", "class_2", "class_3", "class_4")
"""Of a building: none, or one of the four classes of the Shanghai rules on historic areas (domain reference
2.15).
"""

HEIGHT_SOURCES: Final = ("given", "floors", "estimated")
"""Where a building's height comes from: measured or stated, floors x 3 m + 2 m, or estimated from its
neighbours.
"""
