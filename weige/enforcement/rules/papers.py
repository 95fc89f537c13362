"""THE table of a paper's moves. A notice may be issued by the one who drafted it; an order is reviewed by somebody
else."""

from weige.enforcement import events
from weige.enforcement.rules.procedure import NOTE, REASON, Field, Table, move

WAYS = ("on_site", "left", "posted", "electronic")
RECHECKS = ("corrected", "partly", "not", "impossible")
FOLLOWED = ("file", "transfer", "extended", "done")
SERVICE = (
    Field("way", "choice", choices=WAYS),
    Field("receiver", "text", required=False),
    Field("relation", "text", required=False),
    Field("refused", "tick", required=False),
    Field("refuse_why", "text", required=False),
    Field("witness", "text", required=False),
    Field("tracking", "text", required=False),
    Field("servers", "text", required=False),
    Field("at", "moment", required=False),
    Field("signature", "files", required=False, role="signature"),
    Field("photos", "files", required=False, role="service"),
    NOTE,
)
PHOTOS = Field("photos", "files", required=False, role="recheck")

PAPERS = Table.of(
    "paper",
    "draft reviewed issued served complied not_complied closed voided",
    "closed voided",
    [
        move("review", "draft", "reviewed", "paper.review", events.PaperReviewed,
             fields=(NOTE,), guards=("is_order", "complete", "not_drafter")),
        move("send_back", "reviewed", "draft", "paper.review", events.PaperSentBack, fields=(REASON,), main=""),
        move("issue", "draft reviewed", "issued", "paper.issue", events.PaperIssued,
             fields=(NOTE,), guards=("complete", "was_reviewed", "enforcement_post", "power_in_force",
                                        "texts_confirmed")),
        move("accept_answer", "issued served", "complied", "paper.check", events.PaperComplied,
             fields=(NOTE,), guards=("answer_waits", "alone")),
        move("serve", "issued served", "served", "paper.serve", events.PaperServed,
             fields=SERVICE, guards=("alone",), main="issued"),
        move("refuse_answer", "issued served", "", "paper.check", events.AnswerRefused,
             fields=(REASON,), guards=("answer_waits", "alone"), main=""),
        move("complied", "served", "complied", "paper.check", events.PaperComplied,
             fields=(Field("recheck", "choice", choices=("corrected",)), PHOTOS, NOTE), guards=("alone",)),
        move("not_complied", "served", "not_complied", "paper.check", events.PaperNotComplied,
             fields=(Field("recheck", "choice", choices=RECHECKS[1:]), REASON, PHOTOS), guards=("alone",), main=""),
        move("close", "complied not_complied", "closed", "paper.check", events.PaperClosed,
             fields=(Field("outcome", "choice", choices=FOLLOWED), NOTE), guards=("alone",)),
        move("void", "draft reviewed issued served", "voided", "paper.void", events.PaperVoided,
             fields=(REASON,), guards=("alone",), main=""),
    ],
)  # fmt: skip
