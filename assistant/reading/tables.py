"""Questions whose answer is a cell, a row or a count of rows of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.reading.asked_columns import OF_COLUMN, UNIT_ASKED, choice_asked, columns_asked
from assistant.reading.cases import SPOKEN
from assistant.reading.columns import (
    LEAST_TOLD,
    Columns,
    cell_of,
    columns_of,
    name_of,
    said_columns,
    values_of,
)
from assistant.reading.entities import named_entities, named_places, of_another_city, speaks_of
from assistant.reading.extremes import read_extreme
from assistant.reading.focus import focus, gives_head, role_asked
from assistant.reading.folding import fold
from assistant.reading.parts import BOX
from assistant.reading.passages import YEAR
from assistant.reading.periods import of_period, periods
from assistant.reading.pieces import asked_apart
from assistant.reading.quantities import asked_quantities
from assistant.reading.questions import Query
from assistant.reading.row_lookup import ASKS_HOLDER, read_by_cell, read_by_holder, read_by_number, read_by_unit
from assistant.reading.terms import Term, coverage, presence
from assistant.schema import Evidence, Finding, Statement
from ingest.schema import Document, Row

_CONTACT = re.compile(r"电话|邮箱|联系人|地址|找谁")
_AMOUNT = re.compile("总?投资|资金|经费|金额|面积|占地|补[贴助]|奖励|成本|费用|价格|造价")
_WHERE_TO = re.compile("哪个(系统|平台|网站|窗口|渠道|地方)")
_DAY = re.compile(r"(?:19|20)\d\d|\d月|\d日|[前底]$|工作日|天")
_BODIES = re.compile("单位|部门|地区|区域|县区|区县|镇街|机构|主体|企业|公司")
_FITS = 0.6  # from which on a row's name is one that the question names
_HALF = 0.7  # how sure a row is that leaves out a year it is asked for, or many of the words
_ROW_TOLD = 70  # characters of a row that is told whole
_ROWS_TOLD = 4  # rows that one question names
_WELL_TOLD = 0.6  # of the question's weight


def read_table(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """The answer from the table that the question speaks of; None when there is none."""
    best: tuple[float, Finding] | None = None
    box = BOX.search(fold(query.text))
    for document in documents:
        for table in document.tables:
            reading = columns_of(table)
            around = fold(document.text[max(0, table.span.start - 80) : table.span.start] + " ".join(table.header))
            if box is not None and not re.search(rf"{box.group()}(?![\d-])", around):
                continue  # 专栏2 is asked for, not 专栏1
            for found in (
                _names(query, terms, document, reading),
                read_by_holder(query, document, reading),
                read_by_number(query, document, reading),
                read_by_unit(query, document, reading),
                read_by_cell(query, terms, document, reading, around),
                read_extreme(query, terms, document, reading, around),
                _rows_named(query, terms, document, reading, around),
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


def _names(query: Query, terms: tuple[Term, ...], document: Document, reading: Columns) -> Finding | None:
    """The names of all rows, where the question asks for what the sentence before the table announces."""
    if "list" not in query.wants or not terms or query.wants_any("number", "manner"):
        return None
    lead = _line_above(document, reading)
    names = [name for row in reading.table.rows if (name := name_of(row, reading))]
    counted = query.count == len(names) and "指标" in query.text and "指标" in lead + "".join(reading.table.header)
    announced = re.search(r"[如以]下|下表|见表|名单|清单", lead) and coverage(terms, fold(lead)) >= 0.85
    if len(names) < 2 or not (counted or announced):
        return None
    if _BODIES.search(reading.table.header[reading.label]) and not _BODIES.search(query.text):
        return None  # whom a quota is given to, where 哪些智能工厂 is asked
    said = f"共{len(names)}项：{'、'.join(names)}"
    return Finding((Statement(said, (Evidence(document.doc_id, reading.table.span),)),), 1.0, "table")


def _rows_named(
    query: Query, terms: tuple[Term, ...], document: Document, reading: Columns, around: str
) -> Finding | None:
    """The cells of each of several rows that the question names in full (甲、乙的额度分别是多少); None unless each
    answers."""
    asked = fold(query.question.text)
    names = {fold(name_of(row, reading)) for row in reading.table.rows}
    named = [name for name in names if len(name) > 1 and name in asked]
    named = sorted((n for n in named if not any(n in o and n != o for o in named)), key=asked.index)
    if not 2 <= len(named) <= _ROWS_TOLD:
        return None
    statements: list[Statement] = []
    for name in named:
        others = "|".join(re.escape(other) for other in named if other != name)
        text = re.sub(rf"(?:{others})[、和与及]?|[、和与及](?={others})", "", asked)
        own = tuple(term for term in terms if term.text in text)
        alone = replace(query, text=text, question=replace(query.question, text=text))
        found = _cells(alone, own, document, reading, around)
        if found is None or not found.statements[0].text.startswith(name[:2]):
            return None
        statements += found.statements
    return Finding(tuple(statements), 1.05, "table")


def _cells(query: Query, terms: tuple[Term, ...], document: Document, reading: Columns, around: str) -> Finding | None:
    """The cells of the row that the question names, in the columns of its years or of what it asks."""
    if not reading.values or not query.wants_any("number", "name", "definition", "date", "choice"):
        return None
    fit, row = _row_named(query, terms, reading, around)
    if row is None:
        return None
    held = around + fold(" ".join(row.cells) + (document.metadata.title or ""))
    if not _tells_what_is_asked(query, terms, row, reading, held) or not _is_of(query, document, row, reading, held):
        return None
    columns = _columns_told(query, document, row, reading)
    if columns is None:
        return None
    parts = _parts_told(query, row, columns, reading)
    if not parts:
        return None
    said = f"{name_of(row, reading)}：{'，'.join(parts)}"
    counted = [quantity for quantity in asked_quantities(query.question.text) if quantity.name in _OWN_UNIT]
    if counted and not any(quantity.matches(fold(said)) for quantity in counted):
        return None  # what it cost tells no 多少人
    confident = _confidence(query, fit, coverage(terms, held), columns, reading)
    return Finding((Statement(said, (Evidence(document.doc_id, row.span),)),), confident, "table")


_OWN_UNIT = frozenset({"people", "area", "age"})  # quantities whose unit is written


def _row_named(query: Query, terms: tuple[Term, ...], reading: Columns, around: str) -> tuple[float, Row | None]:
    """The row whose name fits the question best, and how well; None where none does."""
    fit, index = max((_row_fit(query, terms, row, reading, around), i) for i, row in enumerate(reading.table.rows))
    if fit < _FITS and (only := _only_row(query, terms, reading, around)) is not None:
        fit, index = _FITS, only
    return (fit, reading.table.rows[index]) if fit >= _FITS else (fit, None)


def _tells_what_is_asked(query: Query, terms: tuple[Term, ...], row: Row, reading: Columns, held: str) -> bool:
    """Whether the row, with what stands around it (`held`), speaks of what the question asks of it: a row called like
    the topic of a question is no answer to what the question asks of the topic."""
    if query.wants == {"date"} and not any(_DAY.search(cell) for cell in row.cells):
        return False  # how many there are tells no day
    text = fold(query.text)
    contact = _CONTACT.search(text)
    if coverage(terms, held) < LEAST_TOLD or (contact and contact.group() not in held):
        return False
    beside = focus(query.question.text, terms, binding=True) if "name" in query.wants else ()
    if beside and all(presence(term, held) < SPOKEN for term in beside) and not ASKS_HOLDER.search(text):
        return False  # 首席专家是谁 is not told by how much is grown
    place = _WHERE_TO.search(text)
    if place is not None and place.group(1) not in held:
        return False  # 在哪个系统里填 is not told by how many copies there are
    amount = _AMOUNT.search(text)
    if amount is not None and amount.group() not in held:
        return False  # the total of what is only named here
    # 提高几个百分点 is told by what it was and what it shall be
    rise = len(query.years) > 1 and len(columns_asked(row, reading, query)) > 1
    return (rise or gives_head(text, held)) and role_asked(text) in held


def _is_of(query: Query, document: Document, row: Row, reading: Columns, held: str) -> bool:
    """Whether the row is of the period, the bodies and the places that the question names."""
    if not all(of_period(period, held) for period in periods(query.text)):
        return False
    if not all(speaks_of(entity, held) for entity in named_entities(query.text)):
        return False
    if not all(place in document.text or place in held for place in named_places(query.text)):
        return False
    told = fold(" ".join([*reading.table.header, *row.cells]))
    return not of_another_city(query.text, f"{document.metadata.title or ''}{document.metadata.issuer or ''}", told)


def _columns_told(query: Query, document: Document, row: Row, reading: Columns) -> list[int] | None:
    """The columns of the question's years or of what it asks, else all that have a value; None where what is asked has
    no column."""
    text = fold(query.text)
    columns = choice_asked(reading, text) or columns_asked(row, reading, query)
    if query.years and not columns:
        return None  # the year asked for has no column
    if _of_other_years(query, reading, document, columns):
        return None
    if columns:
        return columns
    if reading.holder is None and ASKS_HOLDER.search(text):
        return None
    counting = [i for i in reading.values if re.search(r"\d", cell_of(row, i))]
    alone = "number" in query.wants and "name" not in query.wants  # 由谁建、总投资多少 asks for both
    return counting if counting and alone else list(reading.values)


def _parts_told(query: Query, row: Row, columns: list[int], reading: Columns) -> list[str]:
    """What is said of the row: its number and who holds it, where they are asked for, and the cells of its columns."""
    text = fold(query.text)
    held = ASKS_HOLDER.search(text) is not None and reading.holder is not None and reading.holder not in columns
    asked = len(asked_apart(query.question.text))
    whole = said_columns(reading)
    if len(columns) + held < asked <= len(whole) and len("".join(values_of(row, whole, reading))) <= _ROW_TOLD:
        return [*_number_asked(text, row, reading), *values_of(row, whole, reading)]  # 每天能加多少，谁在运营
    parts = values_of(row, columns, reading)
    if held:
        parts.append(f"责任部门为{cell_of(row, reading.holder)}")
    return [*_number_asked(text, row, reading), *parts]


def _confidence(query: Query, fit: float, told: float, columns: list[int], reading: Columns) -> float:
    """How sure a row is that fits the question by `fit`; `told`: the share of the question's words that it has, with
    what stands around it."""
    text = fold(query.text)
    if "专栏" in text or "表" in text:
        fit = min(1.0, fit + 0.1)
    confident = min(1.0, 0.35 + 0.65 * fit)
    if told < _WELL_TOLD:
        confident = min(confident, _HALF)  # much of what is asked stands elsewhere
    if len(query.years) > 1 and not all(any(y in reading.table.header[i] for i in columns) for y in query.years):
        return min(confident, _HALF)  # one of the years asked for has no column
    if len(columns) > 1 and fit >= 0.8 and (len(query.years) > 1 or len(UNIT_ASKED.findall(text)) == len(columns)):
        return 1.05  # what is set beside each other, years or numbers, is what a table is for
    return confident


def _number_asked(text: str, row: Row, reading: Columns) -> list[str]:
    """The number that a list gives a row (JB-07), where it is asked for."""
    at = next((i for i, name in enumerate(reading.table.header) if fold(name) in {"编号", "序号", "代码"}), None)
    if at is None or fold(reading.table.header[at]) not in text:
        return []
    return [f"{reading.table.header[at]}为{cell_of(row, at)}"]


def _line_above(document: Document, reading: Columns) -> str:
    """The line before a table: its caption, or the sentence that announces it."""
    start = document.text.rfind("\n", 0, max(0, reading.table.span.start - 1)) + 1
    return document.text[start : reading.table.span.start].strip()


def _of_other_years(query: Query, reading: Columns, document: Document, columns: list[int]) -> bool:
    """Whether a table says above it of which years it is (2024年各县区情况表), and none is asked for."""
    headed = {year for i in columns for year in YEAR.findall(reading.table.header[i])}
    if query.years and headed and not headed & set(query.years):
        return True  # 高新技术企业（2024年末）
    if any(year in reading.table.header[i] for i in columns for year in query.years):
        return False
    said = YEAR.findall(fold(_line_above(document, reading)))
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
    rest = tuple(term for term in terms if presence(term, around) < 0.5 and not OF_COLUMN.search(term.text))
    return 0.4 * coverage(rest, name) + 0.6 * named if rest else named


def _only_row(query: Query, terms: tuple[Term, ...], reading: Columns, around: str) -> int | None:
    """The one row that has every word asked for, however many more its name has; None for none, and for several."""
    rest = tuple(term for term in terms if presence(term, around) < 0.5 and not OF_COLUMN.search(term.text))
    if len(rest) < 2 or not query.years:
        return None
    full = [i for i, row in enumerate(reading.table.rows) if coverage(rest, fold(cell_of(row, reading.label))) >= _ALL]
    return full[0] if len(full) == 1 else None


_ALL = 0.95  # of the question's words
_NAME = 4  # characters of a row's name that is no word of many
