"""Pictures as received → clean derivative and thumbnail: upright, sRGB, no metadata but time and place."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError, DecompressionBombWarning

from weige.kernel.errors import Problem
from weige.kernel.streettime import LOCAL

# Our default: phones take 12–50 million pixels; decoded that is 150 MB, the most one upload may cost.
MAX_PIXELS = 50_000_000
THUMB_SIDE = 320
JPEG_QUALITY = 88
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# A camera that writes no offset is taken to stand in the street, so on China's one time zone.
# What Pillow's decoders raise on damaged files
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError)


@dataclass(frozen=True)
class Taken:
    """When (aware) and where (WGS84 degrees) the picture says it was taken; None where it does not say."""

    at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Clean:
    """What is stored: the derivative, its JPEG thumbnail, its pixels, what it said of time and place."""

    data: bytes
    thumb: bytes
    width: int
    height: int
    taken: Taken


def clean(data: bytes, media_type: str, *, keep_place: bool = True) -> Clean:
    """Decodes and re-encodes a JPEG, PNG or WebP; of an animation only the first picture stays.

    Time and place go back into the derivative's EXIF, so that its hash covers them. Raises Problem
    (blob_pixels 413, blob_broken 422).
    """
    try:
        image = _open(data, media_type)
        taken = _taken(image.getexif(), keep_place)
        upright = ImageOps.exif_transpose(image)
        upright.load()
        picture = _plain(upright)
    except Problem:
        raise
    except (DecompressionBombError, DecompressionBombWarning) as error:
        raise Problem("blob_pixels", status=413, limit_mp=MAX_PIXELS // 1_000_000) from error
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
    ) as error:
        # Pillow's decoders raise all of these on damaged files
        raise Problem("blob_broken", status=422) from error
    return Clean(
        data=_encode(picture, FORMATS[media_type], _exif(taken)),
        thumb=_thumb(picture),
        width=picture.width,
        height=picture.height,
        taken=taken,
    )


def _open(data: bytes, media_type: str) -> Image.Image:
    """Reads the header only; the pixel count is checked before a single pixel is decoded."""
    image = Image.open(io.BytesIO(data), formats=[FORMATS[media_type]])
    if image.width * image.height > MAX_PIXELS:
        raise Problem("blob_pixels", status=413, limit_mp=MAX_PIXELS // 1_000_000)
    return image


def _plain(image: Image.Image) -> Image.Image:
    """8-bit RGB or RGBA in sRGB, with nothing attached."""
    profile = image.info.get("icc_profile")
    alpha = "A" in image.getbands() or "transparency" in image.info
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            image = changed or image
        except ImageCms.PyCMSError:
            pass  # a broken colour profile is no reason to refuse evidence; colours are then taken as sRGB
    picture = image.convert("RGBA" if alpha else "RGB")
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _encode(picture: Image.Image, form: str, exif: bytes) -> bytes:
    out = io.BytesIO()
    if form == "JPEG":
        picture.convert("RGB").save(out, form, quality=JPEG_QUALITY, exif=exif)
    elif form == "WEBP":
        picture.save(out, form, quality=JPEG_QUALITY, method=4, exif=exif)
    else:
        picture.save(out, form, optimize=False, exif=exif)
    return out.getvalue()


def _thumb(picture: Image.Image) -> bytes:
    """A JPEG of at most 320 px a side; what is transparent becomes white."""
    small = picture.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def _taken(exif: Image.Exif, keep_place: bool) -> Taken:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    at = _time(
        details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime),
        details.get(ExifTags.Base.OffsetTimeOriginal),
    )
    lon = lat = None
    if keep_place:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
        lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    return Taken(at, lon, lat) if lon is not None and lat is not None else Taken(at)


def _time(text: object, offset: object) -> datetime | None:
    """EXIF 2.31: "2026:11:20 15:22:07" and an offset "+08:00"; anything else counts as not said."""
    try:
        local = datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zone added below
    except ValueError:
        return None
    sign, _, rest = str(offset or "").strip("\x00 ").partition(":")
    try:
        hours, minutes = int(sign), int(rest)
        zone = timezone(timedelta(hours=hours, minutes=-minutes if sign.startswith("-") else minutes))
    except ValueError:
        return local.replace(tzinfo=LOCAL)
    return local.replace(tzinfo=zone)


def _degrees(parts: object, ref: object, negative: str, limit: int) -> float | None:
    """Degrees, minutes, seconds as EXIF rationals → decimal degrees, or None when they make no place."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
        value = degrees + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not 0 <= value <= limit:  # also refuses not-a-number
        return None
    return round(-value if str(ref).strip("\x00 ").upper() == negative else value, 7)


def _sexagesimal(value: float) -> tuple[float, float, float]:
    degrees, rest = divmod(abs(value), 1)
    minutes, rest = divmod(rest * 60, 1)
    return degrees, minutes, round(rest * 60, 4)


def _exif(taken: Taken) -> bytes:
    """The smallest EXIF that says time and place and nothing else; empty when there is neither."""
    exif = Image.Exif()
    if taken.at:
        local = taken.at.astimezone(LOCAL)
        details = exif.get_ifd(ExifTags.IFD.Exif)
        details[ExifTags.Base.DateTimeOriginal] = local.strftime("%Y:%m:%d %H:%M:%S")
        details[ExifTags.Base.OffsetTimeOriginal] = local.strftime("%z")[:3] + ":" + local.strftime("%z")[3:]
    if taken.lon is not None and taken.lat is not None:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef] = "S" if taken.lat < 0 else "N"
        gps[ExifTags.GPS.GPSLatitude] = _sexagesimal(taken.lat)
        gps[ExifTags.GPS.GPSLongitudeRef] = "W" if taken.lon < 0 else "E"
        gps[ExifTags.GPS.GPSLongitude] = _sexagesimal(taken.lon)
    return exif.tobytes() if taken != Taken() else b""
