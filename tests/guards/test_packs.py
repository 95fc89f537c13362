"""A shipped scenario pack changes only together with a higher version: a running installation refuses to start on one
that changed and kept its number (scenarios.services.loading.bring, pack_version_not_raised)."""

import hashlib
import json
import tomllib
from pathlib import Path

from tests.guards.tree import ROOT, read, tracked

PACKS = Path("weige/scenarios/packs")
DIGESTS = Path("tests/guards/data/packs.json")
HELP = (
    "{pack} is not what shipped as version {version}: an installation that has this version refuses to start on it."
    " Raise `version` in {path}, then add the line {line} to {digests}; the lines of older versions stay."
)


def shipped() -> dict[str, tuple[Path, int, str]]:
    """pack → (its file, version, digest of what it says; comments and spacing do not count)."""
    found = {}
    for path in (one for one in tracked() if one.parent.parent == PACKS and one.name == "scenario.toml"):
        said = tomllib.loads(read(path))
        plain = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
        found[said["id"]] = (path, said["version"], hashlib.sha256(plain.encode()).hexdigest()[:16])
    return found


def faults(packs: dict[str, tuple[Path, int, str]], known: dict[str, str]) -> list[str]:
    """What to do about each pack that is not as its version shipped, or that has no line yet."""
    found = []
    for pack, (path, version, digest) in sorted(packs.items()):
        if known.get(f"{pack} {version}") != digest:
            line = f'"{pack} {version}": "{digest}"'
            found.append(HELP.format(pack=pack, version=version, path=path, line=line, digests=DIGESTS))
    return found


def test_shipped_packs_change_only_with_a_higher_version() -> None:
    known = json.loads((ROOT / DIGESTS).read_text("utf-8"))
    packs = shipped()
    assert packs
    assert not faults(packs, known)
    newest: dict[str, int] = {}
    for line in known:
        pack, version = line.split(" ")
        newest[pack] = max(newest.get(pack, 0), int(version))
    assert {pack: newest[pack] for pack in packs} == {pack: one[1] for pack, one in packs.items()}


def test_a_pack_that_changed_and_kept_its_number_is_said() -> None:
    pack, (path, version, digest) = next(iter(shipped().items()))
    assert "refuses to start" in faults({pack: (path, version, "0" * 16)}, {f"{pack} {version}": digest})[0]
    assert not faults({pack: (path, version, digest)}, {f"{pack} {version}": digest})
