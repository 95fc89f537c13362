"""Pure rules of people: how far a grant reaches, what masking leaves, when an account locks. No Django."""
