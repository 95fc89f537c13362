"""Writes: one function per verb, keyword-only, `now` handed in; every move goes through the engine."""
