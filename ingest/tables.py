"""Tables that stand in the text: runs of rows, the first of which names the columns."""

from __future__ import annotations

from ingest.schema import Row, Span, Table


def read_tables(rows: list[tuple[int, str]]) -> tuple[Table, ...]:
    """Tables from (offset, row text) pairs; rows whose offsets adjoin belong to one table. Cells are cut at tabs."""
    runs: list[list[Row]] = []
    end = -2
    for start, text in rows:
        row = Row(Span(start, start + len(text)), tuple(cell.strip() for cell in text.split("\t")))
        if start != end + 1 or not runs:
            runs.append([])
        runs[-1].append(row)
        end = row.span.end
    return tuple(
        Table(Span(run[0].span.start, run[-1].span.end), run[0].cells, tuple(run[1:])) for run in runs if len(run) > 1
    )
