"""Which moves can be taken back by who made them, for how long, and who is told of it."""

from datetime import timedelta

#: Moves somebody outside the desk is told of at once: when one is taken back, they are told that too (labels.toml,
#: [undo_tells]).
TOLD = frozenset({"urge", "reject"})
#: Moves that are taken back as if they had not been made.
TAKEN_BACK = frozenset({"accept", "file", "send_check", "approve_extension", *TOLD})
#: Moves another move of the table (or taking apart a merge) undoes.
REVERSED = {
    "dispatch": "recall",
    "supervise": "end_supervision",
    "approve_suspension": "resume",
    "merge": "split_off",
    "judge_patrol": "unjudge_patrol",
}
#: How long after the move it can be taken back (our default): a slip is seen at once.
TERM = timedelta(minutes=10)
#: Columns that stay as they came: who took part, and what time has said, is not unsaid.
STAYS = frozenset({"party_posts", "party_users", "overdue_since", "search_text", "search_terms"})


def undo_of(move: str) -> str:
    """What takes the move back; empty when nothing does."""
    return "take_back" if move in TAKEN_BACK else REVERSED.get(move, "")
