"""Which columns of a table a question asks for: by their headings, their years, their unit, or what stands in them."""

from __future__ import annotations

import re

from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.tables.columns import HOLDER, UNIT, Columns, bare_header, cell_of, said_columns
from ingest.schema import Row

_BASE = re.compile("基数|底数|基期|现状值?|起点")
OF_COLUMN = re.compile(
    f"{HOLDER.pattern}|{_BASE.pattern}|目标|责任|部门|单位|指标|数值|提高|百分点|达到|表里|年值|主要|唯一"
)
_RISE = re.compile("增减|增长|增幅|变化|比上年")
_RISE_ASKED = re.compile("(?:增长|增加|提高|减少|下降|[多少增减降涨])了?(?:多少|几)|增减|差多少|变化")
_GOAL = re.compile("目标")
_WHO = re.compile(
    r"(?:谁|哪[一几]?[家个位]?(?:单位|企业|公司|部门|机构|主体)|哪家)(?:来|负责|在|去)?([\u4e00-\u9fff])?"
)
_BODIES = re.compile("单位|部门|企业|公司|主体|机构|业主|银行|牵头|责任$")
_END = 2  # characters of a heading's end by which it is asked for
_SO_MUCH = "(?:各|分别|又|是|为|有|达到?|大概|到底)*(?:多少|几[个家项条件名人成户点]|多高|多大)"
_WHICH = re.compile("哪[一几两]?[个类种级]([\u4e00-\u9fff]{2})")
_WHERE, _SITE = re.compile("哪里|哪儿|何处|什么地方|在哪(?=[，,。？?]|$)"), re.compile("地点|地址|位置|布局|落户")
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
    if any(years.get(i) in query.years for i in asked):  # 2026年目标 asks for no 2024年目标
        base = min(years, key=years.__getitem__) if _BASE.search(text) else None
        asked = {i for i in asked if i not in years or years[i] in query.years or i == base}
    return sorted(asked)


def asks_both_ends(text: str) -> bool:
    """Whether a folded question asks what there was and what there shall be (基数和目标各是多少)."""
    return _BASE.search(text) is not None and _GOAL.search(text) is not None


def bodies_asked(reading: Columns, text: str) -> list[int]:
    """The column of bodies that a question asks for by 谁 or 哪家, where the table has but one (发榜单位 for 谁发的);
    of several the one whose heading has the verb."""
    asked = _WHO.search(text)
    if asked is None:
        return []
    bodies = [i for i in said_columns(reading) if _BODIES.search(bare_header(reading.table.header[i]))]
    verb = [i for i in bodies if asked.group(1) and bare_header(reading.table.header[i]).startswith(asked.group(1))]
    return verb or (bodies if len(bodies) == 1 else [])


def _column_asked(header: str, query: Query) -> bool:
    head = bare_header(header)
    if any(year in head for year in query.years):
        return True
    text = fold(query.text)
    if len(query.years) > 1 and _RISE.search(head) and _RISE_ASKED.search(text):
        return True
    if re.search(r"目标|要达到|力争|到时", text) and re.search("目标|规划", head) and not query.years:
        return True
    if "date" in query.wants and re.search("时间|日期|期限|时限|年限", head):
        return True
    if _WHERE.search(text) and _SITE.search(head):
        return True
    if "name" in query.wants and len(head) > 3 and head.endswith("名称") and head.removesuffix("名称") in text:
        return True  # 产品叫什么 asks for the column 产品名称
    body = _OF_BODY.fullmatch(head)
    if body is not None and "name" in query.wants and body.group(1) in text:
        return True  # 谁出题 asks for the column 出题单位
    if len(head) > _END and any(head.endswith(kind) for kind in _WHICH.findall(text)):
        return True  # 归哪个科室管 asks for the column 归口科室
    end = head[-_END:]
    if len(head) > _END and not re.search(r"\d", head) and re.search(rf"{re.escape(end)}{_SO_MUCH}", text):
        return True  # 利率多少 asks for the column 加权平均利率
    words = [word for word in re.findall(r"[\u4e00-\u9fff]{2,}", head) if word not in {"指标", "数值"}]
    return any(word in text or is_mostly_said(word, text) for word in words)


def is_mostly_said(word: str, text: str) -> bool:
    """Whether a question says most of a long heading (单项最高资助 for 单项最高额度)."""
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return len(pairs) > 2 and sum(pair in text for pair in pairs) > len(pairs) / 2


def _is_counted(unit: str, cell: str, header: str) -> bool:
    """Whether a cell gives a number of a unit, which it has itself (5项) or its heading (拟立项数（项）)."""
    headed = UNIT.search(header)
    # 多少万 asks for what is counted in 万元
    whole = headed is not None and fold(headed.group(1)) in {unit, f"{unit}元"} and re.fullmatch(r"[\d.,]+", cell)
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
