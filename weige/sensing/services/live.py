"""Live pictures: opening a stream (on record), a short-lived ticket, and what the gateway or the folder gives."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from django.conf import settings
from django.core import signing
from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Access, Who
from weige.kernel.errors import FieldError, Invalid, NotFound, Problem
from weige.kernel.reference import NO_NOTE, Note
from weige.kernel.services.reference import record
from weige.people.models import Post
from weige.people.services.looks import look
from weige.sensing.events import LiveSourceSet
from weige.sensing.models import Device
from weige.sensing.models.live import FOLDER, HLS, KINDS, SNAPSHOT, LiveSource
from weige.sensing.rules import live as rules

TICKET_SECONDS = 600  # after that the stream is opened, and the look recorded, again (our default)
PATIENCE = 6.0  # seconds for a gateway's answer
MOST_BYTES = 24 * 1024 * 1024
SALT = "weige.live"


@dataclass(frozen=True)
class Served:
    """Bytes for the player and what they are."""

    data: bytes
    media_type: str


@transaction.atomic
def set_source(
    *,
    kind: str,
    address: str,
    note: str,
    who: Who,
    now: datetime,
    device: Device | None = None,
    post: Post | None = None,
    told: Note = NO_NOTE,
) -> LiveSource:
    """Says where the live pictures of a device or of a post come from. Raises Invalid (live_kind, live_address …)."""
    if kind not in KINDS:
        raise Invalid([FieldError("kind", "live_kind", {"value": kind})])
    if fault := rules.address_fault(kind, address):
        raise Invalid([FieldError("address", fault)])
    values = {"kind": kind, "address": address, "note": note}
    before = plain(LiveSource.objects.filter(device=device, post=post).first())
    found, _ = LiveSource.objects.update_or_create(device=device, post=post, defaults=values)
    event = LiveSourceSet(source=name_of(found), live_kind=kind, note=note)
    log.append(event, who=who, now=now, subject=name_of(found), cells=device.cells if device else ())
    if before != (after := plain(found)):
        _keep(before, after or {}, who=who, now=now, told=told)
    return found


def plain(source: LiveSource | None) -> dict[str, Any] | None:
    """A source as the office's history keeps it; None where there is none."""
    if source is None:
        return None
    own = {"kind": source.kind, "address": source.address, "note": source.note, "active": True}
    if source.post is not None:
        return {"post": source.post.code, **own}
    return {"device": source.device.code if source.device else "", **own}


def _keep(
    before: dict[str, Any] | None,
    after: dict[str, Any],
    *,
    who: Who,
    now: datetime,
    told: Note,
) -> None:
    table, key = ("live_posts", after["post"]) if "post" in after else ("live_sources", after["device"])
    record(table=table, key=key, before=before, after=after, who=who, now=now, note=told, unsaid=("address",))


@transaction.atomic
def remove_source(
    *, device: Device | None = None, post: Post | None = None, who: Who, now: datetime, told: Note = NO_NOTE
) -> None:
    """Raises NotFound where there is none."""
    found = LiveSource.objects.filter(device=device, post=post).first()
    before = plain(found)
    if found is None or before is None:
        raise NotFound
    subject = name_of(found)
    found.delete()
    _keep(before, before | {"active": False}, who=who, now=now, told=told)
    event = LiveSourceSet(source=subject, live_kind="", note="")
    log.append(event, who=who, now=now, subject=subject, cells=device.cells if device else ())


def name_of(source: LiveSource) -> str:
    """ "device:CAM-L01-1" or "post:12": what the API, the log and the looks call it."""
    return f"device:{source.device.code}" if source.device else f"post:{source.post_id}"


def open_stream(*, access: Access, name: str, purpose: str | None, now: datetime) -> str:
    """Records the look and gives a ticket. Raises Problem purpose_required (422) or looks_too_many (429)."""
    look(who=access.who, purpose=purpose, subject=name, fields=["live"], now=now)
    return signing.dumps([access.who.user_id, name], salt=SALT)


def check_ticket(*, access: Access, name: str, ticket: str) -> None:
    """Raises NotFound unless this very person opened this very stream within the last minutes (real time)."""
    try:
        told = signing.loads(ticket, salt=SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        raise NotFound from None
    if told != [access.who.user_id, name]:
        raise NotFound


def served(source: LiveSource, name: str) -> Served:
    """A playlist or a piece of the stream. Raises NotFound, or Problem live_down (502)."""
    if not rules.plain(name) or source.kind not in {HLS, FOLDER}:
        raise NotFound
    data = (
        _from_folder(source, name)
        if source.kind == FOLDER
        else fetched(urljoin(source.address, name), source)
    )
    if name.endswith(".m3u8"):
        try:
            data = rules.relayed(data.decode("utf-8", "replace")).encode()
        except rules.Unplayable:
            raise Problem("live_down", status=502) from None
    return Served(data, rules.media_type(name))


def _from_folder(source: LiveSource, name: str) -> bytes:
    if not rules.FOLDER.fullmatch(source.address):
        raise NotFound
    try:
        return (Path(settings.DATA_DIR) / "live" / source.address / name).read_bytes()
    except OSError:
        raise NotFound from None


def playing(source: LiveSource) -> str:
    """The name of its playlist when it can be played now; "" when its folder holds none (nobody writes into it)."""
    if source.kind == HLS:
        return urlsplit(source.address).path.rpartition("/")[2]
    held = (
        source.kind == FOLDER and (Path(settings.DATA_DIR) / "live" / source.address / "index.m3u8").is_file()
    )
    return "index.m3u8" if held else ""


def snapshot(source: LiveSource) -> Served:
    """The gateway's newest picture. Raises NotFound, or Problem live_down."""
    if source.kind != SNAPSHOT:
        raise NotFound
    data = fetched(source.address, source)
    if not data.startswith(b"\xff\xd8\xff"):
        raise Problem("live_down", status=502)
    return Served(data, "image/jpeg")


def fetched(url: str, source: LiveSource) -> bytes:
    """From the gateway, with the token its address carries, following nobody elsewhere. Raises Problem live_down."""
    kept = urlsplit(source.address)
    full = urlunsplit(urlsplit(url)._replace(query=kept.query))
    try:
        with httpx.stream("GET", full, timeout=PATIENCE, follow_redirects=False) as answer:
            if answer.status_code != httpx.codes.OK:
                raise Problem("live_down", status=502)
            data = bytearray()
            for piece in answer.iter_bytes():
                data += piece
                if len(data) > MOST_BYTES:
                    raise Problem("live_down", status=502)
            return bytes(data)
    except httpx.HTTPError:
        raise Problem("live_down", status=502) from None


def answered(source: LiveSource, offer: bytes) -> bytes:
    """The gateway's answer (SDP) to a player's WebRTC offer, as WHEP has it. Raises Problem live_down."""
    try:
        answer = httpx.post(
            source.address,
            content=offer,
            headers={"Content-Type": "application/sdp"},
            timeout=PATIENCE,
            follow_redirects=False,
        )
    except httpx.HTTPError:
        raise Problem("live_down", status=502) from None
    if answer.status_code not in {httpx.codes.OK, httpx.codes.CREATED}:
        raise Problem("live_down", status=502)
    return answer.content
