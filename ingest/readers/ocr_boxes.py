"""Where a quote stands on a page that was recognised: the fragments whose words it shares.

Fragments are compared one by one, in no order, so columns need no care. A quote's first and last line are boxed in
part, as far along as their share of the line's width.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ingest.readers.ocr_layout import mend
from ingest.readers.ocr_page import Fragment, width_of

_LEAST = 4  # characters: a shorter common part would be found anywhere


def boxes_of(fragments: Iterable[Fragment], quote: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom, in pixels, of each line of the quote, from top to bottom."""
    wanted = bare(quote)
    boxes = []
    for fragment in fragments:
        text = bare(mend(fragment.text))
        first, last = _shared(text, wanted)
        if first < last:
            x1, y1, x2, y2, x3, y3, x4, y4 = fragment.corners
            left, right = (x1 + x4) / 2, (x2 + x3) / 2
            whole = width_of(text)
            start, end = width_of(text[:first]) / whole, width_of(text[:last]) / whole
            boxes.append((left + start * (right - left), min(y1, y2), left + end * (right - left), max(y3, y4)))
    return sorted(boxes, key=lambda box: (box[1], box[0]))


def bare(text: str) -> str:
    """The visible characters in one form, as quotes and pages are compared."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if not char.isspace() and char.isprintable())


def _shared(line: str, quote: str) -> tuple[int, int]:
    """The part of a line that belongs to a quote: all of it, its end, its beginning, or the quote within it."""
    if quote and quote in line:
        return line.find(quote), line.find(quote) + len(quote)
    if len(line) >= _LEAST and line in quote:
        return 0, len(line)
    for size in range(min(len(line), len(quote)) - 1, _LEAST - 1, -1):
        if line.endswith(quote[:size]):
            return len(line) - size, len(line)
        if line.startswith(quote[-size:]):
            return 0, size
    return 0, 0
