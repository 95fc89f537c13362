"""Answers that change seldom and are large (the map's ground, buildings, shops): an ETag, and packed once.

Who has it already is told so (304) without anything being built; who has not gets the packed bytes of the last time.
"""

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

# Of each kind of answer the newest few: people of one office reach the same rows, so a few serve all of them.
KEPT = 4
# The ground changes a few times a year, devices with every line that fails: packing must not cost more than sending.
PACKING = 4
_packed: dict[object, OrderedDict[str, bytes]] = {}


def still(
    request: HttpRequest,
    parts: tuple[object, ...],
    build: Callable[[], dict[str, Any]],
    media_type: str = "application/json",
) -> HttpResponse:
    """An answer with an ETag of `parts`, packed once; 304 without building when the caller has it.

    parts: first the kind of answer, then everything it depends on: signatures of tables, whose rows, parameters.
    """
    tag = f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=tag)
    if answer is None:
        body = packed(parts[0], tag, build)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            answer = HttpResponse(body, content_type=media_type)
            answer["Content-Encoding"] = "gzip"
        else:
            answer = HttpResponse(zlib.decompress(body, wbits=31), content_type=media_type)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Authorization, Cookie, Accept-Encoding"
    return answer


def packed(kind: object, tag: str, build: Callable[[], dict[str, Any]]) -> bytes:
    """The answer by gzip, out of memory where it was packed before."""
    kept = _packed.setdefault(kind, OrderedDict())
    found = kept.get(tag)
    if found is None:
        found = kept[tag] = zlib.compress(orjson.dumps(build()), level=PACKING, wbits=31)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return found
