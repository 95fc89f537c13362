"""Django's own checks are looked at once, here: a process without pages does not build their API at every start."""

from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command

COMMANDS = sorted(Path("weige").glob("*/management/commands/[a-z]*.py"))
#: `intake` is the application of the web servers too; `migrate` is Django's own. `lanework` has threads and needs every
#: shape loaded before it makes them ready (kernel.shapes).
WHOLE = {"intake", "lanework", "migrate"}


def test_the_checks_find_nothing() -> None:
    call_command("check", fail_level="WARNING")


@pytest.mark.parametrize(
    "path", [path for path in COMMANDS if path.stem not in WHOLE], ids=lambda path: path.stem
)
def test_a_process_without_pages_starts_without_them(path: Path) -> None:
    module = import_module(".".join(path.with_suffix("").parts))
    assert module.Command.requires_system_checks == ()
