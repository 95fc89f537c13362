"""One embedded PostgreSQL for the whole test run; every test that asks for the database gets a clean one."""

import atexit
import os
import shutil
import tempfile
import tracemalloc  # noqa: F401 - pytest imports it when a socket is left open; two threads at once must not
from importlib import import_module
from pathlib import Path

import pytest

FOLDER = Path(tempfile.mkdtemp(prefix="weige-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

OURS: list[str] = []


def ours(name: str, value: str) -> None:
    """Sets a variable of the environment where nobody gave it to us."""
    if name not in os.environ:
        os.environ[name] = value
        OURS.append(name)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers set these for themselves: readers of the log wait for the oldest transaction of a whole server, so no
    two workers may share one.
    """
    for name in OURS:
        os.environ.pop(name, None)


# Under root the database's own user must pass tmp_path's folders, and another pytest would close a shared root again.
ours("PYTEST_DEBUG_TEMPROOT", str(FOLDER))
ours("WEIGE_DATA", str(FOLDER))
ours(
    "WEIGE_WEB", "1"
)  # web servers of the installations that tests start: two cost a second start of everything
ours("WEIGE_SECRET", "test-secret-not-used-anywhere-else-0123456789")
if "DATABASE_URL" not in os.environ:
    from weige.config.embedded import Embedded

    FAST = {
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
    }  # a power cut is not tested here
    SERVER = Embedded(FOLDER, settings=FAST)
    PROCESS = SERVER.start()  # ends with this process, however that ends
    atexit.register(SERVER.stop, PROCESS)
    ours("DATABASE_URL", SERVER.url_of("postgres", "postgres"))

# Only now may Django read its settings.
ours("DJANGO_SETTINGS_MODULE", "weige.config.settings")
import django  # noqa: E402
from django.conf import settings  # noqa: E402

from weige.kernel import shapes  # noqa: E402

django.setup()
import_module(settings.ROOT_URLCONF)
shapes.settle()  # tests have threads, too
# Real passwords cost a fifth of a second each; here only the costs are lower (tests/people names the real ones).
settings.PASSWORD_HASHERS = ["tests.cheap.CheapArgon2"]

pytest_plugins = ["tests.cast", "tests.spread"]  # the cast in its town; the order in which workers take files
