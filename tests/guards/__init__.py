"""Guards: what no linter can see, and what must never come back."""
