"""What a supervision is when whoever orders it leaves its kind or level open (both our defaults). Pure."""


def urgency(*, overdue: bool) -> str:
    return "overdue" if overdue else "important"


def degree(*, overdue: bool) -> str:
    return "orange" if overdue else "yellow"
