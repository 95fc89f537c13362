"""The files of the built screens (/static/web/…): out of memory, packed once, in front of Django and its lanes.

A page asks for thirty of them at once, before it can ask for anything else. Each is an answer of a fraction of a
millisecond here: no thread, no database connection, no middleware. Names are those found when the server started, so
no address reaches a file outside. What carries its content's hash in its name (assets/, by Vite) is kept for a year.
"""

import asyncio
import hashlib
import mimetypes
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from weige.config.security import HEADERS, TRANSPORT, App, Receive, Scope, Send

PREFIX = "/static/web/"
LASTING, SHORT = b"public, max-age=31536000, immutable", b"public, max-age=60"
# Types whose files shrink; pictures are packed already.
SHRINKS = ("text/", "application/json", "image/svg+xml", "application/manifest+json")
WORTH = 1000  # bytes: below, packing saves nothing
SCRIPT = "text/javascript"  # what the machine's table says about .js differs from machine to machine


@dataclass(frozen=True)
class Kept:
    """A file as it is sent; packed: by gzip, None where that saves nothing."""

    plain: bytes
    packed: bytes | None
    media_type: str
    tag: str
    lasting: bool

    @classmethod
    def read(cls, file: Path, *, lasting: bool) -> "Kept":
        plain = file.read_bytes()
        known = SCRIPT if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
        media_type = known or "application/octet-stream"
        shrinks = len(plain) >= WORTH and media_type.startswith(SHRINKS)
        packed = zlib.compress(plain, level=6, wbits=31) if shrinks else None
        if media_type.startswith("text/"):
            media_type += "; charset=utf-8"
        return cls(plain, packed, media_type, hashlib.sha256(plain).hexdigest()[:20], lasting)


class Statics:
    """ASGI application around the others: answers for the files it knows, hands all else on."""

    def __init__(self, app: App, folder: Path) -> None:
        self.app = app
        self.files = {
            PREFIX + file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()
        }
        self.assets = PREFIX + "assets/"
        self._kept: dict[str, Kept] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = scope["type"] == "http" and scope["path"] in self.files
        if known and scope["method"] in {"GET", "HEAD"}:
            await self.answer(scope, await self.kept(scope["path"]), send)
        else:
            await self.app(scope, receive, send)

    async def kept(self, path: str) -> Kept:
        """The file; read and packed at its first request, outside of the event loop."""
        if path not in self._kept:
            lasting = path.startswith(self.assets)
            self._kept[path] = await asyncio.to_thread(Kept.read, self.files[path], lasting=lasting)
        return self._kept[path]

    async def answer(self, scope: Scope, kept: Kept, send: Send) -> None:
        asked = dict(scope.get("headers", ()))
        packed = kept.packed if b"gzip" in asked.get(b"accept-encoding", b"") else None
        tag = f'"{kept.tag}{"-gz" if packed else ""}"'.encode()
        headers = [
            (b"content-type", kept.media_type.encode()),
            (b"cache-control", LASTING if kept.lasting else SHORT),
            (b"etag", tag),
            (b"vary", b"Accept-Encoding"),
            *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
        ]
        if settings.HTTPS or scope.get("scheme") == "https":
            headers.append((b"strict-transport-security", TRANSPORT.encode()))
        if tag in asked.get(b"if-none-match", b""):
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        body = packed or kept.plain
        headers.append((b"content-length", str(len(body)).encode()))
        if packed:
            headers.append((b"content-encoding", b"gzip"))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
