"""The `weige` command: one file per command, plain words, no traceback for what a person can put right."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from weige.config.trouble import Trouble
from weige.config.words import say

COMMANDS = (
    "demo",
    "serve",
    "migrate",
    "user",
    "import",
    "backup",
    "restore",
    "archive",
    "lanes",
    "scenario",
    "verify",
    "doctor",
)
FILES = {"import": "import_"}  # a Python word cannot be a module's name
INTERRUPTED = 130  # what shells expect after Ctrl-C


def release() -> str:
    """The installed release, or "source" in a checkout that is not installed."""
    try:
        return version("weige")
    except PackageNotFoundError:
        return "source"


def parser() -> argparse.ArgumentParser:
    """All commands with their options; each command's file adds its own."""
    main_parser = argparse.ArgumentParser(prog="weige", description=say("cli_about"), add_help=False)
    main_parser.add_argument("-h", "--help", action="help", help=say("cli_help"))
    main_parser.add_argument(
        "--version", action="version", version=f"weige {release()}", help=say("cli_version")
    )
    commands = main_parser.add_subparsers(
        dest="command", metavar=say("cli_command"), title=say("cli_commands")
    )
    for name in COMMANDS:
        module = import_module(f"weige.config.cli.{FILES.get(name, name)}")
        command = commands.add_parser(
            name, help=say(f"{name}_about"), description=say(f"{name}_about"), add_help=False
        )
        command.add_argument("-h", "--help", action="help", help=say("cli_help"))
        command.add_argument("--data", metavar="DIR", help=say("cli_data"))
        module.arguments(command)
        command.set_defaults(run=module.run)
    return main_parser


def _parsed(main_parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options, wherever they stand among the packs: argparse itself reads `check --data DIR PACK` as a check of
    nothing and a word too many. An option nobody knows is still refused."""
    options, left = main_parser.parse_known_args(arguments)
    if left and (not hasattr(options, "packs") or any(word.startswith("-") for word in left)):
        main_parser.error(f"unrecognized arguments: {' '.join(left)}")
    if left:
        options.packs = [*options.packs, *left]
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; its exit status: 0 done, 1 trouble, 2 wrong usage, 130 interrupted (weige.__main__)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese letters is no reason to stop
    main_parser = parser()
    options = _parsed(main_parser, arguments)
    if options.command is None:
        main_parser.print_help()
        return 2
    try:
        return int(options.run(options))
    except Trouble as trouble:
        sys.stdout.flush()
        print(f"weige: {say(trouble.code, **trouble.params)}", file=sys.stderr)
        return trouble.status
    except BrokenPipeError:  # whoever read our lines (head, less) has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(f"weige: {say('cli_interrupted')}", file=sys.stderr)
        return INTERRUPTED
