"""Which rows of a table a question names: in full, by their code (JB-07), or by a part of their name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.reading.folding import fold, is_short_for
from assistant.reading.questions import Query
from assistant.reading.segments import CLASS
from assistant.reading.tables.asked_columns import OF_COLUMN
from assistant.reading.tables.columns import Columns, cell_of, name_of
from assistant.reading.terms import Term, coverage, presence
from ingest.schema import Row

FITS = 0.6  # from which on a row's name is one that the question names
_BY_PART = 0.8  # how well a row fits that is named by a part of its name
_APART = 0.01  # two rows that fit so alike are told apart by nothing that is asked
_ALL = 0.95  # of the question's words
_NAME = 4  # characters of a row's name that is no word of many
_PART = 4  # characters of a part of a name that names the row
_LONG = 5  # and of one from its middle
_CODE = re.compile(r"(?=[a-z\d—–-]*\d)(?=[a-z\d—–-]*[a-z])[a-z\d]+(?:[—–-][a-z\d]+)?")
_CLASS = re.compile(CLASS)
# what stands before and behind a name in a question: before other words it is the beginning of another name
_OPENS = re.compile(r"(?:^|[，,、。；;：:？?（(的里中内和与跟及或是在对查看问把让由,]|分别|目前|现在|请问|下|表)$")
_CLOSES = re.compile(
    r"(?:$|[，,、。；;：:？?）)的和与跟及或是在有到为达由要能会现目今最多几哪谁什属归呢\d]|一共|分别|各|怎|投|叫|年)"
)
_COUNTS = re.compile("(?:数量|总数|总量|数)$")  # 高新技术企业数量 is asked for as 高新技术企业


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row, and where in a folded question its name or a part of it stands. `uncounted`: its name without 数量, a word
    of many (高新技术企业 of 高新技术企业数量)."""

    row: Row
    start: int
    end: int
    uncounted: bool = False


def row_named(query: Query, terms: tuple[Term, ...], reading: Columns, around: str) -> tuple[float, Row | None]:
    """The row whose name fits the question best, and how well; None where none does."""
    rows = reading.table.rows
    coded = _coded(fold(query.text), reading)
    if coded is not None:
        return 1.0, coded
    fits = sorted(((_row_fit(query, terms, row, reading, around), i) for i, row in enumerate(rows)), reverse=True)
    fit, index = fits[0]
    if len(fits) > 1 and fit - fits[1][0] < _APART and fold(name_of(rows[index], reading)) not in fold(query.text):
        fit = 0.0  # 农行某支行 may be any bank's branch there
    if fit < _BY_PART:
        named = [one for one in rows_in(fold(query.text), reading) if not one.uncounted]
        if len(named) == 1:
            return _BY_PART, named[0].row
    if fit < FITS and (only := _only_row(query, terms, reading, around)) is not None:
        fit, index = FITS, only
    return (fit, rows[index]) if fit >= FITS else (fit, None)


def rows_in(text: str, reading: Columns) -> list[NamedRow]:
    """The rows that a folded question names, in full or by a part that no other row's name has, in its order."""
    names = [_COUNTS.sub("", fold(name_of(row, reading))) for row in reading.table.rows]
    heads = fold("".join(reading.table.header))
    found: list[NamedRow] = []
    for row, name in zip(reading.table.rows, names, strict=True):
        others = [other for other in names if other != name]
        part = name if len(name) > 1 and name in text else _part_of(name, others, text, heads)
        if part:
            at = text.index(part)
            shorter = part == name and name != fold(name_of(row, reading)) and fold(name_of(row, reading)) not in text
            found.append(NamedRow(row, at, at + len(part), shorter))
    alone = [
        one
        for one in found
        if not any(o is not one and o.start <= one.start and one.end <= o.end and _longer(o, one) for o in found)
    ]
    return sorted(alone, key=lambda one: one.start)


def in_its_words(text: str, terms: tuple[Term, ...], reading: Columns) -> str:
    """A question with the words of a table for those that people say (高新技术企业 for 高企, 建设银行 for 建行)."""
    held = fold("".join([*reading.table.header, *(name_of(row, reading) for row in reading.table.rows)]))
    for term in terms:
        if term.text not in held:
            form = next((form for form in term.variants if form in held and is_short_for(term.text, form)), None)
            text = text.replace(term.text, form) if form is not None else text
    return text


def _longer(one: NamedRow, other: NamedRow) -> bool:
    return one.end - one.start > other.end - other.start


def _part_of(name: str, others: list[str], text: str, heads: str) -> str:
    """The longest part of a row's name that a question has as a name of its own (宁沅银行 of 宁沅银行某某支行); ""
    where it has none."""
    for length in range(len(name) - 1, _PART - 1, -1):
        for start in range(len(name) - length + 1):
            part = name[start : start + length]
            at = text.find(part)
            if at < 0 or any(part in other for other in others) or not re.search("[\u4e00-\u9fff]{3}", part):
                continue
            if length < min(_LONG, len(name) / 2) and 0 < start < len(name) - length:
                return ""  # a few characters from its middle
            behind = text[at + length :]
            closed = _CLOSES.match(behind) or (len(behind) > 1 and behind[:2] in heads)
            return part if closed and _OPENS.search(text[:at]) else ""
    return ""


def _coded(text: str, reading: Columns) -> Row | None:
    """The one row that has a code (JB2026-03, D for D类) which a folded question names."""
    asked = set(_CODE.findall(text))
    rows = [
        row
        for row in reading.table.rows
        if asked & {fold(cell) for cell in row.cells if len(cell) > 1} or class_of(row, text)
    ]
    return rows[0] if len(rows) == 1 else None


def class_of(row: Row, text: str) -> str:
    """The class by which a folded question names a row that has its letter in a cell (D类); "" where it names none."""
    cells = {fold(cell) for cell in row.cells}
    return next((named for named in _CLASS.findall(text) if {named, named[0]} & cells), "")


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
