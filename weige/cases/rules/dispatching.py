"""What the target of a routing rule means."""

from dataclasses import dataclass

#: Targets by the words scenario packs and the table use. "duty" needs a person on the roster of that area
#: level.
DUTY = "duty"
DEPARTMENT = "department"
POST = "post"
STATION = "station"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a case goes. DUTY: the `role` on duty in the case's area of that `level`; DEPARTMENT: a unit's code;
    POST: one post's code; STATION: that unit's force on duty at the workstation of the case's business circle."""

    kind: str
    role: str = ""
    level: str = ""
    department: str = ""
    post: str = ""

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Reads duty:<role>@<area level>, department:<code>, post:<code>, station:<department>, or a pack's phrase.

        Raises ValueError for anything else.
        """
        text = PHRASES.get(" ".join(text.lower().replace("_", " ").split()), text)
        kind, _, rest = text.partition(":")
        if kind == DUTY and "@" in rest:
            role, _, level = rest.partition("@")
            return cls(DUTY, role=role, level=level)
        if kind == DEPARTMENT and rest:
            return cls(DEPARTMENT, department=rest)
        if kind == STATION and rest:
            return cls(STATION, department=rest)
        if kind == POST and rest:
            return cls(POST, post=rest)
        raise ValueError(
            f"dispatch target {text!r}: write duty:<role>@<level>, department:<code>, post:<code> or station:<code>"
        )

    def __str__(self) -> str:
        if self.kind == DUTY:
            return f"{DUTY}:{self.role}@{self.level}"
        return f"{self.kind}:{self.post or self.department}"


#: What a scenario pack may write in its send_to.
PHRASES = {
    "segment duty": "duty:grid_worker@segment",
    "circle squad": "duty:squad_member@circle",
    "duty officer": "duty:duty_officer@subdistrict",
    "squad": "department:squad",
    "works": "department:works",
}
