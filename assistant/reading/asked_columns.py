"""Which columns of a table a question asks for: by their headings, their years, their unit, or what stands in them."""

from __future__ import annotations

import re

from assistant.reading.columns import HOLDER, UNIT, Columns, bare_header, cell_of, said_columns
from assistant.reading.folding import fold
from assistant.reading.questions import Query
from ingest.schema import Row

_BASE = re.compile("基数|底数|基期|现状值?|起点")
OF_COLUMN = re.compile(
    f"{HOLDER.pattern}|{_BASE.pattern}|目标|责任|部门|单位|指标|数值|提高|百分点|达到|表里|年值|主要|唯一"
)
_RISE = re.compile("增减|增长|增幅|变化|比上年")
_RISE_ASKED = re.compile("(?:增长|增加|提高|减少|下降|[多少增减降涨])了?(?:多少|几)|增减|差多少|变化")
_GOAL = re.compile("目标")
_OF_BODY = re.compile(r"([\u4e00-\u9fff]{2,4})(?:单位|企业|公司|主体|部门|机构|方|人)")
UNIT_ASKED = re.compile(r"(?:几|多少)((?:[万亿](?=[元亩吨人]))?[\u4e00-\u9fff])")


def columns_asked(row: Row, reading: Columns, query: Query) -> list[int]:
    """The columns that a question asks for: by their headers, the base year as such, or as the only one counted so
    (拟支持几项 asks for the column of 5项)."""
    text = fold(query.question.text)
    asked = {i for i in said_columns(reading) if _column_asked(reading.table.header[i], query)}
    for unit in UNIT_ASKED.findall(text):
        counted = [i for i in reading.values if _is_counted(unit, fold(cell_of(row, i)), reading.table.header[i])]
        asked.update(counted if len(counted) == 1 else ())
    years = {i: year.group() for i in reading.values if (year := re.search(r"(?:19|20)\d\d", reading.table.header[i]))}
    if _BASE.search(text) and len(years) > 1:
        asked.add(min(years, key=years.__getitem__))
    if _GOAL.search(text) and not query.years and len(years) > 1:
        asked.add(max(years, key=years.__getitem__))
    return sorted(asked)


def _column_asked(header: str, query: Query) -> bool:
    head = bare_header(header)
    if any(year in head for year in query.years):
        return True
    text = fold(query.text)
    if len(query.years) > 1 and _RISE.search(head) and _RISE_ASKED.search(text):
        return True
    if re.search(r"目标|要达到|力争|到时", text) and re.search("目标|规划", head) and not query.years:
        return True
    if "date" in query.wants and re.search("时间|日期|期限", head):
        return True
    body = _OF_BODY.fullmatch(head)
    if body is not None and "name" in query.wants and body.group(1) in text:
        return True  # 谁出题 asks for the column 出题单位
    words = [word for word in re.findall(r"[\u4e00-\u9fff]{2,}", head) if word not in {"指标", "数值"}]
    return any(word in text or _mostly_said(word, text) for word in words)


def _mostly_said(word: str, text: str) -> bool:
    """Whether a question says most of a long heading (单项最高资助 for 单项最高额度)."""
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return len(pairs) > 2 and sum(pair in text for pair in pairs) > len(pairs) / 2


def _is_counted(unit: str, cell: str, header: str) -> bool:
    """Whether a cell gives a number of a unit, which it has itself (5项) or its heading (拟立项数（项）)."""
    headed = UNIT.search(header)
    whole = headed is not None and fold(headed.group(1)) == unit and re.fullmatch(r"[\d.,]+", cell)
    return bool(whole) or re.fullmatch(rf"[\d.,]+{unit}", cell) is not None


def choice_asked(reading: Columns, text: str) -> list[int]:
    """The column that holds both things of which a question asks which it is (约束性还是预期性)."""
    if "还是" not in text:
        return []
    for column in said_columns(reading):
        cells = {fold(cell_of(row, column)) for row in reading.table.rows}
        if sum(len(cell) > 1 and cell in text for cell in cells) > 1:
            return [column]
    return []
