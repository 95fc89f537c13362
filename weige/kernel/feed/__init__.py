"""The live feed: one hub a process reads the log once and hands each event to every connection that may see it."""

from weige.kernel.feed.hub import Hub, Pace
from weige.kernel.feed.source import Source
from weige.kernel.feed.subscriber import Audience, Subscriber

__all__ = ["Audience", "Hub", "Pace", "Source", "Subscriber"]
