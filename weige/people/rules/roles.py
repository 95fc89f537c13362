"""Reading roles.toml: role → names and grants, checked before anything is stored."""

import re
import tomllib
from dataclasses import dataclass

from weige.kernel.access import Level

VERB = re.compile(r"[a-z]+\.[a-z]+")


@dataclass(frozen=True)
class RoleText:
    """One role as written: its names and its (verb, level) pairs."""

    code: str
    name_zh: str
    name_en: str
    grants: frozenset[tuple[str, Level]]


def read_roles(text: str) -> list[RoleText]:
    """The roles of a TOML text. Raises ValueError naming the role and what is wrong with it."""
    found = []
    for code, body in tomllib.loads(text).items():
        grants = set()
        for name, verbs in body.get("grants", {}).items():
            if name not in set(Level):
                raise ValueError(f"roles: [{code}.grants] {name!r} is no level ({', '.join(Level)})")
            for verb in verbs.split():
                if not VERB.fullmatch(verb):
                    raise ValueError(f"roles: [{code}.grants] {verb!r} is not of the form noun.verb")
                grants.add((verb, Level(name)))
        if not body.get("zh") or not body.get("en"):
            raise ValueError(f"roles: [{code}] needs zh and en names")
        found.append(RoleText(code, body["zh"], body["en"], frozenset(grants)))
    return found


#: Who holds a verb on the left may hold none on the right (GB/T 22239 level 3: administrator, auditor and the work are
#: three different people; domain.md 4.2). A desk cannot grant itself around it.
APART = {
    "user.manage": ("case.", "evidence.", "warning.", "hotline.", "shop.list", "log.audit"),
    "log.audit": ("case.", "evidence.", "warning.", "hotline.", "shop.list", "user.manage"),
}


def separation_fault(verbs: set[str]) -> tuple[str, str] | None:
    """Two verbs one role may not hold together, or None."""
    for one, others in APART.items():
        if one in verbs:
            for verb in sorted(verbs):
                if verb.startswith(others):
                    return one, verb
    return None
