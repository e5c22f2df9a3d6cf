"""Questions whose answer is a cell, a row or a count of rows of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.reading.focus import focus
from assistant.reading.folding import fold
from assistant.reading.near_misses.cases import SPOKEN
from assistant.reading.outline.parts import BOX
from assistant.reading.pieces import asked_apart
from assistant.reading.quantities import asked_quantities
from assistant.reading.questions import Query
from assistant.reading.tables.asked_columns import (
    UNIT_ASKED,
    asks_both_ends,
    bodies_asked,
    choice_asked,
    columns_asked,
    is_mostly_said,
)
from assistant.reading.tables.columns import (
    TABLE_NAMED,
    UNIT,
    Columns,
    bare_header,
    cell_of,
    columns_of,
    name_of,
    said_columns,
    values_of,
)
from assistant.reading.tables.extremes import asks_for_most, read_extreme
from assistant.reading.tables.multiples import read_multiple
from assistant.reading.tables.named_rows import class_of, in_its_words, row_named, rows_in
from assistant.reading.tables.row_answers import is_of, tells_of_another, tells_what_is_asked
from assistant.reading.tables.row_lookup import ASKS_HOLDER, read_by_cell, read_by_holder, read_by_number, read_by_unit
from assistant.reading.tables.years import line_above, of_other_years, years_headed
from assistant.reading.terms import Term, coverage, presence
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import nothing_for_year
from ingest.schema import Document, Row, Table

_BODIES = re.compile("单位|部门|地区|区域|县区|区县|镇街|机构|主体|企业|公司")
_BEFORE = 80  # characters before a table that say what it is on
_HALF = 0.7  # how sure a row is that leaves out a year it is asked for, or many of the words
_ROW_TOLD = 70  # characters of a row that is told whole
_ROWS_TOLD = 4  # rows that one question names
_SAID = 0.55  # from which on a row speaks of what is counted: 亩产 is not told by 万亩 and 产值
_WELL_TOLD = 0.6  # of the question's weight


def read_table(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """The answer from the table that the question speaks of; None when there is none."""
    best: tuple[float, Finding] | None = None
    box = BOX.search(fold(query.text))
    for document in documents:
        for table in document.tables:
            reading = columns_of(table)
            around = _around(document, table)
            if box is not None and not re.search(rf"{box.group()}(?![\d-])", around):
                continue  # 专栏2 is asked for, not 专栏1
            said = _in_its_words(query, terms, reading)
            for found in (
                _names(query, terms, document, reading),
                read_by_holder(query, document, reading),
                read_by_number(query, document, reading),
                read_by_unit(query, document, reading),
                read_by_cell(query, terms, document, reading, around),
                read_extreme(said, terms, document, reading, around),
                read_multiple(query, terms, document, reading, around),
                _rows_named(said, terms, document, reading, around),
                _cells(said, terms, document, reading, around),
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


def without_other_rows(query: Query, found: Finding | None, documents: Sequence[Document]) -> Finding | None:
    """What running text answers, refused where it begins with a row of a table that is certainly of another thing."""
    if found is None or found.refused or not found.statements:
        return found
    first = found.statements[0].evidence[0]
    for document in documents:
        for table in document.tables if document.doc_id == first.doc_id else ():
            row = next((row for row in table.rows if row.span.contains(first.span)), None)
            if row is None:
                continue
            held = _around(document, table) + fold(" ".join(row.cells) + (document.metadata.title or ""))
            if tells_of_another(query, columns_of(table), held):
                return replace(found, refused=True)
    return found


def _around(document: Document, table: Table) -> str:
    """What stands before a table, and its headings, folded."""
    return fold(document.text[max(0, table.span.start - _BEFORE) : table.span.start] + " ".join(table.header))


def _in_its_words(query: Query, terms: tuple[Term, ...], reading: Columns) -> Query:
    """A question with the words of a table for those that people say."""
    text, own = (in_its_words(said, terms, reading) for said in (query.text, query.question.text))
    return (
        query if own == query.question.text else replace(query, text=text, question=replace(query.question, text=own))
    )


def without_its_year(query: Query, documents: Sequence[Document]) -> Finding | None:
    """A refusal with the row that a question names of a table of years (2023年基数, 2024年目标, 2026年目标), where the
    year asked for is none of them; None where no paper that is meant has such a row."""
    if len(query.years) != 1 or "number" not in query.wants:
        return None
    for document in documents:
        for table in document.tables if document.doc_id in query.scope else ():
            reading = columns_of(table)
            years = years_headed(reading)
            named = rows_in(fold(query.text), reading) if len(years) > 1 and query.years[0] not in years else []
            if len(named) != 1:
                continue
            row = named[0].row
            said = f"{name_of(row, reading)}：{'，'.join(values_of(row, reading.values, reading))}"
            statement = Statement(said, (Evidence(document.doc_id, row.span),))
            return Finding((statement,), _HALF, "table", refused=True, lead=nothing_for_year(query.years[0]))
    return None


def _names(query: Query, terms: tuple[Term, ...], document: Document, reading: Columns) -> Finding | None:
    """The names of all rows, where the question asks for what the sentence before the table announces."""
    if "list" not in query.wants or not terms or query.wants_any("number", "manner"):
        return None
    lead = line_above(document, reading)
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
    """The cells of each of several rows that the question names (甲、乙的额度分别是多少); None unless each answers."""
    asked = fold(query.question.text)
    named = rows_in(asked, reading)
    if not 2 <= len(named) <= _ROWS_TOLD:
        return None
    statements: list[Statement] = []
    for one in named:
        others = "|".join(re.escape(asked[other.start : other.end]) for other in named if other is not one)
        text = re.sub(rf"(?:{others})[、和与及比跟]?|[、和与及比跟](?={others})", "", asked)
        own = tuple(term for term in terms if term.text in text)
        alone = replace(query, text=text, question=replace(query.question, text=text))
        found = _cells(alone, own, document, reading, around)
        if found is None or not found.statements[0].text.startswith(name_of(one.row, reading)):
            return None
        statements += found.statements
    return Finding(tuple(statements), 1.05, "table")


def _cells(query: Query, terms: tuple[Term, ...], document: Document, reading: Columns, around: str) -> Finding | None:
    """The cells of the row that the question names, in the columns of its years or of what it asks."""
    if not reading.values or not query.wants_any("number", "name", "definition", "date", "choice"):
        return None
    fit, row = row_named(query, terms, reading, around)
    if row is None or (asks_for_most(fold(query.text)) and not _is_called(row, reading, fold(query.text))):
        return None
    named_by = class_of(row, fold(query.text))
    held = around + fold(" ".join(row.cells) + (document.metadata.title or "")) + named_by
    if not tells_what_is_asked(query, terms, row, reading, held) or not is_of(query, document, row, reading, held):
        return None
    columns = _columns_told(query, terms, document, row, reading, held)
    if columns is None:
        return None
    parts = _parts_told(query, row, columns, reading)
    if not parts:
        return None
    most = max(_ROW_TOLD, len("".join(parts)))
    if not _gives_what_is_counted(query, parts):
        parts = values_of(row, said_columns(reading), reading)  # 每项给多少钱，干几年 names no column of the money
        if not _gives_what_is_counted(query, parts) or len("".join(parts)) > most:
            return None  # what it cost tells no 多少人
    said = f"{name_of(row, reading)}：{'，'.join(parts)}"
    confident = _confidence(query, fit, coverage(terms, held), columns, reading)
    if named_by and not columns_asked(row, reading, query):
        confident = min(confident, _HALF)  # C类项目的销售额 may stand in the text
    return Finding((Statement(said, (Evidence(document.doc_id, row.span),)),), confident, "table")


def _gives_what_is_counted(query: Query, parts: list[str]) -> bool:
    """Whether cells give a quantity asked for whose unit is written (多少人, 多少钱), where any is."""
    own = _OWN_UNIT | {"money"} if _MONEY.search(query.question.text) else _OWN_UNIT
    counted = [quantity for quantity in asked_quantities(query.question.text) if quantity.name in own]
    told = fold("，".join(parts))
    return not counted or any(quantity.matches(told) for quantity in counted)


def _is_called(row: Row, reading: Columns, text: str) -> bool:
    """Whether a folded text has all of a row's name."""
    return fold(name_of(row, reading)) in text


# how many there are tells no 什么政策
_NO_CELL = re.compile("(?:什么|哪些|啥)(?:样的)?(?:优惠|扶持|支持)?(?:政策|待遇|处罚|处理|好处)")
_MONEY = re.compile("多少钱|几块钱|多少元|[补奖]多少|多少(?:补[助贴]|奖[励金])")
_OWN_UNIT = frozenset({"people", "area", "age"})  # quantities whose unit is written


def _columns_told(
    query: Query, terms: tuple[Term, ...], document: Document, row: Row, reading: Columns, held: str
) -> list[int] | None:
    """The columns of the question's years or of what it asks, else all that have a value; None where what is asked has
    no column."""
    text = fold(query.text)
    columns = choice_asked(reading, text) or columns_asked(row, reading, query)
    if not columns and "name" in query.wants and "number" not in query.wants:
        columns = bodies_asked(reading, text)
    if query.years and not columns:
        return None  # the year asked for has no column
    if of_other_years(query, reading, document, columns):
        return None
    if columns:
        return columns if query.years or _counts_what_is_asked(query, terms, row, columns, reading) else None
    if _NO_CELL.search(text) or (reading.holder is None and ASKS_HOLDER.search(text)):
        return None
    beside = focus(query.question.text, terms, binding=True) if "number" in query.wants else ()
    if beside and all(presence(term, held) < _SAID for term in beside):
        return None  # 完成了多少工程量 is not told by what it costs
    counting = [i for i in reading.values if re.search(r"\d", cell_of(row, i))]
    alone = "number" in query.wants and "name" not in query.wants  # 由谁建、总投资多少 asks for both
    return counting if counting and alone else list(reading.values)


def _counts_what_is_asked(
    query: Query, terms: tuple[Term, ...], row: Row, columns: list[int], reading: Columns
) -> bool:
    """Whether columns that a question asks for by their unit alone (几家) count what it asks for (科技型中小企业)."""
    heads = [bare_header(reading.table.header[i]) for i in columns]
    text, name = fold(query.question.text), fold(name_of(row, reading))
    by_unit = "number" in query.wants and all(UNIT.search(reading.table.header[i]) for i in columns)
    if not by_unit or any(re.search(r"\d", head) or is_mostly_said(head, text) for head in heads):
        return True
    rest = tuple(term for term in terms if presence(term, name) < SPOKEN)
    return not rest or coverage(rest, fold(" ".join(reading.table.header))) > SPOKEN


def _parts_told(query: Query, row: Row, columns: list[int], reading: Columns) -> list[str]:
    """What is said of the row: its number and who holds it, where they are asked for, and the cells of its columns."""
    text = fold(query.text)
    holder = reading.holder if ASKS_HOLDER.search(text) and reading.holder not in columns else None
    asked = len(asked_apart(query.question.text))
    whole = said_columns(reading)
    if (
        len(columns) + (holder is not None) < asked <= len(whole)
        and len("".join(values_of(row, whole, reading))) <= _ROW_TOLD
    ):
        return [*_number_asked(text, row, reading), *values_of(row, whole, reading)]  # 每天能加多少，谁在运营
    parts = values_of(row, columns, reading)
    if holder is not None:
        parts += values_of(row, [holder], reading)
    return [*_number_asked(text, row, reading), *parts]


def _confidence(query: Query, fit: float, told: float, columns: list[int], reading: Columns) -> float:
    """How sure a row is that fits the question by `fit`; `told`: the share of the question's words that it has, with
    what stands around it."""
    text = fold(query.text)
    if TABLE_NAMED.search(text):
        fit = min(1.0, fit + 0.1)
    confident = min(1.0, 0.35 + 0.65 * fit)
    if told < _WELL_TOLD:
        confident = min(confident, _HALF)  # much of what is asked stands elsewhere
    if len(query.years) > 1 and not all(any(y in reading.table.header[i] for i in columns) for y in query.years):
        return min(confident, _HALF)  # one of the years asked for has no column
    each = len(query.years) > 1 or len(UNIT_ASKED.findall(text)) == len(columns) or asks_both_ends(text)
    if len(columns) > 1 and fit >= 0.8 and each:
        return 1.05  # what is set beside each other, years or numbers, is what a table is for
    return confident


def _number_asked(text: str, row: Row, reading: Columns) -> list[str]:
    """The number that a list gives a row (JB-07), where it is asked for."""
    at = next((i for i, name in enumerate(reading.table.header) if fold(name) in {"编号", "序号", "代码"}), None)
    if at is None or fold(reading.table.header[at]) not in text:
        return []
    return [f"{reading.table.header[at]}为{cell_of(row, at)}"]
