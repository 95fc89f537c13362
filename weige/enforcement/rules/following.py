"""THE table of papers that belong to a procedure: which move of an off-site file or transfer moves which of its papers.

Such a paper is never moved by itself; the one row of its procedure says where it stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Follow:
    """which: notice, decision or paper. The paper goes to `target` when it stands in one of `sources`."""

    procedure: str
    move: str
    which: str
    sources: frozenset[str]
    target: str


def row(procedure: str, move: str, which: str, sources: str, target: str) -> Follow:
    return Follow(procedure, move, which, frozenset(sources.split()), target)


FOLLOWING = (
    row("offsite", "serve_notice", "notice", "issued served", "served"),
    row("offsite", "decide", "notice", "issued served", "closed"),
    row("offsite", "serve", "decision", "issued served", "served"),
    row("offsite", "comply", "decision", "served not_complied", "complied"),
    row("offsite", "expire", "decision", "served", "not_complied"),
    row("offsite", "close", "decision", "served complied", "closed"),
    row("offsite", "close_unpaid", "decision", "not_complied", "closed"),
    row("transfer", "receive", "paper", "issued", "served"),
    row("transfer", "result", "paper", "issued served", "complied"),
    row("transfer", "close", "paper", "issued served complied", "closed"),
)


def following(procedure: str, move: str) -> list[Follow]:
    """The rows of one move."""
    return [one for one in FOLLOWING if (one.procedure, one.move) == (procedure, move)]
