"""One installation: its data folder, its secret, its lock and its database, for every command alike."""

import fcntl
import json
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg

from weige.config.clock import noted_parameter
from weige.config.embedded import Embedded
from weige.config.trouble import Trouble

OLDEST_DATABASE = (
    14  # pg_snapshot_xmin and xid8 need 13; 14 is the oldest release PostgreSQL still cared for in 2026
)
LONG_COMMANDS = {"demo", "serve"}
SECRET_BYTES = 48


@dataclass
class Installation:
    """`data`: absolute folder; `external_url`: DATABASE_URL as given, "" for the embedded database."""

    data: Path
    external_url: str = ""
    lock: IO[str] | None = field(default=None, repr=False)

    @classmethod
    def at(cls, data: str | None) -> "Installation":
        """From --data, else WEIGE_DATA, else .weige in the current folder; and DATABASE_URL."""
        folder = Path(data or os.environ.get("WEIGE_DATA") or ".weige").expanduser().resolve()
        return cls(folder, os.environ.get("DATABASE_URL", ""))

    def prepare(self) -> None:
        """Makes the data folder (closed to others). Raises Trouble when that is not allowed."""
        try:
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.data / "logs").mkdir(mode=0o700, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.data, prefix=".writable-"):
                pass  # under a name of its own: processes that share a folder start at once
        except OSError as error:
            raise Trouble(
                "data_not_writable", folder=self.data, reason=error.strerror or str(error)
            ) from error

    def secret(self) -> str:
        """WEIGE_SECRET, else the one the first start made: kept in the data folder, readable by its owner only."""
        given = os.environ.get("WEIGE_SECRET")
        if given:
            return given
        return self.kept("secret", lambda: secrets.token_urlsafe(SECRET_BYTES))

    def kept(self, name: str, make: Callable[[], str]) -> str:
        """The text of a private file in the data folder (mode 0600), made by the first who asks for it."""
        path = self.data / name
        if not path.exists():
            # Readable by its owner only, under a name of its own: containers that share a folder all are process 1.
            with tempfile.NamedTemporaryFile(
                "w", encoding="ascii", dir=self.data, prefix=f".{name}-"
            ) as fresh:
                fresh.write(make())
                fresh.flush()
                with suppress(FileExistsError):
                    path.hardlink_to(fresh.name)  # of two first starts, one wins and both use its text
        return path.read_text(encoding="ascii").strip()

    @property
    def url(self) -> str:
        """DATABASE_URL of this installation."""
        return self.external_url or Embedded(self.data).url

    def environment(self) -> dict[str, str]:
        """What a child process of this installation must know."""
        return {
            "WEIGE_DATA": str(self.data),
            "WEIGE_SECRET": self.secret(),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "weige.config.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def hold(self, command: str, patience: float = 0.0) -> bool:
        """Takes the folder for this process (until it ends, however it ends); False when another has it."""
        handle = (self.data / "lock").open("a+", encoding="utf-8")
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() >= until or self.holder()["command"] in LONG_COMMANDS:
                    handle.close()
                    return False
                time.sleep(0.1)
        handle.truncate(0)
        handle.write(json.dumps({"pid": os.getpid(), "command": command}))
        handle.flush()
        self.lock = handle
        return True

    def release(self) -> None:
        """Gives the folder back."""
        if self.lock is not None:
            self.lock.truncate(0)
            self.lock.close()
            self.lock = None

    def holder(self) -> dict[str, Any]:
        """What the lock file says of the process that has the folder: {"pid", "command"}, "?" where unknown."""
        try:
            found = json.loads((self.data / "lock").read_text(encoding="utf-8"))
            return {"pid": found["pid"], "command": found["command"]}
        except (OSError, ValueError, KeyError, TypeError):
            return {"pid": "?", "command": "?"}

    @contextmanager
    def database(self, command: str) -> Iterator[None]:
        """The database is there meanwhile: the external one, the running one, or one started just for this.

        Raises Trouble when it cannot be reached or is too old.
        """
        self.prepare()
        if self.external_url or not self.hold(command, patience=60):
            if not self.external_url:
                Embedded(self.data).wait()
            check_server(self.url)
            yield
            return
        try:
            embedded = Embedded(self.data)
            child = embedded.start()
            try:
                yield
            finally:
                embedded.stop(child)
        finally:
            self.release()

    @contextmanager
    def django(self, command: str) -> Iterator[None]:
        """Like database(), and Django is set up on it."""
        with self.database(command):
            running = self.lock is None and not self.external_url
            os.environ.setdefault("WEIGE_CLOCK", noted_parameter(self.url, running=running))
            self.setup_django()
            try:
                yield
            finally:
                close_connections()

    def setup_django(self) -> None:
        """Sets the environment of this very process and loads Django."""
        os.environ.update(self.environment())
        import django  # only now may it read its settings

        django.setup()


def close_connections() -> None:
    """Lets go of Django's database connections, so that the server can stop."""
    from django.db import connections

    connections.close_all()


def check_server(url: str) -> int:
    """The major release of the database server. Raises Trouble when unreachable, older than OLDEST_DATABASE, or of
    another encoding than UTF-8 (it could not hold Chinese).
    """
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            major = connection.info.server_version // 10000
            encoding = connection.info.parameter_status("server_encoding")
    except (psycopg.Error, UnicodeError) as error:
        raise Trouble("database_unreachable", reason=str(error).strip()) from error
    if major < OLDEST_DATABASE:
        raise Trouble("database_too_old", found=major, oldest=OLDEST_DATABASE)
    if encoding != "UTF8":
        raise Trouble("database_not_utf8", found=encoding)
    return major
