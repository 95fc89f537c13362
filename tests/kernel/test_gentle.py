"""Heavy reading gives way: in a server process of its own, and only outside transactions and pools."""

import contextlib
import os

import psutil
import pytest
from django.db import connection, connections, transaction

from weige.kernel import gentle


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_its_server_process_is_nice_and_ends_with_it() -> None:
    usual = backend()
    before = os.getpriority(os.PRIO_PROCESS, usual)
    with gentle.reading():
        own = backend()
        assert own != usual
        assert os.getpriority(os.PRIO_PROCESS, own) == gentle.NICENESS
    assert backend() == usual, "the thread's own connection is back"
    assert os.getpriority(os.PRIO_PROCESS, usual) == before
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(own).wait(10)


@pytest.mark.django_db(transaction=True)
def test_a_fault_inside_leaves_the_thread_its_connection() -> None:
    usual = backend()
    with pytest.raises(ZeroDivisionError), gentle.reading():
        _ = 1 / 0
    assert backend() == usual


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_it_is_the_same_connection() -> None:
    with transaction.atomic():
        usual = backend()
        with gentle.reading():
            assert backend() == usual


@pytest.mark.django_db(transaction=True)
def test_a_pool_gets_no_slow_connection_back(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = connections["default"]
    monkeypatch.setitem(usual.settings_dict["OPTIONS"], "pool", {"min_size": 1})
    with gentle.reading():
        assert connections["default"] is usual


@pytest.mark.django_db(transaction=True)
def test_another_machines_server_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    backend()
    monkeypatch.setattr(gentle, "HERE", set())

    class Far:
        host, backend_pid = "db.example", os.getpid()

    class Line:
        info = Far()

    class Connection:
        connection = Line()

        def ensure_connection(self) -> None: ...

    before = os.getpriority(os.PRIO_PROCESS, os.getpid())
    assert not gentle.give_way(Connection())  # type: ignore[arg-type]
    assert os.getpriority(os.PRIO_PROCESS, os.getpid()) == before
