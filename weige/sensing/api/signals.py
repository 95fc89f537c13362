"""POST /signals: a JSON array, one object, NDJSON or MessagePack; gzip allowed; one answer per signal."""

import time
import zlib
from collections import Counter
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from weige.kernel import timesource
from weige.kernel.errors import LANGUAGES, Problem, words
from weige.sensing import services
from weige.sensing.api.origins import origin_of
from weige.sensing.rules.decoding import Told, body
from weige.sensing.schemas import SignalsOut
from weige.sensing.services import Answer, Incoming, Summary
from weige.sensing.services.intake import BATCH, PACKED

router = Router()
UNPACKED = 48 * 1024 * 1024  # bytes after gunzip: four times what may be sent at all
SMALL = 4 * 1024  # bytes of a body that is not worth columns
ACCEPTED: dict[str, Any] = {"id": None, "status": "accepted", "reason": None, "message": None}
LINE = 3 * 1024 * 1024  # bytes of one NDJSON line: four pictures and some


@router.post("/signals", response=SignalsOut)
def send_signals(request: HttpRequest) -> dict[str, Any] | HttpResponse:
    """Takes signals. Everything answered `accepted` is committed; a signal sent twice is a `duplicate`.

    A device signs with its own secret and speaks for itself; an account with signal.send for the devices of
    its street. A JSON array, one object, NDJSON, or a MessagePack array (application/msgpack); with
    `Prefer: return=minimal` (RFC 7240) only signals that were not accepted are answered one by one. Server-Timing
    tells how long a body of many took until it was judged and until it was committed.
    400 when the body cannot be read at all, 413 when it is too large.
    """
    began = time.perf_counter()
    origin = origin_of(request)
    text = unpack(request.body, request.headers)
    told = packed(text, request.headers.get("Content-Type", ""))
    if told is not None:
        summary = services.take_packed(told=told, origin=origin, now=timesource.now())
        answer = brief(told, summary, minimal="return=minimal" in request.headers.get("Prefer", ""))
        answer["Server-Timing"] = timing(began, summary.judged)
        return answer
    proven = origin.via or None
    incoming = [Incoming(one.raw, proven, one.unreadable) for one in decode(text)]
    answers = services.take_own(incoming=incoming, origin=origin, now=timesource.now())
    counts = {
        status: sum(answer.status == status for answer in answers)
        for status in ("accepted", "duplicate", "refused")
    }
    return {**counts, "items": [answer_row(answer) for answer in answers]}


def packed(text: bytes, content_type: str) -> list[Told] | None:
    """The signals of a body of many, typed; None for one that is small or unusual. Raises Problem."""
    msgpack = "msgpack" in content_type
    if not msgpack and (len(text) < SMALL or text[:64].lstrip()[:1] not in {b"[", b"{"}):
        return None
    told = body(text)
    if told is None and msgpack:
        raise Problem("signals_unreadable", reason="MessagePack: an array of signals is expected")
    if told is not None and len(told) > PACKED:
        raise Problem("signals_too_many", status=413, most=PACKED)
    return told or None


def brief(told: list[Told], summary: Summary, *, minimal: bool) -> HttpResponse:
    """The answer as SignalsOut has it; minimal: without the items that were accepted."""
    statuses = Counter(one.status for one in summary.others.values())
    counts = {
        "accepted": summary.accepted,
        "duplicate": statuses["duplicate"],
        "refused": statuses["refused"],
    }
    items = [
        answer_row(summary.others[place]) if place in summary.others else ACCEPTED | {"id": one.id}
        for place, one in enumerate(told)
        if not minimal or place in summary.others
    ]
    return HttpResponse(msgspec.json.encode(counts | {"items": items}), content_type="application/json")


def timing(began: float, judged: float) -> str:
    """Server-Timing (W3C): ms from the body's arrival until the rules had decided, and until all was committed."""
    marks = [("judged", judged)] if judged else []
    marks.append(("committed", time.perf_counter()))
    return ", ".join(f"{name};dur={(moment - began) * 1000:.1f}" for name, moment in marks)


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
