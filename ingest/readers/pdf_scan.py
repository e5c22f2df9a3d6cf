"""The pages of a PDF that have no usable text layer: PDFium's reading of them, else what OCR recognises.

A page that cannot be recognised stays without text and is named; its neighbours are not harmed.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from ingest.readers import ocr, scan
from ingest.readers.pdf_layout import PDFIUM_LOCK
from ingest.readers.text import odd_share
from ingest.schema import RawLine

_MAX_ODD_SHARE = 0.2  # private-use or undefined characters: the fonts lack a table back to Unicode
_MAX_FOREIGN_SHARE = 0.3  # accented Latin letters: Chinese bytes read as a Western encoding
_FEW = 60  # characters; a scanner's own mark (“扫描全能王 创建”) on a picture of a page is no text layer
_COVERED = 0.5  # of the page's area
MAX_PAGE_TEXT = 200_000  # characters; a page in the smallest print has some thousands


class TooMuchTextError(Exception):
    """A page has more text than could be read."""


@dataclass(slots=True)
class Scans:
    """Pages (from 1) whose text did not come from pypdf."""

    texts: dict[int, str] = field(default_factory=dict)  # what PDFium read
    lines: dict[int, tuple[RawLine, ...]] = field(default_factory=dict)  # what was recognised
    bare: list[int] = field(default_factory=list)  # nothing on it, or nothing that could be recognised
    failed: list[int] = field(default_factory=list)  # recognition broke off
    garbled: list[int] = field(default_factory=list)  # a text layer that is no text, and nothing better


def is_garbled(text: str) -> bool:
    """Whether a text layer's characters are not what the page shows."""
    visible = "".join(text.split())
    if odd_share(visible) > _MAX_ODD_SHARE:
        return True
    return sum("\u00a1" <= char <= "\u00ff" for char in visible) > _MAX_FOREIGN_SHARE * max(10, len(visible))


def read_pages(data: bytes, texts: list[str]) -> Scans:
    """What stands on the pages whose text in `texts` is missing or garbled, and on those that are covered by a picture
    under a few words."""
    scans = Scans()
    poor = [number for number, text in enumerate(texts, 1) if len("".join(text.split())) < _FEW or is_garbled(text)]
    if poor:
        _look(data, texts, poor, scans)
    return scans


def _look(data: bytes, texts: list[str], poor: list[int], scans: Scans) -> None:
    import pypdfium2

    try:
        with PDFIUM_LOCK:
            document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:  # PDFium cannot open what pypdf could
        for number in poor:
            _settle(number, texts[number - 1], scans)
        return
    try:
        for number in poor:
            try:
                _look_at(document, number, texts[number - 1], scans)
            except (pypdfium2.PdfiumError, ValueError, OSError, MemoryError):  # one damaged page among others
                _settle(number, texts[number - 1], scans)
    finally:
        with PDFIUM_LOCK:
            document.close()


def _look_at(document: Any, number: int, text: str, scans: Scans) -> None:
    """Decides about one page; OCR runs outside the lock, since it takes seconds."""
    with PDFIUM_LOCK:
        page = document[number - 1]
        try:
            if _is_empty(page):
                _settle(number, text, scans)
                return
            other = _text(page)
            usable = [t for t in (text, other) if t.strip() and not is_garbled(t)]
            best = usable[0] if usable else ""
            if best and not (len("".join(best.split())) < _FEW and _is_picture(page)):
                if best is not text:
                    scans.texts[number] = best
                return
            picture = scan.draw(page) if ocr.available() else None
        finally:
            page.close()
    lines: tuple[RawLine, ...] = ()
    if picture is not None:
        try:
            lines = scan.read_scan(picture)
        except ocr.OcrError:
            scans.failed.append(number)
    if sum(len(line.text) for line in lines) > len(best):
        scans.lines[number] = lines
    elif best:
        if best is not text:
            scans.texts[number] = best
    else:
        _settle(number, text, scans)


def _settle(number: int, text: str, scans: Scans) -> None:
    """A page that nothing could be made of."""
    if number in scans.failed:
        scans.texts[number] = ""
    elif is_garbled(text):
        scans.texts[number] = ""
        scans.garbled.append(number)
    elif not text.strip():
        scans.bare.append(number)


def _text(page: Any) -> str:
    layer = page.get_textpage()
    try:
        if layer.count_chars() > MAX_PAGE_TEXT:
            raise TooMuchTextError
        text = layer.get_text_range()
    finally:
        layer.close()
    # PDFium marks a hyphen at a line's end by a control character
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\x02", "-"))


def _is_empty(page: Any) -> bool:
    """Whether nothing at all is on the page: it needs neither drawing nor OCR, which take seconds."""
    import pypdfium2.raw as pdfium

    return next(page.get_objects(max_depth=1), None) is None and not pdfium.FPDFPage_GetAnnotCount(page)


def _is_picture(page: Any) -> bool:
    """Whether one picture covers most of the page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = drawn.get_bounds()
        if (right - left) * (top - bottom) > _COVERED * width * height:
            return True
    return False
