"""From characters with places to the lines of a page: baselines, spaces, indents, ruled tables, columns.

Characters whose baselines agree make a line, lines go from top to bottom. Where an empty strip parts long stretches of
the page, its sides are read one after the other. An empty line goes before a line indented by two characters, since
that is how these documents begin a paragraph. Vertical runs are read after the lines, from right to left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from ingest.readers.ofd_content import Drawn, Glyph
from ingest.readers.pdf_tables import TableGrid, find_tables
from ingest.schema import RawLine

_LONG = 15  # characters: a shorter line says little about the column's edge
_EDGE = 3.0  # points by which the left ends of one column's lines may differ
_APART = 1.0  # ems between two Chinese characters of one line that a reader sees as a space
_FAR_APART = 1.5  # within one run, whose spaces are characters of its own: digits set as wide as Chinese are no words
_COLUMN_LINES = 8  # fewer side by side are two addresses, or a signature beside a date
_COLUMN_CHARS = 8
_MAX_COLUMNS = 8
_MAX_STARTS = 12  # places where a column may begin; a page has the indented and the plain ones of each column
_MAX_TABLES = 40  # of one page; more are the boxes of a drawing


@dataclass(frozen=True, slots=True)
class Line:
    """The glyphs of one visual line, from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def left(self) -> float:
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)

    @property
    def em(self) -> float:
        return median(glyph.em for glyph in self.glyphs)

    @property
    def text(self) -> str:
        words: list[str] = []
        last: Glyph | None = None
        for glyph in self.glyphs:
            if last is not None and _spaced(last, glyph):
                words.append(" ")
            words.append(glyph.char)
            last = glyph
        return "".join(words)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line without its glyphs: what is kept of a page until all pages are known."""

    text: str
    left: float
    right: float
    em: float


PageLines = tuple[Shown | RawLine, ...]
"""A page in reading order: its lines, and the rows of its tables and its vertical runs, which are ready."""


def lines_of(drawn: Drawn) -> PageLines:
    """The lines of one page."""
    glyphs = _once(glyph for run in drawn.runs for glyph in run)
    tables = find_tables(drawn.rules) if glyphs else []
    if len(tables) > _MAX_TABLES:
        tables = []
    lines = _lines(glyphs) if tables else _in_order(glyphs)
    upright = sorted(drawn.columns, key=lambda run: (-round(run[0].x / max(run[0].em, 0.1)), -run[0].y))
    columns = (RawLine("".join(glyph.char for glyph in run)) for run in upright)
    return (*_with_rows(lines, tables), *columns)


def raw_lines(pages: list[PageLines]) -> list[tuple[RawLine, ...]]:
    """The lines of all pages with paragraph starts marked by empty lines."""
    edge = _left_edge(pages)
    return [tuple(_emit(page, edge)) for page in pages]


def _once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """Without the second printing of a character on its own place, which makes it look bold."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Glyph] = []
    for glyph in glyphs:
        step = max(0.15 * glyph.em, 0.5)
        x, y = round(glyph.x / step), round(glyph.y / step)
        if (glyph.char, x, y) not in seen:
            kept.append(glyph)
        seen.update((glyph.char, x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
    return kept


def _lines(glyphs: list[Glyph]) -> list[Line]:
    """Glyphs grouped by baseline. Small print beside a line (a raised note mark) belongs to it."""
    rows: list[tuple[float, float, list[Glyph]]] = []  # baseline, size, glyphs
    for glyph in sorted(glyphs, key=lambda g: -g.y):
        near = next(
            (n for n in range(len(rows) - 1, max(-1, len(rows) - 4), -1) if _level(rows[n][0], rows[n][1], glyph)), None
        )
        if near is None:
            rows.append((glyph.y, glyph.em, [glyph]))
            continue
        _, em, own = rows[near]
        own.append(glyph)
        if glyph.em > em * 1.2:  # the larger print tells where the line is
            rows[near] = (glyph.y, glyph.em, own)
    rows.sort(key=lambda row: -row[0])
    return [Line(tuple(sorted(own, key=lambda g: g.x))) for _, _, own in rows]


def _level(y: float, em: float, glyph: Glyph) -> bool:
    small, large = sorted((em, glyph.em))
    # a raised mark has half its line's size; beside a giant letter (a seal's, a page's ornament) lines stay their own
    return abs(y - glyph.y) < (0.45 * large if small > 0.4 * large else 0.3 * small)


def _spaced(last: Glyph, glyph: Glyph) -> bool:
    gap = glyph.x - last.right
    em = max(min(last.em, glyph.em), 1.0)
    if last.run == glyph.run:
        return glyph.parted or gap > _FAR_APART * em
    if last.char.isascii() and glyph.char.isascii():
        return gap > 0.2 * em
    if last.char.isascii() or glyph.char.isascii():
        return gap > 0.3 * em
    return gap > _APART * em


def _in_order(glyphs: list[Glyph], depth: int = 0) -> list[Line]:
    """The lines of a part of the page: what stands above its columns, each column by itself, what stands below."""
    lines = _lines(glyphs)
    found = _columns(lines) if depth < _MAX_COLUMNS else None
    if found is None:
        return lines
    x, top, bottom = found
    slack = 0.45 * median(glyph.em for glyph in glyphs)
    inside = [glyph for glyph in glyphs if bottom - slack <= glyph.y <= top + slack]
    parts = (
        [glyph for glyph in glyphs if glyph.y > top + slack],
        [glyph for glyph in inside if (glyph.x + glyph.right) / 2 < x],
        [glyph for glyph in inside if (glyph.x + glyph.right) / 2 >= x],
        [glyph for glyph in glyphs if glyph.y < bottom - slack],
    )
    return [line for part in parts if part for line in _in_order(part, depth + 1)]


def _columns(lines: list[Line]) -> tuple[float, float, float] | None:
    """(x, top, bottom) of the longest strip between two columns of text that nothing crosses, where there is one."""
    pieces = [piece for line in lines for piece in _pieces(line)]
    if len(pieces) < 2 * _COLUMN_LINES:
        return None
    starts = Counter(round(piece.left / _EDGE) for piece in pieces)
    best: tuple[int, float, float, float] | None = None
    for place, count in starts.most_common(_MAX_STARTS):
        if count < _COLUMN_LINES / 2:
            continue
        x = min(piece.left for piece in pieces if round(piece.left / _EDGE) == place) - 0.5
        run: list[Line] = []
        for piece in [*pieces, None]:
            if piece is not None and not piece.left < x < piece.right:
                run.append(piece)
                continue
            if _is_two_columns(run, x) and (best is None or len(run) > best[0]):
                best = len(run), x, run[0].glyphs[0].y, run[-1].glyphs[0].y
            run = []
    return None if best is None else best[1:]


def _pieces(line: Line) -> list[Line]:
    """A line cut at its wide gaps."""
    cuts = [0]
    gap = 0.9 * line.em
    for at in range(1, len(line.glyphs)):
        if line.glyphs[at].x - line.glyphs[at - 1].right > gap:
            cuts.append(at)
    return [Line(line.glyphs[start:end]) for start, end in zip(cuts, [*cuts[1:], len(line.glyphs)], strict=True)]


def _is_two_columns(pieces: list[Line], x: float) -> bool:
    """Whether both sides are running text: many lines, long ones, most of the left ones filling their column.

    A list with numbers beside it, or a table without rules, is read line by line.
    """
    left = [piece for piece in pieces if piece.right <= x]
    right = [piece for piece in pieces if piece.left >= x]
    if min(len(left), len(right)) < _COLUMN_LINES:
        return False
    if any(median(len(piece.glyphs) for piece in side) < _COLUMN_CHARS for side in (left, right)):
        return False
    end = max(piece.right for piece in left)
    return sum(piece.right > end - 2 * piece.em for piece in left) >= 0.6 * len(left)


def _with_rows(lines: list[Line], tables: list[TableGrid]) -> list[Shown | RawLine]:
    """The lines with each ruled table as rows where its first line stands."""
    found: list[Shown | RawLine] = []
    filled = [(table, table.fill([line.glyphs for line in lines])) for table in tables]
    waiting = [(table, rows) for table, rows in filled if rows]
    real = [table for table, _ in waiting]
    for line in lines:
        outside = tuple(glyph for glyph in line.glyphs if not any(table.holds(glyph) for table in real))
        if outside:
            shown = Line(outside)
            found.append(Shown(shown.text, shown.left, shown.right, shown.em))
        for table, rows in list(waiting):
            if any(table.holds(glyph) for glyph in line.glyphs):
                found.extend(RawLine(row, "row") for row in rows)
                waiting.remove((table, rows))
    return found


def _left_edge(pages: list[PageLines]) -> float | None:
    """The left end of the text column: the leftmost place where many long lines start."""
    lines = (line for page in pages for line in page if isinstance(line, Shown))
    starts = [line.left for line in lines if len(line.text) >= _LONG]
    counts = Counter(round(x / _EDGE) for x in starts)
    common = [place for place in counts if counts[place] >= max(3, 0.15 * len(starts))]
    return median(x for x in starts if round(x / _EDGE) == min(common)) if common else None


def _emit(page: PageLines, edge: float | None) -> list[RawLine]:
    emitted: list[RawLine] = []
    right = max((line.right for line in page if isinstance(line, Shown)), default=0.0)
    last: Shown | None = None
    for line in page:
        if isinstance(line, RawLine):
            emitted.append(line)
            continue
        if emitted and emitted[-1].text and _starts(line, last, edge, right):
            emitted.append(RawLine(""))
        emitted.append(RawLine(line.text))
        last = line
    return emitted


def _starts(line: Shown, last: Shown | None, edge: float | None, right: float) -> bool:
    """Whether the line is indented by two of its characters, neither centred nor within an indented block."""
    if edge is None:
        return False
    indent, rest = line.left - edge, right - line.right
    if not 1.5 * line.em <= indent <= 2.6 * line.em or abs(indent - rest) <= 0.5 * line.em:
        return False
    same = last is not None and abs(last.left - line.left) <= _EDGE
    return not (same and last is not None and last.right > right - 1.5 * line.em and last.text[-1] not in "。：；！？")
