"""Numbers, ids and search text of a case."""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID


def new_id(now: datetime) -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then chance; new rows stand together in
    the index."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    chance = secrets.randbits(74)
    value = milliseconds << 80 | 0x7 << 76 | (chance >> 62) << 64 | 0b10 << 62 | chance & ((1 << 62) - 1)
    return UUID(int=value)


def number(prefix: str, day: date, sequence: int) -> str:
    """The number people say, such as 示20261121-0043; the sequence begins anew each (local) day."""
    return f"{prefix}{day:%Y%m%d}-{sequence:04d}"


def plain(text: str) -> str:
    """Text as it is searched: one width, lower case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def search_text(parts: Iterable[str]) -> str:
    """What a search looks through: the parts that are there, plain, apart from each other."""
    return "\n".join(dict.fromkeys(plain(part) for part in parts if part))


def bigrams(text: str) -> list[str]:
    """The sorted pairs of neighbouring characters of each line: the index terms of a text without word
    gaps."""
    lines = text.split("\n")
    return sorted({line[i : i + 2] for line in lines for i in range(len(line) - 1)})
