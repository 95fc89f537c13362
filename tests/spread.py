"""`pytest -n 2 --dist loadfile`: workers take whole files, those that take long first, so that all end together."""

import os
from pathlib import Path
from typing import Any

import pytest

#: Seconds of the files that take long, as measured; a wrong figure costs a little time and nothing else.
#: A run of everything with WEIGE_WEIGH=1 writes it anew.
WEIGHTS = Path(__file__).with_name("weights.txt")


def weights() -> dict[str, float]:
    """File → seconds."""
    lines = WEIGHTS.read_text(encoding="utf-8").splitlines()
    return {name: float(seconds) for seconds, name in (line.split() for line in lines if line[:1] != "#")}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """xdist asks: its own scheduler by files, with the queue in another order."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    known = weights()

    class LongestFirst(LoadFileScheduling):
        def _assign_work_unit(self, node: Any) -> None:
            if self.workqueue:
                longest = max(self.workqueue, key=lambda file: known.get(file, 0.0))
                self.workqueue.move_to_end(longest, last=False)
            super()._assign_work_unit(node)

    return LongestFirst(config, log)


_spent: dict[str, float] = {}


def pytest_runtest_logreport(report: Any) -> None:
    """Adds up what each file took."""
    file = report.nodeid.split("::", 1)[0]
    _spent[file] = _spent.get(file, 0.0) + report.duration


def pytest_sessionfinish(session: Any) -> None:
    """With WEIGE_WEIGH=1 the figures of a whole run become the new weights."""
    if os.environ.get("WEIGE_WEIGH") and "PYTEST_XDIST_WORKER" not in os.environ:
        head = "# Seconds that the tests of a file take; files below one second are left out (tests/spread.py).\n"
        rows = sorted(_spent.items(), key=lambda item: -item[1])
        WEIGHTS.write_text(head + "".join(f"{took:.0f} {file}\n" for file, took in rows if took >= 1))
