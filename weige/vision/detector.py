"""Classes by the office's own detector: an ONNX file with YOLO's output, read with onnxruntime.

We ship no such model and download none. Input: one picture 1 x 3 x S x S, RGB, 0-1, fitted with grey margins.
Output, one of
  1 x (4 + C) x N   box centre, width, height in pixels of the input, then C class scores (YOLOv8 and later)
  1 x N x (5 + C)   the same with an objectness before the class scores (YOLOv5)
Names of the classes: the metadata `names` that Ultralytics writes, or --classes FILE (one name a line).
"""

import ast
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from weige.vision.shapes import Box, Image, Zone

LEAST, OVERLAP, MOST = 0.35, 0.5, 100
GREY = 114
# What the classes of the usual models (COCO) are called in the scenarios; "" is never reported. Others keep their name.
LABELS = {"person": "", "car": "vehicle", "truck": "vehicle", "bus": "vehicle", "motorbike": "motorcycle"}
VEHICLES = frozenset({"vehicle", "motorcycle"})


def worded(zone: Zone) -> Zone:
    """A zone whose label is the scenarios' word: who writes "car" means what illegal parking calls a vehicle."""
    return replace(zone, label=LABELS.get(zone.label) or zone.label)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing with a class; label: its name here, "" for what is not reported."""

    label: str
    confidence: float
    box: Box


class Detector:
    """Raises ValueError for a file that is no such model, OSError when it is not there."""

    def __init__(
        self, path: Path, *, classes: tuple[str, ...] = (), labels: dict[str, str] | None = None
    ) -> None:
        import onnxruntime

        if not path.is_file():
            raise FileNotFoundError(f"no detector at {path}")
        try:
            self.session: Any = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        except Exception as fault:
            raise ValueError(f"{path} is not an ONNX model: {fault}") from fault
        given = self.session.get_inputs()[0]
        self.name, shape = given.name, list(given.shape)
        if len(shape) != 4 or shape[1] not in {3, "3"}:
            raise ValueError(f"{path}: expected an input of 1 x 3 x S x S, found {shape}")
        self.size = int(shape[2]) if isinstance(shape[2], int) else 640
        self.classes = classes or self._named()
        self.labels = LABELS | (labels or {})

    def _named(self) -> tuple[str, ...]:
        """From the model's metadata; empty when it has none."""
        told = self.session.get_modelmeta().custom_metadata_map.get("names", "")
        try:
            names = json.loads(told)
        except ValueError:
            try:
                names = ast.literal_eval(told) if told else []
            except (ValueError, SyntaxError):
                names = []
        values = names.values() if isinstance(names, dict) else names
        return tuple(str(one) for one in values)

    def find(self, image: Image) -> list[Found]:
        """The things in a picture, surest first."""
        blob, scale, (x0, y0) = fitted(image, self.size)
        output = np.asarray(self.session.run(None, {self.name: blob})[0], np.float32)
        boxes, scores, kinds = rows(output, len(self.classes))
        height, width = image.shape[:2]
        boxes = (boxes - np.array([x0, y0, x0, y0], np.float32)) / scale
        found = []
        for n in kept(boxes, scores, kinds):
            left, top, right, bottom = np.clip(boxes[n] / [width, height, width, height], 0, 1).tolist()
            if left < right and top < bottom:
                found.append(
                    Found(self.label(int(kinds[n])), float(scores[n]), Box(left, top, right, bottom))
                )
        return found

    def label(self, kind: int) -> str:
        name = self.classes[kind] if kind < len(self.classes) else f"class{kind}"
        return self.labels.get(name, name)


def fitted(image: Image, size: int) -> tuple[npt.NDArray[np.float32], float, tuple[int, int]]:
    """(input of the model, scale, (left, top) margin)."""
    height, width = image.shape[:2]
    scale = min(size / width, size / height)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    x0, y0 = (size - wide) // 2, (size - high) // 2
    canvas = np.full((size, size, 3), GREY, np.uint8)
    canvas[y0 : y0 + high, x0 : x0 + wide] = cv2.resize(image, (wide, high))
    blob = canvas[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / 255.0
    return np.ascontiguousarray(blob), scale, (x0, y0)


def rows(
    output: npt.NDArray[np.float32], classes: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """(N x 4 corners, N scores, N classes) above the least score. Raises ValueError for another shape."""
    if output.ndim != 3 or output.shape[0] != 1:
        raise ValueError(f"the detector's output has the shape {output.shape}, which is none of YOLO's")
    table = output[0]
    with_objectness = classes > 0 and table.shape[1] == 5 + classes
    if not with_objectness and (table.shape[0] < table.shape[1] or table.shape[0] == 4 + classes):
        table = table.T
    if table.shape[1] < 5:
        raise ValueError(f"the detector's output has the shape {output.shape}, which is none of YOLO's")
    each = table[:, 5:] * table[:, 4:5] if with_objectness else table[:, 4:]
    kinds, scores = each.argmax(axis=1), each.max(axis=1)
    good = scores >= LEAST
    middle, size = table[good, :2], table[good, 2:4]
    corners = np.concatenate([middle - size / 2, middle + size / 2], axis=1)
    return corners, scores[good], kinds[good]


def kept(
    boxes: npt.NDArray[np.float32], scores: npt.NDArray[np.float32], kinds: npt.NDArray[np.int64]
) -> list[int]:
    """Of boxes of one class that lie over one another the surest; at most a hundred."""
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    chosen: list[int] = []
    while order and len(chosen) < MOST:
        best = order.pop(0)
        chosen.append(best)
        mine = Box(*boxes[best].tolist())
        order = [
            n for n in order if kinds[n] != kinds[best] or mine.likeness(Box(*boxes[n].tolist())) < OVERLAP
        ]
    return chosen
