"""Tables of weige.sensing."""
