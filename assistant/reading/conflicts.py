"""Sentences that give one indicator different values: all are told, the newest first, and that they differ."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.reading.alike import worded_alike
from assistant.reading.confidence import SURE, confidence
from assistant.reading.facts import Number, facts_of
from assistant.reading.focus import asks_for_newest
from assistant.reading.folding import fold
from assistant.reading.passages import YEAR, Passages, Scored
from assistant.reading.pieces import asked_apart, for_each_part
from assistant.reading.quantities import ANYTHING, asked_quantities
from assistant.reading.questions import Query
from assistant.reading.rivals import gives_the_same_thing, is_of_its_time, is_planned_in
from assistant.reading.stating import Part, state
from assistant.reading.times.moments import parts_of_year
from assistant.schema import Finding, Statement
from assistant.zh import DIFFERING, OF_DIFFERENT_TIMES, label
from ingest.schema import Document

_LOOKED_AT = 20  # sentences; the right ones are nearly always among the first
_SURELY = 0.8  # how sure text and table must be, to be set beside each other
_SEVERAL = re.compile("各|分别|[和与及、]")
_READ, _SHOWN = 6, 3  # values
_SHORT = 50  # characters: values that are set beside each other are told with their thing and no more


def read_conflict(query: Query, passages: Passages, best: Scored, sure: float) -> Finding | None:
    """What the papers say where they differ from the best sentence; None where they agree."""
    if "number" not in query.wants or query.named or query.means_few or best.fit < 0.7:
        return None
    if "date" in query.wants and not asked_quantities(query.question.text):
        return None  # 期限多长 counts nothing
    told = [(best, _told(query, passages, best))]
    units = _units(query, told[0][1].text)
    for other in passages.scored[:_LOOKED_AT]:
        if len(told) == _READ or not (
            gives_the_same_thing(query, passages, best, other) or _repeats(query, passages, told[0], other)
        ):
            continue
        if any(known.unit.doc_id == other.unit.doc_id for known, _ in told[1:]):
            continue  # what else another paper counts
        if not is_of_its_time(query, passages, best, other):
            continue
        statement = _told(query, passages, other)
        value = _values(query, statement.text)
        if not units & _units(query, statement.text) or _limits(statement.text) != _limits(told[0][1].text):
            continue
        if value and not any(value <= _values(query, known.text) for _, known in told):
            told.append((other, statement))
    told = [pair for pair in told if not parts_of_year(query, pair[0].unit)] or told  # 前三季度 beside 全年
    told.sort(key=lambda pair: _day(passages, pair[0]), reverse=True)
    told = _without_what_newer_ones_tell(query, told)[:_SHOWN]
    if len(told) == 1:
        return Finding((told[0][1],), sure, "passages") if told[0][0] is not best else None
    if asks_for_newest(query.question.text):
        newest = told[0][0]
        told = [pair for pair in told if not _is_older(passages, pair[0], newest)]
        if len(told) == 1:
            return Finding((told[0][1],), sure, "passages")
    statements = (
        Statement(f"{_named(passages.documents[s.unit.doc_id])}：{statement.text}", statement.evidence)
        for s, statement in told
    )
    return Finding(tuple(statements), sure, "passages", lead=_lead([scored for scored, _ in told]))


def _without_what_newer_ones_tell(query: Query, told: list[tuple[Scored, Statement]]) -> list[tuple[Scored, Statement]]:
    """What several papers say, the newest first, without values that a newer one names (由1.5亿元增至2.4亿元), or that
    stand beside others in a sentence (新增2所，共有9所 after 9所)."""
    one = len(asked_apart(query.question.text)) < 2 and _SEVERAL.search(query.question.text) is None
    kept: list[tuple[Scored, Statement]] = []
    for scored, statement in told:
        value = _values(query, statement.text)
        newer = [_values(query, other.text) for _, other in kept]
        if not any(value <= other or (one and other & value) for other in newer):
            kept.append((scored, statement))
    return kept


def _lead(told: list[Scored]) -> str:
    """That values differ; and that they are of different times, where each says of which."""
    years = [max(YEAR.findall(scored.unit.folded), default="") for scored in told]
    return OF_DIFFERENT_TIMES if all(years) and len(set(years)) == len(years) else DIFFERING


def beside_table(query: Query, text: Finding | None, table: Finding | None, passages: Passages) -> Finding | None:
    """What running text and another paper's table say, where both are sure and no value is common to both."""
    if "number" not in query.wants or query.named or query.means_few or text is None or table is None:
        return None
    if text.refused or table.refused or min(text.confidence, table.confidence) < _SURELY or text.reader != "passages":
        return None
    documents = passages.documents
    known = {e.doc_id for statement in text.statements for e in statement.evidence}
    doc_id = table.statements[0].evidence[0].doc_id
    if doc_id in known or doc_id not in documents or len(known) != len(text.statements):
        return None
    said = {n.value for statement in text.statements for n in facts_of(statement.text).numbers}
    if said & {n.value for n in facts_of(table.statements[0].text).numbers}:
        return None
    cell = table.statements[0]
    newer = (passages.paper_years[doc_id] or "") > max(passages.paper_years[known_id] or "" for known_id in known)
    if asks_for_newest(query.question.text):
        return table if newer else text
    named = [
        s if text.lead else Statement(f"{_named(documents[s.evidence[0].doc_id])}：{s.text}", s.evidence)
        for s in text.statements
    ]
    named.append(Statement(f"{_named(documents[doc_id])}：{cell.text}", cell.evidence))
    named.sort(key=lambda s: passages.paper_years[s.evidence[0].doc_id] or "", reverse=True)
    spoken, tabled = ({*YEAR.findall(fold(words))} for words in ("".join(s.text for s in text.statements), cell.text))
    lead = OF_DIFFERENT_TIMES if spoken and tabled and not spoken & tabled else DIFFERING
    return Finding(tuple(named), max(text.confidence, table.confidence), "passages", lead=lead)


def _repeats(query: Query, passages: Passages, best: tuple[Scored, Statement], other: Scored) -> bool:
    """Whether a sentence of another paper tells of as much in the words of the best one, but for the figures: papers of
    two years repeat their words."""
    scored, statement = best
    if (
        other.unit.doc_id == scored.unit.doc_id
        or other.fit < scored.fit
        or confidence(query, passages.terms, other) < SURE
    ):
        return False
    if query.years and other.year < min(scored.year, 0.0):
        return False
    documents = passages.documents
    if is_planned_in(other, documents[other.unit.doc_id]) != is_planned_in(scored, documents[scored.unit.doc_id]):
        return False
    return worded_alike(fold(_told(query, passages, other).text), fold(statement.text))


def _year(passages: Passages, scored: Scored) -> str:
    """The year that a sentence speaks of: the last it names, or its paper's."""
    return max(YEAR.findall(scored.unit.folded), default=passages.paper_years[scored.unit.doc_id] or "")


def _day(passages: Passages, scored: Scored) -> tuple[str, str]:
    """The year that a sentence speaks of, and the day on which its paper told it."""
    return _year(passages, scored), passages.documents[scored.unit.doc_id].metadata.issued_on or ""


def _is_older(passages: Passages, scored: Scored, newest: Scored) -> bool:
    """Whether a sentence tells of an earlier year than another, or, where neither names a year, stands in an older
    paper; what was paid in a year is not newer than a rule of that year."""
    (year, issued), (newest_year, newest_issued) = (_day(passages, one) for one in (scored, newest))
    dated = any(YEAR.search(one.unit.folded) for one in (scored, newest))
    return year < newest_year or (not dated and issued < newest_issued)


def _told(query: Query, passages: Passages, scored: Scored) -> Statement:
    """What a sentence tells, in short; of several things asked, with what its neighbours tell of the others."""
    several = len(asked_apart(query.question.text)) > 1
    parts = for_each_part(query, passages, scored) if several else []
    if any(part.scored.unit.doc_id != scored.unit.doc_id for part in parts):
        parts = []
    return state(parts or [Part(scored, query, passages.terms)], passages, None if parts else _SHORT)


def _values(query: Query, text: str) -> set[Decimal]:
    """The numbers that a statement gives of what is asked to be counted."""
    return {number.value for number in _counted(query, text)}


def _units(query: Query, text: str) -> set[str]:
    """In what a statement counts: 元, %, 人 (for 位 and 名), or "" for what is counted by any other word."""
    units = {number.unit for number in _counted(query, text)}
    if any(quantity.name == "share" for quantity in asked_quantities(query.question.text)):
        return {"%" for _ in units}  # 70% and 5∶5
    return {"人" if unit in _PERSONS else unit if unit in _MEASURES else "" for unit in units}


_PERSONS, _MEASURES = frozenset("人名位"), frozenset("元%")


def _counted(query: Query, text: str) -> list[Number]:
    folded = _ORDINAL.sub("", _CONDITION.sub("", fold(text)))
    asked = asked_quantities(query.question.text) or (ANYTHING,)
    if not _PAID.search(query.question.text):
        folded = "，".join(clause for clause in re.split("[，,；;]", folded) if not _PAID.search(clause))
    matches = (match for quantity in asked for match in quantity.matches(folded))
    found = [match.group() for match in matches if not _OF_OTHERS.match(folded, match.end())]
    return [number for piece in found for number in facts_of(piece).numbers]


_ORDINAL = re.compile("第[一二三四五六七八九十\\d]+")  # 第二家 counts none
_OF_OTHERS = re.compile("来自")  # 9个来自概念验证中心推荐 counts what they recommend
_PAID = re.compile("给予|奖励|补[助贴]|资助|评选|评出|授予|表彰")  # and who is chosen for a prize
_LIMIT = re.compile("不[少低]于|不[超高]过|至少|至多")


def _limits(text: str) -> bool:
    """Whether a statement says what shall be at least or at most, and not how many there are."""
    return _LIMIT.search(text) is not None


_CONDITION = re.compile(r"\d[\d,.]*[^，,。；;\d]{0,4}以[上下]的")  # 成交额5000万元以上的，给予……: whom it is for


def _named(document: Document) -> str:
    name = label(document.metadata, document.source)
    year = (document.metadata.issued_on or "")[:4]
    return name if "〔" in name or not year else f"{year}年{name}"
