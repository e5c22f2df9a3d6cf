"""Which row of a table has the largest or the smallest number in a column, and what else is asked of it: 哪家银行
贷款余额最多？利率最低的又是哪家, 高企最多的片区是哪个，几家？某镇呢."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.tables.asked_columns import bodies_asked, columns_asked
from assistant.reading.tables.columns import (
    LEAST_TOLD,
    UNIT,
    Columns,
    bare_header,
    cell_of,
    held_by,
    name_of,
    said_columns,
    values_of,
)
from assistant.reading.tables.named_rows import rows_in
from assistant.reading.tables.years import of_other_years
from assistant.reading.terms import Term, coverage
from assistant.schema import Evidence, Finding, Statement
from ingest.numbering import han_to_int
from ingest.schema import Document, Row

_NO_THING = re.compile("合计|总计|小计|共计|平均|全[市省区县国]|^其[他余它]")  # rows that are none of what is counted
_PLAIN = re.compile(r"([-−+]?\d[\d,]*(?:\.\d+)?)([^\d\-—–~至]{0,4})")
_DAY = re.compile(r"((?:19|20)\d\d)年(?:(\d{1,2})月)?(?:(\d{1,2})日)?底?前?")
_LARGE, _SMALL = "大多高长贵重晚迟", "小少低短轻早先"
_MOST_ASKED = re.compile(rf"最([{_LARGE}{_SMALL}])(?=的|是|又|呢|那|[和与、]最|[，,。；;？?]|$)")
_MOST_OF = re.compile(rf"最([{_LARGE}{_SMALL}])的?(?=[\u4e00-\u9fff]{{2}})")  # 最高的榜金是哪个榜
_DATES = "早晚迟先"
_RANKED = re.compile("前[\\d一二三四五六七八九十几]|排名|名次|第[二三四五六七八九十\\d]")
_SEVERAL = re.compile("最[\u4e00-\u9fff]的(?:前)?([二两三四五2-5])[个家项名位类种座]")
_PARTS = re.compile("[，,；;。？?！!]")
_ASKS = re.compile("多少|几|哪|谁|什么|呢$|何时|在哪")
_WHICH_ONE = re.compile("是[哪谁]|[哪谁][一几]?[个家项些位条]?$|叫什么$")  # asks for the row itself
_ONLY_ASKS = re.compile(
    "(?:各|分别|都|又|一共|共|总共|是|有|为|达到?|到底|具体)*(?:几[\u4e00-\u9fff]|多少(?:[\u4e00-\u9fff]|[万亿]元?)?)"
)
_IDLE = re.compile("(?:数量|总数|总量|总额|家数|数|额|量|规模|的|也|是|排名?){1,4}$")  # 高企数量最多, 余额的最多
_SHARED = 2  # characters that a heading and the words before 最 have in common
_SURE = 1.02


def asks_for_most(text: str) -> bool:
    """Whether a folded question asks for what is the largest or the smallest."""
    return _MOST_ASKED.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Top:
    """The rows that have the most or least of a column, and the words that ask for it."""

    rows: tuple[Row, ...]
    column: int
    said: str


def read_extreme(
    query: Query, terms: tuple[Term, ...], document: Document, reading: Columns, around: str
) -> Finding | None:
    """The row with the largest or the smallest number in the column that the question names (总投资最大的是哪个), for
    each such column, with the cells of it that are asked for besides; None unless all of that is told."""
    text = fold(query.text)
    if not asks_for_most(text) and not _MOST_OF.search(text):
        return None
    if not re.search(r"哪|谁|什么", text) or _RANKED.search(text):
        return None
    rest = tuple(term for term in terms if not _MOST_ASKED.search(term.text))
    held = held_by(document, reading, around) + fold("".join(name_of(row, reading) for row in reading.table.rows))
    if coverage(rest, held) < LEAST_TOLD:
        return None
    tops: list[_Top] = []
    cells: dict[int, list[int]] = {}  # for each of them the columns that are told of it
    beside: list[tuple[Row, int]] = []
    for piece in filter(None, _PARTS.split(text)):
        mosts = list(_MOST_ASKED.finditer(piece)) or list(_MOST_OF.finditer(piece))
        for most in mosts:
            top = _top(piece, most, reading, tops[-1].column if tops else None)
            if top is None or of_other_years(query, reading, document, [top.column]):
                return None
            cells[len(tops)] = [top.column, *(_asked_behind(piece[most.end() :], top, query, reading) or ())]
            tops.append(top)
        if mosts or not _ASKS.search(piece):
            continue
        if not tops:
            return None
        if named := rows_in(piece, reading):  # 三渡镇呢
            beside += [(one.row, tops[-1].column) for one in named]
            continue
        more = _asked_behind(piece, tops[-1], query, reading)
        if more is None:
            return None
        cells[len(tops) - 1] += more
    if not tops:
        return None
    statements = [_told(top, cells[i], document, reading, alone=len(tops) == 1) for i, top in enumerate(tops)]
    for row, column in beside:
        said = f"{name_of(row, reading)}：{'，'.join(values_of(row, [column], reading))}"
        statements.append(Statement(said, (Evidence(document.doc_id, row.span),)))
    return Finding(tuple(statements), _SURE, "table")


def _told(top: _Top, columns: Sequence[int], document: Document, reading: Columns, *, alone: bool) -> Statement:
    names = "、".join(name_of(row, reading) for row in top.rows)
    kept = list(dict.fromkeys(columns))
    if len(top.rows) > 1 and len({cell_of(row, top.column) for row in top.rows}) > 1:
        names = "、".join(f"{name_of(row, reading)}（{cell_of(row, top.column)}）" for row in top.rows)
        kept = []
    head = "" if alone else bare_header(reading.table.header[top.column])
    said = "，".join([f"{head}{top.said}的是{names}", *values_of(top.rows[0], kept, reading)])
    return Statement(said, tuple(Evidence(document.doc_id, row.span) for row in top.rows))


def _asked_behind(text: str, top: _Top, query: Query, reading: Columns) -> list[int] | None:
    """The other columns of the row that the words behind 最多的, or another part of the question, ask for; None where
    they ask for something that the table has not."""
    head = bare_header(reading.table.header[top.column])
    rest = text.replace(head, "").replace(head[-_SHARED:], "")
    if not _ASKS.search(rest) or _ONLY_ASKS.fullmatch(rest):
        return []
    part = replace(query, text=rest, question=replace(query.question, text=rest, history=()))
    bodies = [] if _WHICH_ONE.search(rest) else bodies_asked(reading, rest)
    asked = sorted({*columns_asked(top.rows[0], reading, part), *bodies} - {top.column})
    return asked if asked or _WHICH_ONE.search(rest) else None


def _top(piece: str, most: re.Match[str], reading: Columns, last: int | None) -> _Top | None:
    """The rows with the most or least that a part of a question asks for; None where its column is none of the
    table's, or its rows cannot be set beside each other."""
    before, behind = piece[: most.start()], piece[most.end() :]
    headers = {i: bare_header(header) for i, header in enumerate(reading.table.header)}
    if most.group(1) in _DATES:
        column = _dated_column(before + behind, reading, headers)
    else:
        column = _column_before(before, reading, headers)
        if column is None:
            column = _column_behind(behind.removeprefix("的"), reading, headers)
        if column is None and re.search(r"最[\u4e00-\u9fff][和与、]$", before):
            column = last  # 最多和最少的
    if column is None:
        return None
    others = [i for i in said_columns(reading) if i != column]
    if any(len(headers[i]) > 1 and headers[i] in before and headers[i] not in headers[column] for i in others):
        return None  # of some rows only, or of another column, is the most asked for
    said = {fold(cell_of(row, i)) for row in reading.table.rows for i in (*others, reading.label)}
    if any(re.search("[\u4e00-\u9fff]{2}", cell) and cell in piece for cell in said):
        return None
    several = _SEVERAL.search(piece)
    rows = _ordered(most.group(1) in _LARGE, column, reading, most.group(1) in _DATES)
    if rows is None:
        return None
    count = han_to_int(several.group(1).replace("两", "二")) if several is not None else 1
    if count >= len(rows):
        return None
    last_value = rows[count - 1][0]
    return _Top(
        tuple(row for i, (value, row) in enumerate(rows) if i < count or value == last_value),
        column,
        f"最{most.group(1)}",
    )


def _ordered(largest: bool, column: int, reading: Columns, dated: bool) -> list[tuple[float, Row]] | None:
    """The rows with their numbers in a column, the one asked for first; None where one has none, or another unit."""
    things = [row for row in reading.table.rows if not _NO_THING.search(cell_of(row, reading.label))]
    found: list[tuple[float, str]] = []
    for row in things:
        cell = fold(cell_of(row, column))
        match = (_DAY if dated else _PLAIN).fullmatch(cell)
        if match is None:
            return None
        if dated:
            year, month, day = (int(part or 0) for part in match.groups())
            found.append((year * 400 + month * 31 + day, str(bool(month))))
        else:
            own = None if UNIT.search(reading.table.header[column]) else UNIT.search(cell_of(row, reading.label))
            unit = cell_of(row, reading.unit) or (own.group(1) if own else "")
            found.append((float(match.group(1).replace(",", "")), match.group(2) + unit))
    if len(found) < 2 or len({unit for _, unit in found}) > 1:
        return None  # a row without a number, or with another unit, might be the one
    pairs = [(value, row) for row, (value, _) in zip(things, found, strict=True)]
    return sorted(pairs, key=lambda pair: -pair[0] if largest else pair[0])


def _column_before(before: str, reading: Columns, headers: dict[int, str]) -> int | None:
    """The column whose heading, or its end, stands right before 最多."""
    for head in dict.fromkeys((before, _IDLE.sub("", before))):
        fits = {i: _common_end(head, headers[i]) for i in reading.values if headers[i]}
        best = max(fits.values(), default=0)
        if best >= min(_SHARED, max(map(len, headers.values()))):
            found = [i for i, fit in fits.items() if fit == best]
            whole = [i for i in found if len(headers[i]) == best]
            return (whole or found)[0] if len(whole or found) == 1 else None
    return None


def _column_behind(behind: str, reading: Columns, headers: dict[int, str]) -> int | None:
    """The column whose heading, or its end, stands right behind 最高 (最低利率的银行, 最高的榜金)."""
    found = [
        i
        for i in reading.values
        if any(behind.startswith(headers[i][k:]) for k in range(max(1, len(headers[i]) - _SHARED + 1)))
    ]
    return found[0] if len(found) == 1 else None


def _dated_column(words: str, reading: Columns, headers: dict[int, str]) -> int | None:
    """The column of days: the one that the words beside 最早 speak of, or the only one."""
    dated = [i for i in reading.values if all(_DAY.fullmatch(fold(cell_of(row, i))) for row in reading.table.rows)]
    spoken = [i for i in dated if headers[i][:_SHARED] in words]
    return (spoken or dated)[0] if len(spoken or dated) == 1 else None


def _common_end(one: str, other: str) -> int:
    """How many characters two texts have in common at their ends."""
    shortest = min(len(one), len(other))
    return next((k for k in range(shortest, 0, -1) if one[-k:] == other[-k:]), 0)
