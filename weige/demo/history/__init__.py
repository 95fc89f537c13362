"""The demonstration's past: weeks of cases with everything that happened to them. Invented, by chance from a seed."""
