"""Floor 1: event log, outbox, access protocol, errors, working-time clock, tabular import and export, live feed. Knows no module."""
