"""Scenarios at the back office: their page."""

from weige.kernel.reference import Page, register

register(
    Page("scenarios", "scenarios", "scenario.list", "scenario.manage", "/scenarios", "scenarios"),
)
