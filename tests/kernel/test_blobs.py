"""Stored files: content decides, metadata goes except time and place, the same content is one blob."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from weige.kernel import blobs
from weige.kernel.errors import NotFound, Problem
from weige.kernel.models import Blob, BlobReceipt

NOW = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def picture(form: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    """A red picture with a blue left upper corner, so that its orientation can be seen."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((20, 20, 220), (0, 0, size[0] // 4, size[1] // 4))
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif(*, orientation: int = 1, offset: str | None = "+08:00") -> Image.Exif:
    found = Image.Exif()
    found[ExifTags.Base.Make] = "SpyPhone"
    found[ExifTags.Base.Orientation] = orientation
    details = found.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = "2026:11:20 15:22:07"
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    details[ExifTags.Base.BodySerialNumber] = "SERIAL-4711"
    gps = found.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (31.0, 14.0, 15.36)
    gps[ExifTags.GPS.GPSLongitudeRef] = "E"
    gps[ExifTags.GPS.GPSLongitude] = (121.0, 29.0, 6.0)
    return found


def code_of(data: bytes) -> tuple[str, int]:
    with pytest.raises(Problem) as caught:
        blobs.put(data, now=NOW)
    return caught.value.code, caught.value.status


@pytest.mark.parametrize(
    ("form", "kind"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_time_and_place_stay_and_all_else_goes(form: str, kind: str) -> None:
    blob = blobs.put(picture(form, exif=exif()), now=NOW)
    assert blob.media_type == kind
    assert blob.taken_at == datetime(2026, 11, 20, 7, 22, 7, tzinfo=UTC)
    assert (blob.lon, blob.lat) == (121.485, 31.2376)
    stored = blobs.read(blob.sha256)
    assert b"SpyPhone" not in stored
    assert b"SERIAL-4711" not in stored
    kept = Image.open(io.BytesIO(stored)).getexif()
    assert kept.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] == "2026:11:20 15:22:07"
    assert float(kept.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude][1]) == 14


def test_the_place_can_be_dropped() -> None:
    blob = blobs.put(picture(exif=exif()), now=NOW, keep_place=False)
    assert (blob.lon, blob.lat) == (None, None)
    assert not Image.open(io.BytesIO(blobs.read(blob.sha256))).getexif().get_ifd(ExifTags.IFD.GPSInfo)


def test_a_time_without_offset_is_the_street_s_own() -> None:
    blob = blobs.put(picture(exif=exif(offset=None)), now=NOW)
    assert blob.taken_at == datetime(2026, 11, 20, 7, 22, 7, tzinfo=UTC)


def test_png_text_chunks_go() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "somebody-private")
    blob = blobs.put(picture("PNG", pnginfo=info), now=NOW)
    assert b"somebody-private" not in blobs.read(blob.sha256)


def test_the_orientation_is_applied() -> None:
    blob = blobs.put(picture(exif=exif(orientation=6)), now=NOW)
    assert (blob.width, blob.height) == (480, 640)
    upright = Image.open(io.BytesIO(blobs.read(blob.sha256)))
    red, _, blue = upright.getpixel((470, 10))  # turned clockwise: the blue corner is now at the right
    assert blue > red
    assert ExifTags.Base.Orientation not in upright.getexif()


def test_the_thumbnail_is_small_and_in_proportion() -> None:
    blob = blobs.put(picture(size=(1600, 800)), now=NOW)
    thumb = Image.open(io.BytesIO(blobs.read(blob.sha256, "thumb")))
    assert (thumb.format, thumb.size) == ("JPEG", (320, 160))


def test_the_name_is_the_hash_of_what_is_stored_and_the_receipt_that_of_what_came(folder: Path) -> None:
    data = picture(exif=exif())
    blob = blobs.put(data, now=NOW)
    path = folder / "blobs" / blob.sha256[:2] / blob.sha256[2:]
    assert blobs.fingerprint(path.read_bytes()) == blob.sha256
    receipt = BlobReceipt.objects.get()
    assert (receipt.blob_id, receipt.received_sha256, receipt.received_size) == (
        blob.sha256,
        blobs.fingerprint(data),
        len(data),
    )
    assert blobs.intact(blob.sha256)
    path.write_bytes(b"other")
    assert not blobs.intact(blob.sha256)


def test_the_same_content_twice_is_one_blob() -> None:
    first, again = blobs.put(picture(), now=NOW), blobs.put(picture(), now=NOW)
    assert first.pk == again.pk
    assert (Blob.objects.count(), BlobReceipt.objects.count()) == (1, 1)
    # the same picture in other clothes (a comment) cleans to the same derivative
    dressed = blobs.put(picture(comment=b"from a chat program"), now=NOW)
    assert dressed.pk == first.pk
    assert (Blob.objects.count(), BlobReceipt.objects.count()) == (1, 2)


def test_a_lost_file_comes_back_with_the_next_upload(folder: Path) -> None:
    blob = blobs.put(picture(), now=NOW)
    (folder / "blobs" / blob.sha256[:2] / blob.sha256[2:]).unlink()
    assert blobs.put(picture(), now=NOW).pk == blob.pk
    assert blobs.intact(blob.sha256)


def test_a_pdf_is_kept_as_it_came() -> None:
    data = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
    blob = blobs.put(data, now=NOW)
    assert (blob.media_type, blob.thumb, blob.width) == ("application/pdf", False, None)
    assert blobs.read(blob.sha256) == data
    with pytest.raises(NotFound):
        blobs.read(blob.sha256, "thumb")


def test_what_is_refused_and_why() -> None:
    assert code_of(b"") == ("blob_empty", 422)
    assert code_of(b"<html><script>alert(1)</script>") == ("blob_type", 415)
    assert code_of(b"GIF89a" + b"\x00" * 100) == ("blob_type", 415)
    assert code_of(b"\xff\xd8\xff" + b"\x00" * (10 * 1024 * 1024)) == ("blob_too_big", 413)
    assert code_of(picture()[:-3000]) == ("blob_broken", 422)
    assert code_of(picture("PNG")[:200]) == ("blob_broken", 422)
    assert code_of(b"\xff\xd8\xff\xe0 not a picture") == ("blob_broken", 422)
    assert code_of(b"%PDF-1.7 cut off") == ("blob_broken", 422)
    assert Blob.objects.count() == 0


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 200_000
    assert code_of(out.getvalue()) == ("blob_pixels", 413)


@pytest.mark.parametrize("sha", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 62 + "/x"])
def test_only_hashes_are_paths(sha: str) -> None:
    with pytest.raises(NotFound):
        blobs.read(sha)


def test_nothing_half_written_is_left_behind(folder: Path) -> None:
    blobs.put(picture(), now=NOW)
    assert not list(folder.rglob(".put-*"))
