"""Plates: put in order, checked against the pattern, masked; read with the packaged models and no network."""

import socket
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weige.vision import plates

PLATE = Path(__file__).parent / "data" / "plate.png"  # an invented number, drawn


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("沪A·12345", "沪A12345"),
        ("沪A 1234S", "沪A1234S"),
        ("京N8K5P6", "京N8K5P6"),
        ("沪AD12345", "沪AD12345"),  # new energy, letter first
        ("粤B12345D", "粤B12345D"),  # new energy, letter last
        ("沪a·d1234o", "沪AD12340"),  # a letter O is read for a nought
        ("沪AI2O45", "沪A12045"),
        ("苏E1234学", "苏E1234学"),
        ("上海 沪A12345 出租", "沪A12345"),
        ("沪O12345", ""),  # no office has the letter O or I
        ("沪A1234", ""),
        ("A12345", ""),
        ("沪AX12345", ""),  # X is no letter of new energy, and a plate does not go on
        ("出租车 TAXI", ""),
        ("", ""),
    ],
)
def test_the_plate_in_a_text(text: str, plate: str) -> None:
    assert plates.normal(text) == plate


@given(st.text(max_size=30))
def test_whatever_was_read_a_plate_has_the_pattern_or_is_none(text: str) -> None:
    plate = plates.normal(text)
    assert plate == "" or plates.PLATE.fullmatch(plate)


def test_masked_shows_office_and_the_last_two() -> None:
    assert plates.masked("沪A12345") == "沪A***45"
    assert plates.masked("沪AD12345") == "沪A****45"
    assert plates.masked("") == ""


@pytest.mark.slow
def test_a_drawn_plate_on_a_car_is_read_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> None:
        raise AssertionError("no connection may be made")

    monkeypatch.setattr(socket.socket, "connect", nowhere)
    reader = plates.Reader()
    plate = cv2.imread(str(PLATE))
    car = np.full((400, 640, 3), 175, np.uint8)
    height, width = plate.shape[:2]
    car[280 : 280 + height, 170 : 170 + width] = plate
    assert reader.read(car)[0] == "沪A12345"
    assert reader.read(np.full((400, 640, 3), 175, np.uint8)) == ("", 0.0)
    assert reader.read(car[:8, :8]) == ("", 0.0)


def test_without_a_model_in_the_package_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plates, "MODELS", {"Det.model_path": "*of-another-world*.onnx"})
    with pytest.raises(OSError, match="nothing is downloaded"):
        plates.packaged()
