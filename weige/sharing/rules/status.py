"""A case's stage in the two words Open311 knows, and in a sentence a resident understands."""

#: Stages of a case (cases.rules.states.Stage) and what is said of them. Ours; the seven words are the field's.
NOTES = {
    "report": ("已上报，等待受理", "Reported, not accepted yet"),
    "accept": ("已受理，正在核实", "Accepted, being looked at"),
    "file": ("已立案", "Filed"),
    "dispatch": ("已派遣", "Sent to those who will act"),
    "handle": ("处置中", "Being dealt with"),
    "check": ("已处置，正在核查", "Done, being checked by somebody else"),
    "close": ("已结案", "Closed"),
}
#: How a case may end otherwise than by being solved.
ENDS = {
    "void": ("经核实不属实，已作废", "Found not to be so, voided"),
    "rejected": ("不属于受理范围，未予受理", "Not within what this office may act on"),
    "merged": ("与另一件合并处理", "Dealt with together with another report"),
}


def status(ended: bool) -> str:
    """GeoReport's status."""
    return "closed" if ended else "open"


def joined(whole: str, language: str) -> str:
    """Of a request that was merged: that it was, and how the one it went into stands (its note, without its number)."""
    zh, en = ENDS["merged"]
    return f"{en}: {whole}" if language == "en" else f"{zh}：{whole}"


def note(stage: str, state: str, language: str) -> str:
    """The status in words ("zh" or "en")."""
    zh, en = ENDS.get(state) or NOTES[stage]
    return en if language == "en" else zh
