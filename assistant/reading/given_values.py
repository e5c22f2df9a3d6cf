"""Questions that name the values between which they ask (是132亿斤还是125亿斤, 有说31家也有说28家).

Of each value is told what the papers say with it, so that one sees of which paper and year it is, and whether it was
reached or is aimed at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.reading.clauses import bare, clause_spans
from assistant.reading.facts import Number, facts_of, same_amount
from assistant.reading.folding import fold
from assistant.reading.passages import YEAR, Passages, Scored
from assistant.reading.questions import Query
from assistant.reading.stating import Part, state
from assistant.reading.terms import Term, coverage
from assistant.reading.units import sentence_begin, trim
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import DIFFERING, OF_DIFFERENT_TIMES, label, not_said
from ingest.schema import Document, Span

_SURE, _IN_PART = 1.2, 0.5  # where every value is told; where only some are, what answers otherwise goes first
_SPEAKS = 0.5  # of what is asked about, that a sentence must say with its headings and its paper's title
_ALL_BUT = 0.75  # where only some of the values are told
_CLAUSE = 0.35  # and in the sentence itself
_SHORT = 60  # characters of each value
# 到2030年: a clause that says when, and of nothing else
_ONLY_TIME = re.compile(r"(?:截至|截止到?|到|至|在)?(?:19|20)\d\d年(?:年?[底末初]|\d{1,2}月[底末]?)?[，,]?")
_WHOLE = 80  # characters of a sentence that is told whole where nothing says of which year it is
_OF_YEAR = re.compile(r"(?:19|20)\d\d年[^，,。；;、：:（()）和与及\n]{0,10}")  # 2025年主要工作 of a heading
_VALUE = 5.0  # what the value counts beside the words around it


@dataclass(frozen=True, slots=True)
class _Told:
    scored: Scored
    number: Number  # as the paper writes it
    spoken: float


def read_given_values(query: Query, passages: Passages) -> Finding | None:
    """What the papers say with each of the values that a question names; None where they say so of none."""
    if len(query.given) < 2:
        return None
    subject = fold(query.subject)
    about = tuple(t for t in passages.terms if t.text in subject and not re.search(r"\d", t.text))
    if not about:
        return None
    units = [s for s in passages.scored if not query.scope or s.unit.doc_id in query.scope]
    having = [_having(value, about, units) for value in query.given]
    for told in sorted((t for of_value in having for t in of_value), key=lambda t: -t.spoken):
        numbers = [next((t for t in of_value if t.scored is told.scored), None) for of_value in having]
        if all(numbers):  # 由10万元提高到20万元 tells both
            said = _stated(query, passages, told.scored, [t.number for t in numbers if t is not None], about)
            return Finding((said,), _SURE, "given")
    best = [max(of_value, key=lambda t: t.spoken, default=None) for of_value in having]
    found = [told for told in best if told is not None]
    if not found or (len(found) < len(best) and min(t.spoken for t in found) < _ALL_BUT + _CLAUSE):
        return None
    each = [_stated(query, passages, told.scored, [told.number], about) for told in found]
    dated = [
        _with_its_year(passages.documents[told.scored.unit.doc_id], told.scored, one)
        for told, one in zip(found, each, strict=True)
    ]
    statements = tuple(
        # one paper is named once
        one if n and one.evidence[0].doc_id == dated[n - 1].evidence[0].doc_id else _of_paper(passages, one)
        for n, one in enumerate(dated)
    )
    if len(found) < len(best):
        lacking = tuple(not_said(value.text) for value, told in zip(query.given, best, strict=True) if told is None)
        return Finding(statements, _IN_PART, "given", notes=lacking)
    years = [YEAR.findall(fold(one.text)) for one in dated]
    apart = all(years) and len({max(own) for own in years}) == len(years)
    return Finding(statements, _SURE, "given", lead=OF_DIFFERENT_TIMES if apart else DIFFERING)


def _having(value: Number, about: tuple[Term, ...], units: Sequence[Scored]) -> list[_Told]:
    """The sentences that give a value and speak of what is asked about."""
    found: list[_Told] = []
    for scored in units:
        unit = scored.unit
        for clause in re.split("[，；;。]", unit.folded):
            number = next((n for n in facts_of(clause).numbers if _is_value(value, n)), None)
            if number is None:
                continue
            around = coverage(about, f"{unit.folded}\n{unit.headings}\n{unit.title}")
            own = max(coverage(about, clause), 0.8 * coverage(about, unit.folded))
            if around >= _SPEAKS and own >= _CLAUSE:
                found.append(_Told(scored, number, around + own))
    return found


def _is_value(value: Number, number: Number) -> bool:
    """Whether a number of a paper is one that the question names: 215项次 are no 215名, 30家 no 30项."""
    if number.ordinal or not same_amount(value, number):
        return False
    counted = value.unit == number.unit == "个"
    return not (value.unit and number.unit) or (
        value.unit == number.unit and (not counted or value.tail[-1:] == number.tail[-1:])
    )


def _stated(
    query: Query, passages: Passages, scored: Scored, numbers: Sequence[Number], about: tuple[Term, ...]
) -> Statement:
    """The clauses of a sentence that give some values."""
    asked = f"{query.subject}是多少"
    alone = replace(
        query, question=replace(query.question, text=asked), text=asked, wants=frozenset({"number"}), given=(), years=()
    )
    terms = (*(Term(number.text, _VALUE, exact=True) for number in numbers), *about)
    return state([Part(scored, alone, terms)], passages, _SHORT if len(numbers) == 1 else None)


def _of_paper(passages: Passages, said: Statement) -> Statement:
    """What is said of a value behind its paper."""
    document = passages.documents[said.evidence[0].doc_id]
    name = label(document.metadata, document.source)
    issued = (document.metadata.issued_on or "")[:4]
    name = f"{issued}年{name}" if issued and not re.search(r"(?:19|20)\d\d", name) else name
    return Statement(f"{name}：{said.text}", said.evidence)


def _with_its_year(document: Document, scored: Scored, said: Statement) -> Statement:
    """What is said of a value with the clause before it, or else the heading, that says of which year it is; as it is
    where it says so itself, or nothing does."""
    if YEAR.search(fold(said.text)):
        return said
    start = scored.unit.span.start
    began = sentence_begin(document.text, start) or start  # 到2030年 is said before the first ；
    span = Span(began, said.evidence[0].span.start)
    clauses = [c for c in clause_spans(span, document.text) if _ONLY_TIME.fullmatch(bare(c.of(document.text)))]
    if clauses:
        ahead, words = trim(clauses[-1], document.text), bare(clauses[-1].of(document.text)).rstrip("，,；; ")
        return Statement(f"{words}：{said.text}", (Evidence(document.doc_id, ahead), *said.evidence))
    index = scored.unit.section
    while index is not None:
        heading = document.sections[index].heading
        dated = _OF_YEAR.search(document.text, heading.start, heading.end)
        if dated is not None and heading.end <= scored.unit.span.start:
            ahead = Span(*dated.span())
            return Statement(f"{dated.group()}：{said.text}", (Evidence(document.doc_id, ahead), *said.evidence))
        index = document.sections[index].parent
    if scored.unit.span.end - start > _WHOLE:
        return said
    # of which case each is: 甲类地区……每月1500元
    return Statement(bare(scored.unit.text), (Evidence(document.doc_id, scored.unit.span),))
