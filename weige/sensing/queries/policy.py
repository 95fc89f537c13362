"""The ladder in force: the office's own WEIGE_DATA/escalation.toml, else the shipped one."""

import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from weige.sensing.rules.ladder import Policy, parse

log = logging.getLogger("weige.sensing")
SHIPPED = Path(__file__).resolve().parent.parent / "data" / "escalation.toml"
FILE = "escalation.toml"


@dataclass(frozen=True)
class InForce:
    """source: "shipped" or "office". fault: what is wrong with the office's file, which then does not count."""

    policy: Policy
    source: str
    fault: str = ""


def in_force() -> InForce:
    """What counts now; read anew when the file changes (no statement)."""
    path = Path(settings.DATA_DIR) / FILE
    try:
        seen = path.stat()
    except OSError:
        return InForce(_read(SHIPPED, 0, 0), "shipped")
    return _office(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, stamp: int, size: int) -> Policy:  # noqa: ARG001 - stamp and size tell one text from another
    return parse(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _office(path: Path, stamp: int, size: int) -> InForce:
    try:
        return InForce(_read(path, stamp, size), "office")
    except (ValueError, OSError) as error:
        log.warning("%s: %s; the shipped ladder goes on", path, error)
        return InForce(_read(SHIPPED, 0, 0), "shipped", str(error))
