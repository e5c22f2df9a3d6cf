"""A page of a PDF, or of a file of pictures, as a picture with the quoted words boxed.

PDFium finds the words by their characters, blanks left out on both sides: a quote runs across line breaks, and the
document's text was mended where the page's was not. A quote that goes on overleaf is boxed as far as the page goes.
On a scanned page the recognised lines are boxed, as long as they are kept (ocr_cache.py).
"""

from __future__ import annotations

import ctypes
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.readers.image import count_pictures, picture_at
from ingest.readers.ocr import recall
from ingest.readers.ocr_boxes import bare, boxes_of
from ingest.readers.ocr_page import Picture, upright
from ingest.readers.pdf_layout import PDFIUM_LOCK
from ingest.readers.scan import draw

_DPI = 120  # A4 becomes 992 pixels wide: sharp in a panel half as wide, about 150 KB
_LONGEST = 4000  # pixels; a page larger than A0 is drawn coarser: a file may say that its page is a mile wide
_LEAST = 6  # characters: a shorter beginning of a quote would be found anywhere


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in hundredths of the page's width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


def pdf_png(path: Path, number: int) -> bytes | None:
    """The page `number` (from 1) of a PDF as a PNG; None when it has no such page."""
    import pypdfium2

    # PDFium is not thread-safe: a page drawn while an upload is read would crash the process, so both share one lock
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(path)
        try:
            if not 1 <= number <= len(document):
                return None
            page = document[number - 1]
            picture = page.render(scale=min(_DPI / 72, _LONGEST / max(*page.get_size(), 1.0))).to_pil()
        finally:
            document.close()
    return _png(picture)


def pdf_count(path: Path) -> int:
    """How many pages a PDF has."""
    import pypdfium2

    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(path)
        try:
            return len(document)
        finally:
            document.close()


def pdf_boxes(path: Path, number: int, quote: str) -> tuple[Box, ...]:
    """Where the quote stands on that page; nowhere when there is no such page."""
    import pypdfium2

    scanned = None
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(path)
        try:
            if not 1 <= number <= len(document):
                return ()
            page = document[number - 1]
            boxes = _boxes(page, quote)
            if not boxes:
                scanned = draw(page)
        finally:
            document.close()
    return boxes if scanned is None else _scanned_boxes(scanned, quote)


def picture_png(path: Path, number: int) -> bytes | None:
    """The picture `number` (from 1) of a file of pictures as a PNG; None when it has no such."""
    from PIL import Image

    scanned = picture_at(path.read_bytes(), path.name, number)
    if scanned is None:
        return None
    picture = Image.frombytes("L", (scanned.width, scanned.height), scanned.pixels)
    picture.thumbnail((_DPI * 9, _DPI * 12))
    return _png(picture)


def picture_boxes(path: Path, number: int, quote: str) -> tuple[Box, ...]:
    """Where the quote stands on that picture; nowhere when there is no such."""
    scanned = picture_at(path.read_bytes(), path.name, number)
    return () if scanned is None else _scanned_boxes(scanned, quote)


def picture_count(path: Path) -> int:
    """How many pictures a file of pictures has."""
    return count_pictures(path.read_bytes(), path.name)


def _png(picture: Any) -> bytes:
    file = io.BytesIO()
    picture.convert("P", palette=1, colors=64).save(file, "PNG")
    return file.getvalue()


def _scanned_boxes(picture: Picture, quote: str) -> tuple[Box, ...]:
    """The boxes on a page that was recognised when it was read; none if that was forgotten, or the page lay askew."""
    fragments = recall(picture) or ()
    return tuple(
        Box(
            100 * left / picture.width,
            100 * top / picture.height,
            100 * (right - left) / picture.width,
            100 * (bottom - top) / picture.height,
        )
        for left, top, right, bottom in boxes_of(fragments if upright(fragments) else (), quote)
    )


def _boxes(page: Any, quote: str) -> tuple[Box, ...]:
    text = page.get_textpage()
    try:
        found = find(_characters(text), quote)
        if found is None:
            return ()
        width, height = page.get_size()
        rects = [text.get_rect(at) for at in range(text.count_rects(*found))]
    finally:
        text.close()
    return boxes_on(rects, width, height)


def boxes_on(rects: list[tuple[float, float, float, float]], width: float, height: float) -> tuple[Box, ...]:
    """The boxes, one a line, of rectangles (left, bottom, right, top) on a page of that size, measured from below."""
    return tuple(
        Box(
            100 * left / width,
            100 * (height - top) / height,
            100 * (right - left) / width,
            100 * (top - bottom) / height,
        )
        for left, bottom, right, top in lines_of(rects)
    )


def lines_of(rects: list[tuple[float, float, float, float]]) -> list[tuple[float, float, float, float]]:
    """One rectangle (left, bottom, right, top) a line: PDFium begins a new one wherever the font or the spacing
    changes."""
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
        found.extend((char, at) for char in bare(chr(code) if code < 0x110000 else ""))
    return found


def find(characters: list[tuple[str, int]], quote: str) -> tuple[int, int] | None:
    """The index and count, in the count that the characters come with, of the longest beginning of the quote among
    them."""
    page = "".join(char for char, _ in characters)
    wanted = bare(quote)
    low, high = 0, len(wanted)
    while low < high:  # if a beginning stands on the page, so does every shorter one
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in page else (low, middle - 1)
    if low == 0 or (low < len(wanted) and low < _LEAST):
        return None
    start = page.find(wanted[:low])
    first, last = characters[start][1], characters[start + low - 1][1]
    return first, last - first + 1
