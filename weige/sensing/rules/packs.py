"""What is sent to a lane through a stream: signals read and proven, packed, named by what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import msgspec

from weige.sensing.rules.signals import Signal

MOST = 500  # signals of a pack (our default)
BYTES = 1024 * 1024  # of a pack, roughly: a broker takes 4 MB (our default)


class Pack(msgspec.Struct, frozen=True, array_like=True):
    """speaker: who delivered; received: µs since 1970, domain time; signals: as they came, pictures as hashes."""

    speaker: str
    received: int
    signals: list[Signal]


def pack(speaker: str, received: int, signals: Sequence[Signal]) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each pack, in order. The same signals delivered again give the same names."""
    start = 0
    while start < len(signals):
        size, end = 0, start
        while end < len(signals) and end - start < MOST and size < BYTES:
            size += 120 + (len(msgspec.msgpack.encode(signals[end].data)) if signals[end].data else 0)
            end += 1
        part = list(signals[start:end])
        yield name_of(part), msgspec.msgpack.encode(Pack(speaker, received, part))
        start = end


def name_of(signals: Sequence[Signal]) -> str:
    """A pack's name: SHA-256 over what makes each of its signals that signal, in order."""
    digest = hashlib.sha256()
    for one in signals:
        digest.update("\x00".join((one.source, one.device, one.id, one.kind, str(one.at))).encode() + b"\x01")
    return digest.hexdigest()


def unpack(payload: bytes) -> Pack:
    """Raises msgspec.DecodeError (also ValidationError) for what is no pack."""
    return msgspec.msgpack.decode(payload, type=Pack)
