"""`python -m weige` and the `weige` command: from its first line a signal ends it in order, with one exit status."""

import signal
import sys

INTERRUPTED = 130  # what shells expect after Ctrl-C


def main() -> int:
    """The command's exit status; 130 when a signal came before it had started, whatever was being imported then."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: what was started is stopped
    try:
        from weige.config.cli import main as command

        status = command()
    except KeyboardInterrupt:
        status = INTERRUPTED
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # all is stopped; the interpreter only says goodbye
    # An interrupt that passed through code in a string (every dataclass and named tuple is made of such) marks the
    # interpreter for good, caught or not: with -m it would then end itself by SIGINT instead of with our status. The
    # mark goes with the next code in a string.
    exec("")  # noqa: S102 - nothing is executed
    return status


if __name__ == "__main__":
    sys.exit(main())
