"""A table with its columns told apart: what its rows are called, who is responsible, units, values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reading.folding import fold
from ingest.schema import Document, Row, Span, Table

_ORDER = re.compile(r"序号|编号|代码|^no\.?$")
HOLDER = re.compile(r"责任|部门|单位|牵头|负责|主管")
_UNIT_HEAD = re.compile("(?:计量)?单位")
_UNIT_CELL = re.compile(r"[^\d]{0,5}(?<![局委办厅部院])")
_NAME_HEAD = re.compile("指标|名称|项目|事项|内容|品种|产品|任务")
_EMPTY = re.compile(r"[-—–－/／\s]*|无|空")  # what stands in a cell that holds nothing
LEAST_TOLD = 0.46  # the share of a question that its table must speak of
_UNITLESS = re.compile(r"([\u4e00-\u9fff]+[\d.]+)(左右|以上|以内|)")
# how a question points at a table: 表2, 清单里, and no 代表, 表彰 or 表示
TABLE_NAMED = re.compile("专栏|指标|清单|(?<![代外发地手仪电水])表(?![示现彰扬明述决态达面格率])")
UNIT = re.compile(r"[（(]([^（）()]{1,6})[）)]\s*$")


@dataclass(frozen=True, slots=True)
class Columns:
    """A table with its columns told apart: the labels of rows, who is responsible, the values."""

    table: Table
    label: int
    holder: int | None
    values: tuple[int, ...]
    unit: int | None


def is_order(header: str) -> bool:
    """Whether a column numbers the rows."""
    return _ORDER.search(fold(header)) is not None


def columns_of(table: Table) -> Columns:
    header = [fold(cell) for cell in table.header]
    order = {i for i, cell in enumerate(header) if _ORDER.search(cell)}
    unit = next((i for i, cell in enumerate(header) if _UNIT_HEAD.fullmatch(cell) and _all_units(table, i)), None)
    holder = next((i for i, cell in enumerate(header) if HOLDER.search(cell) and i != unit), None)
    wordy = [
        i
        for i in range(len(header))
        if i not in order
        and i not in {holder, unit}
        and sum(_is_words(row, i) for row in table.rows) >= 0.6 * len(table.rows)
    ]
    # a column of classes (经济规模, 经济规模, 科技创新) names no row: what is called so does, or else what differs most
    called = [i for i in wordy if _NAME_HEAD.search(header[i])]
    if wordy and wordy[0] == min(i for i in range(len(header)) if i not in order) and _all_differ(table, wordy[0]):
        called = wordy[:1]  # 银行, 产品名称: each row is a bank's
    ordered = sorted(called or wordy, key=lambda i: -len({cell_of(row, i) for row in table.rows}))
    name = ordered[0] if ordered else min((i for i in range(len(header)) if i not in order), default=0)
    values = tuple(i for i in range(len(header)) if i not in order and i not in {holder, name, unit})
    return Columns(table, name, holder, values, unit)


def _all_differ(table: Table, column: int) -> bool:
    """Whether no two rows have the same in a column."""
    return len({cell_of(row, column) for row in table.rows}) == len(table.rows)


def _all_units(table: Table, column: int) -> bool:
    """Whether the cells of a column headed 单位 are units (亿元, %), not bodies."""
    return all(_UNIT_CELL.fullmatch(cell_of(row, column)) for row in table.rows)


def _is_words(row: Row, column: int) -> bool:
    cell = row.cells[column] if column < len(row.cells) else ""
    return len(re.findall(r"[\u4e00-\u9fff]", cell)) >= 3


def cell_of(row: Row, column: int | None) -> str:
    return row.cells[column].strip() if column is not None and column < len(row.cells) else ""


def name_of(row: Row, reading: Columns) -> str:
    return re.sub(r"\s+", "", UNIT.sub("", cell_of(row, reading.label)))


def bare_header(header: str) -> str:
    """A heading, folded, without the unit or remark behind it."""
    return re.sub(r"[（(].*", "", fold(header))


def held_by(document: Document, reading: Columns, around: str) -> str:
    """What is said of a whole table: before it, in its headings and in the paper's title."""
    return around + fold(" ".join(reading.table.header) + (document.metadata.title or ""))


def said_columns(reading: Columns) -> list[int]:
    """The columns that say something of a row: its values and who is responsible."""
    return sorted([*reading.values, *([reading.holder] if reading.holder is not None else [])])


def values_of(row: Row, columns: Sequence[int], reading: Columns) -> list[str]:
    """The cells of some columns with their headings, the empty ones left out."""
    return [_value(reading.table.header[i], row, i, reading) for i in columns if not _EMPTY.fullmatch(cell_of(row, i))]


def _value(header: str, row: Row, column: int, reading: Columns) -> str:
    named = UNIT.search(cell_of(row, reading.label))
    unit = cell_of(row, reading.unit) or (named.group(1) if named else "")
    cell = re.sub(r"\s+", "", cell_of(row, column))
    name = re.sub(r"\s+", "", header)
    suffix = ""
    told = _UNITLESS.fullmatch(cell)
    if told is not None and (unit or UNIT.search(name)):  # 年均增长10左右, of what is counted in %
        above = UNIT.search(name)
        cell = f"{told.group(1)}{unit or (above.group(1) if above else '')}{told.group(2)}"
    elif re.fullmatch(r"[≥≤<>+−-]?[\d.,]+", cell):
        above = None if "含" in name or "其中" in name else UNIT.search(name)  # 总投资（亿元）, 11.6: 总投资为11.6亿元
        name = UNIT.sub("", name) if above and not unit else name
        suffix = unit or (above.group(1) if above else "")
    return f"{name}{'' if name.endswith('年') else '为'}{cell}{suffix}"


def told_row(document: Document, span: Span, *, numbers: bool = False) -> str | None:
    """A row of a table in words, each cell with its heading; None if the span is no row. `numbers`: those alone, where
    it has several."""
    for table in document.tables:
        if not table.span.start <= span.start < table.span.end:
            continue
        row = next((row for row in table.rows if row.span.start <= span.start and span.end <= row.span.end), None)
        if row is None or span.end - span.start < 0.8 * (row.span.end - row.span.start):
            return None
        reading = columns_of(table)
        told = [i for i in reading.values if re.search(r"\d", cell_of(row, i))]
        parts = values_of(row, told if numbers and len(told) > 1 else said_columns(reading), reading)
        return f"{name_of(row, reading)}：{'，'.join(parts)}" if parts and name_of(row, reading) else None
    return None
