"""Files by content hash: checked by what they are, cleaned, stored once, read back intact."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.conf import settings

from weige.kernel import pictures
from weige.kernel.errors import NotFound, Problem
from weige.kernel.models import Blob, BlobReceipt

MAX_BYTES = 10 * 1024 * 1024
PDF = "application/pdf"
HEX = frozenset("0123456789abcdef")


def fingerprint(data: bytes) -> str:
    """SHA-256 (hex) of the bytes as they are: for the upload as received, before anything is changed."""
    return hashlib.sha256(data).hexdigest()


def media_type(data: bytes) -> str:
    """What the file is by its first bytes; names and declared types are not believed. Raises Problem."""
    if not data:
        raise Problem("blob_empty", status=422)
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"%PDF-"):
        return PDF
    raise Problem("blob_type", status=415)


def put(data: bytes, *, now: datetime, keep_place: bool = True) -> Blob:
    """Stores a JPEG, PNG, WebP or PDF of at most 10 MB and returns its row (≤ 4 statements).

    A picture is re-encoded: metadata goes, time and (with keep_place) place stay, it stands upright, and it
    gets a thumbnail. A PDF is stored as it came. The row's sha256 is that of the stored file; the hash of the
    upload as received is kept as a receipt, so the same upload twice is one blob, decoded once. The file is
    on disk before the row is written: a rolled-back transaction leaves a file without a row, never a row
    without its file.
    Raises Problem: blob_too_big 413, blob_empty 422, blob_type 415, blob_pixels 413, blob_broken 422.
    """
    if len(data) > MAX_BYTES:
        raise Problem("blob_too_big", status=413, limit_mb=MAX_BYTES // 1024 // 1024)
    received = fingerprint(data)
    known = (
        BlobReceipt.objects.filter(received_sha256=received, keep_place=keep_place)
        .select_related("blob")
        .first()
    )
    if known and _path(known.blob_id).exists():
        return known.blob
    kind = media_type(data)
    blob = _document(data, now) if kind == PDF else _picture(data, kind, now, keep_place)
    # Two at once: the second waits for the first's commit and then finds its row
    Blob.objects.bulk_create([blob], ignore_conflicts=True)
    receipt = BlobReceipt(
        received_sha256=received,
        received_size=len(data),
        keep_place=keep_place,
        blob_id=blob.pk,
        received_at=now,
    )
    BlobReceipt.objects.bulk_create([receipt], ignore_conflicts=True)
    return Blob.objects.get(pk=blob.pk)


def read(sha: str, size: Literal["full", "thumb"] = "full") -> bytes:
    """The stored bytes, or the JPEG thumbnail of a picture. Raises NotFound."""
    path = _path(sha)
    try:
        return (path if size == "full" else _thumb_path(path)).read_bytes()
    except FileNotFoundError:
        raise NotFound() from None


def intact(sha: str) -> bool:
    """Whether the stored file is there and still has the hash it is named by."""
    try:
        return fingerprint(read(sha)) == sha
    except NotFound:
        return False


def _picture(data: bytes, kind: str, now: datetime, keep_place: bool) -> Blob:
    clean = pictures.clean(data, kind, keep_place=keep_place)
    sha = fingerprint(clean.data)
    path = _path(sha)
    _write(_thumb_path(path), clean.thumb)
    _write(path, clean.data)
    return Blob(
        sha256=sha,
        media_type=kind,
        size=len(clean.data),
        width=clean.width,
        height=clean.height,
        taken_at=clean.taken.at,
        lon=clean.taken.lon,
        lat=clean.taken.lat,
        thumb=True,
        stored_at=now,
    )


def _document(data: bytes, now: datetime) -> Blob:
    """A PDF as it came; only its end is looked at, because a cut upload is the usual damage."""
    if b"%%EOF" not in data[-2048:]:
        raise Problem("blob_broken", status=422)
    sha = fingerprint(data)
    _write(_path(sha), data)
    return Blob(sha256=sha, media_type=PDF, size=len(data), stored_at=now)


def _path(sha: str) -> Path:
    """Where blobs/ab/cdef… of a hash is. Raises NotFound for what is not a hash: a path must not pass."""
    if len(sha) != 64 or not HEX.issuperset(sha):
        raise NotFound()
    return Path(settings.DATA_DIR) / "blobs" / sha[:2] / sha[2:]


def _thumb_path(path: Path) -> Path:
    return path.with_name(path.name + ".thumb")


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, also through a power cut: temporary file, fsync, rename, fsync of the folder."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".put-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
