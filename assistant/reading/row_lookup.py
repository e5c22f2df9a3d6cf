"""Rows of a table that a question means by their numbers in it, or by the unit in which they are counted."""

from __future__ import annotations

import re

from assistant.reading.columns import UNIT, Columns, cell_of, is_order, name_of
from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.schema import Evidence, Finding, Statement
from ingest.numbering import HAN, han_to_int
from ingest.schema import Document, Row

_OF_TABLE = re.compile("专栏|指标|表")
_NUMBERED = re.compile(rf"第([{HAN}]+|\d+)(?:项|个|行|条)|序号(?:是|为)?(\d+)")
_UNIT_ASKED = re.compile(
    r"(?:以|按|用)(百分比|百分数|百分率|[^，。？?（(]{1,3}?)(?:[（(][^（）()]*[）)])?(?:为单位|计|统计|表示|衡量)|单位(?:是|为)[“”]?([^，。？?“”的]{1,4})"
)
_WHAT = re.compile("什么|哪")
_MORE = re.compile("多少|目标|负责|部门|单位|牵头|年值|实际")  # a cell of the row is asked for, not what it is
_LISTS = re.compile("哪|几项|多少项")
_SURE = 0.95


def read_by_number(query: Query, document: Document, reading: Columns) -> Finding | None:
    """What the rows of some numbers are (第7项、第8项分别是什么指标); None where a table numbers none so."""
    text = fold(query.text)
    asked = [han_to_int(next(filter(None, groups))) for groups in _NUMBERED.findall(text)]
    order = next((i for i, head in enumerate(reading.table.header) if is_order(head)), None)
    if not asked or order is None or not _OF_TABLE.search(text) or not _WHAT.search(text) or _MORE.search(text):
        return None
    rows = [row for row in reading.table.rows if cell_of(row, order) in {str(number) for number in asked}]
    if len(rows) != len(set(asked)):
        return None
    statements = (
        Statement(f"{cell_of(row, order)}.{name_of(row, reading)}", (Evidence(document.doc_id, row.span),))
        for row in rows
    )
    return Finding(tuple(statements), _SURE, "table")


def read_by_unit(query: Query, document: Document, reading: Columns) -> Finding | None:
    """The rows that are counted in a unit (以百分比计的有哪几项); None where nothing is."""
    text = fold(query.text)
    asked = _UNIT_ASKED.search(text)
    if asked is None or not (_OF_TABLE.search(text) and _LISTS.search(text)):
        return None
    unit = re.sub("百分[比数率]", "%", asked.group(1) or asked.group(2))
    rows = [row for row in reading.table.rows if _unit_of(row, reading) == unit]
    if not 0 < len(rows) < len(reading.table.rows):
        return None
    names = "、".join(name_of(row, reading) for row in rows)
    evidence = tuple(Evidence(document.doc_id, row.span) for row in rows)
    return Finding((Statement(f"共{len(rows)}项：{names}", evidence),), _SURE, "table")


def _unit_of(row: Row, reading: Columns) -> str:
    named = UNIT.search(cell_of(row, reading.label))
    return fold(cell_of(row, reading.unit) or (named.group(1) if named else ""))
