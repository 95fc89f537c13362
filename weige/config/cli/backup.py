"""`weige backup`: database and kept files into one .tar with checksums, also while the installation runs."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from weige.config import archive
from weige.config.cli import release
from weige.config.installation import Installation, check_server
from weige.config.trouble import Trouble
from weige.config.words import say


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help=say("backup_file"))


def run(options: argparse.Namespace) -> int:
    now = datetime.now(tz=UTC)
    target: Path = (options.file or Path(f"weige-backup-{now:%Y%m%d-%H%M%S}.tar")).resolve()
    if target.exists():
        raise Trouble("file_exists", file=target)
    if not target.parent.is_dir():
        raise Trouble("folder_missing", folder=target.parent)
    installation = Installation.at(options.data)
    with installation.database("backup"):
        url = installation.url
        manifest = archive.write(
            target=target,
            data=installation.data,
            url=url,
            server_major=check_server(url),
            now=now,
            release=release(),
        )
    size = target.stat().st_size / 1e6
    print(say("backup_done", file=target, count=len(manifest["files"]) - 1, megabytes=f"{size:.1f}"))
    return 0
