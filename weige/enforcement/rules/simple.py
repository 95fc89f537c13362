"""THE table of a decision on the spot (简易程序), and what its amount may be.

Nothing in it is made by the system: an officer of an enforcement body tells, hears, decides, serves and reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from weige.enforcement import events
from weige.enforcement.rules.offsite import UNPAID
from weige.enforcement.rules.papers import PHOTOS, SERVICE
from weige.enforcement.rules.procedure import NOTE, REASON, Field, Table, move

KIND = "simple"
#: What was said before the decision: nothing, or a statement and what became of it.
STATEMENTS = ("nothing", "accepted", "partly", "rejected")
ENDS = ("done", "file", "transfer")
HERE = tuple(
    Field(
        one.name, one.kind, one.required, ("on_site", "left") if one.name == "way" else one.choices, one.role
    )
    for one in SERVICE
    if one.name != "tracking"
)
POST = ("enforcement_post",)

SIMPLE = Table.of(
    "paper",
    "draft told heard issued served reported complied not_complied closed dropped voided",
    "closed dropped voided",
    [
        move("tell", "draft", "told", "paper.order", events.SimpleTold,
             fields=(NOTE,), guards=(*POST, "complete", "power_named", "power_in_force")),
        move("hear", "told", "heard", "paper.order", events.SimpleHeard,
             fields=(Field("statement", "choice", choices=STATEMENTS), Field("text", "long", required=False),
                     Field("reason", "long", required=False)), guards=POST),
        move("decide", "heard", "issued", "paper.order", events.PaperIssued,
             fields=(REASON, Field("amount", "number", required=False)),
             guards=(*POST, "complete", "power_in_force", "texts_confirmed")),
        move("drop", "told heard", "dropped", "paper.order", events.SimpleDropped,
             fields=(REASON,), guards=POST, main=""),
        move("serve", "issued", "served", "paper.serve", events.PaperServed, fields=HERE, guards=POST),
        move("report", "served", "reported", "paper.order", events.SimpleReported,
             fields=(Field("person", "text"), NOTE), guards=POST),
        move("paid", "reported not_complied", "complied", "paper.check", events.PaperComplied,
             fields=(Field("at", "moment", required=False), PHOTOS, NOTE)),
        move("unpaid", "reported", "not_complied", "paper.check", events.PaperNotComplied,
             fields=(REASON,), guards=("term_passed",), main=""),
        move("close", "complied", "closed", "paper.check", events.PaperClosed,
             fields=(Field("outcome", "choice", choices=ENDS), NOTE)),
        move("close_unpaid", "not_complied", "closed", "paper.check", events.PaperClosedUnpaid,
             fields=UNPAID, main=""),
        move("void", "draft told heard issued served", "voided", "paper.void", events.PaperVoided,
             fields=(REASON,), main=""),
    ],
)  # fmt: skip
#: Whose limit counts for which party (data/legal.toml, sort "sum").
CEILINGS = {"person": "simple_person", "household": "simple_household", "unit": "simple_unit"}


@dataclass(frozen=True)
class Range:
    """One band of discretion in yuan; None where it has no end."""

    name: str
    low: int | None
    high: int | None

    def holds(self, amount: int) -> bool:
        return (self.low is None or amount >= self.low) and (self.high is None or amount <= self.high)


def amount_fault(
    said: str, party_type: str, ceilings: Mapping[str, int], bands: Sequence[Range]
) -> tuple[str, Mapping[str, object]] | None:
    """(message code, params) of what is wrong with a fine in yuan: no whole number above 0, above what may be decided
    on the spot against this party (`ceilings`: party type → yuan), or in no band of the power."""
    if not said.isascii() or not said.isdigit() or int(said) < 1:
        return "simple_amount", {}
    amount, most = int(said), ceilings.get(party_type)
    if most is not None and amount > most:
        return "simple_ceiling", {"most": most}
    if bands and not any(band.holds(amount) for band in bands):
        ranges = "、".join(f"{band.low or 0}–{band.high if band.high is not None else '…'}" for band in bands)
        return "simple_band", {"ranges": ranges}
    return None


def heavier(amount: int, told: int) -> bool:
    """A statement makes nothing worse: whether this is more than the party was told."""
    return amount > told
