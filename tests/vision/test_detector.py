"""An office's own detector: both kinds of YOLO output, names, margins, doubles; what is no such model says so."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from tests.guards.tree import ROOT, read
from tests.vision.tinyonnx import model
from weige.vision.detector import LABELS, VEHICLES, Detector, fitted, kept, worded
from weige.vision.shapes import Zone

NAMES = "{0: 'person', 1: 'truck', 2: 'stall'}"
WIDE = np.zeros((72, 128, 3), np.uint8)  # fitted into 64 x 64 at half size, 14 rows of margin above and below


def later(*rows: tuple[float, ...]) -> np.ndarray:
    """1 x (4 + C) x N, as YOLOv8 answers, with empty rows up to sixty-four."""
    table = np.zeros((64, len(rows[0])))
    table[: len(rows)] = rows
    return table.T[None]


def test_boxes_come_back_in_parts_of_the_picture_under_our_names(tmp_path: Path) -> None:
    table = later((32, 32, 16, 18, 0.1, 0.9, 0), (10, 32, 8, 18, 0, 0, 0.6), (50, 32, 8, 18, 0.8, 0, 0))
    found = Detector(model(tmp_path / "m.onnx", table, names=NAMES)).find(WIDE)
    assert [(one.label, round(one.confidence, 2)) for one in found] == [
        ("vehicle", 0.9),
        ("", 0.8),
        ("stall", 0.6),
    ]
    assert found[0].box.rounded() == [0.375, 0.25, 0.625, 0.75]


def test_the_older_output_has_an_objectness(tmp_path: Path) -> None:
    table = np.zeros((1, 64, 8))
    table[0, 0] = (32, 32, 16, 18, 0.9, 0, 0, 0.9)
    table[0, 1] = (10, 32, 16, 18, 0.3, 0, 0, 0.9)  # 0.27 in all: too little
    found = Detector(model(tmp_path / "m.onnx", table, names=NAMES)).find(WIDE)
    assert [(one.label, round(one.confidence, 2)) for one in found] == [("stall", 0.81)]


def test_of_doubles_the_surest_stays_and_other_classes_too(tmp_path: Path) -> None:
    table = later(
        (32, 32, 16, 18, 0, 0.7, 0),
        (33, 32, 16, 18, 0, 0.9, 0),
        (32, 33, 16, 18, 0, 0, 0.5),
        (10, 32, 8, 8, 0, 0.4, 0),
    )
    found = Detector(model(tmp_path / "m.onnx", table, names=NAMES)).find(WIDE)
    assert [round(one.confidence, 2) for one in found] == [0.9, 0.5, 0.4]


def test_names_can_be_given_and_changed(tmp_path: Path) -> None:
    path = model(tmp_path / "m.onnx", later((32, 32, 16, 18, 0.9)))
    assert Detector(path).find(WIDE)[0].label == "class0"
    assert Detector(path, classes=("crate",)).find(WIDE)[0].label == "crate"
    assert Detector(path, classes=("crate",), labels={"crate": "goods"}).find(WIDE)[0].label == "goods"


def test_what_stands_in_a_zone_is_called_as_the_scenario_calls_it() -> None:
    """It said "car", and illegal parking, which hears of a "vehicle", was deaf to it."""
    pack = tomllib.loads(read(ROOT / "weige/scenarios/packs/illegal-parking/scenario.toml"))
    known = set(pack["signal"]["labels"])
    assert {LABELS[name] for name in ("car", "truck", "bus")} <= known <= VEHICLES
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    assert [worded(Zone("p1", ring, label)).label for label in ("car", "goods", "person")] == [
        "vehicle", "goods", "person",
    ]  # fmt: skip


def test_what_is_no_detector_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no detector at"):
        Detector(tmp_path / "missing.onnx")
    (tmp_path / "text.onnx").write_text("not a model")
    with pytest.raises(ValueError, match="is not an ONNX model"):
        Detector(tmp_path / "text.onnx")
    with pytest.raises(ValueError, match="1 x 3 x S x S"):
        Detector(model(tmp_path / "grey.onnx", later((1, 1, 1, 1, 1)), channels=1))
    flat = Detector(model(tmp_path / "flat.onnx", np.zeros((1, 1000))))
    with pytest.raises(ValueError, match="none of YOLO's"):
        flat.find(WIDE)


def test_a_picture_is_fitted_with_grey_margins() -> None:
    blob, scale, margin = fitted(np.full((72, 128, 3), (255, 0, 0), np.uint8), 64)
    assert blob.shape == (1, 3, 64, 64)
    assert (scale, margin) == (0.5, (0, 14))
    assert blob[0, :, 0, 0] == pytest.approx([114 / 255] * 3)
    assert blob[0, :, 32, 32] == pytest.approx([0, 0, 1])  # blue, as BGR, is RGB's last


def test_never_more_than_a_hundred() -> None:
    boxes = np.array([[n, 0, n + 0.5, 1] for n in range(300)], np.float32)
    assert len(kept(boxes, np.linspace(1, 0.5, 300).astype(np.float32), np.zeros(300, np.int64))) == 100
