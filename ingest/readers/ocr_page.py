"""A page as a picture, and what was recognised on it."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from statistics import median

_STRETCHED = 2.0  # a character's width over its line's height; print has 0.7 to 1.1, also where it is spaced
_FEWEST_DARK = 30  # pixels; fewer are dust on an empty page


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in grey: one byte a pixel, row by row."""

    width: int
    height: int
    pixels: bytes

    @property
    def blank(self) -> bool:
        """Whether nothing on it is clearly darker than the paper."""
        from PIL import Image

        counts = Image.frombytes("L", (self.width, self.height), self.pixels).histogram()
        half, seen, paper = self.width * self.height // 2, 0, 0
        while seen <= half:  # the median is the paper
            seen += counts[paper]
            paper += 1
        return sum(counts[: max(0, paper - 60)]) < _FEWEST_DARK

    def turned(self, quarters: int) -> Picture:
        """The page turned clockwise by quarters of a circle."""
        from PIL import Image

        image = Image.frombytes("L", (self.width, self.height), self.pixels).rotate(-90 * quarters, expand=True)
        return Picture(image.width, image.height, image.tobytes())


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a line and its four corners in pixels: upper left, upper right, lower right, lower left."""

    text: str
    corners: tuple[float, float, float, float, float, float, float, float]

    @property
    def em(self) -> float:
        """The width of a full character, in pixels."""
        x1, y1, x2, y2 = self.corners[:4]
        return math.hypot(x2 - x1, y2 - y1) / max(0.5, width_of(self.text))


def upright(fragments: tuple[Fragment, ...]) -> bool:
    """Whether the page stood as it is read: its lines lie, and are full of characters. Lines on their head or side give
    a few characters each, or none."""
    if not fragments:
        return False
    stretched = []
    for fragment in fragments:
        x1, y1, x2, _y2, _x3, _y3, x4, y4 = fragment.corners
        if abs(y4 - y1) > 1.5 * abs(x2 - x1) and len(fragment.text) > 1:
            stretched.append(9.0)
        else:
            stretched.append(fragment.em / max(1.0, math.hypot(x4 - x1, y4 - y1)))
    return median(stretched) < _STRETCHED


def width_of(text: str) -> float:
    """The width of a line in full characters; the narrow ones differ from face to face."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in text)
