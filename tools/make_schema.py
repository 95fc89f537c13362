"""Writes weige/config/schema.sql, what all migrations come to, for databases that are new; a test keeps it up to date.

Run it after adding a migration: .venv/bin/python tools/make_schema.py
"""

import hashlib
import os
import re
import subprocess
import tempfile
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
HEAD = """-- The tables of a new database: what all migrations come to. Written by tools/make_schema.py, never by hand.
"""
LATER = "SET LOCAL check_function_bodies = false; -- functions stand before the tables they read\n"
# Words of the dump for its own reader, and settings that older servers do not know.
NOT_OURS = re.compile(r"^(--.*|\\.*|SET .*|SELECT pg_catalog\.set_config.*)\n", re.M)


def dumped(url: str) -> str:
    """The schema of a database as SQL that runs in whichever schema unqualified names mean."""
    from weige.config.embedded import programs

    command = [programs() / "pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--dbname", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"\n{3,}", "\n\n", NOT_OURS.sub("", said).replace("public.", "")).strip() + "\n"


def fingerprint(body: str) -> str:
    """Of what a schema is made of (every migration, Django's version) and of the schema itself."""
    found = hashlib.sha256(django.__version__.encode())
    for path in sorted((ROOT / "weige").glob("*/migrations/*.py")):
        found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    found.update(body.encode())
    return f"-- fingerprint: {found.hexdigest()}\n"


def migrated() -> list[tuple[str, str]]:
    """Applies every migration to the database Django is set to, one by one; which they were, in order."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.SCHEMA_FILE = ROOT / "no such file"
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        found: list[tuple[str, str]] = cursor.fetchall()
    connection.close()
    return found


def schema(url: str) -> str:
    names = "".join(f"-- applied: {app}.{name}\n" for app, name in migrated())
    body = f"{names}\n{LATER}\n{dumped(url)}"
    return HEAD + fingerprint(body) + body


def main() -> None:
    from weige.config.embedded import Embedded

    with tempfile.TemporaryDirectory(prefix="weige-schema-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        (place / "logs").mkdir()
        server = Embedded(place, settings={"fsync": "off"})
        process = server.start()
        try:
            os.environ |= {"DATABASE_URL": server.url, "DJANGO_SETTINGS_MODULE": "weige.config.settings"}
            os.environ.setdefault("WEIGE_SECRET", "only-for-making-the-schema-0123456789")
            from django.conf import settings

            django.setup()
            target: Path = settings.SCHEMA_FILE
            target.write_text(schema(server.url), encoding="utf-8")
        finally:
            server.stop(process)


if __name__ == "__main__":
    main()
