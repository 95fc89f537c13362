"""One embedded PostgreSQL for the whole test run; every test that asks for the database gets a clean one."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="weige-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

# Under root the database's own user must pass tmp_path's folders, and another pytest would close a shared root again.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(FOLDER))
os.environ.setdefault("WEIGE_SECRET", "test-secret-not-used-anywhere-else-0123456789")
os.environ.setdefault("WEIGE_DATA", str(FOLDER))
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
    os.environ["DATABASE_URL"] = SERVER.url_of("postgres", "postgres")

# Only now may Django read its settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "weige.config.settings"
import django  # noqa: E402

django.setup()

pytest_plugins = ["tests.cast"]  # the cast, their little town and their clients
