"""Why a rule cannot be judged, as a code of messages.toml with its parameters: people read it in their language."""

from __future__ import annotations

from typing import Any


class RuleFault(ValueError):
    """code, params: what is wrong (sensing/messages.toml). As text it is for logs only."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code, self.params = code, params
