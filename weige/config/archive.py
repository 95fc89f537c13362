"""Backups: one .tar with a manifest (checksums), the database in PostgreSQL's custom format, and the kept files.

The secret is not in it: a backup may travel further than the secret should. What is lost without it is that everybody
signs in again.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg

from weige.config.embedded import clean_environment, programs
from weige.config.trouble import Trouble

FORMAT = 1
MANIFEST, DUMP, BLOBS = "manifest.json", "database.dump", "blobs"
OFFICE = "office"  # what the office keeps as files (docs/reference/office.md)
OFFICE_FILES = (
    *("escalation.toml", "retention.toml", "models.toml", "reasons.toml", "health.toml", "weight.toml"),
    *("advice.toml", "kinds.toml", "help.toml", "forms.toml"),
)
BUNDLED = (16, 18)  # PostgreSQL releases whose programs are in the wheel
LEAVING = 5.0  # seconds in which a closed connection must be gone (our default)


@dataclass(frozen=True)
class Client:
    """PostgreSQL's client programs of one major release."""

    folder: Path
    major: int

    def run(self, program: str, url: str, *arguments: str) -> None:
        """Runs pg_dump or pg_restore on the database. Raises Trouble with what it said."""
        connection, password = without_password(url)
        environment = clean_environment() | ({"PGPASSWORD": password} if password else {})
        command = [str(self.folder / program), *arguments, f"--dbname={connection}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Trouble("database_program_failed", program=program, said=done.stderr.strip()[-800:])


def without_password(url: str) -> tuple[str, str]:
    """The URL without its password, and the password: a command line can be read by everybody on the machine."""
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    asked = parse_qs(parts.query).get("password", [""])[-1]
    query = "&".join(item for item in parts.query.split("&") if not item.startswith("password="))
    kept = parts._replace(netloc=f"{name}@{place}" if user else place, query=query).geturl()
    return kept, unquote(password) or asked


def client_for(server_major: int) -> Client:
    """The oldest client that is not older than the server; a much newer one writes what an old server refuses.

    From the wheel, else the pg_dump on the PATH. Raises Trouble when there is none.
    """
    for major in BUNDLED:
        if major >= server_major:
            return Client(programs(major), major)
    found = shutil.which("pg_dump")
    if found:
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        major = int((re.search(r"(\d+)", said) or [0, 0])[1])
        if major >= server_major:
            return Client(Path(found).resolve().parent, major)
    raise Trouble("client_too_old", server=server_major, client=BUNDLED[-1])


def digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def files_under(folder: Path) -> Iterator[Path]:
    """All files below a folder in a fixed order; unfinished ones (dot files) are left out."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            yield path


def write(
    *, target: Path, data: Path, url: str, server_major: int, now: datetime, release: str
) -> dict[str, Any]:
    """Writes the backup to `target` (which must not exist; it appears only when complete) and returns its manifest.

    First the database, then the files: files are never changed, so all that the dump refers to are there.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".weige-backup-") as work:
        dump, unfinished = Path(work, DUMP), Path(work, "backup.tar")
        client = client_for(server_major)
        client.run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
        listed = {DUMP: dump}
        listed |= {f"{BLOBS}/{p.relative_to(data / BLOBS).as_posix()}": p for p in files_under(data / BLOBS)}
        listed |= {f"{OFFICE}/{name}": data / name for name in OFFICE_FILES if (data / name).is_file()}
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "weige": release,
            "server_major": server_major,
            "files": {n: {"sha256": digest(p), "size": p.stat().st_size} for n, p in listed.items()},
        }
        Path(work, MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        unfinished.touch(mode=0o600)  # it holds personal data
        with tarfile.open(unfinished, "w") as archive:
            archive.add(Path(work, MANIFEST), MANIFEST)
            for name, path in listed.items():
                archive.add(path, name, recursive=False)
        os.link(unfinished, target)
    return manifest


def unpack(source: Path, work: Path) -> dict[str, Any]:
    """Unpacks a backup into an empty folder and checks every checksum. Returns the manifest. Raises Trouble."""
    try:
        with tarfile.open(source, "r:") as archive:
            archive.extractall(work, filter="data")
        manifest: dict[str, Any] = json.loads((work / MANIFEST).read_text(encoding="utf-8"))
        expected: dict[str, Any] = manifest["files"]
    except (tarfile.TarError, OSError, ValueError, KeyError) as error:
        raise Trouble("backup_unreadable", file=source, reason=str(error)) from error
    if manifest.get("format") != FORMAT:
        raise Trouble("backup_other_format", found=manifest.get("format"), known=FORMAT)
    present = {path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = sorted(present ^ set(expected))
    wrong += [
        name for name in sorted(present & set(expected)) if digest(work / name) != expected[name]["sha256"]
    ]
    if wrong:
        raise Trouble("backup_damaged", file=source, names=", ".join(wrong[:5]))
    return manifest


def put_back(work: Path, data: Path, url: str, server_major: int) -> None:
    """Loads an unpacked backup: the files into the data folder, the database in one transaction. Raises Trouble.

    What the database held before is put aside first, and comes back when the loading fails.
    """
    for path in files_under(work / BLOBS):
        place = data / BLOBS / path.relative_to(work / BLOBS)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(path, place)
    for path in files_under(work / OFFICE):
        shutil.move(path, data / path.name)
    aside = "SELECT 1 FROM pg_namespace WHERE nspname = 'before_restore'"
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute(aside).fetchone() is None:
            connection.execute("ALTER SCHEMA public RENAME TO before_restore")
        else:  # an earlier restore was interrupted: what it loaded is no use, what it put aside is the original
            connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
        connection.execute("CREATE SCHEMA public")
        try:
            client_for(server_major).run(
                *(
                    "pg_restore",
                    url,
                    "--no-owner",
                    "--no-privileges",
                    "--single-transaction",
                    "--exit-on-error",
                ),
                str(work / DUMP),
            )
        except BaseException:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("ALTER SCHEMA before_restore RENAME TO public")
            raise
        connection.execute("DROP SCHEMA before_restore CASCADE")


def occupied(url: str) -> bool:
    """Whether the database already holds tables of Weige."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        return connection.execute("SELECT to_regclass('django_migrations')").fetchone() != (None,)


def others_connected(url: str, patience: float = LEAVING) -> int:
    """How many other connections this database has: somebody is working with it.

    The server lets go of a closed connection a moment after its client did, ours included: who leaves within
    `patience` seconds is not counted.
    """
    until = time.monotonic() + patience
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        while (count := _others(connection)) and time.monotonic() < until:
            time.sleep(0.05)
    return count


def _others(connection: psycopg.Connection) -> int:
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    ).fetchone()
    return int(row[0]) if row else 0
