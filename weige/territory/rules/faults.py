"""The one error of the territory rules: a machine-readable code, where it happened, and an English
sentence.
"""

from __future__ import annotations


class TerritoryFault(ValueError):
    """Something about a place cannot be accepted.

    ``code`` is stable and has zh/en texts in ``territory/messages.toml``; ``where`` names the row, feature or
    coordinate ("" if the caller knows); ``params`` are the values the text needs. ``str()`` is English, for
    logs.
    """

    def __init__(self, code: str, message: str, *, where: str = "", **params: object) -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.code = code
        self.where = where
        self.message = message
        self.params = params

    def at(self, where: str) -> TerritoryFault:
        """The same fault, told with an outer place in front ("feature 3, ring 1")."""
        inner = f"{where}, {self.where}" if self.where else where
        return TerritoryFault(self.code, self.message, where=inner, **self.params)
