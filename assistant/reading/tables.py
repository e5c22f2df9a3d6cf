"""Questions whose answer is a cell, a row or a count of rows of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.reading.columns import (
    HOLDER,
    LEAST_TOLD,
    UNIT,
    Columns,
    bare_header,
    cell_of,
    columns_of,
    held_by,
    name_of,
    said_columns,
    values_of,
)
from assistant.reading.entities import named_entities, named_places, of_another_city, speaks_of
from assistant.reading.extremes import asks_for_most, read_extreme
from assistant.reading.focus import focus, gives_head, role_asked
from assistant.reading.folding import fold
from assistant.reading.passages import YEAR
from assistant.reading.periods import of_period, periods
from assistant.reading.questions import Query
from assistant.reading.row_lookup import read_by_number, read_by_unit
from assistant.reading.terms import Term, coverage, presence
from assistant.schema import Evidence, Finding, Statement
from ingest.schema import Document, Row

_ASKS_HOLDER = re.compile(
    r"由谁|由哪|谁负责|哪个(?:部门|单位|局|科室|处室)|责任(?:部门|单位)|牵头(?:部门|单位)|谁牵头|归谁"
)
_COUNT = re.compile(r"(?:几|多少)(?:项|个|条|种)?|一共|共有|总共")
_CONTACT = re.compile(r"电话|邮箱|联系人|地址|找谁")
_AMOUNT = re.compile("总?投资|资金|经费|金额|面积|补[贴助]|奖励|成本|费用|价格|造价")
_SPOKEN = 0.4  # from which on a text speaks of a word
_HALF = 0.7  # how sure a row is that leaves out a year it is asked for, or many of the words
_WELL_TOLD = 0.6  # of the question's weight
_REVERSE = re.compile(r"哪(?:几|一|些|两|三)?(?:项|个|些)|有哪")


def read_table(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """The answer from the table that the question speaks of; None when there is none."""
    best: tuple[float, Finding] | None = None
    box = re.search(r"专栏\d+(?:-\d+)?", fold(query.text))
    for document in documents:
        for table in document.tables:
            reading = columns_of(table)
            around = fold(document.text[max(0, table.span.start - 80) : table.span.start] + " ".join(table.header))
            if box is not None and not re.search(rf"{box.group()}(?![\d-])", around):
                continue  # 专栏2 is asked for, not 专栏1
            for found in (
                _names(query, terms, document, reading),
                _by_holder(query, document, reading),
                read_by_number(query, document, reading),
                read_by_unit(query, document, reading),
                _by_cell(query, terms, document, reading, around),
                read_extreme(query, terms, document, reading, around),
                _cells(query, terms, document, reading, around),
            ):
                if found is None:
                    continue
                meant = document.doc_id in query.scope
                # another paper than the question means is less sure
                finding = (
                    replace(found, confidence=min(found.confidence, _HALF)) if query.scope and not meant else found
                )
                bonus = 0.1 if meant else 0.0
                if best is None or finding.confidence + bonus > best[0]:
                    best = (finding.confidence + bonus, finding)
    return best[1] if best else None


def _row_count(text: str, document: Document, reading: Columns) -> Finding | None:
    """How many rows a table has, where only that is asked for."""
    asks = re.fullmatch(
        r".*(?:专栏[\d-]*|表\d*)(?:里|中)?(?:一?共|总共|包括|包含|列出?)?(?:了|有)*(?:几|多少)[项个条]指标[?？]?", text
    )
    if asks is None:
        return None
    said = f"共{len(reading.table.rows)}项指标"
    return Finding((Statement(said, (Evidence(document.doc_id, reading.table.span),)),), 0.95, "table")


def _by_holder(query: Query, document: Document, reading: Columns) -> Finding | None:
    """Which rows somebody is responsible for, or how many; and how many rows there are."""
    text = fold(query.text)
    if reading.holder is None:
        return _row_count(text, document, reading)
    holders = {fold(cell_of(row, reading.holder)) for row in reading.table.rows}
    asked = next(
        (h for h in sorted(holders, key=len, reverse=True) if h and (h in text or h.removeprefix("市") in text)), None
    )
    about_table = "专栏" in text or "指标" in text or "表" in text
    if asked is None or not about_table or _ASKS_HOLDER.search(text):
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


def _by_cell(
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
    for column in named or reading.values:
        cells = [fold(cell_of(row, column)) for row in reading.table.rows]
        said = {
            cell
            for cell in cells
            if _is_said(cell, fold(reading.table.header[column]), text, 2 if column in whole else 3)
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
        lead = re.sub(r"\s+", "", f"{reading.table.header[column]}为{cell_of(rows[0], column)}的")
        told = f"{lead}共{len(names)}项：{'、'.join(names)}" if len(names) > 1 else f"{lead}是{names[0]}"
        if len(rows) == 1 and "number" in query.wants:  # 唯一的约束性指标是哪个，目标多少
            told = "，".join([told, *values_of(rows[0], _columns_asked(rows[0], reading, query), reading)])
        evidence = tuple(Evidence(document.doc_id, row.span) for row in rows)
        return Finding((Statement(told, evidence),), 0.95, "table")
    return None


def _is_said(cell: str, header: str, text: str, least: int) -> bool:
    """Whether a question says a cell: its words, or its number with its unit, of `least` characters."""
    if re.search(r"\d", cell):
        unit = UNIT.search(header)
        number = cell if not unit or not re.fullmatch(r"[\d.,]+", cell) else cell + fold(unit.group(1))
        return len(number) >= least and re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", text) is not None
    if len(cell) == 2:  # 服务领域的, 绿色类
        return f"{cell}{header}" in text or f"{cell}类" in text
    return len(cell) >= 3 and cell in text


def _names(query: Query, terms: tuple[Term, ...], document: Document, reading: Columns) -> Finding | None:
    """The names of all rows, where the question asks for what the sentence before the table announces."""
    if "list" not in query.wants or not terms or query.wants_any("number", "manner"):
        return None
    start = document.text.rfind("\n", 0, max(0, reading.table.span.start - 1)) + 1
    lead = document.text[start : reading.table.span.start].strip()
    if not re.search(r"[如以]下|下表|见表|名单|清单", lead) or coverage(terms, fold(lead)) < 0.85:
        return None
    names = [name for row in reading.table.rows if (name := name_of(row, reading))]
    if len(names) < 2:
        return None
    said = f"共{len(names)}项：{'、'.join(names)}"
    return Finding((Statement(said, (Evidence(document.doc_id, reading.table.span),)),), 1.0, "table")


def _cells(query: Query, terms: tuple[Term, ...], document: Document, reading: Columns, around: str) -> Finding | None:
    """The cells of the row that the question names, in the columns of its years or of what it asks."""
    if not reading.values or not query.wants_any("number", "name", "definition", "date", "choice"):
        return None
    scored = sorted(
        ((_row_fit(query, terms, row, reading, around), i) for i, row in enumerate(reading.table.rows)), reverse=True
    )
    fit, index = scored[0]
    if fit < 0.6:
        return None
    row = reading.table.rows[index]
    text = fold(query.text)
    held = around + fold(" ".join(row.cells) + (document.metadata.title or ""))
    # a row called like the topic of a question is no answer to what the question asks of the topic
    contact = _CONTACT.search(text)
    if coverage(terms, held) < LEAST_TOLD or (contact and contact.group() not in held):
        return None
    beside = focus(query.question.text, terms, binding=True) if "name" in query.wants else ()
    if beside and all(presence(term, held) < _SPOKEN for term in beside) and not _ASKS_HOLDER.search(text):
        return None  # 首席专家是谁 is not told by how much is grown
    amount = _AMOUNT.search(text)
    if amount is not None and amount.group() not in held:
        return None  # the total of what is only named here
    columns = _columns_asked(row, reading, query)
    rise = len(query.years) > 1 and len(columns) > 1  # 提高几个百分点 is told by what it was and what it shall be
    if not (rise or gives_head(text, held)) or role_asked(text) not in held:
        return None
    if not all(of_period(period, held) for period in periods(query.text)):
        return None
    if not all(speaks_of(entity, held) for entity in named_entities(query.text)):
        return None
    if not all(place in document.text or place in held for place in named_places(query.text)):
        return None
    told = fold(" ".join([*reading.table.header, *row.cells]))
    if of_another_city(query.text, f"{document.metadata.title or ''}{document.metadata.issuer or ''}", told):
        return None
    columns = _choice_asked(reading, text) or columns
    if query.years and not columns:
        return None  # the year asked for has no column
    if _of_other_years(query, reading, document, columns):
        return None
    if not columns and reading.holder is None and _ASKS_HOLDER.search(text):
        return None
    if not columns:
        counting = [i for i in reading.values if re.search(r"\d", cell_of(row, i))]
        columns = counting if counting and "number" in query.wants else list(reading.values)
    parts = values_of(row, columns, reading)
    if _ASKS_HOLDER.search(text) and reading.holder is not None and reading.holder not in columns:
        parts.append(f"责任部门为{cell_of(row, reading.holder)}")
    if not parts:
        return None
    if "专栏" in text or "表" in text:
        fit = min(1.0, fit + 0.1)
    confident = min(1.0, 0.35 + 0.65 * fit)
    if coverage(terms, held) < _WELL_TOLD:
        confident = min(confident, _HALF)  # much of what is asked stands elsewhere
    if len(query.years) > 1 and not all(any(y in reading.table.header[i] for i in columns) for y in query.years):
        confident = min(confident, _HALF)  # one of the years asked for has no column
    elif len(columns) > 1 and fit >= 0.8 and (len(query.years) > 1 or len(_UNIT_ASKED.findall(text)) == len(columns)):
        confident = 1.05  # what is set beside each other, years or numbers, is what a table is for
    said = f"{name_of(row, reading)}：{'，'.join(parts)}"
    return Finding((Statement(said, (Evidence(document.doc_id, row.span),)),), confident, "table")


def _of_other_years(query: Query, reading: Columns, document: Document, columns: list[int]) -> bool:
    """Whether a table says above it of which years it is (2024年各县区情况表), and none is asked for."""
    if any(year in reading.table.header[i] for i in columns for year in query.years):
        return False
    start = document.text.rfind("\n", 0, max(0, reading.table.span.start - 1)) + 1
    said = YEAR.findall(fold(document.text[start : reading.table.span.start]))
    return bool(query.years and said) and not set(said) & set(query.years)


def _row_fit(query: Query, terms: tuple[Term, ...], row: Row, reading: Columns, around: str) -> float:
    """How well a row's name fits: the words of the question that it has, and the share of it that is asked for."""
    name = fold(cell_of(row, reading.label))
    asked = "".join(term.text + "".join(term.variants) for term in terms)
    bare = fold(name_of(row, reading))
    pairs = [bare[i : i + 2] for i in range(len(bare) - 1)]
    named = sum(pair in asked or any(pair in v for t in terms for v in (t.text, *t.variants)) for pair in pairs) / max(
        1, len(pairs)
    )
    named = 1.0 if len(bare) > _NAME and bare in fold(query.text) else named
    rest = tuple(term for term in terms if presence(term, around) < 0.5 and not _OF_COLUMN.search(term.text))
    return 0.4 * coverage(rest, name) + 0.6 * named if rest else named


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
    words = [word for word in re.findall(r"[\u4e00-\u9fff]{2,}", head) if word not in {"指标", "数值"}]
    return any(word in text or _mostly_said(word, text) for word in words)


def _mostly_said(word: str, text: str) -> bool:
    """Whether a question says most of a long heading (单项最高资助 for 单项最高额度)."""
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return len(pairs) > 2 and sum(pair in text for pair in pairs) > len(pairs) / 2


_NAME = 4  # characters of a row's name that is no word of many
_BASE = re.compile("基数|基期|现状值?|起点")
_OF_COLUMN = re.compile(
    f"{HOLDER.pattern}|{_BASE.pattern}|目标|责任|部门|单位|指标|数值|提高|百分点|达到|表里|年值|主要|唯一"
)
_RISE = re.compile("增减|增长|增幅|变化|比上年")
_RISE_ASKED = re.compile("(?:增长|增加|提高|减少|下降|[多少增减降涨])了?(?:多少|几)|增减|差多少|变化")
_GOAL = re.compile("目标")
_UNIT_ASKED = re.compile(r"(?:几|多少)((?:[万亿](?=[元亩吨人]))?[\u4e00-\u9fff])")


def _columns_asked(row: Row, reading: Columns, query: Query) -> list[int]:
    """The columns that a question asks for: by their headers, the base year as such, or as the only one counted so
    (拟支持几项 asks for the column of 5项)."""
    text = fold(query.question.text)
    asked = {i for i in said_columns(reading) if _column_asked(reading.table.header[i], query)}
    for unit in _UNIT_ASKED.findall(text):
        counted = [i for i in reading.values if _is_counted(unit, fold(cell_of(row, i)), reading.table.header[i])]
        asked.update(counted if len(counted) == 1 else ())
    years = {i: year.group() for i in reading.values if (year := re.search(r"(?:19|20)\d\d", reading.table.header[i]))}
    if _BASE.search(text) and len(years) > 1:
        asked.add(min(years, key=years.__getitem__))
    if _GOAL.search(text) and not query.years and len(years) > 1:
        asked.add(max(years, key=years.__getitem__))
    return sorted(asked)


def _is_counted(unit: str, cell: str, header: str) -> bool:
    """Whether a cell gives a number of a unit, which it has itself (5项) or its heading (拟立项数（项）)."""
    headed = UNIT.search(header)
    whole = headed is not None and fold(headed.group(1)) == unit and re.fullmatch(r"[\d.,]+", cell)
    return bool(whole) or re.fullmatch(rf"[\d.,]+{unit}", cell) is not None


def _choice_asked(reading: Columns, text: str) -> list[int]:
    """The column that holds both things of which a question asks which it is (约束性还是预期性)."""
    if "还是" not in text:
        return []
    for column in said_columns(reading):
        cells = {fold(cell_of(row, column)) for row in reading.table.rows}
        if sum(len(cell) > 1 and cell in text for cell in cells) > 1:
            return [column]
    return []
