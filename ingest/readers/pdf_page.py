"""A page of a PDF as a picture with the quoted words boxed.

PDFium finds the words by their characters, blanks left out on both sides: a quote runs across line breaks, and the
document's text was mended where the page's was not. A quote that goes on overleaf is boxed as far as the page goes.
"""

from __future__ import annotations

import base64
import ctypes
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.readers.pdf_layout import PDFIUM_LOCK

_DPI = 120  # A4 becomes 992 pixels wide: sharp in a panel half as wide, about 150 KB
_LEAST = 6  # characters: a shorter beginning of a quote would be found anywhere


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in hundredths of the page's width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """A rendered page: a PNG as a data address, so that no file of it lies about, and the boxes."""

    number: int
    address: str
    boxes: tuple[Box, ...]


def render_page(path: Path, number: int, quote: str) -> PageImage | None:
    """The page `number` (from 1) of the PDF at `path`; None when the file has no such page."""
    import pypdfium2

    # PDFium is not thread-safe: a page drawn while an upload is read would crash the process, so both share one lock
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(path)
        try:
            if not 1 <= number <= len(document):
                return None
            page = document[number - 1]
            boxes = _boxes(page, quote)
            picture = page.render(scale=_DPI / 72).to_pil()
        finally:
            document.close()
    file = io.BytesIO()
    picture.convert("P", palette=1, colors=64).save(file, "PNG")
    return PageImage(number, "data:image/png;base64," + base64.b64encode(file.getvalue()).decode(), boxes)


def _boxes(page: Any, quote: str) -> tuple[Box, ...]:
    text = page.get_textpage()
    try:
        found = _find(_characters(text), quote)
        if found is None:
            return ()
        width, height = page.get_size()
        rects = [text.get_rect(at) for at in range(text.count_rects(*found))]
    finally:
        text.close()
    return tuple(
        Box(
            100 * left / width,
            100 * (height - top) / height,
            100 * (right - left) / width,
            100 * (top - bottom) / height,
        )
        for left, bottom, right, top in _lines(rects)
    )


def _lines(rects: list[tuple[float, float, float, float]]) -> list[tuple[float, float, float, float]]:
    """One rectangle a line: PDFium begins a new one wherever the font or the spacing changes."""
    lines: list[tuple[float, float, float, float]] = []
    for left, bottom, right, top in rects:
        if lines:
            last = lines[-1]
            shared = min(top, last[3]) - max(bottom, last[1])
            height = min(top - bottom, last[3] - last[1])
            if shared > height / 2 and -height < left - last[2] < 2 * height:
                lines[-1] = (min(left, last[0]), min(bottom, last[1]), max(right, last[2]), max(top, last[3]))
                continue
        lines.append((left, bottom, right, top))
    return lines


def _characters(text: Any) -> list[tuple[str, int]]:
    """The page's visible characters, each with its index in PDFium's count."""
    import pypdfium2.raw as pdfium

    found: list[tuple[str, int]] = []
    for at in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, ctypes.c_int(at))
        found.extend((char, at) for char in _bare(chr(code) if code < 0x110000 else ""))
    return found


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if not char.isspace() and char.isprintable())


def _find(characters: list[tuple[str, int]], quote: str) -> tuple[int, int] | None:
    """The index and count, in PDFium's characters, of the longest beginning of the quote on the page."""
    page = "".join(char for char, _ in characters)
    wanted = _bare(quote)
    low, high = 0, len(wanted)
    while low < high:  # if a beginning stands on the page, so does every shorter one
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in page else (low, middle - 1)
    if low == 0 or (low < len(wanted) and low < _LEAST):
        return None
    start = page.find(wanted[:low])
    first, last = characters[start][1], characters[start + low - 1][1]
    return first, last - first + 1
