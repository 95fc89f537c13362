"""One web server process: `python -m weige.config.webserver --host H --port N`. Several may share a port.

Connections are dealt out by the kernel (SO_REUSEPORT), so a request that computes holds up only its own process's
others. Whoever starts several has looked before whether the port is free: they do not refuse one another.
"""

import argparse
import os
import socket
import sys

import uvicorn

from weige.config import door
from weige.kernel import memory

APPLICATION = "weige.config.asgi:application"
BACKLOG = 1024
# Seconds after which a thread that computes lets another one go on; Python's default is five times as long. Who comes
# back from the database may hold a lock there (a case's number), and others wait for it.
SWITCH = 0.001


def config() -> uvicorn.Config:
    """How every web server of ours is run; it listens only when the application is loaded."""
    return uvicorn.Config(
        APPLICATION, access_log=False, server_header=False, log_level="warning", lifespan="off",
        timeout_keep_alive=30, timeout_graceful_shutdown=2, backlog=BACKLOG,
    )  # fmt: skip


def listening(host: str, port: int) -> socket.socket:
    """A socket that shares its port with others of its kind. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind((host, port))
    found.set_inheritable(True)
    return found


def run(host: str, port: int) -> None:
    """Serves until SIGTERM or SIGINT; loads the application before it listens."""
    settings = config()
    settings.load()
    door.warm(door.address(os.environ))
    memory.settle()
    sys.setswitchinterval(SWITCH)
    uvicorn.Server(settings).run(sockets=[listening(host, port)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    run(options.host, options.port)


if __name__ == "__main__":
    main()
