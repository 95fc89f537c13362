"""Tables of the enforcement module."""

from weige.enforcement.models.base import Attachment, Procedural
from weige.enforcement.models.consents import Consent
from weige.enforcement.models.legal import Legal
from weige.enforcement.models.offsite import Defence, Hearing, OffsiteEvidence, OffsiteFile
from weige.enforcement.models.papers import Answer, NumberSeries, Paper, PaperKind, PaperTemplate, Service
from weige.enforcement.models.powers import Band, Power
from weige.enforcement.models.remedies import Remedy, RemedyOutcome
from weige.enforcement.models.transfers import Transfer

__all__ = [
    "Answer",
    "Attachment",
    "Band",
    "Consent",
    "Defence",
    "Hearing",
    "Legal",
    "NumberSeries",
    "OffsiteEvidence",
    "OffsiteFile",
    "Paper",
    "PaperKind",
    "PaperTemplate",
    "Power",
    "Procedural",
    "Remedy",
    "RemedyOutcome",
    "Service",
    "Transfer",
]
