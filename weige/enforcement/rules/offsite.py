"""THE table of an off-site file (非现场执法, domain reference 2.6). No adverse step is ever made by the system: the
sweeper only
ends the term of a defence and notes that a term of performance has passed."""

from weige.enforcement import events
from weige.enforcement.rules.papers import SERVICE
from weige.enforcement.rules.procedure import NOTE, REASON, Field, Table, move

OUTCOMES = ("no_penalty", "warning", "fine", "order", "not_established", "transferred")
PROPOSALS = ("no_penalty", "warning", "fine", "order")
RESULTS = ("accepted", "partly", "rejected")
#: How a fine ends that was not paid (our cut; what the law allows is for the office to say): never without a reason.
UNPAID_ENDS = ("court", "gone", "cancelled", "other")
UNPAID = (Field("ruling", "choice", choices=UNPAID_ENDS), REASON)
OPEN = "evidence first_review second_review reviewed notified considering hearing heard decided served"

OFFSITE = Table.of(
    "offsite",
    f"{OPEN} complied expired closed dismissed",
    "closed dismissed",
    [
        move("submit", "evidence", "first_review", "offsite.collect", events.OffsiteSubmitted,
             fields=(NOTE,), guards=("two_pictures", "devices_certified", "power_in_force")),
        move("pass_first", "first_review", "second_review", "offsite.review", events.OffsiteReviewed,
             fields=(NOTE,), guards=("not_collector", "devices_certified")),
        move("pass_second", "second_review", "reviewed", "offsite.review", events.OffsiteReviewed,
             fields=(NOTE,), guards=("not_collector", "not_first_reviewer", "devices_certified")),
        move("send_back", "first_review second_review reviewed", "evidence", "offsite.review",
             events.OffsiteSentBack, fields=(REASON,), main=""),
        move("dismiss", "evidence first_review second_review reviewed", "dismissed", "offsite.review",
             events.OffsiteDismissed, fields=(REASON,), guards=("not_collector",), main=""),
        move("corrected", "evidence first_review second_review reviewed notified considering heard", "",
             "offsite.collect", events.OffsiteCorrected, fields=(Field("at", "moment", required=False), NOTE), main=""),
        move("notify", "reviewed", "notified", "offsite.notify", events.OffsiteNotified,
             fields=(Field("outcome", "choice", choices=PROPOSALS), Field("amount", "number", required=False), REASON),
             guards=("party_known", "power_in_force", "evidence_whole", "texts_confirmed")),
        move("defend", "notified considering", "considering", "offsite.collect", events.OffsiteDefended,
             fields=(Field("text", "long"), Field("photos", "files", required=False, role="defence")),
             holder=True, main=""),
        move("serve_notice", "notified considering hearing heard", "", "paper.serve", events.OffsiteNoticeServed,
             fields=SERVICE, main="notified"),
        move("waive", "notified", "heard", "offsite.collect", events.OffsiteHeard, fields=(NOTE,),
             holder=True, main=""),
        move("window_over", "notified", "heard", "offsite.collect", events.OffsiteHeard,
             guards=("window_passed",), person=False, system=True),
        move("answer_defence", "considering", "heard", "offsite.review", events.OffsiteDefenceAnswered,
             fields=(Field("result", "choice", choices=RESULTS), REASON), guards=("not_collector",)),
        move("ask_hearing", "notified considering heard", "hearing", "offsite.collect", events.HearingAsked,
             fields=(Field("text", "long", required=False),), guards=("hearing_right", "hearing_open"),
             holder=True, main=""),
        move("set_hearing", "hearing", "", "offsite.notify", events.HearingSet,
             fields=(Field("at", "moment"), Field("place", "text"), Field("person", "text"), NOTE)),
        move("hold_hearing", "hearing", "heard", "offsite.review", events.HearingHeld,
             fields=(Field("text", "long"), Field("photos", "files", required=False, role="hearing")),
             guards=("hearing_begun", "not_collector")),
        move("drop_hearing", "hearing", "heard", "offsite.collect", events.HearingDropped,
             fields=(NOTE,), holder=True, main=""),
        move("decide", "heard", "decided", "offsite.decide", events.OffsiteDecided,
             fields=(Field("outcome", "choice", choices=OUTCOMES), Field("amount", "number", required=False), REASON),
             guards=("not_collector", "not_reviewer", "defences_answered", "hearing_over",
                                                            "power_in_force_then", "evidence_whole")),
        move("serve", "decided", "served", "paper.serve", events.OffsiteServed, fields=SERVICE),
        move("close", "complied served", "closed", "offsite.review", events.OffsiteClosed,
             fields=(NOTE,), guards=("nothing_to_perform",)),
        move("comply", "served expired", "complied", "offsite.collect", events.OffsiteComplied, fields=(NOTE,)),
        move("expire", "served", "expired", "offsite.collect", events.OffsiteExpired,
             guards=("term_passed",), person=False, system=True),
        move("close_unpaid", "expired", "closed", "offsite.decide", events.OffsiteClosedUnpaid,
             fields=UNPAID, guards=("not_collector",), main="expired"),
    ],
)  # fmt: skip
