"""Tables of weige.cases."""
