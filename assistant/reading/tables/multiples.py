"""Which row of a table has in one year so many times what it had in another (2025年目标是2020年的两倍)."""

from __future__ import annotations

import re

from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.tables.columns import LEAST_TOLD, TABLE_NAMED, Columns, cell_of, held_by, name_of, values_of
from assistant.reading.terms import Term, coverage
from assistant.schema import Evidence, Finding, Statement
from ingest.numbering import han_to_int
from ingest.schema import Document

_TIMES = re.compile(
    r"((?:19|20)\d\d)年[^，,。？?\d]{0,12}?(?:是|为|达到?|有)((?:19|20)\d\d)年[^，,。？?\d]{0,6}?([两二三四五六七八九十]|\d+(?:\.\d+)?)倍|"
    r"((?:19|20)\d\d)年[^，,。？?\d]{0,8}?比((?:19|20)\d\d)年[^，,。？?\d]{0,6}?翻了?一?[番倍]"
)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NEAR = 0.005  # of the number of times, for what is rounded
_SURE = 1.02


def read_multiple(
    query: Query, terms: tuple[Term, ...], document: Document, reading: Columns, around: str
) -> Finding | None:
    """The rows whose number of one year is so many times that of another; None for other questions, and where the
    table has no such years or rows."""
    text = fold(query.text)
    asked = _TIMES.search(text)
    if asked is None or not re.search("哪|什么", text):
        return None
    if not TABLE_NAMED.search(text) and coverage(terms, held_by(document, reading, around)) < LEAST_TOLD:
        return None
    later, former = asked.group(1) or asked.group(4), asked.group(2) or asked.group(5)
    said = (asked.group(3) or "2").replace("两", "二")
    times = float(said) if said[0].isdigit() else float(han_to_int(said))
    columns = [next((i for i in reading.values if year in reading.table.header[i]), None) for year in (former, later)]
    first, last = columns
    if first is None or last is None or first == last:
        return None
    found = []
    for row in reading.table.rows:
        was, is_now = (_NUMBER.fullmatch(fold(cell_of(row, i))) for i in (first, last))
        if was is None or is_now is None:
            continue
        before, now = (float(number.group().replace(",", "")) for number in (was, is_now))
        if before and abs(now / before - times) <= _NEAR * times:
            found.append(row)
    if not found or len(found) == len(reading.table.rows):
        return None
    statements = tuple(
        Statement(
            f"{name_of(row, reading)}：{'，'.join(values_of(row, [first, last], reading))}",
            (Evidence(document.doc_id, row.span),),
        )
        for row in found
    )
    return Finding(statements, _SURE, "table")
