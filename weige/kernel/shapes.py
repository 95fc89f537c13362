"""Every shape that is read from outside is made ready before a second thread may meet it.

msgspec prepares a class when it is first read, and a second thread that meets it half prepared ends the whole process
(segmentation fault in msgspec 0.22.0; tests/kernel/test_shapes.py shows it). A class that is ready is safe.
"""

from collections.abc import Iterator

import msgspec

from weige.kernel.events import REGISTRY


def settle() -> int:
    """Prepares all our structs and all kinds of event loaded so far; how many. Call it before threads start."""
    found = [one for one in _below(msgspec.Struct) if one.__module__.startswith("weige.")]
    for one in (*found, *REGISTRY.values()):
        msgspec.json.Decoder(one)
    return len(found)


def _below(base: type) -> Iterator[type]:
    one: type
    for one in base.__subclasses__():
        yield one
        yield from _below(one)
