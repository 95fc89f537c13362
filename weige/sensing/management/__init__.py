"""Commands of sensing."""
