"""Expressions over rules: "smoke and not door", "(tilt>=orange or crack) and water". Three-valued (Kleene).

A name is a rule; "name>=level" asks for at least that level, a bare name for any. A rule whose device is
silent is neither true nor false but unknown (None), and so is what depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

import msgspec

from weige.sensing.rules.faults import RuleFault
from weige.sensing.rules.levels import LEVELS, RANKS, rank

TOKEN = re.compile(r"\s*(\(|\)|>=|[a-z0-9][a-z0-9/_-]*)")
WORDS = {"and", "or", "not"}
DEPTH = 20


class Node(msgspec.Struct, frozen=True):
    """op "is": rule `name` at `level` or above; else the operator over its parts."""

    op: Literal["is", "and", "or", "not"]
    name: str = ""
    level: int = 1
    parts: tuple[Node, ...] = ()


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """Raises RuleFault saying what was expected where."""
    tokens = _tokens(text)
    node = _or(tokens, 0)
    if tokens:
        raise RuleFault("rule_when_surplus", what=tokens[0])
    return node


def names(node: Node) -> set[str]:
    """The rules an expression asks for."""
    return {node.name} if node.op == "is" else {name for part in node.parts for name in names(part)}


def truth(node: Node, standing: Callable[[str, int], bool | None]) -> bool | None:
    """standing(name, level): whether that rule has at least that level here; None when nobody can know."""
    if node.op == "is":
        return standing(node.name, node.level)
    found = [truth(part, standing) for part in node.parts]
    if node.op == "not":
        return None if found[0] is None else not found[0]
    decisive = node.op == "or"
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def renamed(text: str, prefix: str, own: set[str]) -> str:
    """The expression with the names in `own` put under `prefix`; what else is named stays."""
    return re.sub(r"[a-z0-9][a-z0-9/_-]*", lambda m: f"{prefix}/{m[0]}" if m[0] in own else m[0], text)


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if match is None:
            raise RuleFault("rule_when_character", what=text[at:].strip()[0])
        found.append(match[1])
        at = match.end()
    return found


def _or(tokens: list[str], depth: int) -> Node:
    return _chain(tokens, "or", lambda: _chain(tokens, "and", lambda: _not(tokens, depth)))


def _chain(tokens: list[str], word: Literal["and", "or"], part: Callable[[], Node]) -> Node:
    parts = [part()]
    while tokens and tokens[0] == word:
        tokens.pop(0)
        parts.append(part())
    return parts[0] if len(parts) == 1 else Node(word, parts=tuple(parts))


def _not(tokens: list[str], depth: int) -> Node:
    if depth > DEPTH:
        raise RuleFault("rule_when_deep", most=DEPTH)
    if tokens and tokens[0] == "not":
        tokens.pop(0)
        return Node("not", parts=(_not(tokens, depth + 1),))
    return _atom(tokens, depth)


def _atom(tokens: list[str], depth: int) -> Node:
    word = tokens.pop(0) if tokens else ""
    if word == "(":
        node = _or(tokens, depth + 1)
        if not tokens or tokens.pop(0) != ")":
            raise RuleFault("rule_when_bracket")
        return node
    if not word:
        raise RuleFault("rule_when_ends")
    if word in WORDS or not word[:1].isalnum():
        raise RuleFault("rule_when_name", what=word)
    if tokens and tokens[0] == ">=":
        tokens.pop(0)
        level = tokens.pop(0) if tokens else ""
        if level not in RANKS:
            raise RuleFault("rule_when_level", what=level, levels=" / ".join(LEVELS))
        return Node("is", word, rank(level))
    return Node("is", word)
