"""Who acts when a command is typed at the installation's own machine."""

import getpass
from typing import Any

from weige.kernel import timesource
from weige.kernel.access import Who


def acting() -> dict[str, Any]:
    """The keywords `who` and `now` of a service: the operator at the console, at this moment of the domain clock."""
    return {"who": Who(kind="system", name=f"console:{getpass.getuser()}"), "now": timesource.now()}
