"""Floor 7: settings, urls, asgi and the weige command; the only place that knows every module."""
