"""POST /signals: a JSON array, one object, or NDJSON; gzip allowed; one answer per signal."""

import zlib
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Router

from weige.kernel import timesource
from weige.kernel.errors import LANGUAGES, Problem, words
from weige.sensing import services
from weige.sensing.api.origins import origin_of
from weige.sensing.schemas import SignalsOut
from weige.sensing.services import Answer, Incoming
from weige.sensing.services.intake import BATCH

router = Router()
UNPACKED = 48 * 1024 * 1024  # bytes after gunzip: four times what may be sent at all
LINE = 3 * 1024 * 1024  # bytes of one NDJSON line: four pictures and some


@router.post("/signals", response=SignalsOut)
def send_signals(request: HttpRequest) -> dict[str, Any]:
    """Takes signals. Everything answered `accepted` is committed; a signal sent twice is a `duplicate`.

    A device signs with its own secret and speaks for itself; an account with signal.send for the devices of
    its street. 400 when the body cannot be read at all, 413 when it is too large.
    """
    origin = origin_of(request)
    proven = origin.via or None
    incoming = [
        Incoming(one.raw, proven, one.unreadable) for one in decode(unpack(request.body, request.headers))
    ]
    answers = services.take_own(incoming=incoming, origin=origin, now=timesource.now())
    counts = {
        status: sum(answer.status == status for answer in answers)
        for status in ("accepted", "duplicate", "refused")
    }
    return {**counts, "items": [answer_row(answer) for answer in answers]}


def answer_row(answer: Answer) -> dict[str, Any]:
    """An answer with its reason in both languages."""
    message = None
    if answer.reason:
        message = {language: words(answer.reason, language, answer.params) for language in LANGUAGES}
    return {"id": answer.id, "status": answer.status, "reason": answer.reason, "message": message}


def unpack(body: bytes, headers: Any) -> bytes:
    """The body, gunzipped when it says so; never more than UNPACKED. Raises Problem."""
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return body
    if encoding not in {"gzip", "x-gzip"}:
        raise Problem("signals_encoding", status=415, encoding=encoding[:40])
    unzip = zlib.decompressobj(wbits=31)
    try:
        text = unzip.decompress(body, UNPACKED)
    except zlib.error as error:
        raise Problem("signals_unreadable", reason=str(error)) from error
    if unzip.unconsumed_tail:
        raise Problem("signals_too_large", status=413, limit_mb=UNPACKED // 1024 // 1024)
    if not unzip.eof:
        raise Problem("signals_unreadable", reason="gzip ends early")
    return text


def decode(text: bytes) -> list[Incoming]:
    """JSON array or one object, else NDJSON whose bad lines are refused one by one. Raises Problem."""
    head = text.lstrip()[:1]
    if head == b"[":
        try:
            raws = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError, ValueError) as error:  # ValueError: not UTF-8
            raise Problem("signals_unreadable", reason=str(error)) from error
        found = [Incoming(raw) for raw in raws]
    elif head == b"{":
        found = [_line(line) for line in text.splitlines() if line.strip()]
        if len(found) > 1 and all(one.unreadable for one in found):
            found = [_line(text)]  # one object written over several lines
    else:
        raise Problem("signals_unreadable", reason="neither [ nor {")
    if len(found) > BATCH:
        raise Problem("signals_too_many", status=413, most=BATCH)
    return found


def _line(line: bytes) -> Incoming:
    if len(line) > LINE:
        return Incoming(line, unreadable="signal_too_large")
    try:
        return Incoming(msgspec.json.decode(line))
    except RecursionError:
        return Incoming(line, unreadable="signal_too_deep")
    except (msgspec.DecodeError, ValueError):  # ValueError: not UTF-8
        return Incoming(line, unreadable="signal_unreadable")
