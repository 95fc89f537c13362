"""Bytes → JSON with a stated policy: UTF-8 (a byte-order mark is forgiven), bounded in size and depth, no NaN.

RFC 8259 (JSON must be UTF-8 between systems). Everything else is signal_unreadable, _too_deep or _too_large.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from weige.sensing.sources import Bad

PAYLOAD: Final = 4 * 1024 * 1024  # bytes of one message: four pictures in base64, and some (our default)
_BOM: Final = b"\xef\xbb\xbf"


def decoded(payload: bytes, limit: int = PAYLOAD) -> Any | Bad:
    """The JSON value, or why there is none. Never raises.

    A number may have any length; whether it is a usable value is asked where a value is wanted.
    """
    if len(payload) > limit:
        return Bad("signal_too_large")
    try:
        return msgspec.json.decode(payload.removeprefix(_BOM))
    except RecursionError:
        return Bad("signal_too_deep")
    except (msgspec.MsgspecError, ValueError):  # ValueError: a text that is not UTF-8
        return Bad("signal_unreadable")
