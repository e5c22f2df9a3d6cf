"""From recognised fragments to the lines of a page, in the order in which a person reads them.

The page is set straight by the slope of its long fragments. Fragments on one height make a row; rows that keep a
common gap over several lines are columns of running text, read one after the other, or, where the pieces are short,
rows of a table. As in a PDF's text layer, an empty line goes before a line that is indented by two characters.
Not found: the cells of a table whose text runs over several lines, writing from top to bottom.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from statistics import median

from ingest.readers.ocr_page import Fragment, width_of
from ingest.schema import RawLine

_LONG = 8  # characters in a fragment that says something about slope and size
_GAP = 1.2  # ems of empty space that part two columns
_FEWEST_ROWS = 3
_FULL = 0.7  # of a column's width: what half of the lines of running text reach


@dataclass(frozen=True, slots=True)
class Piece:
    """A fragment on the straightened page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


_Row = list[Piece]


def lay_out(fragments: tuple[Fragment, ...]) -> list[RawLine]:
    """The lines of a page."""
    pieces = straighten(fragments)
    if not pieces:
        return []
    em = _em(pieces)
    lines: list[RawLine] = []
    for block, gutters in _blocks(_rows(pieces), em):
        columns = _columns(block, gutters)
        if not gutters:
            lines.extend(_running(block))
        elif _are_text(columns):
            for column in columns:
                lines.extend(_running(_rows(column)))
        else:
            several = [n for n, row in enumerate(block) if len(row) > 1]
            first, last = several[0], several[-1] + 1
            lines.extend(_running(block[:first]))
            lines.extend(_table(block[first:last], gutters))
            lines.extend(_running(block[last:]))
    return lines


def straighten(fragments: tuple[Fragment, ...]) -> list[Piece]:
    """The fragments on a page turned so that lines are level."""
    slope = _slope(fragments)
    cos, sin = math.cos(slope), math.sin(slope)
    pieces = []
    for fragment in fragments:
        x1, y1, x2, y2, x3, y3, x4, y4 = fragment.corners
        text = mend(fragment.text)
        if not text:
            continue
        points = [(x * cos + y * sin, y * cos - x * sin) for x, y in ((x1, y1), (x2, y2), (x3, y3), (x4, y4))]
        (left1, top1), (right1, top2), (right2, bottom1), (left2, bottom2) = points
        pieces.append(
            Piece(text, (left1 + left2) / 2, (right1 + right2) / 2, (top1 + top2) / 2, (bottom1 + bottom2) / 2)
        )
    return pieces


def mend(text: str) -> str:
    """What recognition mixes up: brackets of two widths, two dashes of which one looks like 一, a list's dash that runs
    into the number after it, the dots between a heading and its page."""
    text = re.sub(r"〔(\d{4})[\]］】)]", r"〔\1〕", text)
    text = re.sub(r"[\[［【(](\d{4})〕", r"〔\1〕", text)
    text = re.sub(r"\(([^()（）]*)）|（([^()（）]*)\)", r"（\1\2）", text)
    text = re.sub(r"(?<![.．…·\s])[.．…·\s]+(?=\d{1,4}$)", _dots, text)
    text = re.sub("—一|一—", "——", text.strip())
    text = re.sub("^一一(?=[\u4e00-\u9fff])", "——", text)  # no sentence starts so, and dashes begin many lines
    return re.sub(r"^[-•·]\s*(?=[（(]?[一二三四五六七八九十]+[、.．）)]|[（(]?\d{1,2}[、.．）)](?!\d))", "- ", text)


def _dots(found: re.Match[str]) -> str:
    """Dots and blanks before a number as six dots, where they are more than one dot."""
    return "......" if re.search(r"…|[.．·]{2}", found.group()) else found.group()


def _slope(fragments: tuple[Fragment, ...]) -> float:
    found = []
    for fragment in fragments:
        x1, y1, x2, y2 = fragment.corners[:4]
        if len(fragment.text) >= _LONG and x2 > x1:
            found.append(math.atan2(y2 - y1, x2 - x1))
    return median(found) if found else 0.0


def _em(pieces: list[Piece]) -> float:
    """The width of a full character in most of the text."""
    sizes = [(piece.right - piece.left) / width_of(piece.text) for piece in pieces if len(piece.text) >= _LONG]
    return median(sizes or [piece.height * 0.8 for piece in pieces])


def _rows(pieces: list[Piece]) -> list[_Row]:
    """Pieces on one height, from left to right; rows from top to bottom."""
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        if rows:
            last = rows[-1]
            level = sum(p.middle for p in last) / len(last)
            height = min(piece.height, max(p.height for p in last))
            beside = all(piece.left > p.right - height or piece.right < p.left + height for p in last)
            if abs(piece.middle - level) < 0.5 * height and beside:
                last.append(piece)
                continue
        rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


def _blocks(rows: list[_Row], em: float) -> list[tuple[list[_Row], list[float]]]:
    """Runs of rows, each with the gutters that part its pieces: the middles of strips that all of its rows leave empty.

    A run without gutters is text over the whole width.
    """
    page = min(p.left for row in rows for p in row), max(p.right for row in rows for p in row)
    blocks: list[tuple[list[_Row], list[float]]] = []
    start = 0
    while start < len(rows):
        free, gutters, end = [page], list[tuple[float, float]](), start
        while end < len(rows):
            free = _less(free, rows[end], em)
            parting = _parting(free, rows[start : end + 1])
            if not free or (gutters and not parting):
                break
            gutters, end = parting, end + 1
        block, middles = rows[start:end], [(low + high) / 2 for low, high in gutters]
        # the lines of two columns need not stand at one height
        if gutters and (_several(block) >= _FEWEST_ROWS or _are_text(_columns(block, middles))):
            blocks.append((block, middles))
            start = end
            continue
        if not blocks or blocks[-1][1]:
            blocks.append(([], []))
        blocks[-1][0].append(rows[start])
        start += 1
    return blocks


def _several(block: list[_Row]) -> int:
    return sum(len(row) > 1 for row in block)


def _less(free: list[tuple[float, float]], row: _Row, em: float) -> list[tuple[float, float]]:
    """The strips that stay empty when a row is laid over them."""
    for piece in row:
        free = [
            (low, high)
            for a, b in free
            for low, high in ((a, min(b, piece.left)), (max(a, piece.right), b))
            if high - low >= _GAP * em
        ]
    return free


def _parting(free: list[tuple[float, float]], rows: list[_Row]) -> list[tuple[float, float]]:
    """The strips that have pieces on both sides."""
    left = min(p.right for row in rows for p in row)
    right = max(p.left for row in rows for p in row)
    return [(low, high) for low, high in free if left <= low and high <= right]


def _columns(block: list[_Row], gutters: list[float]) -> list[list[Piece]]:
    bounds = [-math.inf, *gutters, math.inf]
    return [
        [piece for row in block for piece in row if low < (piece.left + piece.right) / 2 <= high]
        for low, high in itertools.pairwise(bounds)
    ]


def _are_text(columns: list[list[Piece]]) -> bool:
    """Whether columns hold running text: half of their lines and more are full."""
    for column in columns:
        if len(column) < _FEWEST_ROWS:
            return False
        width = max(p.right for p in column) - min(p.left for p in column)
        if median(p.right - p.left for p in column) < _FULL * width or median(len(p.text) for p in column) < 6:
            return False
    return True


def _table(block: list[_Row], gutters: list[float]) -> list[RawLine]:
    bounds = [-math.inf, *gutters, math.inf]
    lines = []
    for row in block:
        cells = [
            _joined([piece for piece in row if low < (piece.left + piece.right) / 2 <= high])
            for low, high in itertools.pairwise(bounds)
        ]
        several = sum(map(bool, cells)) > 1
        lines.append(RawLine("\t".join(cells), "row") if several else RawLine("".join(cells)))
    return lines


def _running(rows: list[_Row]) -> list[RawLine]:
    """Rows of running text as lines, with an empty one before each that begins a paragraph."""
    if not rows:
        return []
    em = _em([piece for row in rows for piece in row])  # a table beside it may be in smaller print
    edge = _left_edge(rows)
    right = max(p.right for row in rows for p in row)
    lines: list[RawLine] = []
    last: _Row | None = None
    for row in rows:
        indent, rest = row[0].left - edge, right - row[-1].right
        starts = 1.3 * em <= indent <= 2.8 * em and abs(indent - rest) > 0.6 * em
        parted = last is not None and row[0].top - last[0].bottom > 1.2 * max(p.height for p in last)
        if lines and (parted or (starts and not _goes_on(row, last, em))):
            lines.append(RawLine(""))
        lines.append(RawLine(_joined(row)))
        last = row
    return lines


def _goes_on(row: _Row, last: _Row | None, em: float) -> bool:
    """Whether an indented line belongs to a block that is indented as a whole."""
    if last is None or abs(row[0].left - last[0].left) > 0.4 * em or last[-1].text[-1] in "。：；！？":
        return False
    return last[-1].right > row[-1].right - 1.5 * em


def _left_edge(rows: list[_Row]) -> float:
    """Where the lines of the column begin: the leftmost place at which several long ones do."""
    starts = sorted(row[0].left for row in rows if len(_joined(row)) >= _LONG) or [min(row[0].left for row in rows)]
    return starts[min(len(starts) - 1, len(starts) // 6)]


def _joined(row: _Row) -> str:
    """The pieces of a row as one line; a space where there is room for one."""
    text = ""
    last: Piece | None = None
    for piece in row:
        if last is not None and piece.left - last.right > 0.6 * max(1.0, last.height):
            text += " "
        text += piece.text
        last = piece
    return text
