"""Which roles a kind of help is asked of first (data/help.toml); it only orders and proposes, a person chooses."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "data" / "help.toml"


@cache
def roles_for() -> Mapping[str, Sequence[str]]:
    """Kind of help → codes of roles."""
    return {kind: tuple(roles) for kind, roles in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}


def fits(kind: str, role: str) -> bool:
    """Whether this kind of help is this role's; of a kind that names none, everybody's."""
    roles = roles_for().get(kind, ())
    return not roles or role in roles
