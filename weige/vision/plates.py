"""Number plates of vehicles: read with the models that ship in the package rapidocr, checked, masked.

Patterns: GA 36-2018 (motor vehicle plates of the People's Republic of China): a province, the letter of the issuing
office, then five places, or six for new-energy vehicles, whose first or last is one of A-H, J, K. I and O are not used
behind the office's letter. Only boxes that a detector calls a vehicle, or that stand in a zone for cars, are read.
"""

import logging
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from weige.vision.shapes import Image

log = logging.getLogger("weige.vision")
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
LETTER, PLACE, ENERGY = "[A-HJ-NP-Z]", "[A-HJ-NP-Z0-9]", "[A-HJK]"
PLATE = re.compile(
    f"[{PROVINCES}]{LETTER}(?:{PLACE}{{4}}[A-HJ-NP-Z0-9挂学警港澳]|{ENERGY}{PLACE}[0-9]{{4}}|[0-9]{{5}}{ENERGY})"
)
GOES_ON = re.compile("[A-Z0-9]")  # a longer row of signs is something else, or misread
LEAST = 0.7  # surety of the reading below which it is not used (our default)
SPACES = re.compile(r"[\s·•・.\-_:,。、]+")
MODELS = {
    "Det.model_path": "*det*.onnx",
    "Cls.model_path": "*cls*.onnx",
    "Rec.model_path": "*rec*.onnx",
}


def normal(text: str) -> str:
    """The plate in a text, or "": no dots and spaces, capitals; O and I behind the second place are 0 and 1."""
    tight = SPACES.sub("", text).upper()
    for start in range(len(tight) - 6):
        tail = tight[start + 2 : start + 8].replace("O", "0").replace("I", "1")
        for length in (6, 5):  # the longer plate first
            candidate = tight[start : start + 2] + tail[:length]
            if PLATE.fullmatch(candidate) and not GOES_ON.match(tight, start + 2 + length):
                return candidate
    return ""


def masked(plate: str) -> str:
    """What may be shown to anybody: province, office and the last two places (沪A***45)."""
    return plate[:2] + "*" * (len(plate) - 4) + plate[-2:] if plate else ""


class Reader:
    """Raises OSError with the reason when the package or one of its models is missing; nothing is downloaded."""

    def __init__(self) -> None:
        paths = packaged()
        from rapidocr import RapidOCR

        self.engine: Any = RapidOCR(params={**paths, "Global.log_level": "critical"})

    def read(self, image: Image) -> tuple[str, float]:
        """(plate, surety) of a picture of one vehicle; ("", 0.0) when none is legible."""
        if min(image.shape[:2]) < 16:
            return "", 0.0
        answer = self.engine(image)
        texts, scores = answer.txts or (), answer.scores or ()
        best = ("", 0.0)
        for text, score in zip(texts, scores, strict=False):
            plate = normal(str(text))
            if plate and float(score) >= max(LEAST, best[1]):
                best = (plate, round(float(score), 3))
        return best


def packaged() -> dict[str, str]:
    """The model files inside the installed package. Raises OSError when there are none."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise OSError("the package rapidocr is not installed (pip install 'weige[vision]')")
    folder = Path(spec.origin).parent / "models"
    found = {name: sorted(folder.glob(pattern)) for name, pattern in MODELS.items()}
    missing = [pattern for name, pattern in MODELS.items() if not found[name]]
    if missing:
        raise OSError(
            f"rapidocr ships no {', '.join(missing)}; plates cannot be read, and nothing is downloaded"
        )
    return {name: str(paths[0]) for name, paths in found.items()}
