"""Ruled tables: from the lines drawn on a page to a grid, and from the characters inside to rows of cells.

Works on plain numbers (points, origin at the bottom left) and knows no PDF library. A merged cell's text stands once,
in its first row and column; its other places are empty, so columns stay columns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

_NEAR = 3.0  # points by which ends of rules may miss each other
_SHORT = 6.0  # shorter strokes are parts of drawings or the ends of thin rectangles
_MAX_CELLS = 5_000
_MAX_EDGES = 1_000  # of one page; a chart or a map has more, and comparing each with each would take minutes


class Placed(Protocol):
    """A character with its place."""

    @property
    def char(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def y(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A stroke from one point to another."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class _Edge:
    """An axis-parallel rule: at `at` on its own axis, from `low` to `high` on the other."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class TableGrid:
    """A grid of columns (`xs`, left to right) and rows (`ys`, top down); `origin` maps a place to its cell's first."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    origin: dict[tuple[int, int], tuple[int, int]]

    def holds(self, glyph: Placed) -> bool:
        return self._place(glyph) is not None

    def _place(self, glyph: Placed) -> tuple[int, int] | None:
        middle = (glyph.x + glyph.right) / 2
        height = glyph.y + 0.3 * (glyph.right - glyph.x)  # above the baseline, so that text on a rule is above it
        column = bisect_right(self.xs, middle) - 1
        row = bisect_right([-y for y in self.ys], -height) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.origin[row, column]
        return None

    def fill(self, lines: Sequence[Sequence[Placed]]) -> list[str]:
        """The rows as tab-joined cells; empty when this is no table of text (a frame, a drawing)."""
        texts: dict[tuple[int, int], str] = {}
        for line in lines:
            last: Placed | None = None
            for glyph in line:
                place = self._place(glyph)
                if place is None:
                    last = None
                    continue
                before = texts.get(place, "")
                apart = last is None or glyph.x - last.right > 0.2 * (glyph.right - glyph.x)
                latin = before[-1:].isascii() and before[-1:].isalnum() and glyph.char.isascii()
                texts[place] = before + (" " if apart and latin else "") + glyph.char
                last = glyph
        width = len(self.xs) - 1
        rows = [[texts.get((row, column), "") for column in range(width)] for row in range(len(self.ys) - 1)]
        if sum(sum(map(bool, row)) >= 2 for row in rows) < 2:
            return []
        return ["\t".join(row) for row in rows if any(row)]


def find_tables(rules: list[Rule]) -> list[TableGrid]:
    """The grids drawn by crossing rules: at least two columns and two rows."""
    flat = _joined([_Edge(r.y0, *sorted((r.x0, r.x1))) for r in rules if abs(r.y0 - r.y1) < 1.0])
    upright = _joined([_Edge(r.x0, *sorted((r.y0, r.y1))) for r in rules if abs(r.x0 - r.x1) < 1.0])
    if len(flat) + len(upright) > _MAX_EDGES:
        return []
    grids = []
    for across, down in _groups(flat, upright):
        xs = _clustered([e.at for e in down] + [min(e.low for e in across), max(e.high for e in across)])
        ys = _clustered([e.at for e in across] + [min(e.low for e in down), max(e.high for e in down)])[::-1]
        if len(xs) < 3 or len(ys) < 3 or len(xs) * len(ys) > _MAX_CELLS:
            continue
        grids.append(TableGrid(tuple(xs), tuple(ys), _origins(xs, ys, across, down)))
    return grids


def _joined(edges: list[_Edge]) -> list[_Edge]:
    """Edges on one line whose ends meet, as one; what stays short is dropped."""
    joined: list[_Edge] = []
    level: list[_Edge] = []

    def close() -> None:
        current: _Edge | None = None
        for edge in sorted(level, key=lambda e: e.low):
            if current is not None and edge.low <= current.high + _NEAR:
                current = _Edge(current.at, current.low, max(current.high, edge.high))
                continue
            if current is not None:
                joined.append(current)
            current = edge
        if current is not None:
            joined.append(current)
        level.clear()

    for edge in sorted(edges, key=lambda e: e.at):
        if level and edge.at - level[0].at > _NEAR:
            close()
        level.append(edge)
    close()
    return [edge for edge in joined if edge.high - edge.low >= _SHORT]


def _groups(flat: list[_Edge], upright: list[_Edge]) -> list[tuple[list[_Edge], list[_Edge]]]:
    """Sets of rules connected by crossing."""
    groups: list[tuple[list[_Edge], list[_Edge]]] = []
    free_flat, free_upright = list(flat), list(upright)
    while free_upright:
        across: list[_Edge] = []
        down = [free_upright.pop()]
        grew = True
        while grew:
            more = [f for f in free_flat if any(_cross(f, u) for u in down)]
            free_flat = [f for f in free_flat if f not in more]
            across += more
            new = [u for u in free_upright if any(_cross(f, u) for f in across)]
            free_upright = [u for u in free_upright if u not in new]
            down += new
            grew = bool(more or new)
        if across:
            groups.append((across, down))
    return groups


def _cross(flat: _Edge, upright: _Edge) -> bool:
    return _covers(flat, upright.at) and _covers(upright, flat.at)


def _covers(edge: _Edge, place: float) -> bool:
    return edge.low - _NEAR <= place <= edge.high + _NEAR


def _clustered(values: list[float]) -> list[float]:
    clusters: list[float] = []
    for value in sorted(values):
        if not clusters or value - clusters[-1] > _NEAR:
            clusters.append(value)
    return clusters


def _origins(
    xs: list[float], ys: list[float], across: list[_Edge], down: list[_Edge]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each place of the grid the first place of the cell it belongs to: places without a rule between are one."""
    origin: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        height = (ys[row] + ys[row + 1]) / 2
        for column in range(len(xs) - 1):
            middle = (xs[column] + xs[column + 1]) / 2
            place = (row, column)
            if column and not _ruled(down, xs[column], height):
                origin[place] = origin[row, column - 1]
            elif row and not _ruled(across, ys[row], middle):
                origin[place] = origin[row - 1, column]
            else:
                origin[place] = place
    return origin


def _ruled(edges: list[_Edge], at: float, place: float) -> bool:
    return any(abs(edge.at - at) <= _NEAR and edge.low <= place <= edge.high for edge in edges)
