"""The weige command from outside: helps, migrates, imports, keeps accounts, backs up and restores, finds faults."""

import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.config.running import clean_environment, weige
from weige.config import archive
from weige.config.archive import OFFICE_FILES
from weige.config.cli import COMMANDS
from weige.config.embedded import Embedded

PASSWORD = "Lane-and-river-1905"
LAYERS = "code,name_zh,name_en\nadmin,行政区划,Administrative\n"
AREA = {
    "type": "Feature",
    "properties": {
        "layer": "admin",
        "code": "310101",
        "level": "subdistrict",
        "name_zh": "黄浦区",
        "name_en": "Huangpu",
    },
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[121.4, 31.2], [121.5, 31.2], [121.5, 31.3], [121.4, 31.2]]],
    },
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with up-to-date tables, a layer, an area and an account."""
    data = tmp_path_factory.mktemp("house") / "data"
    (data.parent / "layers.csv").write_text(LAYERS, encoding="utf-8")
    (data.parent / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [AREA]}))
    at = ("--data", str(data))
    for done in (
        weige("migrate", *at),
        weige("import", "layers", str(data.parent / "layers.csv"), *at),
        weige("import", "areas", str(data.parent / "areas.geojson"), *at),
        weige("user", "add", "boss", "--name", "老沈", *at, given=PASSWORD + "\n"),
    ):
        assert done.returncode == 0, done.stdout + done.stderr
    (data / "blobs" / "ab").mkdir(parents=True)
    (data / "blobs" / "ab" / ("ab" + "0" * 62)).write_bytes(b"a kept file")
    return data


@pytest.mark.parametrize(
    ("tongue", "said"), [("en_US.UTF-8", "simulated street"), ("zh_CN.UTF-8", "模拟的街道")]
)
def test_help_is_in_the_users_language(tongue: str, said: str) -> None:
    done = weige("-h", LANG=tongue, LC_ALL=tongue)
    assert said in done.stdout
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps(command: str) -> None:
    done = weige(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "--data" in done.stdout


def test_no_command_is_wrong_usage() -> None:
    assert weige().returncode == 2


INTERRUPTED = """
import sys, weige.__main__ as entry, weige.config.cli as cli
def command(): exec("import os, signal; os.kill(os.getpid(), signal.SIGTERM); late = 1; later = 2")
cli.main = command
sys.exit(entry.main())
"""


def test_an_interrupt_in_a_dataclass_being_made_ends_with_our_status(tmp_path: Path) -> None:
    """Dataclasses are code in strings; Python ended itself by SIGINT (-2) after an interrupt in such, caught or not."""
    (tmp_path / "interrupted.py").write_text(INTERRUPTED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "interrupted"],
        env=clean_environment(), cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_before_the_command_is_read_ends_it_without_a_traceback(tmp_path: Path, number: int) -> None:
    (tmp_path / "cli.py").write_text(
        f"import os\nos.kill(os.getpid(), {int(number)})\nlate = 1\n", encoding="utf-8"
    )
    # A shell's background job ignores SIGINT and hands that on.
    usual = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
    found = (
        f"import weige.config, weige.__main__ as entry; weige.config.__path__.insert(0, {str(tmp_path)!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{usual}; {found}; sys.exit(entry.main())"],
        env=clean_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "")


def test_the_first_start_makes_a_secret_that_only_its_owner_reads(house: Path) -> None:
    assert (house / "secret").stat().st_mode & 0o777 == 0o600
    assert len((house / "secret").read_text()) >= 50
    assert house.stat().st_mode & 0o066 == 0


def test_migrate_says_that_nothing_is_missing(house: Path) -> None:
    done = weige("migrate", "--check", "--data", str(house))
    assert (done.returncode, done.stdout) == (0, "")


def test_an_import_names_every_wrong_row_and_writes_none(house: Path, tmp_path: Path) -> None:
    bad = tmp_path / "layers.csv"
    bad.write_text("code,name_zh,name_en\nparty,党建,Party\npolice,,\n", encoding="utf-8")
    done = weige("import", "layers", str(bad), "--data", str(house))
    assert done.returncode == 1
    assert "row 3 name_zh" in done.stdout
    assert "row 3 name_en" in done.stdout
    again = weige("import", "layers", str(house.parent / "layers.csv"), "--dry-run", "--data", str(house))
    assert "dry run" in again.stdout


def test_an_import_of_a_missing_file_is_said_plainly(house: Path) -> None:
    done = weige("import", "areas", "nowhere.geojson", "--data", str(house))
    assert done.returncode == 1
    assert "nowhere.geojson" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_first_administrator_gets_a_post_of_their_own(house: Path) -> None:
    at = ("--data", str(house))
    done = weige("user", "add", "root1", "--name", "管理员", "--area", "310101", *at, given=PASSWORD + "\n")
    assert "no role" in done.stderr, "roles come with the first `weige serve`"
    assert "root1" not in weige("user", "list", *at).stdout, "all or nothing"


def test_accounts_are_locked_and_opened(house: Path) -> None:
    at = ("--data", str(house))
    assert weige("user", "lock", "boss", "--reason", "left", *at).returncode == 0
    assert "closed" in weige("user", "list", *at).stdout
    assert weige("user", "unlock", "boss", *at).returncode == 0
    assert "closed" not in weige("user", "list", *at).stdout


@pytest.mark.parametrize(
    "arguments", [("password", "nobody"), ("lock", "nobody"), ("end-term", "boss", "no-post")]
)
def test_unknown_names_are_said_plainly(house: Path, arguments: tuple[str, ...]) -> None:
    done = weige("user", *arguments, "--data", str(house), given="x\n")
    assert done.returncode == 1
    assert done.stderr.startswith("weige: ")
    assert "Traceback" not in done.stderr


def test_a_weak_password_is_refused(house: Path) -> None:
    done = weige("user", "password", "boss", "--data", str(house), given="short\n")
    assert done.returncode == 1
    assert "10" in done.stderr


@pytest.fixture(scope="module")
def backup(house: Path) -> Path:
    target = house.parent / "backup.tar"
    for name in OFFICE_FILES:
        (house / name).write_text(f"# {name}\n", encoding="utf-8")
    done = weige("backup", str(target), "--data", str(house))
    for name in OFFICE_FILES:
        (house / name).unlink()
    assert done.returncode == 0, done.stderr
    return target


def test_a_backup_is_private_and_lists_checksums(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    with tarfile.open(backup) as archive:
        assert archive.getnames()[:2] == ["manifest.json", "database.dump"]
        assert any(name.startswith("blobs/ab/") for name in archive.getnames())
        assert not any("secret" in name for name in archive.getnames())


def test_a_backup_never_overwrites(backup: Path, house: Path) -> None:
    done = weige("backup", str(backup), "--data", str(house))
    assert done.returncode == 1
    assert "exists" in done.stderr


def test_a_backup_comes_back_whole(backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "new"
    done = weige("restore", str(backup), "--data", str(data))
    assert done.returncode == 0, done.stderr
    assert "boss" in weige("user", "list", "--data", str(data)).stdout
    assert (data / "blobs" / "ab" / ("ab" + "0" * 62)).read_bytes() == b"a kept file"
    assert {name: (data / name).read_text("utf-8") for name in OFFICE_FILES} == {
        name: f"# {name}\n" for name in OFFICE_FILES
    }, "what the office keeps as files comes back"
    assert weige("user", "lock", "boss", "--data", str(data)).returncode == 0, (
        "the log goes on after a restore"
    )
    examined = json.loads(weige("doctor", "--json", "--data", str(data), "--port", str(free())).stdout)
    assert examined["healthy"], examined


def test_a_restore_keeps_off_data_unless_forced(backup: Path, tmp_path: Path) -> None:
    data = tmp_path / "new"
    at = ("--data", str(data))
    assert weige("restore", str(backup), *at).returncode == 0
    assert weige("user", "lock", "boss", *at).returncode == 0
    refused = weige("restore", str(backup), *at)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert weige("restore", str(backup), "--force", *at).returncode == 0
    assert "closed" not in weige("user", "list", *at).stdout


def test_a_damaged_backup_is_refused_before_anything_is_touched(backup: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.tar"
    content = bytearray(backup.read_bytes())
    place = content.index(b"a kept file")
    content[place : place + 6] = b"b kept"
    damaged.write_bytes(content)
    done = weige("restore", str(damaged), "--data", str(tmp_path / "new"))
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not (tmp_path / "new" / "pg").exists()


def test_what_is_no_backup_is_said_plainly(tmp_path: Path) -> None:
    other = tmp_path / "other.tar"
    other.write_bytes(b"hello")
    done = weige("restore", str(other), "--data", str(tmp_path / "new"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.fixture
def external(tmp_path: Path) -> Iterator[str]:
    """DATABASE_URL of a database of somebody else's."""
    server = Embedded(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    child = server.start()
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE ROLE office LOGIN PASSWORD 'p@ss'")
        connection.execute("CREATE DATABASE office OWNER office")
    yield f"postgresql://office:{quote('p@ss')}@/office?host={quote(str(server.sockets), safe='')}"
    server.stop(child)


def test_backup_and_restore_also_work_with_a_database_of_its_own(
    backup: Path, external: str, tmp_path: Path
) -> None:
    at, more = ("--data", str(tmp_path / "d")), {"DATABASE_URL": external}
    done = weige("restore", str(backup), *at, **more)
    assert done.returncode == 0, done.stderr
    assert "boss" in weige("user", "list", *at, **more).stdout
    assert not (tmp_path / "d" / "pg").exists()
    assert weige("backup", str(tmp_path / "again.tar"), *at, **more).returncode == 0


def test_a_restore_waits_for_who_is_leaving_and_refuses_who_stays(external: str) -> None:
    leaving = psycopg.connect(external)
    threading.Timer(0.4, leaving.close).start()
    assert archive.others_connected(external) == 0
    with psycopg.connect(external):
        assert archive.others_connected(external, patience=0.2) == 1


def test_an_unreachable_database_is_said_plainly(tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": f"postgresql://a@127.0.0.1:{free()}/b"}
    done = weige("migrate", "--data", str(tmp_path / "d"), **nowhere)
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    examined = weige("doctor", "--data", str(tmp_path / "d"), **nowhere)
    assert examined.returncode == 1
    assert "cannot be reached" in examined.stdout


def test_a_database_that_cannot_hold_chinese_is_said_plainly(tmp_path: Path) -> None:
    server = Embedded(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    child = server.start()
    try:
        with psycopg.connect(server.conninfo(), autocommit=True) as connection:
            connection.execute(
                "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'"
            )
        done = weige(
            "migrate", "--data", str(tmp_path / "d"), DATABASE_URL=server.url_of("postgres", "latin")
        )
    finally:
        server.stop(child)
    assert done.returncode == 1
    assert "LATIN1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = weige("migrate", "--data", str(tmp_path / "file" / "below"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_doctor_says_in_words_what_is_wrong(house: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        os.chmod(house / "secret", 0o644)
        os.chmod(house, 0o755)
        done = weige("doctor", "--data", str(house), "--port", str(port), LANG="zh_CN.UTF-8", LC_ALL="")
        os.chmod(house / "secret", 0o600)
        os.chmod(house, 0o711)
    assert done.returncode == 1
    for words in (f"端口 {port} 被", "chmod 600", "chmod go-rw"):
        assert words in done.stdout
