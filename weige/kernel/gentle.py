"""Heavy reading that nobody waits for: on a database connection of its own, whose server process lets others go first.

A background process that is nice itself is not enough: its statements run in the database's process, which would take
a core from whoever waits for an answer. Only for reading: what holds no lock keeps nobody waiting by being slow.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

NICENESS = 10  # a tenth of the processor where others want all of it (our default)
HERE = {"", "localhost", "127.0.0.1", "::1"}


@contextmanager
def reading() -> Iterator[None]:
    """This thread's statements inside are read gently; inside a transaction nothing changes: it must see its own rows.

    Where the server is another machine's, or its processes are not ours to slow, the statements run as always; so
    they do in a process with a pool of connections, which would get a slow one back.
    """
    before = connections[DEFAULT_DB_ALIAS]
    if before.in_atomic_block or before.settings_dict["OPTIONS"].get("pool"):
        yield
        return
    own = connections.create_connection(DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = own
    try:
        give_way(own)
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = before
        own.close()


def give_way(connection: BaseDatabaseWrapper) -> bool:
    """Makes the server's process of this connection nice, until it ends (nobody may make it less so); whether it is."""
    connection.ensure_connection()
    line = connection.connection.info
    if not line.host.startswith("/") and line.host not in HERE:
        return False
    number = line.backend_pid
    with suppress(OSError, psutil.Error):  # in another container, or another user's
        if "postgres" in psutil.Process(number).name():
            os.setpriority(os.PRIO_PROCESS, number, NICENESS)
            return True
    return False
