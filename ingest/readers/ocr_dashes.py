"""Tells a dash from the numeral 一, which recognition confuses: by the length of the stroke.

In Chinese type a dash fills its square, so that two of them join, and 一 leaves a margin. How much differs from face to
face, so the strokes of one page are compared with each other: with those that must be 一 by the words around them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import median
from typing import Any

from ingest.readers.ocr_page import Fragment, Picture, width_of

_LONGER = 1.06  # than 一; the shortest dash among common faces is longer by a tenth
_SURE = re.compile(
    r"(?<=[第进统唯之任万同专某每逐])一|一(?=[是个批步系体些种定般律直致站流次年月日期季切方家项条、])|(?<=[（(])一(?=[）)])"
)
_PERHAPS = re.compile(r"(?<=[\u4e00-\u9fff”）])[一—](?=[\u4e00-\u9fff“（])")


def mend_dashes(picture: Picture, fragments: tuple[Fragment, ...]) -> tuple[Fragment, ...]:
    """The fragments with the doubtful 一 and — set right; they stay as they are on a page without a sure 一."""
    doubtful = [n for n, fragment in enumerate(fragments) if _doubts(fragment.text)]
    if not doubtful:
        return fragments
    import numpy as np

    page = np.frombuffer(picture.pixels, dtype=np.uint8).reshape(picture.height, picture.width)
    known = [
        length
        for fragment in fragments
        for match in _SURE.finditer(fragment.text)
        if (length := _stroke(page, fragment, match.start())) is not None
    ]
    if len(known) < 2:
        return fragments
    least = _LONGER * median(known)
    mended = list(fragments)
    for n in doubtful:
        text = list(fragments[n].text)
        for at in _doubts(fragments[n].text):
            length = _stroke(page, fragments[n], at)
            if length is not None:
                text[at] = "—" if length >= least else "一"
        mended[n] = replace(fragments[n], text="".join(text))
    return tuple(mended)


def _doubts(text: str) -> list[int]:
    sure = {match.start() for match in _SURE.finditer(text)}
    return [match.start() for match in _PERHAPS.finditer(text) if match.start() not in sure]


def _stroke(page: Any, fragment: Fragment, at: int) -> float | None:
    """The length, in ems, of the single horizontal stroke that stands where character `at` does; None if none does."""
    x1, y1, x2, y2, x3, y3, x4, y4 = fragment.corners
    em = fragment.em
    share = (width_of(fragment.text[:at]) + 0.5) / width_of(fragment.text)
    middle_x = (x1 + x4) / 2 + share * (x2 + x3 - x1 - x4) / 2
    middle_y = (y1 + y4) / 2 + share * (y2 + y3 - y1 - y4) / 2
    left, top = max(0, int(middle_x - 1.5 * em)), max(0, int(middle_y - 0.5 * em))
    window = page[top : int(middle_y + 0.5 * em), left : int(middle_x + 1.5 * em)]
    if window.size == 0:
        return None
    paper = int(sorted(window.ravel())[window.size * 3 // 4])
    dark = (window < paper - 70).sum(axis=0)
    thin = (dark > 0) & (dark <= 0.22 * em)
    best: tuple[float, float] | None = None
    start = None
    for x, on in enumerate([*thin.tolist(), False]):
        if on and start is None:
            start = x
        elif not on and start is not None:
            length, away = x - start, abs(left + (start + x) / 2 - middle_x)
            if length > 0.6 * em and away < 0.8 * em and (best is None or away < best[0]):
                best = (away, length / em)
            start = None
    return best[1] if best else None
