"""Open services at the back office: what is offered to other programs."""

from weige.kernel.reference import Page, register

register(
    Page("offer", "sharing", "offer.list", "offer.edit", "/offer", "sharing"),
)
