"""Child processes that never outlive their parent, and who holds a port."""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from functools import cache

import psutil

PR_SET_PDEATHSIG = 1  # linux/prctl.h


@cache
def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None]:
    """A preexec_fn: the kernel sends the child this signal when the starting thread ends, even by kill -9.

    Linux only; elsewhere it does nothing and the next start clears away what was left (see remove_leftovers).
    The thread that starts the child must live as long as the child should: start children from the main thread.
    """
    libc, parent = _libc(), os.getpid()

    def before_exec() -> None:
        if libc is None:
            return
        libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # the parent died between fork and prctl
            os.kill(os.getpid(), number)

    return before_exec


def port_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str = "127.0.0.1") -> int:
    """A port nobody listens on at this moment."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def listener(port: int) -> str:
    """Who listens on a port, as "name (pid 123)"; "" when it cannot be known."""
    try:
        for found in psutil.net_connections("tcp"):
            here = found.status == psutil.CONN_LISTEN and found.laddr and found.laddr.port == port
            if here and found.pid:
                return f"{psutil.Process(found.pid).name()} (pid {found.pid})"
    except (psutil.Error, OSError):
        pass  # other users' sockets are not ours to see
    return ""


def end(process: psutil.Process, number: int, patience: float) -> None:
    """Signals a process and waits; kills it when `patience` seconds were not enough."""
    try:
        process.send_signal(number)
        process.wait(patience)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(patience)
    except psutil.NoSuchProcess:
        pass
