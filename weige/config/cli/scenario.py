"""`weige scenario`: is a scenario pack fit, what do its own tests say, which packs are there; and replay.

Check asks the database of an installation that has one what a pack may name, else it takes what ships; test and
list need none.

What replay does stands in scenario_replay.py.
"""

import argparse
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from weige.config.cli import scenario_replay
from weige.config.embedded import Embedded
from weige.config.installation import Installation, check_server
from weige.config.trouble import Trouble
from weige.config.words import language, say

if TYPE_CHECKING:  # Django's settings are read only when an installation is known
    from weige.scenarios.services import House

ACTIONS = ("check", "test", "list", "replay")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=ACTIONS, metavar="|".join(ACTIONS), help=say("scenario_action"))
    parser.add_argument("packs", nargs="*", metavar="PACK", help=say("scenario_packs"))
    scenario_replay.arguments(parser)


def run(options: argparse.Namespace) -> int:
    if options.action == "replay":
        if len(options.packs) != 1:
            raise Trouble("replay_which", status=2)
        return scenario_replay.run(options, options.packs[0])
    installation = Installation.at(options.data)
    if options.action == "check" and options.packs and _has_database(installation):
        with installation.django("scenario"):
            return _check_all(options.packs, here=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weige.config.settings")
    os.environ.setdefault("WEIGE_DATA", str(installation.data))
    os.environ.setdefault("WEIGE_SECRET", secrets.token_urlsafe(48))  # nothing here is signed with it
    import django

    django.setup()
    if options.action == "list":
        return _list()
    if not options.packs:
        raise Trouble("scenario_which", status=2)
    if options.action == "check":
        return _check_all(options.packs, here=False)
    return max(_test(_home(name)) for name in options.packs)


def _has_database(installation: Installation) -> bool:
    """Whether there is one to ask: its own, made by a first start, or the one DATABASE_URL names, if it answers."""
    if not installation.external_url:
        return Embedded(installation.data).folder.is_dir()
    try:
        check_server(installation.external_url)
    except Trouble as trouble:
        print(
            say("scenario_as_shipped", reason=say(trouble.code, **trouble.params).splitlines()[0]),
            file=sys.stderr,
        )
        return False
    return True


def _home(name: str) -> Path:
    """A folder or file that is there, else the pack of that id among those this installation reads."""
    from weige.scenarios.services import folders

    path = Path(name)
    if path.exists():
        return path.resolve()
    found = {folder.name: folder for folder in folders()}.get(name)
    if found is None:
        raise Trouble("scenario_unknown", name=name)
    return found


def _check_all(names: list[str], *, here: bool) -> int:
    """Every pack named, in a house that knows the others too; here: by this installation's database."""
    from weige.scenarios.services import house_here, house_shipped

    homes = [_home(name) for name in names]
    beside = {(home if home.is_dir() else home.parent).parent for home in homes}
    house = (house_here if here else house_shipped)(sorted(beside))
    return max(_check(home, house) for home in homes)


def _check(home: Path, house: "House") -> int:
    from weige.scenarios.services import PackFault, check_pack, fault_words

    try:
        pack = check_pack(home, house=house)
    except PackFault as fault:
        print(f"✗ {fault_words(fault)[language()]}")
        return 1
    print(f"✓ {say('scenario_fit', id=pack.id, version=pack.version, tests=len(pack.test))}")
    return 0


def _test(home: Path) -> int:
    """Every test of a pack with what was expected and what the rules said; 1 when one fails."""
    from weige.scenarios.services import PackFault, check_pack, fault_words, told_by

    try:
        pack = check_pack(home, tests=False)
    except PackFault as fault:
        print(f"✗ {fault_words(fault)[language()]}")
        return 1
    failed = 0
    for number, test in enumerate(pack.test):
        name = getattr(test.name, language())
        try:
            found = told_by(pack, test, pack.id, f"test[{number}]")
        except PackFault as fault:
            failed += 1
            print(f"✗ {name}: {fault_words(fault)[language()]}")
            continue
        same = found == list(test.expect)
        failed += not same
        print(f"{'✓' if same else '✗'} {name}")
        if not same:
            print(say("scenario_differs", expected=_lines(test.expect), found=_lines(found)))
    print(say("scenario_tested", id=pack.id, good=len(pack.test) - failed, all=len(pack.test)))
    return 1 if failed else 0


def _lines(told: "tuple[str, ...] | list[str]") -> str:
    return " · ".join(told) or "—"


def _list() -> int:
    """Every pack this installation reads, with its version, tests and fault if it has one."""
    from weige.scenarios.services import PackFault, check_pack, fault_words, folders

    for name, folder in sorted({folder.name: folder for folder in folders()}.items()):
        try:
            pack = check_pack(folder, tests=False)
        except PackFault as fault:
            print(f"✗ {name}  {fault_words(fault)[language()]}")
            continue
        words = say("scenario_line", version=pack.version, tests=len(pack.test), judge=pack.warn.judge)
        print(f"✓ {pack.id}  {getattr(pack.name, language())}  {words}")
    return 0
