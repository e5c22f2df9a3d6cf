"""Where a heading could stand: every number, box, figure, dash and 前言 at a paragraph's start is a candidate.

A candidate's weight is what it costs to take it for ordinary text; which candidates are headings is decided by their
sequence, in `outline`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.numbering import Marker, read_marker

_BOX = re.compile(r"(专栏)\s*(\d+(?:\s*[-—.－]\s*\d+)?|[一二三四五六七八九十]+)\s*[：:]?\s*")
_FIGURE = re.compile(r"(图)\s*(\d+(?:\s*[-—.－]\s*\d+)?)\s*(?=\S)")
_UNNUMBERED = re.compile(r"(?:前\s*言|引\s*言|序\s*言|导\s*言|结\s*语|后\s*记|附\s*则|总\s*则)")
_ANNEX = re.compile(r"附\s*件\s*(\d{1,2}|[一二三四五六七八九十])?\s*[：:]?")
# A heading goes up to the first of these; a comma may stand inside.
_TITLE_STOP = re.compile(r"[。；：]|:(?!\d\d)|:(?=\d{4})")
_INLINE = re.compile(r"(?<=[^\s，、；：])\s+(?=[（(][一二三四五六七八九十]{1,3}[）)]\s*\S)")

Kind = Literal["number", "box", "figure", "dash", "unnumbered", "annex"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph with its place in the text: what the outline is read from."""

    text: str
    start: int
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    kind: Kind
    start: int  # in the document
    title_start: int
    title_end: int
    title: str
    marker: Marker | None
    label: str  # 专栏1-1, 前言, ——
    alone: bool  # the heading fills its paragraph
    weight: float  # what it costs to take it for ordinary text


def _title_end(text: str, start: int) -> int:
    """The end of the heading that starts at `start`: the first full stop or colon outside quotation marks."""
    depth = 0
    for i in range(start, len(text)):
        char = text[i]
        if char in "“《（(「『〈":
            depth += 1
        elif char in "”》）)」』〉":
            depth = max(0, depth - 1)
        elif depth == 0 and _TITLE_STOP.match(text, i):
            return i
    return len(text)


def candidates_of(block: Block) -> list[Candidate]:
    if block.is_row:
        return []
    text = block.text
    found: list[Candidate] = []
    starts = [0]
    if read_marker(text) is not None and len(text) < 120:
        starts += [m.end() for m in _INLINE.finditer(text)]  # two headings on one line
    for n, start in enumerate(starts):
        stop = starts[n + 1] if n + 1 < len(starts) else len(text)
        candidate = _candidate(text[start:stop].rstrip(), block.start + start)
        if candidate is not None:
            found.append(candidate)
    return found


def _candidate(text: str, at: int) -> Candidate | None:
    special: tuple[tuple[Kind, re.Pattern[str]], ...] = (("box", _BOX), ("figure", _FIGURE))
    for kind, pattern in special:
        match = pattern.match(text)
        if match and len(text) <= 60 and text[-1] not in "。，；":
            label = match.group(1) + re.sub(r"\s", "", re.sub("[—－.]", "-", match.group(2)))
            return Candidate(kind, at, at + match.end(), at + len(text), text[match.end() :], None, label, True, 9.0)
    if text.startswith("——") and len(text) > 4:
        end = _title_end(text, 2)
        if end - 2 <= 40:
            return Candidate("dash", at, at + 2, at + end, text[2:end], None, "——", end >= len(text), 2.0)
    if _UNNUMBERED.fullmatch(text):
        word = re.sub(r"\s", "", text)
        return Candidate("unnumbered", at, at, at + len(text), word, None, word, True, 9.0)
    annex = _ANNEX.match(text)
    if annex and len(text) <= 50 and text[-1] not in "。，；：":
        label = "附件" + (annex.group(1) or "")
        return Candidate("annex", at, at + annex.end(), at + len(text), text[annex.end() :], None, label, True, 3.0)
    marker = read_marker(text)
    if marker is None or marker.length >= len(text):
        return None
    return _numbered(text, at, marker)


def _numbered(text: str, at: int, marker: Marker) -> Candidate | None:
    end = _title_end(text, marker.length)
    if marker.style in {"article", "phase"}:
        end = min(end, len(text)) if marker.style == "phase" else marker.length
    title = text[marker.length : end].strip()
    alone = end >= len(text) - 1 and len(title) <= 60
    if marker.style == "article":
        title, weight = "", 4.0
    elif not title:
        return None
    elif alone and len(title) <= 50:
        weight = 3.0
    elif len(title) <= 40:
        weight = 2.0
    elif len(title) <= 80:
        weight = 1.0
    else:  # an item of a list rather than a heading: it still has its number, and is cited by it
        weight, end = 0.7, marker.length
        title = ""
    if marker.doubtful:
        weight = min(weight, 0.6)
    return Candidate("number", at, at + marker.length, at + end, title, marker, marker.number, alone, weight)
