"""Indicators computed from what happened: rates with their counts, as known then, open to their cases."""
