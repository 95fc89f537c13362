"""Cases over HTTP: cases, evidence, the catalogue."""

from weige.cases.api.casefile import router as casefile_router
from weige.cases.api.cases import router as cases_router
from weige.cases.api.evidence import router as evidence_router
from weige.cases.api.life import bulk_router, filters_router, reasons_router
from weige.cases.api.matters import router as matters_router
from weige.cases.api.policies import router as policies_router
from weige.cases.api.sameness import router as sameness_router

__all__ = [
    "bulk_router",
    "casefile_router",
    "cases_router",
    "evidence_router",
    "filters_router",
    "matters_router",
    "policies_router",
    "reasons_router",
    "sameness_router",
]
