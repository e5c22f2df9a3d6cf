"""Rows of a table that a question means by who holds them, by a cell, by their numbers in it, or by their unit."""

from __future__ import annotations

import re

from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.tables.asked_columns import columns_asked
from assistant.reading.tables.columns import (
    LEAST_TOLD,
    TABLE_NAMED,
    UNIT,
    Columns,
    bare_header,
    cell_of,
    held_by,
    is_order,
    name_of,
    values_of,
)
from assistant.reading.tables.extremes import asks_for_most
from assistant.reading.terms import Term, coverage
from assistant.schema import Evidence, Finding, Statement
from ingest.numbering import HAN, han_to_int
from ingest.schema import Document, Row

ASKS_HOLDER = re.compile(
    r"由谁|由哪|谁来?(?:负责|牵头|主管|管|抓)|哪个(?:部门|单位|局|科室|处室)|责任(?:部门|单位)|牵头(?:部门|单位|的是)|归(?:谁|哪)|"
    r"哪家牵头"
)
_COUNT = re.compile(r"(?:几|多少)(?:项|个|条|种)?|一共|共有|总共")
_REVERSE = re.compile(r"哪(?:几|一|些|两|三)?(?:项|个|些)|有哪")
_NUMBERED = re.compile(rf"第([{HAN}]+|\d+)(?:项|个|行|条|位|的)|序号(?:是|为)?(\d+)")
_UNIT_ASKED = re.compile(
    r"(?:以|按|用)(百分比|百分数|百分率|[^，。？?（(]{1,3}?)(?:[（(][^（）()]*[）)])?(?:为单位|计|统计|表示|衡量)|单位(?:是|为)[“”]?([^，。？?“”的]{1,4})"
)
_WHAT = re.compile("什么|哪")
_MORE = re.compile("多少|目标|负责|部门|单位|牵头|年值|实际")  # a cell of the row is asked for, not what it is
_LISTS = re.compile("哪|几项|多少项")
_SURE = 0.95
_NAME = 4  # characters of a company's name


def read_by_number(query: Query, document: Document, reading: Columns) -> Finding | None:
    """What the rows of some numbers are (第7项、第8项分别是什么指标); None where a table numbers none so."""
    text = fold(query.text)
    asked = [han_to_int(next(filter(None, groups))) for groups in _NUMBERED.findall(text)]
    order = next((i for i, head in enumerate(reading.table.header) if is_order(head)), None)
    more = _MORE.search(text) is not None
    if not asked or order is None or not TABLE_NAMED.search(text) or not (_WHAT.search(text) or more):
        return None
    rows = [row for row in reading.table.rows if cell_of(row, order) in {str(number) for number in asked}]
    if len(rows) != len(set(asked)):
        return None
    cells = columns_asked(rows[0], reading, query) if query.years or more else []
    statements: list[Statement] = []
    for row in rows:
        parts = values_of(row, cells, reading)
        said = f"{cell_of(row, order)}.{name_of(row, reading)}{'：' if parts else ''}{'，'.join(parts)}"
        statements.append(Statement(said, (Evidence(document.doc_id, row.span),)))
    return Finding(tuple(statements), _SURE, "table")


def read_by_unit(query: Query, document: Document, reading: Columns) -> Finding | None:
    """The rows that are counted in a unit (以百分比计的有哪几项); None where nothing is."""
    text = fold(query.text)
    asked = _UNIT_ASKED.search(text)
    if asked is None or not (TABLE_NAMED.search(text) and _LISTS.search(text)):
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


def read_by_holder(query: Query, document: Document, reading: Columns) -> Finding | None:
    """Which rows somebody is responsible for, or how many; and how many rows there are."""
    text = fold(query.text)
    if reading.holder is None:
        return _row_count(text, document, reading)
    holders = {fold(cell_of(row, reading.holder)) for row in reading.table.rows}
    asked = next(
        (h for h in sorted(holders, key=len, reverse=True) if h and (h in text or h.removeprefix("市") in text)), None
    )
    if asked is None or not TABLE_NAMED.search(text) or ASKS_HOLDER.search(text):
        return None
    rows = [row for row in reading.table.rows if fold(cell_of(row, reading.holder)) == asked]
    evidence = tuple(Evidence(document.doc_id, row.span) for row in rows)
    total = len(reading.table.rows)
    names = "、".join(name_of(row, reading) for row in rows)
    holder = cell_of(rows[0], reading.holder)
    if _COUNT.search(text) and not re.search(r"哪(?:几|些|一|两)?(?:项|个)?(?:指标)?", text):
        said = f"共{total}项指标，其中{holder}负责{len(rows)}项"
        return Finding((Statement(said, (Evidence(document.doc_id, reading.table.span),)),), 0.9, "table")
    if not _REVERSE.search(text):
        return None
    said = f"由{holder}负责的共{len(rows)}项：{names}" if len(rows) > 1 else f"由{holder}负责的是{names}"
    return Finding((Statement(said, evidence),), 0.9, "table")


def _row_count(text: str, document: Document, reading: Columns) -> Finding | None:
    """How many rows a table has, where only that is asked for."""
    asks = re.fullmatch(
        r".*(?:专栏[\d-]*|表\d*)(?:里|中)?(?:一?共|总共|包括|包含|列出?)?(?:了|有)*(?:几|多少)[项个条]指标[?？]?", text
    )
    if asks is None:
        return None
    said = f"共{len(reading.table.rows)}项指标"
    return Finding((Statement(said, (Evidence(document.doc_id, reading.table.span),)),), 0.95, "table")


def read_by_cell(
    query: Query, terms: tuple[Term, ...], document: Document, reading: Columns, around: str
) -> Finding | None:
    """The names of the rows of which a cell is what the question says: 生物制造领域的有哪几个, 哪个最高80万元."""
    text = fold(query.text)
    if asks_for_most(text) or not re.search(rf"{_REVERSE.pattern}|哪个|哪一?[项种类家]", text):
        return None
    held = held_by(document, reading, around)
    columns = [*reading.values, *([reading.holder] if reading.holder is not None else [])]
    named = [i for i in columns if fold(reading.table.header[i])[:2] in text and len(reading.table.header[i]) > 2]
    whole = [i for i in named if bare_header(reading.table.header[i]) in text]
    for column in named or columns:
        cells = [fold(cell_of(row, column)) for row in reading.table.rows]
        header = reading.table.header[column]
        decided = _decided(fold(header), text)
        said = decided or {
            cell
            for cell in cells
            if (named or column != reading.holder or _BODY.search(cell))
            and _is_said(cell, fold(header), text, 2 if column in whole else 3)
        }
        rows = [row for row, cell in zip(reading.table.rows, cells, strict=True) if cell in said]
        if len(said) != 1 or not 0 < len(rows) < len(cells):
            continue
        cell = next(iter(said))
        rest = tuple(term for term in terms if term.text not in cell and cell not in term.text)
        if rest and coverage(rest, held) < LEAST_TOLD:
            continue
        names = [name for row in rows if (name := name_of(row, reading))]
        if any(name in query.text for name in names):
            return None  # what is asked for is another cell of that row
        lead = "" if decided else re.sub(r"\s+", "", f"{header}为{cell_of(rows[0], column)}的")
        told = (
            f"{lead}共{len(names)}项：{'、'.join(names)}"
            if len(names) > 1
            else f"{lead}是{names[0]}"
            if lead
            else names[0]
        )
        if len(rows) == 1 and "number" in query.wants:  # 唯一的约束性指标是哪个，目标多少
            more = [i for i in columns_asked(rows[0], reading, query) if i != column]
            told = "，".join([told, *values_of(rows[0], more, reading)])
        evidence = tuple(Evidence(document.doc_id, row.span) for row in rows)
        return Finding((Statement(told, evidence),), 0.95, "table")
    return None


_BODY = re.compile("(?:股份|集团|科技)*(?:有限|责任)*公司$")  # left out where people name one


def _decided(header: str, text: str) -> set[str]:
    """是 or 否, where a column says whether something holds (是否赛马) and a question asks for which it does."""
    whether = re.fullmatch("是否(?:为|可以?|属于)?(.{2,8})", header)
    if whether is None or whether.group(1) not in text:
        return set()
    return {"否" if re.search(f"(?:不|没|非)(?:能|是|可以|属于)*{re.escape(whether.group(1))}", text) else "是"}


def _is_said(cell: str, header: str, text: str, least: int) -> bool:
    """Whether a question says a cell: its words, or its number with its unit, of `least` characters."""
    if re.search(r"\d", cell):
        unit = UNIT.search(header)
        number = cell if not unit or not re.fullmatch(r"[\d.,]+", cell) else cell + fold(unit.group(1))
        return len(number) >= least and re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", text) is not None
    if len(cell) == 2:  # 服务领域的, 绿色类
        return f"{cell}{header}" in text or f"{cell}类" in text
    name = _BODY.sub("", cell)
    return len(cell) >= 3 and (cell in text or (len(name) >= _NAME and name in text))
