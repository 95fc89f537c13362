"""A run of the readings' keeper in a process of its own that is killed (-9) at a chosen point.

python -m tests.sensing.keeper MOMENT POINT. POINT: "step:N" right after the N-th step, "after:MODULE.FUNCTION" when
that function has returned, "in:MODULE.FUNCTION" when it is called; "end": never. Prints the number of steps.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    """Makes the named function deadly."""
    how, _, name = point.partition(":")
    module_name, _, function = name.partition(".")
    module = import_module(f"weige.sensing.services.{module_name}")
    real: Callable[..., Any] = getattr(module, function)

    def deadly(*arguments: Any, **named: Any) -> Any:
        if how == "in":
            die()
        found = real(*arguments, **named)
        die()
        return found

    setattr(module, function, deadly)


def main(moment: str, point: str) -> None:
    import django

    django.setup()
    from weige.sensing.queries.keeping import retention
    from weige.sensing.services import keeping

    if point.startswith(("in:", "after:")):
        arm(point)
    number = 0
    with keeping.alone() as ours:
        assert ours
        for number, _ in enumerate(keeping.keep(now=datetime.fromisoformat(moment), plan=retention()), 1):
            if point == f"step:{number}":
                die()
    print(number)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
