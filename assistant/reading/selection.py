"""From judged sentences to a finding: the best one, what is told with it, others that differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.reading.answerable import answers
from assistant.reading.choosing import announces_kind, best_sentence
from assistant.reading.clauses import bare, clause_spans
from assistant.reading.coined import told_by_each_name
from assistant.reading.companions import (
    account,
    answer_behind,
    complement,
    counted_behind,
    enumerated,
    is_right_behind,
    told_behind,
    told_in_a_row,
)
from assistant.reading.confidence import SURE, confidence
from assistant.reading.conflicts import read_conflict
from assistant.reading.doers import with_its_doer
from assistant.reading.fitting import defines
from assistant.reading.folding import fold
from assistant.reading.near_misses.cases import Case
from assistant.reading.near_misses.other_houses import nobody_in_office
from assistant.reading.outline.announced import in_full, items_behind, so_many_behind
from assistant.reading.outline.parts import titles_of
from assistant.reading.passages import YEAR, Passages, Scored
from assistant.reading.pieces import for_each_part
from assistant.reading.questions import Query
from assistant.reading.so_many import so_many_asked
from assistant.reading.stating import Part, state
from assistant.reading.telling import counts_anything, tells
from assistant.reading.units import trim
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import nothing_for_year
from ingest.schema import Document, Span

_WHAT_KIND, _KIND_OWN = re.compile("[怎什么]样的"), 0.7  # 怎样的体系: the sentence that says of what kind it is
_LISTED = 0.94
_PHASE_ASKED = re.compile("哪[一几个]*(?:阶段|时期|时间段|步)|哪几年|什么(?:阶段|时期|时间段)|第几(?:阶段|步)")
_ONLY_PHASE = re.compile(r"第[一二三四五]\S{0,3}(?:阶段|步)[^，,；;]{0,24}")
_PHASE = re.compile("阶段|时期|第[一二三四五]步|(?:19|20)\\d\\d *[-—–~至]")
_FRAGMENT, _HEADING = re.compile("的$"), 20  # 已入选省级人才项目的; characters of a heading that is told with it
_DEFINES = 1.1  # surer than a section whose heading has the word: what it says the thing is
_NAMED_EACH = 1.3  # as many things of the name asked for as are asked for: surer than headings as many
_KIND_BELOW = 0.96  # 按下列程序办理： for 有哪些程序: surer than a heading with the word (补偿标准与程序)
_APART = 0.75  # and one put together from several papers: a table or a comparison that has all of it goes first
_NEXT = 6  # sentences among which the next one is looked for
_HALF = 0.7  # how sure an answer may be that leaves out a year it was asked for
# of a score, and of the question's words in the sentence itself: what is shown beside a refusal. With fewer words it
# is as often misleading (an amount paid for something else) as it is what was meant
_NEAREST, _NEAR_WORDS = 1.0, 0.5
_NEAR_AROUND = 0.6  # of the question's words in it and around it: 举报电话：…… below the name of the place
_SHOWN = 120  # characters of it


def read_passages(query: Query, passages: Passages, *, always: bool = False) -> Finding | None:
    """The answer from running text; a refused finding where no sentence is likely enough to answer. `always`: never
    refused, to learn from what would be said."""
    if not passages.scored:
        return None
    best, sure = best_sentence(query, passages)
    answered = always or answers(query, passages, best, sure)
    best = answer_behind(passages, best)
    phased = _PHASE_ASKED.search(query.question.text) is not None
    if phased:
        best = _below_its_heading(query, passages, best)
    elif "date" not in query.wants and _only_names_a_phase(best):
        # 第三阶段（2031-2035年）。 tells nothing of it
        best = next((s for s in passages.scored if s.place == best.place and s is not best), best)
    parts = for_each_part(query, passages, best)
    if parts and sure < SURE:  # 岸电桩多少个，冰厂几座: each sentence answers its part, and none the whole
        sure = max(sure, min(confidence(_alone(part), part.terms, part.scored) for part in parts))
        answered = answered or sure >= SURE
    if not answered:
        return _refused(query, passages, best, sure)
    sure = max(sure, SURE)
    if "definition" in query.wants and defines(query, best.unit.folded) == 1.0:
        sure = _DEFINES
    if "list" in query.wants and (items := counted_behind(query, passages, best)):
        return Finding(titles_of(*items), min(sure, _LISTED), "passages")
    if query.count is not None and query.wants_any("list", "manner"):
        document = passages.documents[best.unit.doc_id]
        if each := so_many_behind(document, best.unit.span, query.count):
            return Finding(each, _NAMED_EACH, "passages")
    if query.wants_any("list", "manner") and (below := _announced(query, passages, best)):
        named = any(form in best.unit.folded for form in so_many_asked(query))
        of_kind = announces_kind(query, passages.terms, best)
        return replace(below, confidence=_NAMED_EACH if named else _KIND_BELOW if of_kind else min(sure, _LISTED))
    if coined := told_by_each_name(query, passages, best):
        parts = [Part(scored, query, passages.terms, item=True) for scored in coined]
        return Finding((state(parts, passages),), max(sure, _DEFINES), "passages")
    listed = enumerated(query, passages, best) if query.wants_any("list", "manner") else []
    whole = _WHAT_KIND.search(query.question.text) is not None and best.own >= _KIND_OWN
    told = not query.wants or (query.wants_any("manner") and not query.wants_any("number", "date", "name"))
    chosen = (
        [Part(scored, query, passages.terms, item=True) for scored in listed]
        or _alike(query, passages, [best] if whole else account(passages, best))
        if told or listed
        else _alike(query, passages, told_behind(query, passages, best) or told_in_a_row(query, passages, best))
        or parts
        or _alike(query, passages, [best] if phased or query.brief else [best, *complement(query, passages, best)])
    )
    stated = state(chosen, passages)
    if not (always or tells(query, passages.terms, stated.text)):
        behind = None if counts_anything(stated.text) else next(_told_next(query, passages, best), None)
        if behind is None:
            return _refused(query, passages, best, sure)
        best, stated = behind
    if phased:
        stated = _with_its_phase(passages, best, stated)
    elif _FRAGMENT.search(stated.text) and "：" not in stated.text and len(stated.evidence) == 1:
        stated = _with_its_heading(passages, best, stated)
    stated = with_its_doer(query, passages, best, stated)
    if len({part.scored.unit.doc_id for part in chosen}) > 1:
        sure = min(sure, _APART)
    if len(query.years) > 1 and not all(year in fold(stated.text) + best.unit.before for year in query.years):
        sure = min(sure, _HALF)
    differing = None if told else read_conflict(query, passages, best, sure)
    if differing is None:
        # a list that headings make is surer than one that happens to stand in a sentence
        plain = "list" in query.wants and query.count is None
        if query.count and query.counted and stated.text.count(query.counted) >= query.count:
            return Finding((stated,), _NAMED_EACH, "passages")  # 加工制造中心、研发设计中心… for 哪五大中心
        return Finding((stated,), min(sure, _LISTED) if plain else sure, "passages")
    return differing


def _announced(query: Query, passages: Passages, best: Scored) -> Finding | None:
    """The best sentence with the items that it announces and that stand below it; None where there are none, or not as
    many as are asked for."""
    document = passages.documents[best.unit.doc_id]
    items = items_behind(document, best.unit.span)
    if not items or query.count not in (None, len(items)):
        return None
    lead, *said = in_full(document, best.unit.span, items)
    if not said:
        return Finding((lead,), 1.0, "passages")
    first = replace(said[0], evidence=(*lead.evidence, *said[0].evidence))
    return Finding((first, *said[1:]), 1.0, "passages", lead=lead.text)


def _told_next(query: Query, passages: Passages, best: Scored) -> Iterator[tuple[Scored, Statement]]:
    """What the sentence right behind the best one tells, where that tells nothing that is asked and this is sure to."""
    for scored in passages.scored[:_NEXT]:
        if not is_right_behind(scored, best) or confidence(query, passages.terms, scored) < SURE:
            continue
        stated = state(_alike(query, passages, [scored]), passages)
        if tells(query, passages.terms, stated.text):
            yield scored, stated


def _alone(part: Part) -> Query:
    """What a part of a question asks, by itself: who is named in another part need not be spoken of."""
    return replace(part.query, text=part.query.question.text)


def _refused(query: Query, passages: Passages, best: Scored, sure: float) -> Finding:
    """That the library does not say, with what comes nearest."""
    lead = nothing_for_year(query.years[0]) if query.years and best.year <= 0 and best.own >= 0.6 else ""
    near = (_with_its_year(passages, best, state(_alike(query, passages, [best]), passages)),) if _is_near(best) else ()
    if nobody_in_office(Case(query, passages.terms, best)):
        near = ()  # what an office has done is no step towards who holds it
    return Finding(near, sure, "passages", refused=True, lead=lead)


def _with_its_year(passages: Passages, best: Scored, stated: Statement) -> Statement:
    """What is shown beside a refusal, from the clause on that says of which year it is (2020年，高新技术企业2388家)."""
    (evidence, *others) = stated.evidence
    text = passages.documents[evidence.doc_id].text
    ahead = clause_spans(Span(best.unit.span.start, evidence.span.start), text) if not others else []
    dated = [clause for clause in ahead if YEAR.search(fold(clause.of(text)))]
    if not dated or YEAR.search(fold(stated.text)) or evidence.span.end - dated[-1].start > _SHOWN:
        return stated
    span = Span(dated[-1].start, evidence.span.end)
    return Statement(bare(span.of(text)), (Evidence(evidence.doc_id, span),))


def _only_names_a_phase(scored: Scored) -> bool:
    return _ONLY_PHASE.fullmatch(scored.unit.text.strip()) is not None


def _below_its_heading(query: Query, passages: Passages, best: Scored) -> Scored:
    """The sentence that stands below the heading of a phase, where the best one is but such a heading."""
    if not _only_names_a_phase(best):
        return best
    told = (s for s in passages.scored if not _only_names_a_phase(s))
    return next((s for s in told if confidence(query, passages.terms, s) >= SURE), best)


def _with_its_phase(passages: Passages, best: Scored, stated: Statement) -> Statement:
    """What is said with the heading that says of which phase or years it is."""
    index, document = best.unit.section, passages.documents[best.unit.doc_id]
    if index is None:
        return stated
    return _headed(document, index, stated, lambda words: _PHASE.search(words) is not None and words not in stated.text)


def _with_its_heading(passages: Passages, best: Scored, stated: Statement) -> Statement:
    """An item that only says whom or what (已入选省级项目的), with the heading that says what becomes of it."""
    index, document = best.unit.section, passages.documents[best.unit.doc_id]
    while index is not None and document.sections[index].heading.end > best.unit.span.start:
        index = document.sections[index].parent  # the item is a heading itself
    if index is None:
        return stated
    return _headed(document, index, stated, lambda words: 0 < len(words) <= _HEADING)


def _headed(document: Document, index: int, stated: Statement, tells: Callable[[str], bool]) -> Statement:
    """What is said with the heading of a section before it, where its words tell something."""
    heading = trim(document.sections[index].heading, document.text)
    words = bare(heading.of(document.text))
    if not tells(words):
        return stated
    return Statement(f"{words}：{stated.text}", (Evidence(document.doc_id, heading), *stated.evidence))


def _is_near(best: Scored) -> bool:
    """Whether a sentence that is no answer may show what the library does say of the matter."""
    return best.score >= _NEAREST and (best.own >= _NEAR_WORDS or best.covered >= _NEAR_AROUND)


def _alike(query: Query, passages: Passages, chosen: list[Scored]) -> list[Part]:
    """Sentences that were all chosen for the whole question."""
    return [Part(scored, query, passages.terms) for scored in chosen]
