"""THE table of a transfer (案件移送, domain reference 2.8), both ways. Refusing needs a reason and happens once; the
second time
coordination decides. The receiving side acts by link, over the API, or on paper that our desk records."""

from weige.enforcement import events
from weige.enforcement.rules.procedure import NOTE, REASON, Field, Table, move

TO = ("street", "other")
PERSON = Field("person", "text")

TRANSFERS = Table.of(
    "transfer",
    "draft approved sent arrived received accepted returned disputed answered closed",
    "closed",
    [
        move("approve", "draft", "approved", "transfer.approve", events.TransferApproved,
             fields=(NOTE,), guards=("not_drafter", "has_materials")),
        move("send_back", "approved", "draft", "transfer.approve", events.TransferDrafted, fields=(REASON,), main=""),
        move("send", "approved", "sent", "transfer.make", events.TransferSent, fields=(NOTE,)),
        move("receive", "sent arrived", "received", "transfer.make", events.TransferReceived,
             fields=(PERSON, NOTE), holder=True),
        move("accept", "received", "accepted", "transfer.make", events.TransferAccepted,
             fields=(Field("other_number", "text"), NOTE), guards=("is_out",), holder=True),
        move("take_in", "received", "accepted", "transfer.make", events.TransferAccepted,
             fields=(Field("case_number", "text", required=False), Field("matter", "text", required=False), NOTE),
             guards=("is_in",)),
        move("give_back", "sent arrived received", "returned", "transfer.make", events.TransferReturned,
             fields=(REASON,), guards=("first_return",), holder=True, main=""),
        move("dispute", "sent arrived received", "disputed", "transfer.make", events.TransferDisputed,
             fields=(REASON,), guards=("returned_before",), holder=True, main=""),
        move("send_again", "returned", "sent", "transfer.make", events.TransferSent,
             fields=(Field("text", "long"),), guards=("is_out",)),
        move("settle", "disputed", "received", "transfer.approve", events.TransferSettled,
             fields=(Field("outcome", "choice", choices=TO), REASON)),
        move("result", "accepted", "answered", "transfer.make", events.TransferResult,
             fields=(Field("text", "long"), Field("photos", "files", required=False, role="material")), holder=True),
        move("close", "answered returned draft approved", "closed", "transfer.make", events.TransferClosed,
             fields=(NOTE,), main="answered returned"),
    ],
)  # fmt: skip
