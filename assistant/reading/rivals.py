"""Which sentences are rivals of the best one: they count what it counts, as surely as it does."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from assistant.reading.confidence import SURE, confidence
from assistant.reading.counting import bound
from assistant.reading.entities import named_entities
from assistant.reading.fitting import PREAMBLE
from assistant.reading.focus import asks_for_ceiling, asks_for_newest, is_plan, only_additions, tells_ceiling
from assistant.reading.folding import fold
from assistant.reading.near_misses.cases import Case
from assistant.reading.near_misses.other_matters import another_name
from assistant.reading.passages import YEAR, Passages, Scored
from assistant.reading.quantities import asked_quantities
from assistant.reading.questions import Query
from assistant.reading.terms import Term, presence
from assistant.reading.times.moments import TILL, of_another_span
from ingest.schema import Document

_ALIKE = 0.6  # how far a rival must give the quantity: 22个项目 and 30项 are counted alike
_EACH = 0.85  # of the best one's words, where what each paper says is asked for
_OWN, _OWN_BEHIND = 0.6, 0.4  # of the question's words, in the sentence alone; behind one that names the thing
_SAID = 0.7  # from which on a sentence has a word
_TELLS = 0.55  # of the heaviest word's weight: such a word must stand in a rival
_COUNTED = re.compile("(?:多少|几)[个家项条名位种类件台套款支]([\u4e00-\u9fff]{2})")
_EVERYWHERE = re.compile("[全本我][省市县区]")
_LEVEL, _BRACKETS = re.compile("(国家|省|市|县|区)级"), re.compile(r"\([^()]*\)")


def is_of_its_time(query: Query, passages: Passages, best: Scored, other: Scored) -> bool:
    """Whether a rival tells of the time that is asked for, as far as it and its paper say."""
    document = passages.documents[other.unit.doc_id]
    return not (
        of_another_span(query, best.unit, other.unit)
        or _came_too_early(query, document, other)
        or _came_too_late(query, best, document, other)
    )


def gives_the_same_thing(query: Query, passages: Passages, best: Scored, other: Scored) -> bool:
    """Whether a sentence counts what the best one counts, as surely as it does.

    Every word that tells much must stand in it, and where a year is asked for it must speak of it. Inside one paper
    two sentences often count two things alike, so there nearly every word must be the same, and the years too.
    """
    if other is best or other.unit.span == best.unit.span or another_name(Case(query, passages.terms, other)):
        return False
    terms, of = passages.terms, passages.documents
    if PREAMBLE.search(other.unit.text) or _RECEIVED.search(other.unit.text):
        return False
    asked_levels = set(_LEVEL.findall(fold(query.text)))
    told_levels = set(_LEVEL.findall(_BRACKETS.sub("", other.unit.folded)))
    if asked_levels and told_levels and not asked_levels & told_levels:
        return False  # 省级基地1个（未计入市级基地）
    if any(nth in best.unit.folded and nth not in other.unit.folded for nth in _NTH.findall(fold(query.text))):
        return False  # 第3项 is not 第313项
    rows = "\t" in other.unit.text and "\t" in best.unit.text
    if rows and other.unit.doc_id == best.unit.doc_id:
        return False  # the rows of a table count each its own thing
    if _counts_the_kind_only(query, terms, other):
        return False
    if other.fit < min(best.fit, _ALIKE) or (query.years and other.year < min(best.year, 0.0)):
        return False
    # whose paper it is need not be said: a city's report counts what there is 全市
    unsaid = sum(t.weight for t in terms if _EVERYWHERE.fullmatch(t.text) and t.text not in other.unit.folded)
    unsaid /= sum(t.weight for t in terms) or 1.0
    least = _OWN_BEHIND if _named_before(terms, other) else _OWN
    if (
        other.covered + unsaid < best.covered - 0.2
        or other.own + unsaid < least
        or is_planned_in(other, of[other.unit.doc_id]) != is_planned_in(best, of[best.unit.doc_id])
    ):
        return False
    if asks_for_ceiling(query.question.text) and not tells_ceiling(other.unit.folded):
        return False  # what was paid is no 最高
    asked = asked_quantities(query.question.text)
    if only_additions(other.unit.folded, asked) != only_additions(best.unit.folded, asked):
        return False
    if query.each_paper and other.unit.doc_id != best.unit.doc_id and other.own >= _EACH * best.own:
        return confidence(query, terms, other) >= SURE
    heaviest = max((t.weight for t in terms), default=0.0)
    said = [t for t in terms if presence(t, best.unit.folded) >= _SAID]
    telling = tuple(
        t for t in said if t.weight >= _TELLS * heaviest and not (_is_deed(t.text) or _EVERYWHERE.fullmatch(t.text))
    )
    thing = _COUNTED.search(fold(query.question.text))
    if thing is not None and thing.group(1) in best.unit.folded and thing.group(1) not in other.unit.folded:
        return False  # 科技合作9项 are no 需求对接
    same_paper = other.unit.doc_id == best.unit.doc_id
    if same_paper and (
        other.own < max(0.9, best.own - 0.05)
        or set(YEAR.findall(other.unit.folded)) - set(YEAR.findall(best.unit.folded + best.unit.before))
    ):
        return False
    # what the sentence before names (科技创新券……。单个企业最高20万元) need not be named again
    named = set() if same_paper else _named_before(terms, other)
    unnamed = tuple(t for t in terms if t.text not in named)
    said_itself = other.own + unsaid >= _OWN and all(_EVERYWHERE.fullmatch(t.text) for t in unnamed)
    tied = bound(asked, terms if said_itself else unnamed or terms, other.unit)
    missing = {t.text for t in telling if presence(t, other.unit.folded) < _SAID}
    if missing and any(body not in other.unit.before for body in named_entities(other.unit.folded)):
        return False  # it goes on about another body
    return tied >= (0.9 if same_paper else 0.5) and missing <= named


_NTH = re.compile("第\\d+[\u4e00-\u9fff]")
_RECEIVED = re.compile("》[^。]{0,24}收[到悉]")


def is_planned_in(scored: Scored, document: Document) -> bool:
    """Whether a sentence, or the part it stands in, says what shall be: 到2024年末 in a paper of 2025 is past."""
    day = document.metadata.year_written
    folded = TILL.sub(lambda till: "" if till.group(1) < day else till.group(), scored.unit.folded)
    return is_plan(folded) or "目标" in scored.unit.headings


def _counts_the_kind_only(query: Query, terms: tuple[Term, ...], other: Scored) -> bool:
    """Whether a sentence has its number with the kind of the thing alone (惠及企业205家), where 高新技术企业 are asked
    for and spoken of in another clause."""
    asked, quantities = fold(query.question.text), asked_quantities(query.question.text)
    clauses = [
        clause
        for clause in re.split("[，,；;。]", other.unit.folded)
        if any(quantity.pattern.search(clause) for quantity in quantities)
    ]
    if any(_is_of_kind_alone(term, clauses, other.unit.folded) for term in terms):
        return True
    return any(
        one.text + two.text in asked
        and one.weight > two.weight
        and any(re.search(rf"{re.escape(two.text)}\d", clause) for clause in clauses)
        and not any(presence(one, clause) >= _SAID for clause in clauses)
        for one in terms
        for two in terms
    )


_WRITTEN_OUT, _KIND = 4, 2  # characters of what a word stands for (高新技术企业 for 高企), and of its kind


def _is_of_kind_alone(term: Term, clauses: Sequence[str], folded: str) -> bool:
    """Whether a sentence writes a short word out and has its number with the kind of it alone in another clause."""
    for form in term.variants:
        kind = form[-_KIND:]
        if len(form) < _WRITTEN_OUT or form not in folded:
            continue
        counted = [clause for clause in clauses if re.search(rf"{re.escape(kind)}\d", clause)]
        if counted and not any(form in clause or term.text in clause for clause in counted):
            return True
    return False


def _named_before(terms: tuple[Term, ...], scored: Scored) -> set[str]:
    """The words that the sentences before one say."""
    return {t.text for t in terms if presence(t, scored.unit.before) >= _SAID}


def _is_deed(word: str) -> bool:
    """Whether a word says what is done, which papers put in many ways, and not to what."""
    return all(tag.startswith("v") for _, tag in rjieba.tag(word))


def _came_too_early(query: Query, document: Document, other: Scored) -> bool:
    """Whether a paper was written before what is asked for could be told, and a sentence of it does not name the year:
    2024年底 is after a letter of May 2024."""
    day = document.metadata.issued_on or document.metadata.year or ""
    ends = _YEAR_END.search(fold(query.text)) is not None
    said = f"{other.unit.folded}{other.unit.before}"
    return any(
        year not in said and day and (day[:4] < year or (ends and day[:4] == year and "" < day[5:7] < "12"))
        for year in query.years
    )


_YEAR_END = re.compile(r"\d年?[底末]")
_NEXT_YEAR = 1  # a year's figures are told in that year and the next


def _came_too_late(query: Query, best: Scored, document: Document, other: Scored) -> bool:
    """Whether the best sentence names the year asked for, and another names none, of a paper that tells of a later
    one."""
    issued = document.metadata.year_written
    if best.year < 1.0 or other.year > 0 or not issued or asks_for_newest(query.question.text):
        return False
    return int(issued) > max(map(int, query.years)) + _NEXT_YEAR
