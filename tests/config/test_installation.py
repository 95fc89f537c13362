"""The data folder, made and used by several processes that start at the same moment."""

import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from weige.config.installation import Installation

AT_ONCE, TIMES = 4, 60


def prepared(data: Path) -> set[str]:
    """What a start finds in folder after folder."""
    os.environ.pop("WEIGE_SECRET", None)
    found = set()
    for number in range(TIMES):
        place = Installation(data / str(number))
        place.prepare()
        found.add(f"{number} {place.secret()}")
    return found


def test_processes_that_share_a_folder_start_at_once(tmp_path: Path) -> None:
    with ProcessPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(prepared, [tmp_path / "below" / "files"] * AT_ONCE))
    assert all(one == found[0] for one in found), "all have the secret of whoever came first"
    left = {one.name for folder in (tmp_path / "below" / "files").iterdir() for one in folder.iterdir()}
    assert left == {"logs", "secret"}
    assert (tmp_path / "below" / "files" / "0" / "secret").stat().st_mode & 0o077 == 0
