"""What a simulated camera or phone sees: an invented scene, a little different each time, with time and place in it."""

import io
import random
from datetime import datetime
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageEnhance

SCENES = ("goods", "goods-after", "frontage", "car", "crack", "drain", "bin-full", "bin-clean")
BOXES = {
    "goods": (0.31, 0.60, 0.73, 0.86),
    "car": (0.23, 0.55, 0.78, 0.88),
    "bin-full": (0.28, 0.50, 0.68, 0.85),
}


@cache
def _scene(name: str) -> Image.Image:
    data = files("weige.simulator.pictures").joinpath(f"{name}.jpg").read_bytes()
    return Image.open(io.BytesIO(data)).convert("RGB")


def take(
    scene: str, *, at: datetime, lon: float, lat: float, rng: random.Random, boxed: bool = False
) -> bytes:
    """A JPEG of about 50 kB, 960×540, with EXIF time and GPS as a phone writes them; boxed marks what was detected.

    Light and framing vary with rng and the hour, so that two pictures are never the same bytes.
    """
    picture = _scene(scene)
    width, height = picture.size
    dx, dy = rng.randint(0, 12), rng.randint(0, 8)
    picture = picture.crop((dx, dy, width - 12 + dx, height - 8 + dy)).resize((width, height))
    light = 0.55 if at.hour >= 18 or at.hour < 6 else 1.25
    picture = ImageEnhance.Brightness(picture).enhance(light * rng.uniform(0.92, 1.08))
    if boxed and scene in BOXES:
        left, top, right, bottom = BOXES[scene]
        frame = (left * width, top * height, right * width, bottom * height)
        ImageDraw.Draw(picture).rectangle(frame, outline=(255, 154, 77), width=4)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, exif=_exif(at, lon, lat))
    return out.getvalue()


def _exif(at: datetime, lon: float, lat: float) -> bytes:
    exif = Image.Exif()
    stamp = at.strftime("%Y:%m:%d %H:%M:%S")
    exif[0x0132] = stamp
    details = exif.get_ifd(0x8769)
    details[0x9003] = stamp
    details[0x9011] = at.strftime("%z")[:3] + ":" + at.strftime("%z")[3:5]
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: _degrees(lat), 3: "E", 4: _degrees(lon)})
    return exif.tobytes()


def _degrees(value: float) -> tuple[float, float, float]:
    whole = int(value)
    minutes = int((value - whole) * 60)
    return float(whole), float(minutes), round((value - whole - minutes / 60) * 3600, 4)
