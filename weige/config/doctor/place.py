"""The machine and the data folder: permissions, disk, port, front end."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from weige.config.doctor.finding import Finding, error, good, warning
from weige.config.house import healthy
from weige.config.installation import LONG_COMMANDS, Installation
from weige.config.processes import listener, port_free

GIGABYTE = 1e9
DISK_WARNING, DISK_ERROR = 2.0, 0.3  # GB free; PostgreSQL stops writing on a full disk (our default)
WEB_DIST = Path(__file__).resolve().parents[2] / "web_dist"


def permissions(installation: Installation) -> Iterator[Finding]:
    """The folder is ours and closed to others; what is secret in it can be read by its owner only."""
    data = installation.data
    mode = data.stat().st_mode
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        yield error("data_not_ours", folder=data)
        return
    if mode & (stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH):
        yield error("data_open", folder=data, mode=f"{mode & 0o777:o}")
    for name in ("secret", "demo-password"):
        path = data / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield error("secret_open", file=path, mode=f"{path.stat().st_mode & 0o777:o}")
    secret = data / "secret"
    if secret.exists() and not secret.read_text(encoding="ascii", errors="replace").strip():
        yield error("secret_empty", file=secret)


def disk(installation: Installation) -> Iterator[Finding]:
    free = shutil.disk_usage(installation.data).free / GIGABYTE
    if free < DISK_WARNING:
        yield (error if free < DISK_ERROR else warning)(
            "disk_low", folder=installation.data, free=f"{free:.1f}"
        )
    else:
        yield good("disk", free=f"{free:.0f}")


def port(installation: Installation, number: int) -> Iterator[Finding]:
    """Whether the web port is free; when this installation runs, it is its own."""
    if installation.holder()["command"] in LONG_COMMANDS and running(installation):
        yield good("running", **installation.holder())
    elif not port_free("127.0.0.1", number):
        if scaled() and healthy(f"http://127.0.0.1:{number}"):
            yield good("web_here", port=number)
            return
        yield error("port_taken", port=number, by=listener(number) or "?")


def scaled() -> bool:
    """Whether this is a part of the scaled form (docs/guide/scale.md): its roles share the folder, none holds it."""
    return bool(os.environ.get("WEIGE_NATS_URL"))


def running(installation: Installation) -> bool:
    """Whether some process holds the data folder at this moment; the scaled form is taken to be at work."""
    if scaled():
        return True
    if not (installation.data / "lock").exists():
        return False
    if installation.hold("doctor"):
        installation.release()
        return False
    return True


def front_end() -> Iterator[Finding]:
    missing = [
        name for name in ("cockpit", "console", "h5", "login") if not (WEB_DIST / f"{name}.html").exists()
    ]
    if missing:
        yield error("front_end_missing", names=", ".join(missing))
