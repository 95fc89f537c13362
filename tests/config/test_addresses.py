"""Small readers: DATABASE_URL, the demo's host names, the address to type, passwords that stay off command lines."""

from pathlib import Path

import pytest

from weige.config import archive, databaseurl
from weige.config.house import House, local_names
from weige.config.installation import Installation

QUOTED = "p%40ss"  # "p@ss" as it stands in an address; apart, so that no address here looks like a real one


def test_a_database_url_with_password_port_and_options() -> None:
    entry = databaseurl.parse(f"postgresql://weige:{QUOTED}@db.example:6432/street?sslmode=require")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"]) == (
        "weige",
        "p@ss",
        "db.example",
        "6432",
    )
    assert (entry["NAME"], entry["OPTIONS"]) == ("street", {"sslmode": "require", "prepare_threshold": None})
    assert entry["CONN_MAX_AGE"] == 60


def test_a_database_url_with_a_socket_folder() -> None:
    entry = databaseurl.parse("postgresql://weige@/weige?host=%2Ftmp%2Fa%20b%2Fsock")
    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == (
        "/tmp/a b/sock",
        "",
        {"prepare_threshold": None},
    )


def test_a_pool_takes_the_place_of_lasting_connections() -> None:
    entry = databaseurl.parse("postgresql://weige@/weige", pool=24)
    assert entry["OPTIONS"]["pool"]["max_size"] == 24
    assert entry["OPTIONS"]["prepare_threshold"] is None
    assert entry["CONN_MAX_AGE"] == 0


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="postgresql"):
        databaseurl.parse("mysql://a@b/c")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("192.0.2.7", "http://192.0.2.7:8000"),
    ],
)
def test_the_address_to_type(host: str, expected: str, tmp_path: Path) -> None:
    assert House(Installation(tmp_path), host, 8000).url == expected


def test_the_demo_answers_to_its_own_names_only() -> None:
    assert local_names("127.0.0.1") == "localhost,127.0.0.1,[::1]"
    assert local_names("192.0.2.7").endswith(",192.0.2.7")
    assert "*" not in local_names("0.0.0.0")


@pytest.mark.parametrize(
    ("url", "shown", "password"),
    [
        (f"postgresql://a:{QUOTED}@h:5432/d", "postgresql://a@h:5432/d", "p@ss"),
        ("postgresql://a@/d?host=/s&password=x", "postgresql://a@/d?host=/s", "x"),
        ("postgresql://h/d", "postgresql://h/d", ""),
    ],
)
def test_a_password_is_not_shown_on_a_command_line(url: str, shown: str, password: str) -> None:
    assert archive.without_password(url) == (shown, password)


@pytest.mark.parametrize(("server", "client"), [(14, 16), (16, 16), (17, 18), (18, 18)])
def test_the_client_is_the_oldest_that_can_handle_the_server(server: int, client: int) -> None:
    assert archive.client_for(server).major == client
