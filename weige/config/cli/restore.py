"""`weige restore`: brings a backup into an empty installation, after checking every checksum."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from weige.config import archive
from weige.config.installation import Installation, check_server, close_connections
from weige.config.trouble import Trouble
from weige.config.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=say("restore_file"))
    parser.add_argument("--force", action="store_true", help=say("restore_force"))


def run(options: argparse.Namespace) -> int:
    source: Path = options.file.resolve()
    if not source.is_file():
        raise Trouble("file_missing", file=source)
    installation = Installation.at(options.data)
    installation.prepare()
    with tempfile.TemporaryDirectory(dir=installation.data, prefix=".restore-") as work:
        manifest = archive.unpack(source, Path(work))
        with installation.database("restore"):
            load(installation, Path(work), manifest, force=options.force)
    print(say("restore_done", made_at=manifest["made_at"], release=manifest["weige"]))
    return 0


def load(installation: Installation, work: Path, manifest: dict[str, Any], *, force: bool) -> None:
    """Into the database, then whatever a newer release adds. Raises Trouble where it must not be done."""
    url = installation.url
    major = check_server(url)
    if major < manifest["server_major"]:
        raise Trouble("restore_older_server", found=major, needed=manifest["server_major"])
    if archive.others_connected(url):
        raise Trouble("restore_in_use")
    if archive.occupied(url) and not force:
        raise Trouble("restore_not_empty")
    archive.put_back(work, installation.data, url, major)
    installation.setup_django()
    from weige.config import migrations  # Django's settings are read only now
    from weige.kernel import log

    try:
        if migrations.unknown():
            raise Trouble("database_newer", names=", ".join(migrations.unknown()[:3]))
        migrations.apply()
        log.continue_after_restore()
    finally:
        close_connections()
