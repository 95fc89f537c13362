"""What is asked for with a case file."""

from typing import Annotated

from ninja import Schema
from pydantic import Field


class CaseFileIn(Schema):
    """`purpose`: what it is for; empty: personal data stay covered. `originals` need one, and evidence.original."""

    purpose: Annotated[str, Field(max_length=200)] = ""
    originals: bool = False
