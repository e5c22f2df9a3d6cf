"""Where a heading could stand: every number, box, figure, dash and 前言 at a paragraph's start is a candidate.

A candidate's weight is what it costs to take it for ordinary text; which candidates are headings is decided by their
sequence, in `outline`.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from ingest.numbering import HAN, STATUTE, Marker, read_marker

_BOX = re.compile(r"(专栏)\s*(\d+(?:\s*[-—.－]\s*\d+)?|[一二三四五六七八九十]+)\s*[：:]?\s*")
_FIGURE = re.compile(r"(图)\s*(\d+(?:\s*[-—.－]\s*\d+)?)\s*(?=\S)")
_TABLE = re.compile(r"(表)\s*(\d+(?:\s*[-—.－]\s*\d+)?)(?:[：:]\s*|\s+)(?=\S)")
_UNNUMBERED = re.compile(r"(?:前\s*言|引\s*言|序\s*言|导\s*言|结\s*语|后\s*记|附\s*则|总\s*则)")
_ANNEX = re.compile(r"附\s*件\s*(\d{1,2}|[一二三四五六七八九十])?\s*[：:.．、]?\s*")
# A heading goes up to the first of these; a comma may stand inside.
_TITLE_STOP = re.compile(r"[。；：]|:(?!\d\d)|:(?=\d{4})")
# recognition loses the space between two headings; after these words nothing else can follow
_INLINE = re.compile(r"(?:(?<=[^\s，、；：])\s+|(?<=的建议))(?=[（(][一二三四五六七八九十]{1,3}[）)]\s*\S)")

_FIRST = frozenset("专图表附前引序导结后总—－" + HAN + "第（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX")

Kind = Literal["number", "box", "figure", "table", "dash", "unnumbered", "annex", "closing"]


class Block(NamedTuple):
    """A paragraph with its place in the text: what the outline is read from."""

    text: str
    start: int
    is_row: bool = False


class Candidate(NamedTuple):
    """A place where a heading could stand."""

    kind: Kind
    start: int  # in the document
    title_end: int
    title: str
    marker: Marker | None
    label: str  # 专栏1-1, 前言, ——
    alone: bool  # the heading fills its paragraph
    weight: float  # what it costs to take it for ordinary text


_MARKS = re.compile(r"[“《（(「『〈”》）)」』〉。；：:]")


def _title_end(text: str, start: int) -> int:
    """The end of the heading that starts at `start`: the first full stop or colon outside quotation marks."""
    depth = 0
    for match in _MARKS.finditer(text, start):
        char = match.group()
        if char in "“《（(「『〈":
            depth += 1
        elif char in "”》）)」』〉":
            depth = max(0, depth - 1)
        elif depth == 0 and _TITLE_STOP.match(text, match.start()):
            return match.start()
    return len(text)


def candidates_of(block: Block) -> list[Candidate]:
    text = block.text
    if block.is_row or not text or not (text[0] in _FIRST or text[0].isdigit()):
        return []
    found: list[Candidate] = []
    starts = [0]
    if len(text) < 120 and (" " in text or "的建议" in text) and read_marker(text) is not None:
        starts += [m.end() for m in _INLINE.finditer(text)]  # two headings on one line
    for n, start in enumerate(starts):
        stop = starts[n + 1] if n + 1 < len(starts) else len(text)
        candidate = _candidate(text[start:stop].rstrip(), block.start + start)
        if candidate is not None:
            found.append(candidate)
    return found


def _candidate(text: str, at: int) -> Candidate | None:
    first = text[0]
    if first not in _WORDS:
        return _numbered(text, at)
    if first in _CAPTIONS:
        kind, pattern = _CAPTIONS[first]
        match = pattern.match(text)
        if match and len(text) <= 60 and text[-1] not in "。，；":
            label = match.group(1) + re.sub(r"\s", "", re.sub("[—－.]", "-", match.group(2)))
            return Candidate(kind, at, at + len(text), text[match.end() :], None, label, True, 9.0)
        return None
    if text.startswith("——") and len(text) > 4 and not _SUBTITLE.match(text):
        end = _title_end(text, 2)
        if end - 2 <= 40:
            return Candidate("dash", at, at + end, text[2:end], None, "——", end >= len(text), 2.0)
    if len(text) <= 12 and _UNNUMBERED.fullmatch(text):
        word = re.sub(r"\s", "", text)
        return Candidate("unnumbered", at, at + len(text), word, None, word, True, 9.0)
    annex = _ANNEX.match(text)
    if annex and len(text) <= 50 and text[-1] not in "。，；：":
        label = "附件" + (annex.group(1) or "")
        return Candidate("annex", at, at + len(text), text[annex.end() :], None, label, True, 3.0)
    return None


# below the title of a speech, and of a newspaper's story
_SUBTITLE = re.compile(
    r"——\s*\d{4}\s*年[\d\s月日]{2,12}在|——[^。]{4,40}(?:观察|侧记|纪实|综述|透视|见闻|扫描|述评|纪事|速写|掠影|巡礼)$"
)
_CAPTIONS: dict[str, tuple[Kind, re.Pattern[str]]] = {
    "专": ("box", _BOX),
    "图": ("figure", _FIGURE),
    "表": ("table", _TABLE),
}
_WORDS = frozenset("专图表附前引序导结后总—－")


_ASKS = re.compile(r"\s*问[：:]\s*")


def _numbered(text: str, at: int) -> Candidate | None:
    marker = read_marker(text)
    if marker is None or marker.length >= len(text):
        return None
    if marker.style == "article":
        # a number with its text at once may be another article that a sentence speaks of
        spaced = text[marker.length - 1].isspace()
        end = at + marker.length
        return Candidate("number", at, end, "", marker, marker.number, False, 4.0 if spaced else 2.0)
    asks = _ASKS.match(text, marker.length)
    begin = asks.end() if asks is not None else marker.length  # 一、问：……？
    end = _title_end(text, begin)
    title = text[begin:end].strip()
    alone = end >= len(text) - 1 and len(title) <= 60
    if not title:
        return None
    if marker.style in STATUTE:
        weight = 6.0 if alone and text[-1] not in "。；，" else 1.0
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
    return Candidate("number", at, at + end, title, marker, marker.number, alone, weight)
