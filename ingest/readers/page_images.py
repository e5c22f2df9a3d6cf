"""The pages of an original as pictures, and where a quote stands on them, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.readers.ofd_page import ofd_boxes, ofd_count, ofd_svg
from ingest.readers.pdf_page import Box, pdf_boxes, pdf_count, pdf_png, picture_boxes, picture_count, picture_png


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture of a page: its bytes and what they are."""

    data: bytes
    media: str


_PNG, _SVG = "image/png", "image/svg+xml"
_DRAW: Mapping[str, tuple[Callable[[Path, int], bytes | None], str]] = {
    "pdf": (pdf_png, _PNG),
    "image": (picture_png, _PNG),
    "ofd": (ofd_svg, _SVG),
}
_BOXES: Mapping[str, Callable[[Path, int, str], tuple[Box, ...]]] = {
    "pdf": pdf_boxes,
    "image": picture_boxes,
    "ofd": ofd_boxes,
}
_COUNT: Mapping[str, Callable[[Path], int]] = {"pdf": pdf_count, "image": picture_count, "ofd": ofd_count}
PAGED = frozenset(_DRAW)
"""The formats (`Document.format`) whose pages can be drawn."""


def draw_page(path: Path, format: str, number: int) -> PagePicture | None:
    """The page `number` (from 1) of the original at `path`; None when it has no such page, or no pages at all."""
    if format not in _DRAW:
        return None
    draw, media = _DRAW[format]
    data = draw(path, number)
    return None if data is None else PagePicture(data, media)


def page_count(path: Path, format: str) -> int:
    """How many pages the original at `path` has, those without words too; 0 when it has none."""
    return _COUNT[format](path) if format in _COUNT else 0


def quote_boxes(path: Path, format: str, number: int, quote: str) -> tuple[Box, ...]:
    """Where the quote, or its longest beginning, stands on that page."""
    return _BOXES[format](path, number, quote) if format in _BOXES else ()
