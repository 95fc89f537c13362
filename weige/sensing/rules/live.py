"""Live pictures, pure: which names a stream may have, and a gateway's playlist as our own door gives it."""

import re
from urllib.parse import urlsplit

#: Nothing else is ever fetched or read for a stream: no folders, no queries, no other kinds of file.
NAME = re.compile(r"[A-Za-z0-9_-]{1,80}\.(m3u8|ts|m4s|mp4|aac)")
FOLDER = re.compile(r"[a-z0-9-]{1,40}")
QUOTED = re.compile(r'URI="([^"]*)"')
TYPES = {
    "m3u8": "application/vnd.apple.mpegurl",
    "ts": "video/mp2t",
    "m4s": "video/iso.segment",
    "mp4": "video/mp4",
    "aac": "audio/aac",
}


class Unplayable(ValueError):
    """A playlist that names what we do not fetch."""


def plain(name: str) -> bool:
    return NAME.fullmatch(name) is not None


def media_type(name: str) -> str:
    """Of a plain name (RFC 8216 section 4: what players expect)."""
    return TYPES[name.rpartition(".")[2]]


def address_fault(kind: str, address: str) -> str:
    """Why an address cannot be taken: a code, "" when it can."""
    if kind == "folder":
        return "" if FOLDER.fullmatch(address) else "live_folder"
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "live_address"
    if kind == "hls" and not plain(parts.path.rpartition("/")[2]):
        return "live_playlist"
    return ""


def relayed(playlist: str) -> str:
    """The playlist with plain names only, so that the player comes back to our door for each.

    A gateway's token behind a `?` is left off: it is not for browsers. Raises Unplayable for anything outside the
    playlist's own folder.
    """
    if not playlist.lstrip().startswith("#EXTM3U"):
        raise Unplayable("no playlist")
    return "\n".join(_line(line.strip()) for line in playlist.splitlines()) + "\n"


def _line(line: str) -> str:
    if not line:
        return line
    if line.startswith("#"):
        return QUOTED.sub(lambda hit: f'URI="{_name(hit.group(1))}"', line)
    return _name(line)


def _name(text: str) -> str:
    name = text.partition("?")[0]
    if not plain(name):
        raise Unplayable(text)
    return name
