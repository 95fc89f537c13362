"""Invented clips: a paved ground with noise, on which boxes are put and people walk; as frames or as a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np

from weige.vision.shapes import Frame, Image

START = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
WIDTH, HEIGHT = 320, 180


def ground(seed: int = 1) -> Image:
    """Slabs of stone, each of its own grey, with joints."""
    rng = np.random.default_rng(seed)
    tiles = rng.integers(95, 150, (HEIGHT // 20, WIDTH // 20, 1)).repeat(3, axis=2)
    image = np.kron(tiles, np.ones((20, 20, 1))).astype(np.uint8)
    image[::20] = image[:, ::20] = 70
    return image


@dataclass
class Scene:
    """What happens: (from second, to second, what) in order; `what` draws into the picture of a second."""

    seconds: float
    fps: float = 4.0
    seed: int = 1
    acts: list[tuple[float, float, Callable[[Image, float], Image]]] = field(default_factory=list)

    def put(self, start: float, end: float, what: Callable[[Image, float], Image]) -> "Scene":
        self.acts.append((start, end, what))
        return self

    def images(self) -> Iterator[tuple[float, Image]]:
        rng = np.random.default_rng(self.seed)
        empty = ground(self.seed)
        for n in range(int(self.seconds * self.fps)):
            second = n / self.fps
            image = empty.copy()
            for start, end, what in self.acts:
                if start <= second < end:
                    image = what(image, second - start)
            noise = 2 * rng.standard_normal(image.shape, np.float32)
            yield second, np.clip(image + noise, 0, 255).astype(np.uint8)

    def frames(self) -> Iterator[Frame]:
        for second, image in self.images():
            yield Frame(START + timedelta(seconds=second), image)

    def write(self, path: Path) -> Path:
        """As an MJPEG file, which every build of OpenCV reads and writes."""
        code = cv2.VideoWriter.fourcc(*"MJPG")
        writer = cv2.VideoWriter(str(path), code, self.fps, (WIDTH, HEIGHT))
        for _, image in self.images():
            writer.write(image)
        writer.release()
        return path


def box(left: int, top: int, wide: int = 40, high: int = 40) -> Callable[[Image, float], Image]:
    """A crate that stands."""

    def draw(image: Image, _: float) -> Image:
        image[top : top + high, left : left + wide] = (40, 90, 190)
        image[top + 4 : top + high - 4 : 8, left + 4 : left + wide - 4] = (20, 50, 120)
        return image

    return draw


def walker(top: int = 60, speed: float = 40.0) -> Callable[[Image, float], Image]:
    """Somebody who walks through from the left, so many pixels a second."""

    def draw(image: Image, second: float) -> Image:
        left = int(second * speed)
        image[top : top + 80, left : left + 24] = (30, 30, 40)
        return image

    return draw


def light(by: float) -> Callable[[Image, float], Image]:
    """All of it brighter or darker."""
    return lambda image, _: np.clip(image.astype(np.float32) * by, 0, 255).astype(np.uint8)


def shade(left: int, top: int, wide: int, high: int, by: float = 0.7) -> Callable[[Image, float], Image]:
    """A patch of the ground in another light."""

    def draw(image: Image, _: float) -> Image:
        part = image[top : top + high, left : left + wide].astype(np.float32) * by
        image[top : top + high, left : left + wide] = part.astype(np.uint8)
        return image

    return draw


def elsewhere(seed: int = 9) -> Callable[[Image, float], Image]:
    """The camera was turned: another place, and darker."""
    return lambda image, _: np.flip(ground(seed) // 3, axis=1).copy()
