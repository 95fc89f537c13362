"""Floor 6: reads of other modules composed into one screen; the live stream. No business tables."""
