"""THE table of a work record (工作记录): the third grade of papers, apart from notices and orders.

It says what staff of grid, community and window saw, were told and agreed. It orders nothing, punishes nobody, goes to
nobody over a link, and has no term that could be missed: what follows from it is a case, a notice or an order.
Data: kinds.toml (grade "record"), fields_records.csv.
"""

from weige.enforcement import events
from weige.enforcement.rules.procedure import NOTE, REASON, Field, Table, move

GRADE = "record"
#: Kind → the verb that writes it. "paper.private": records of a person or household, for whose task needs them.
KINDS = {
    "pledge": "paper.record",
    "frontage": "paper.record",
    "topic": "paper.record",
    "resolution": "paper.record",
    "visit": "paper.private",
    "rent": "paper.record",
    "heritage": "paper.record",
    "eligible": "paper.private",
    "accept": "paper.private",
}
SIGNERS = ("chief", "party")
#: Who signs → the field of the document that holds the signature.
SIGNED_IN = {"chief": "street_chief", "party": "shop_sign"}
#: States in which what becomes known later is written in.
KEPT = ("recorded", "signed")


def table(verb: str) -> Table:
    """The moves, each for whoever has this verb."""
    signing = (
        Field("signer", "choice", choices=SIGNERS),
        Field("receiver", "text", required=False),
        Field("refused", "tick", required=False),
        Field("refuse_why", "text", required=False),
        Field("witness", "text", required=False),
        Field("signature", "files", required=False, role="signature"),
        NOTE,
    )
    # fmt: off
    rows = [
        move("keep", "draft", "recorded", verb, events.RecordKept, fields=(NOTE,), guards=("complete",)),
        move("sign", "recorded signed", "signed", verb, events.RecordSigned, fields=signing,
             guards=("has_signatures",), main="recorded"),
        move("finish", "recorded signed", "closed", verb, events.RecordFinished, fields=(NOTE,),
             guards=("has_later", "later_complete")),
        move("void", "draft recorded signed", "voided", verb, events.RecordVoided, fields=(REASON,), main=""),
    ]
    # fmt: on
    return Table.of("paper", "draft recorded signed closed voided", "closed voided", rows)


#: The same moves twice: what anybody of the staff writes down, and what only those do whose task is the person.
RECORDS, PRIVATE = table("paper.record"), table("paper.private")


#: A frontage starts with a thousand points (domain reference 2.4: greenery 200, cleanliness 500, order 300).
FULL = 1000


def frontage_score(points: "list[str]") -> int:
    """What is left of the thousand points."""
    off = sum(int(one) for one in points if str(one).isascii() and str(one).isdigit())
    return max(0, FULL - off)
