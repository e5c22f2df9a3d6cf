"""Scanned pages: pages of a PDF as pictures, and pictures as lines. What pdf.py and image.py share."""

from __future__ import annotations

from typing import Any

from ingest.readers import ocr, ocr_layout
from ingest.readers.ocr_page import Picture, upright
from ingest.schema import RawLine

_LONGEST = 4000  # pixels; a page larger than A2 is drawn coarser
_SHORTEST = 1600  # a page whose size is given in other units than points is drawn finer


def read_scan(picture: Picture) -> tuple[RawLine, ...]:
    """The lines on a picture, however it lies; none on an empty page. Raises ocr.OcrError."""
    if picture.blank:
        return ()
    fragments = ocr.recognise(picture)
    if not upright(fragments):
        tries = [fragments, *(ocr.recognise(picture.turned(quarters)) for quarters in (1, 2, 3))]
        fragments = max(tries, key=lambda found: sum(len(f.text) for f in found) if upright(found) else 0)
    return tuple(ocr_layout.lay_out(fragments))


def draw(page: Any) -> Picture:
    """A page of pypdfium2's as it is recognised: always the same pixels for the same page. Needs PDFIUM_LOCK."""
    width, height = page.get_size()
    longest = max(width, height, 1.0)
    scale = min(max(ocr.DPI / 72, _SHORTEST / longest), _LONGEST / longest)
    image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    return Picture(image.width, image.height, image.tobytes())


def say_pages(numbers: list[int]) -> str:
    """Page numbers as a person writes them: 2、5至9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [str(run[0]) if len(run) == 1 else f"{run[0]}{'、' if len(run) == 2 else '至'}{run[-1]}" for run in runs]
    return "、".join(said[:10]) + ("等" if len(said) > 10 else "")
