"""Enforcement at the back office: tables with an editor of their own."""

from weige.kernel.reference import Page, register

register(
    Page("powers", "enforcement", "power.list", "power.edit", "/powers", "enforcement"),
    Page("paper_kinds", "enforcement", "power.list", "paper.template", "/paper-kinds", "enforcement"),
    Page("legal", "enforcement", "power.list", "legal.confirm", "/legal", "enforcement"),
)
