"""Which rows of the dispatch table fit a case, and what a target means."""

from collections.abc import Iterable
from dataclasses import dataclass

#: Targets by the words scenario packs and the table use. "duty" needs a person on the roster of that area
#: level.
DUTY = "duty"
DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a case goes. DUTY: the `role` on duty in the case's area of that `level`; DEPARTMENT: a
    unit's code."""

    kind: str
    role: str = ""
    level: str = ""
    department: str = ""

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Reads "duty:<role>@<area level>" or "department:<code>", or one of the packs' phrases.

        Raises ValueError for anything else.
        """
        text = PHRASES.get(" ".join(text.lower().replace("_", " ").split()), text)
        kind, _, rest = text.partition(":")
        if kind == DUTY and "@" in rest:
            role, _, level = rest.partition("@")
            return cls(DUTY, role=role, level=level)
        if kind == DEPARTMENT and rest:
            return cls(DEPARTMENT, department=rest)
        raise ValueError(f"dispatch target {text!r}: write duty:<role>@<level> or department:<code>")

    def __str__(self) -> str:
        return f"{DUTY}:{self.role}@{self.level}" if self.kind == DUTY else f"{DEPARTMENT}:{self.department}"


#: What a scenario pack may write in its send_to.
PHRASES = {
    "segment duty": "duty:grid_worker@segment",
    "circle squad": "duty:squad_member@circle",
    "duty officer": "duty:duty_officer@subdistrict",
    "squad": "department:squad",
    "works": "department:works",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. An empty matter_type, level or prefix fits everything; order breaks ties."""

    key: str
    matter_type: str
    prefix: str
    level: str
    order: int
    target: Target
    basis_zh: str
    basis_en: str

    def fits(self, matter_type: str, code: str, level: str) -> bool:
        return (
            self.matter_type in {"", matter_type}
            and code.startswith(self.prefix)
            and self.level in {"", level}
        )


def fitting(rows: Iterable[Row], matter_type: str, code: str, level: str) -> list[Row]:
    """The rows that fit, the most particular first: level named, then longest prefix, then order."""
    found = [row for row in rows if row.fits(matter_type, code, level)]
    return sorted(
        found, key=lambda row: (row.level == "", -len(row.prefix), row.matter_type == "", row.order)
    )
