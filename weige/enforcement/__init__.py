"""Enforcement: powers, papers and their service, off-site files, transfers between bodies."""
