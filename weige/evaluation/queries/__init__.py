"""Reads: counts of facts through the reader's access, figures, the cases behind a figure."""
