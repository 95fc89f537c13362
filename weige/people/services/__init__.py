"""Writes of people: roles, users, posts, terms, shifts, sign-in, tokens, looks at personal data."""
