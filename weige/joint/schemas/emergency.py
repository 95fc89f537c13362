"""What the switch between normal times and emergency may be told."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from weige.joint.rules.emergency import HIGHEST

Area = Annotated[str, Field(max_length=40)]
Number = Annotated[int | None, Field(ge=0, le=HIGHEST)]


class EmergencyIn(Schema):
    """kind: a code of /api/joint/emergencies/kinds. areas: codes of cells; none: the whole street."""

    kind: Annotated[str, Field(max_length=16)]
    areas: Annotated[list[Area], Field(max_length=60)] = []


class BeginIn(EmergencyIn):
    reason: Annotated[str, Field(max_length=300)]


class EndIn(Schema):
    """What came of it."""

    note: Annotated[str, Field(max_length=300)]


class DutyIn(Schema):
    """sent: any text the client makes once per press, so that a move sent again after a lost answer is made once."""

    sent: Annotated[str, Field(max_length=64)] = ""
    count: Number = None
    unreached: Number = None
    note: Annotated[str, Field(max_length=300)] = ""
