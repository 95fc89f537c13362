"""Build hook: the wheel's dependencies are the lines of requirements.in, so that they stand in one place; the extras
those of requirements-<extra>.in.
"""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

EXTRAS = ("demo", "vision")


class CustomMetadataHook(MetadataHookInterface):
    """Reads the files beside pyproject.toml; comments and blank lines are dropped."""

    def update(self, metadata: dict[str, Any]) -> None:
        metadata["dependencies"] = self.lines("requirements.in")
        metadata["optional-dependencies"] = {name: self.lines(f"requirements-{name}.in") for name in EXTRAS}

    def lines(self, name: str) -> list[str]:
        found = (Path(self.root) / name).read_text(encoding="utf-8").splitlines()
        return [line for line in map(str.strip, found) if line and line[0] != "#"]
