"""Which row of a table has the largest or the smallest number in a column."""

from __future__ import annotations

import re

from assistant.reading.columns import (
    LEAST_TOLD,
    Columns,
    bare_header,
    cell_of,
    held_by,
    name_of,
    said_columns,
    values_of,
)
from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.terms import Term, coverage
from assistant.schema import Evidence, Finding, Statement
from ingest.schema import Document

_SEVERAL = re.compile(
    r"前[\d一二三四五六七八九十]|[两二三四五六七八九十几\d]+[个项家]|[，,；;](?!(?:是|为|有|要|达到?|共)*多少[^，,]{0,4}[?？]?$).*(?:多少|几|什么|哪)|排名|名次"
)
_SUM = re.compile("合计|总计|小计|共计|平均|全[市省区县国]")
_PLAIN = re.compile(r"(\d[\d,]*(?:\.\d+)?)([^\d\-—–~至]{0,4})")
_MOST_ASKED = re.compile(r"最(大|多|高|长|贵|重|小|少|低|短|轻)(?=的|[?？]|$)")


def asks_for_most(text: str) -> bool:
    """Whether a folded question asks for what is the largest or the smallest."""
    return _MOST_ASKED.search(text) is not None


def read_extreme(
    query: Query, terms: tuple[Term, ...], document: Document, reading: Columns, around: str
) -> Finding | None:
    """The row with the largest or the smallest number in the column that the question names (总投资最大的是哪个)."""
    text = fold(query.text)
    asked = _MOST_ASKED.search(text)
    if asked is None or not re.search(r"哪|谁|什么", text) or _SEVERAL.search(text):
        return None
    before = text[: asked.start()]
    headers = {i: bare_header(header) for i, header in enumerate(reading.table.header)}
    columns = [i for i in reading.values if headers[i] and before.endswith(headers[i])]
    others = [i for i in said_columns(reading) if i not in columns]
    if any(len(headers[i]) > 1 and headers[i] in text for i in others):
        return None  # of what is the most in one column, another is asked for
    cells = {fold(cell_of(row, i)) for row in reading.table.rows for i in others}
    if any(re.search("[\u4e00-\u9fff]{2}", cell) and cell in text for cell in cells):
        return None  # only of some rows is the most asked for
    held = held_by(document, reading, around)
    rest = tuple(term for term in terms if term.text not in asked.group())
    if len(columns) != 1 or coverage(rest, held) < LEAST_TOLD:
        return None
    things = [row for row in reading.table.rows if not _SUM.search(cell_of(row, reading.label))]
    numbers = [_PLAIN.fullmatch(fold(cell_of(row, columns[0]))) for row in things]
    found = [(float(number.group(1).replace(",", "")), number.group(2)) for number in numbers if number is not None]
    if not 1 < len(found) == len(numbers) or len({unit for _, unit in found}) > 1:
        return None  # a row without a number, or with another unit, might be the one
    most = (max if asked.group(1) in "大多高长贵重" else min)(value for value, _ in found)
    rows = [row for row, (value, _) in zip(things, found, strict=True) if value == most]
    names = "、".join(name_of(row, reading) for row in rows)
    said = f"{asked.group()}的是{names}，{'，'.join(values_of(rows[0], columns, reading))}"
    evidence = tuple(Evidence(document.doc_id, row.span) for row in rows)
    return Finding((Statement(said, evidence),), 0.95, "table")
