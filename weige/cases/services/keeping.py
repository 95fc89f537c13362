"""Where cases, reports and events are written: at once, as everybody does; or gathered and written together, as a
history that is brought in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from weige.cases.models import Case, Evidence, Recurrence, Report
from weige.kernel import lean
from weige.kernel.copying import copy_in, reserved
from weige.kernel.models import Event

#: Keys that are reserved at a time.
BATCH = 500


@dataclass
class Ledger:
    """What was gathered, in the order in which it happened."""

    cases: list[Case] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    recurrences: list[Recurrence] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)

    def write(self) -> None:
        """Everything as it now stands, the events in the order of their moments."""
        copy_in(Case, self.cases)
        copy_in(Report, self.reports)
        copy_in(Evidence, self.evidence)
        copy_in(Recurrence, self.recurrences)
        self.events.sort(key=lambda event: event.at)
        copy_in(Event, self.events)

    def key_of_evidence(self) -> int:
        """The key of the next one."""
        if not self.keys:
            self.keys = reserved(Evidence, BATCH)
        return self.keys.pop(0)


_ledger: ContextVar[Ledger | None] = ContextVar("cases_ledger", default=None)


@contextmanager
def gathered() -> Iterator[Ledger]:
    """Inside, nothing below is written; the caller writes the ledger, in the same transaction."""
    ledger = Ledger()
    token = _ledger.set(ledger)
    try:
        yield ledger
    finally:
        _ledger.reset(token)


def insert_new(report: Report, case: Case, event: Event) -> None:
    """A new case with its first report, and that it was reported (3 statements, sent in one go).

    The report goes first: one that was sent before is refused before anything else is done.
    """
    ledger = _ledger.get()
    if ledger is None:
        lean.insert_all([report, case, event])
    else:
        ledger.reports.append(report)
        ledger.cases.append(case)
        ledger.events.append(event)


def update_case(case: Case, columns: Sequence[str]) -> None:
    """Columns of a case that is there (1 statement)."""
    if _ledger.get() is None:
        case.save(update_fields=columns)


def insert_report(report: Report) -> None:
    """A report of a case (1 statement)."""
    ledger = _ledger.get()
    if ledger is None:
        lean.insert(report)
    else:
        ledger.reports.append(report)


def insert_recurrence(found: Recurrence) -> None:
    """That a case came back (1 statement)."""
    ledger = _ledger.get()
    if ledger is None:
        found.save(force_insert=True)
    else:
        ledger.recurrences.append(found)


def append_event(event: Event) -> None:
    """What happened (1 statement and the wake-up of readers)."""
    ledger = _ledger.get()
    if ledger is None:
        lean.insert(event)
    else:
        ledger.events.append(event)
