"""Proofs over the hash chain: one definition for the product that seals and for the stranger who verifies."""
