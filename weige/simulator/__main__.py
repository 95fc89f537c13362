"""python -m weige.simulator: a simulated street at a running server's public interfaces; stops on SIGTERM."""

import argparse
import asyncio
import logging
import os
import signal
from pathlib import Path

from weige.simulator.run import Secrets, live


async def until_told(work: asyncio.Task[None]) -> None:
    """Waits for the work or for a signal to stop it."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        logging.getLogger("weige.simulator").info("the street goes to sleep")


async def start(options: argparse.Namespace) -> None:
    secrets = Secrets.read(options.secrets)
    await until_told(asyncio.ensure_future(live(options.base_url, options.mqtt, secrets, options.seed)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m weige.simulator", description=__doc__)
    parser.add_argument("--base-url", required=True, help="address of the server, e.g. http://127.0.0.1:8000")
    parser.add_argument("--mqtt", required=True, help="address of the broker, e.g. mqtt://127.0.0.1:1883")
    parser.add_argument(
        "--secrets", type=Path, required=True, help="logins, password and device secrets (JSON)"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same street")
    options = parser.parse_args()
    level = os.environ.get("WEIGE_LOG", "INFO")
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    asyncio.run(start(options))


if __name__ == "__main__":
    main()
