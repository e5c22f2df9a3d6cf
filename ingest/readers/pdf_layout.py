"""Where a PDF's characters stand: finds paragraph starts and ruled tables by the boxes of pypdfium2.

pypdf's lines are matched with PDFium's characters, each line by its characters; a line that cannot be found keeps its
text and has no boxes. Boxes never change a word: they only insert empty lines and regroup the cells of ruled tables
(pdf_tables.py). Not found: tables without rules, columns of a newspaper page, anything on a rotated page.
"""

from __future__ import annotations

import ctypes
import threading
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from ingest.readers.pdf_tables import Rule, TableGrid, find_tables
from ingest.schema import RawLine

PDFIUM_LOCK = threading.Lock()  # PDFium is not thread-safe
_MAX_GLYPHS = 50_000  # of one page; drawings made of characters are not worth boxes
_MAX_RULES = 20_000
_LONG = 15  # characters: a shorter line says little about the column's edge
_EDGE = 3.0  # points by which the left ends of one column's lines may differ


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its place in points: pen position `x`, right end, baseline `y`."""

    char: str
    x: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of pypdf's with a glyph (or None) for each of its characters."""

    text: str
    glyphs: tuple[Glyph | None, ...]

    @property
    def placed(self) -> list[Glyph]:
        return [glyph for glyph in self.glyphs if glyph is not None]


@dataclass(frozen=True, slots=True)
class _Page:
    width: float
    lines: list[_Line]
    tables: list[TableGrid]


def lay_out(data: bytes, pages: list[list[str]]) -> list[list[RawLine]]:
    """The lines of each page with paragraph starts marked by empty lines and ruled tables as rows."""
    import pypdfium2

    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(data)
        try:
            found = [_look(document, number, lines) for number, lines in enumerate(pages)]
        finally:
            document.close()
    edges = _left_edges(found)
    return [_emit(page, edges.get(_column(number, page))) for number, page in enumerate(found)]


def _look(document: Any, number: int, texts: list[str]) -> _Page:
    page = document[number]
    try:
        if page.get_rotation():
            return _Page(page.get_width(), _match(texts, []), [])
        glyphs = _glyphs(page)
        lines = _joined(_match(texts, glyphs))
        return _Page(page.get_width(), lines, find_tables(_rules(page)) if glyphs else [])
    finally:
        page.close()


def _glyphs(page: Any) -> list[Glyph]:
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    glyphs: list[Glyph] = []
    try:
        count = text.count_chars()
        for at in range(count if count <= _MAX_GLYPHS else 0):
            code = pdfium.FPDFText_GetUnicode(text, at)
            char = "-" if code == 2 else chr(code) if code < 0x110000 else " "  # PDFium's 2: a hyphen ending a line
            if char.isspace() or not char.isprintable():
                continue
            if pdfium.FPDFText_GetCharOrigin(text, at, x, y) and pdfium.FPDFText_GetLooseCharBox(text, at, box):
                glyphs.append(Glyph(char, x.value, box.right, y.value))
    finally:
        text.close()
    return glyphs


def _rules(page: Any) -> list[Rule]:
    """The straight horizontal and vertical lines drawn on the page, also as edges of thin rectangles."""
    import pypdfium2.raw as pdfium

    rules: list[Rule] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        matrix = drawn.get_matrix()
        first = last = None
        for at in range(pdfium.FPDFPath_CountSegments(drawn)):
            segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
                rules.append(Rule(*last, *point))
            if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
                rules.append(Rule(*point, *first))
            last = point
        if len(rules) > _MAX_RULES:
            return []
    return rules


def _match(texts: list[str], glyphs: list[Glyph]) -> list[_Line]:
    """Give each line its glyphs: the nearest place ahead where its characters stand, else any place, else none."""
    whole = "".join(glyph.char for glyph in glyphs)
    lines = []
    at = 0
    for text in texts:
        squeezed = "".join(text.split())
        start = whole.find(squeezed, at) if squeezed else -1
        if squeezed and start < 0:
            start = whole.find(squeezed)
        if start < 0:
            lines.append(_Line(text.strip(), (None,) * len(text.strip())))
            continue
        at = start + len(squeezed)
        own = iter(glyphs[start:at])
        stripped = text.strip()
        lines.append(_Line(stripped, tuple(None if c.isspace() else next(own) for c in stripped)))
    return lines


def _joined(lines: list[_Line]) -> list[_Line]:
    """Lines of which one goes on where the other ends, as one: some programs place every character by itself."""
    joined: list[_Line] = []
    for line in lines:
        last = joined[-1].glyphs[-1:] if joined else ()
        gap = _gap(last[0], line.glyphs[0]) if last and line.glyphs else None
        if gap is None:
            joined.append(line)
            continue
        before = joined.pop()
        spaced = gap > 0.25 and (before.text[-1].isascii() or line.text[0].isascii())
        joined.append(
            _Line(
                before.text + " " * spaced + line.text,
                (*before.glyphs, *((None,) * spaced), *line.glyphs),
            )
        )
    return joined


def _gap(last: Glyph | None, first: Glyph | None) -> float | None:
    """How far apart, in ems, two neighbours on one baseline are; None where they are no neighbours."""
    if last is None or first is None:
        return None
    em = max((g.right - g.x) * (2 if g.char.isascii() else 1) for g in (last, first))
    gap = (first.x - last.right) / em if em > 0 else 9.0
    return gap if abs(first.y - last.y) < 0.2 * em and -0.5 < gap < 1.0 else None


def _column(number: int, page: _Page) -> tuple[int, int]:
    """Pages of one width and side share their margins; left and right pages mirror them."""
    return number % 2, round(page.width)


def _left_edges(pages: list[_Page]) -> dict[tuple[int, int], float]:
    """The left end of the text column for each kind of page: the leftmost place where many long lines start."""
    starts: dict[tuple[int, int], list[float]] = {}
    for number, page in enumerate(pages):
        found = starts.setdefault(_column(number, page), [])
        found.extend(placed[0].x for line in page.lines if len(placed := line.placed) >= _LONG)
    edges = {}
    for column, xs in starts.items():
        counts = Counter(round(x / _EDGE) for x in xs)
        common = [bucket for bucket in counts if counts[bucket] >= max(3, 0.15 * len(xs))]
        if common:
            edges[column] = median(x for x in xs if round(x / _EDGE) == min(common))
    return edges


def _emit(page: _Page, edge: float | None) -> list[RawLine]:
    emitted: list[RawLine] = []
    filled = [(table, table.fill([line.placed for line in page.lines])) for table in page.tables]
    waiting = [(table, rows) for table, rows in filled if rows]
    tables = [table for table, _ in waiting]
    right = max((g.right for line in page.lines for g in line.placed), default=0.0)
    last: _Line | None = None
    for line in page.lines:
        held = [any(table.holds(glyph) for table in tables) if glyph else False for glyph in line.glyphs]
        text = "".join(c for c, inside in zip(line.text, held, strict=True) if not inside).strip()
        if text:
            parted = bool(emitted) and not emitted[-1].text
            starts = edge is not None and not any(held) and not parted and _starts(line, edge, right)
            if starts and (last is None or not _continues(line, last)):
                emitted.append(RawLine(""))
            emitted.append(RawLine(text))
        last = line
        for table, rows in list(waiting):
            if any(table.holds(glyph) for glyph in line.placed):
                emitted.extend(RawLine(row, "row") for row in rows)
                waiting.remove((table, rows))
    return emitted


def _starts(line: _Line, edge: float, right: float) -> bool:
    """Whether the line is indented by two of its characters and not merely centred."""
    placed = line.placed
    if not placed:
        return False
    wide = [g.right - g.x for g in placed if not g.char.isascii()]
    if not wide:
        return False
    em = median(wide)
    indent, rest = placed[0].x - edge, right - max(g.right for g in placed)
    return 1.5 * em <= indent <= 2.6 * em and abs(indent - rest) > 0.5 * em


def _continues(line: _Line, last: _Line) -> bool:
    """Whether an indented line goes on with the one above: both belong to a block that is indented as a whole."""
    here, above = line.placed, last.placed
    if not here or not above or abs(here[0].x - above[0].x) > _EDGE or last.text[-1] in "。：；！？":
        return False
    em = max(g.right - g.x for g in here)
    return max(g.right for g in above) > max(g.right for g in here) - 1.5 * em
