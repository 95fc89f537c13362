"""THE table of a review or lawsuit over a decision. Nothing is decided here: it records what a body outside said."""

from weige.enforcement import events
from weige.enforcement.rules.procedure import NOTE, REASON, Field, Table, move

KINDS = ("reconsideration", "lawsuit")
#: What only an enforcement body decides can be contested (grade of its kind).
BINDING = "order"
ROLE = "remedy"
FILES = Field("photos", "files", required=False, role=ROLE)

REMEDIES = Table.of(
    "remedy",
    "pending decided voided",
    "voided",
    [
        move("decide", "pending", "decided", "paper.order", events.RemedyDecided,
             fields=(Field("ruling", "choice"), Field("day", "day"), FILES, NOTE)),
        move("add", "pending decided", "", "paper.order", events.RemedyFiled,
             fields=(Field("photos", "files", role=ROLE), NOTE), main=""),
        move("void", "pending decided", "voided", "paper.void", events.RemedyVoided, fields=(REASON,), main=""),
    ],
)  # fmt: skip
