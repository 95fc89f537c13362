"""Floor 1: log, outbox, access protocol, errors, working-time clock, tables, live feed. Knows no module."""
