"""What an OFD page draws: characters and straight strokes with their places on the page.

An object's points go through its CTM and are then shifted to its Boundary; a composite's points go through those of
the object that uses it as well. Places are in points from the page's lower left corner, as everywhere in our readers.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.errors import UnreadableFileError
from ingest.readers.pdf_tables import Rule

MAX_OBJECTS = 200_000  # of one page; a dense one has 3,000. Composites of composites would grow without end
MAX_GLYPHS = 200_000
MAX_RULES = 20_000  # a drawing with more is no table
_MAX_DEPTH = 40
_POINT = 72 / 25.4  # OFD counts in millimetres
_FAR = 1e5  # points; nothing is drawn 35 metres off the page
_SKEW = 0.15  # the sine of some 9°: a scan may be tilted by less, a watermark is by more

_PATH = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: pen position `x`, right end, baseline `y`, size; all in points.

    `run` numbers the TextCode it comes from, `parted` says that spaces stand before it there.
    """

    char: str
    x: float
    right: float
    y: float
    em: float
    run: int = 0
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture on the page: its resource, and its box in millimetres from the upper left corner."""

    resource: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.bottom - self.top)


@dataclass(slots=True)
class Drawn:
    """What stands on a page: horizontal runs in drawing order, vertical runs, strokes, and what was left out."""

    runs: list[list[Glyph]] = field(default_factory=list)
    columns: list[list[Glyph]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    images: list[Placed] = field(default_factory=list)
    paths: int = 0
    slanted: int = 0
    objects: int = 0
    glyphs: int = 0
    codes: int = 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def on(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, after: Matrix) -> Matrix:
        return Matrix(
            after.a * self.a + after.c * self.b,
            after.b * self.a + after.d * self.b,
            after.a * self.c + after.c * self.d,
            after.b * self.c + after.d * self.d,
            *after.on(self.e, self.f),
        )


class Canvas:
    """Collects what the layers of one page draw."""

    def __init__(self, height: float, units: dict[str, Any], too_much: str) -> None:
        """`height` of the page in millimetres; `units`: the composites by number; `too_much`: said when it is."""
        self.drawn = Drawn()
        self._units = units
        self._too_much = too_much
        self._page = Matrix(_POINT, 0, 0, -_POINT, 0, height * _POINT)

    def draw(self, content: Any) -> None:
        """Everything below a Content, Layer, PageBlock or template."""
        self._draw(content, Matrix(), 0)

    def _draw(self, parent: Any, above: Matrix, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise UnreadableFileError(self._too_much)
        for element in parent:
            self.drawn.objects += 1
            if self.drawn.objects > MAX_OBJECTS or self.drawn.glyphs > MAX_GLYPHS:
                raise UnreadableFileError(self._too_much)
            kind = local(element)
            if element.get("Visible", "true").strip().lower() in {"false", "0"}:
                continue
            if kind in {"Content", "Layer", "PageBlock"}:
                self._draw(element, above, depth + 1)
            elif kind == "TextObject":
                self._text(element, _own(element).then(above))
            elif kind == "PathObject":
                self._path(element, _own(element).then(above))
            elif kind == "ImageObject":
                self._image(element, above)
            elif kind == "CompositeObject":
                unit = self._units.get(element.get("ResourceID", "").strip())
                if unit is not None:
                    self._draw(unit, _own(element).then(above), depth + 1)

    def _image(self, element: Any, above: Matrix) -> None:
        box = numbers(element.get("Boundary"))
        if len(box) < 4:
            return
        one, other = above.on(box[0], box[1]), above.on(box[0] + box[2], box[1] + box[3])
        left, right = sorted((one[0], other[0]))
        top, bottom = sorted((one[1], other[1]))
        self.drawn.images.append(Placed(element.get("ResourceID", "").strip(), left, top, right, bottom))

    def _text(self, element: Any, matrix: Matrix) -> None:
        size = number(element.get("Size"), 3.5)
        wide = number(element.get("HScale"), 1.0) or 1.0
        onto = matrix.then(self._page)
        pen = (0.0, 0.0)
        for code in element:
            if local(code) != "TextCode":
                continue
            pen = number(code.get("X"), pen[0]), number(code.get("Y"), pen[1])
            self.drawn.codes += 1
            run = list(_place(code, pen, size, wide, onto, self.drawn.codes))
            self.drawn.glyphs += len(run)
            self._keep(run, onto)

    def _keep(self, run: list[Glyph], onto: Matrix) -> None:
        if not run:
            return
        length = math.hypot(onto.a, onto.b)
        if length == 0 or min(abs(onto.a), abs(onto.b)) > _SKEW * length:
            self.drawn.slanted += 1
            return
        across, down = abs(run[-1].x - run[0].x), abs(run[-1].y - run[0].y)
        if len(run) > 1 and down > across and down > run[0].em * 0.5:
            self.drawn.columns.append(run)
        else:
            self.drawn.runs.append(run)

    def _path(self, element: Any, matrix: Matrix) -> None:
        self.drawn.paths += 1
        stroked = element.get("Stroke", "true").strip().lower() not in {"false", "0"}
        filled = element.get("Fill", "false").strip().lower() in {"true", "1"}
        if not (stroked or filled) or len(self.drawn.rules) > MAX_RULES:
            return
        onto = matrix.then(self._page)
        for child in element:
            if local(child) == "AbbreviatedData":
                self.drawn.rules.extend(_strokes(child.text or "", onto, MAX_RULES))


def _place(code: Any, pen: tuple[float, float], size: float, wide: float, onto: Matrix, run: int) -> Iterator[Glyph]:
    """The glyphs of one TextCode. Without offsets a character takes its own width."""
    text = _bare(code.text or "")
    x_steps = deltas(code.get("DeltaX"), len(text))
    y_steps = deltas(code.get("DeltaY"), len(text))
    x, y = pen
    scale = math.hypot(onto.c, onto.d)
    for at, char in enumerate(text):
        advance = size * wide * (1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5)
        left, right = onto.on(x, y), onto.on(x + advance, y)
        if not char.isspace() and max(map(abs, (*left, *right))) < _FAR:
            low, high = sorted((left[0], right[0]))
            yield Glyph(char, low, high, left[1], size * scale, run, at > 0 and text[at - 1].isspace())
        if at < len(x_steps):
            x += x_steps[at]
        elif not y_steps:
            x += advance
        if at < len(y_steps):
            y += y_steps[at]


def _bare(text: str) -> str:
    """The characters that have an offset each: what a printer of indented XML put around them is not counted."""
    if "\n" not in text and "\r" not in text:
        return text
    return "".join(part.strip(" \t") for part in re.split(r"[\r\n]", text))


def deltas(value: str | None, wanted: int) -> list[float]:
    """Offsets from character to character; `g n d` stands for n times d. Never more than are wanted."""
    steps: list[float] = []
    words = iter((value or "").replace(",", " ").split())
    for word in words:
        if len(steps) >= wanted:
            break
        if word.lower() == "g":
            count = number(next(words, None), 0.0)
            step = number(next(words, None), 0.0)
            steps.extend([step] * int(min(max(count, 0.0), wanted - len(steps))))
        else:
            steps.append(number(word, 0.0))
    return steps


def _strokes(data: str, onto: Matrix, most: int) -> Iterator[Rule]:
    """The straight parts of a path: L lines, and the line that C closes with."""
    first = last = (0.0, 0.0)
    words = _PATH.findall(data[: most * 200])
    at = 0
    while at < len(words):
        command = words[at].upper()
        needed = _ARGUMENTS.get(command)
        at += 1
        if needed is None:
            continue  # a number too many, or a command we do not know
        values = [number(word, 0.0) for word in words[at : at + needed]]
        if len(values) < needed:
            return
        at += needed
        point = (values[-2], values[-1]) if values else first
        if command in "SM":
            first = point
        elif command in "LC":
            start, end = onto.on(*last), onto.on(*point)
            if max(map(abs, (*start, *end))) < _FAR:
                yield Rule(*start, *end)
        last = point


def _own(element: Any) -> Matrix:
    """From an object's own coordinates to those it stands in."""
    box = numbers(element.get("Boundary"))
    ctm = numbers(element.get("CTM"))
    inner = Matrix(*ctm[:6]) if len(ctm) >= 6 else Matrix()
    return inner.then(Matrix(e=box[0], f=box[1])) if len(box) >= 2 else inner


def local(element: Any) -> str:
    """An element's name without its namespace, whatever prefix a program gave it."""
    return str(element.tag).rpartition("}")[2]


def number(value: str | None, default: float) -> float:
    try:
        found = float(value) if value is not None else default
    except ValueError:
        return default
    return min(max(found, -1e9), 1e9) if math.isfinite(found) else default


def numbers(value: str | None) -> list[float]:
    return [number(word, 0.0) for word in (value or "").replace(",", " ").split()[:16]]
