"""Pure parts of the cockpit."""
