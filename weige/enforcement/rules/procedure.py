"""What a table of moves is made of: allowed actions, buttons, the diagram and the illegal-move test come from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from weige.enforcement.events import ProcedureEvent


@dataclass(frozen=True)
class Field:
    """One input of a move. kind: text, long, choice, moment, day, number, tick, files (ids of attachments)."""

    name: str
    kind: str
    required: bool = True
    choices: tuple[str, ...] = ()
    role: str = ""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One row. target "" keeps the state. holder: the holder of a link may make it; system: the sweeper may.

    effect: the name of what else happens (services); guards: names of facts that must hold (messages guard_<name>).
    main: states in which it is the way on ("*" all, "" none: a way back, an end, a repetition, the party's own move).
    """

    code: str
    sources: frozenset[str]
    target: str
    verb: str
    event: type[ProcedureEvent]
    fields: tuple[Field, ...] = ()
    guards: tuple[str, ...] = ()
    holder: bool = False
    person: bool = True
    system: bool = False
    main: str = "*"

    def leads(self, state: str) -> bool:
        """Whether it may be the next true step in this state."""
        return self.main == "*" or state in self.main.split()


REASON = Field("reason", "long")
NOTE = Field("note", "long", required=False)


@dataclass(frozen=True)
class Table:
    """The table of one kind of procedure."""

    name: str
    states: tuple[str, ...]
    ended: frozenset[str]
    moves: Mapping[str, Move]

    @classmethod
    def of(cls, name: str, states: str, ended: str, moves: Iterable[Move]) -> "Table":
        return cls(name, tuple(states.split()), frozenset(ended.split()), {move.code: move for move in moves})

    def open_moves(self, state: str) -> list[Move]:
        """What the table has in this state, in its order."""
        return [move for move in self.moves.values() if state in move.sources]


def move(
    code: str, sources: str, target: str, verb: str, event: type[ProcedureEvent], **more: object
) -> Move:
    """A row with its sources as words."""
    return Move(
        code=code,
        sources=frozenset(sources.split()),
        target=target,
        verb=verb,
        event=event,
        **more,  # type: ignore[arg-type]
    )
