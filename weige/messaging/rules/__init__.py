"""Pure parts of messaging."""
