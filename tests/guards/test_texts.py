"""Every tracked text: encoding, first line, length, and what must not stand in it."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.guards.tree import ROOT, parsed, python, read, texts, tracked

LONGEST_FILE, LONGEST_FUNCTION = 400, 40
LONGEST_STORY = 90  # a story is told in one go, like the minutes of a meeting
COMMENT = re.compile(r'^(#!|#|"""|r"""|//|/\*|<!--|<script|<template|---|;|--|\[//\])')
GENERATED = ("web/src/shared/api-schema.d.ts",)
# Put together from halves, so that this file does not trip over itself.
WORDS = [("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK"), ("TB", "D")]
PHRASES = [("lorem ", "ipsum"), ("coming ", "soon"), ("敬请", "期待"), ("功能开", "发中")]
UNFINISHED = re.compile(
    rf"\b(?:{'|'.join(a + b for a, b in WORDS)})\b|{'|'.join(a + b for a, b in PHRASES)}",
)
REGISTRY = re.compile(
    "|".join([r"pypi\." + "org/simple", "files.python" + "hosted", "registry.npm" + "js", "npm" + "mirror"])
)
MACHINE = re.compile(
    r"(?<![\w.])/(?:"
    + "|".join(["wor" + "k/", "roo" + "t/", "home/[a-z]", "Users/[A-Za-z]"])
    + r")|\."
    + "library/"
)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30}|xox[bap]-[0-9A-Za-z-]{20}"
    r"|(?i:secret_key|api_key|access_key)\s*[=:]\s*['\"][^'\"]{12,}['\"]"
)


def lines_found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Where a pattern stands: "file:line: text"."""
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in paths
        if pattern.search(read(path))
        for number, line in enumerate(read(path).splitlines(), 1)
        if pattern.search(line)
    ]


def test_texts_are_utf8_with_unix_line_ends() -> None:
    wrong = []
    for path in texts():
        data = (ROOT / path).read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            wrong.append(f"{path}: not UTF-8")
        if b"\r\n" in data or data.startswith(b"\xef\xbb\xbf"):
            wrong.append(f"{path}: CRLF or byte-order mark")
    assert not wrong


def test_the_first_line_says_what_a_file_is_for() -> None:
    kinds = (".py", ".ts", ".vue", ".css", ".toml", ".sh", ".yml", ".yaml", ".mjs", ".in")
    missing = [
        str(path)
        for path in texts(*kinds)
        if read(path).strip() and not COMMENT.match(read(path)) and "migrations" not in path.parts
    ]
    assert not missing


def test_no_file_is_longer_than_400_lines() -> None:
    kinds = [path for path in texts(".py", ".ts", ".vue", ".mjs") if "migrations" not in path.parts]
    lengths = {str(path): read(path).count("\n") for path in kinds if str(path) not in GENERATED}
    assert not {path: length for path, length in lengths.items() if length > LONGEST_FILE}


def length_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from def to the end; its docstring does not count, because nobody should save on that."""
    first = node.body[0]
    told = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    words = (first.end_lineno or 0) - first.lineno + 1 if told else 0
    return (node.end_lineno or 0) - node.lineno + 1 - words


def test_no_function_is_longer_than_40_lines() -> None:
    assert not [
        f"{path}:{node.lineno} {node.name} {length_of(node)}"
        for path in python()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and length_of(node) > (LONGEST_STORY if "stories" in path.parts else LONGEST_FUNCTION)
    ]


@pytest.mark.parametrize(
    ("what", "pattern"),
    [("unfinished", UNFINISHED), ("registry", REGISTRY), ("machine path", MACHINE), ("secret", SECRET)],
)
def test_what_must_not_stand_in_any_file(what: str, pattern: re.Pattern[str]) -> None:
    assert not lines_found(pattern, texts()), what


def test_lock_files_have_hashes_and_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-demo.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=[a-zA-Z0-9])", read(Path(name)))
        without = [block.split(" ")[0] for block in blocks if "--hash=sha256:" not in block and "==" in block]
        assert not without, name
    packages = json.loads(read(Path("web/package-lock.json")))["packages"]
    assert not [
        name for name, found in packages.items() if "resolved" in found and "://" in found["resolved"]
    ]
    assert not [
        n
        for n, f in packages.items()
        if n and "integrity" not in f and not f.get("link") and not f.get("inBundle")
    ]


@pytest.mark.parametrize("name", ["requirements", "requirements-demo"])
def test_the_lock_follows_the_requirements(name: str) -> None:
    """Every line of requirements.in is pinned in the lock: `make lock` was run after the last change."""
    wanted = {re.split(r"[\[<>=; ]", line)[0].lower() for line in read(Path(f"{name}.in")).splitlines()}
    pinned = set(re.findall(r"^([a-z0-9-]+)==", read(Path(f"{name}.lock")), re.M))
    assert {name for name in wanted if name and name[0] != "#"} <= pinned


def test_the_built_front_end_and_data_folders_are_not_tracked() -> None:
    kept_out = {"web_dist", "node_modules", ".venv", ".weige", "dist"}
    assert not [str(path) for path in tracked() if kept_out & set(path.parts)]


def test_the_wheel_takes_its_version_and_licence_from_one_place() -> None:
    project = tomllib.loads(read(Path("pyproject.toml")))["project"]
    assert project["license"] == "Apache-2.0"
    assert "dependencies" in project["dynamic"]
