"""What a password must be: complexity after GB/T 22239 (domain.md 4.2), the numbers are our defaults."""

SHORTEST = 10
LONG_ENOUGH = 20  # a sentence of this length needs no mixture
KINDS_NEEDED = 3


def kinds(password: str) -> int:
    """How many of these occur: small letters, capitals, digits, anything else."""
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not (c.isascii() and c.isalnum()))
    return sum(any(test(c) for c in password) for test in tests)


def faults(password: str, username: str) -> list[str]:
    """Codes of what is wrong (messages.toml); empty when it will do."""
    found = []
    if len(password) < SHORTEST:
        found.append("password_short")
    if len(password) < LONG_ENOUGH and kinds(password) < KINDS_NEEDED:
        found.append("password_simple")
    if username and username.lower() in password.lower():
        found.append("password_has_name")
    return found
