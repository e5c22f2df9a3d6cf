"""A page of an OFD as an SVG: its characters and strokes where they stand, its pictures; and a quote's boxes on it.

The browser sets the characters in a Chinese font of its own, all in black: fonts and colours of the file are not read,
nor are seals, which are annotations. It is where the words stand that the page is opened for.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from ingest.errors import UnreadableFileError
from ingest.readers.image import first_picture
from ingest.readers.ocr_boxes import bare
from ingest.readers.ofd import Drawing, count_pages, drawing
from ingest.readers.ofd_content import Glyph
from ingest.readers.pdf_page import Box, boxes_on, find

_POINT = 72 / 25.4
_FONTS = "SimSun, FangSong, Songti SC, Noto Serif CJK SC, Source Han Serif SC, serif"
_ASCENT, _DESCENT = 0.88, 0.12  # of an em, as Chinese fonts have it
_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}
_MOST_BYTES = 8 * 1024 * 1024  # of a picture
_MOST_SHOWN = 24 * 1024 * 1024  # characters of all pictures of a page: one can be placed on it fifty times


def ofd_svg(path: Path, number: int) -> bytes | None:
    """The page `number` (from 1); None when the file has no such page."""
    page = drawing(path.read_bytes(), path.name, number)
    if page is None:
        return None
    width, height = (side * _POINT for side in page.size)
    pieces = [*_pictures(page), *_strokes(page, height), *_words(page, height)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.2f} {height:.2f}" width="{width * 1.6:.0f}" '
        f'height="{height * 1.6:.0f}" font-family="{_FONTS}"><rect width="100%" height="100%" fill="#fff"/>'
        f"{''.join(pieces)}</svg>"
    ).encode("utf-8", "replace")


def ofd_count(path: Path) -> int:
    """How many pages an OFD has."""
    return count_pages(path.read_bytes(), path.name)


def ofd_boxes(path: Path, number: int, quote: str) -> tuple[Box, ...]:
    """Where the quote stands on that page; nowhere when there is no such page, or its words are a picture."""
    page = drawing(path.read_bytes(), path.name, number)
    if page is None:
        return ()
    width, height = (side * _POINT for side in page.size)
    glyphs = _in_reading_order(page)
    characters = [(char, at) for at, glyph in enumerate(glyphs) for char in bare(glyph.char)]
    found = find(characters, quote)
    if found is None:
        return ()
    rects = [
        (glyph.x, glyph.y - _DESCENT * glyph.em, glyph.right, glyph.y + _ASCENT * glyph.em)
        for glyph in glyphs[found[0] : found[0] + found[1]]
    ]
    return boxes_on(rects, width, height)


def _in_reading_order(page: Drawing) -> list[Glyph]:
    """Line by line from the top; two baselines a third of an em apart are two lines."""
    glyphs = [glyph for run in page.drawn.runs for glyph in run]
    glyphs.sort(key=lambda glyph: -glyph.y)
    lines: list[list[Glyph]] = []
    for glyph in glyphs:
        if lines and abs(lines[-1][0].y - glyph.y) < glyph.em / 3:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [glyph for line in lines for glyph in sorted(line, key=lambda glyph: glyph.x)]


def _words(page: Drawing, height: float) -> Iterator[str]:
    for run in (*page.drawn.runs, *page.drawn.columns):
        shown = [glyph for glyph in run if glyph.char.isprintable()]
        for em, group in groupby(shown, key=lambda glyph: round(glyph.em, 2)):
            glyphs = list(group)
            across = " ".join(f"{glyph.x:.2f}" for glyph in glyphs)
            down = " ".join(f"{height - glyph.y:.2f}" for glyph in glyphs)
            words = html.escape("".join(glyph.char for glyph in glyphs))
            yield f'<text font-size="{em}" x="{across}" y="{down}">{words}</text>'


def _strokes(page: Drawing, height: float) -> Iterator[str]:
    lines = "".join(
        f"M{rule.x0:.2f} {height - rule.y0:.2f}L{rule.x1:.2f} {height - rule.y1:.2f}" for rule in page.drawn.rules
    )
    if lines:
        yield f'<path d="{lines}" stroke="#000" stroke-width=".6" fill="none"/>'


def _pictures(page: Drawing) -> Iterator[str]:
    addresses: dict[bytes, str] = {}
    left_over = _MOST_SHOWN
    for placed, data in page.pictures:
        if data not in addresses:
            addresses[data] = _address(data)
        address = addresses[data]
        left_over -= len(address)
        if address and left_over >= 0:
            left, top = placed.left * _POINT, placed.top * _POINT
            width, height = (placed.right - placed.left) * _POINT, (placed.bottom - placed.top) * _POINT
            yield (
                f'<image x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}" '
                f'preserveAspectRatio="none" href="{address}"/>'
            )


def _address(data: bytes) -> str:
    """A picture as a data address, of the kinds that browsers show; "" for one that nobody here reads."""
    kind = next((kind for magic, kind in _KINDS.items() if data.startswith(magic)), None)
    if kind is None or len(data) > _MOST_BYTES:
        from PIL import Image

        try:
            picture = first_picture(data, "")
        except UnreadableFileError:  # the words are shown without it
            return ""
        file = io.BytesIO()
        Image.frombytes("L", (picture.width, picture.height), picture.pixels).save(file, "PNG")
        data, kind = file.getvalue(), "png"
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
