"""Which of the judged sentences answers best, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import inf

from assistant.reading.confidence import DOUBT, SURE, confidence, of_another_place
from assistant.reading.fitting import ANNOUNCES, defines
from assistant.reading.focus import (
    asks_for_ceiling,
    asks_for_plan,
    focus,
    is_plan,
    kind_asked,
    only_additions,
    role_asked,
    tells_additions,
    tells_ceiling,
    where_asked,
)
from assistant.reading.folding import fold
from assistant.reading.naming import lacks_name
from assistant.reading.outline.announced import items_behind
from assistant.reading.passages import Passages, Scored
from assistant.reading.pieces import ASKS, CLAUSE_MARKS
from assistant.reading.quantities import asked_quantities
from assistant.reading.questions import Query
from assistant.reading.so_many import lists_so_many, so_many_asked
from assistant.reading.terms import Term, presence
from assistant.reading.times.moments import is_older, is_planned

_BEHIND = 0.6  # of a score: how far a sentence may stand behind the best one that is not sure
_SPOKEN, _OWN = 0.6, 0.6  # the year stands in the sentence or beside it, and most of the words in it
_FIRST, _LOOKED_AT = 5, 10  # sentences that may be the best one; where a year is asked for
_HALF, _NAMED = 0.5, 0.4  # of the question's words
_CLAUSE = 6  # characters of a clause that is no chance when a sentence repeats it
_LISTS, _MORE = 0.65, 0.25  # how far a sentence lists, and how much further than the best one
_ABOUT = 0.1  # how much less sure a sentence may be that counts what there is
_SURELY = 0.65  # how sure a sentence must be that stands far behind
_TRUST = 0.4  # how much being sure of a sentence counts beside its score


def best_sentence(query: Query, passages: Passages) -> tuple[Scored, float]:
    """The sentence that answers best, and how sure the rules are that it does."""
    looked_at = passages.scored[:_LOOKED_AT]
    # papers of the place asked for go before those of others
    here = [s for s in looked_at if not of_another_place(query, passages.documents[s.unit.doc_id])]
    first = [(s, confidence(query, passages.terms, s)) for s in here or looked_at]
    # a sentence of the year asked for goes before one of another year, however well that one is put
    own, covered = _OWN * max(pair[0].own for pair in first), max(pair[0].covered for pair in first)
    bound = [
        (s, sure) for s, sure in first if s.year >= _SPOKEN and (s.own >= own or s.covered == covered) and sure >= SURE
    ]
    best, _ = max((query.years and bound) or first[:_FIRST], key=lambda pair: pair[0].score + _TRUST * pair[1])
    sure = confidence(query, passages.terms, best)
    if (listed := _listed(query, passages, first, best)) is not None:
        best, sure = listed, max(sure if listed is best else confidence(query, passages.terms, listed), SURE)
    else:
        best, sure = _surer(query, passages, looked_at, first, best, sure)
    site = where_asked(query.question.text, passages.terms)
    if site is not None and presence(site, best.unit.folded) < 1.0:  # 选址 is told where that word stands
        sited = [pair for pair in first if presence(site, pair[0].unit.folded) == 1.0 and pair[1] >= SURE]
        best, sure = sited[0] if sited else (best, sure)
    if asks_for_ceiling(query.question.text) and not tells_ceiling(best.unit.folded):  # what was paid is no 最高
        ceilings = [pair for pair in first if tells_ceiling(pair[0].unit.folded) and pair[1] >= SURE]
        best, sure = ceilings[0] if ceilings else (best, sure)
    paper = passages.documents[best.unit.doc_id]
    if of_another_place(query, paper) or is_older(query, best.unit, paper) or is_planned(query, best.unit, paper):
        return best, min(sure, DOUBT)
    return best, sure


def _listed(query: Query, passages: Passages, first: Sequence[tuple[Scored, float]], best: Scored) -> Scored | None:
    """The sentence that lists just so many things as are asked for, or announces things of the kind asked for, however
    few of the question's words it says; None where there is none."""
    near = (s for s, _ in first[:_FIRST] if s.own >= _NAMED and s.score >= best.score - _BEHIND)
    own = [s for s in near if not query.years or s.year > 0]
    if so_many := [s for s in own if lists_so_many(query, s.unit.folded)]:
        return best if best in so_many else so_many[0]
    if query.count is not None and (above := [s for s in own if _stands_above(query, passages, s)]):
        return best if best in above else above[0]
    # 补偿按下列程序办理： for 补偿从申请开始有哪些程序
    heads = best is passages.scored[0] and best.own >= _HALF and announces_kind(query, passages.terms, best)
    return best if heads else None


def _stands_above(query: Query, passages: Passages, scored: Scored) -> bool:
    """Whether a sentence announces as many items as are asked for, and they stand right below it."""
    return len(items_behind(passages.documents[scored.unit.doc_id], scored.unit.span)) == query.count


def _surer(
    query: Query,
    passages: Passages,
    looked_at: Sequence[Scored],
    first: list[tuple[Scored, float]],
    best: Scored,
    sure: float,
) -> tuple[Scored, float]:
    """A sentence that is surer than the best one, or more to the point; else the best one."""
    if sure < SURE and not query.years:  # one that is a little less alike, and sure
        # whose name is asked for, only a sentence with a name can tell
        least = -inf if role_asked(query.text) else best.score - _BEHIND
        surer = [
            (s, value)
            for s, value in first[:_FIRST]
            if value >= SURE
            and (s.score >= least or _dates_the_paper(query, s))
            and not lacks_name(query.text, passages.terms, best, s)
        ]
        best, sure = max(surer, key=lambda pair: pair[0].score, default=(best, sure))
    if sure < SURE and not query.years:
        best, sure = next(_further_on(query, passages, looked_at, best), (best, sure))
    if sure >= SURE and not query.years:
        best, sure = _more_to_the_point(query, passages, first, best, sure)
    best, sure = _what_shall_be(query, first, best, sure)
    return best, sure


def announces_kind(query: Query, terms: tuple[Term, ...], scored: Scored) -> bool:
    """Whether a sentence announces things of the kind of which a list is asked for (应当提交下列材料：)."""
    kind = kind_asked(query.question.text, terms)
    return kind is not None and kind.text in scored.unit.folded and ANNOUNCES.search(scored.unit.text) is not None


def _further_on(
    query: Query, passages: Passages, looked_at: Sequence[Scored], best: Scored
) -> Iterator[tuple[Scored, float]]:
    """Sentences that are sure however far behind: of the best one's section, with the words asked for; or with the word
    that tells most, which the best one lacks."""
    beside = focus(query.question.text, passages.terms, binding=True)
    key = max(passages.terms, key=lambda term: term.weight, default=None)
    lacks = key is not None and presence(key, best.unit.folded) < 1.0
    for scored in looked_at:
        sure = confidence(query, passages.terms, scored)
        same = scored.place == best.place and any(term.text in scored.unit.folded for term in beside)
        if lacks_name(query.text, passages.terms, best, scored):
            continue
        if sure >= _SURELY and (same or (lacks and key is not None and key.text in scored.unit.folded)):
            yield scored, sure


def _dates_the_paper(query: Query, scored: Scored) -> bool:
    """Whether a sentence has a day and the 《title》 of which the question asks when it came out."""
    title = re.search("《[^《》]{4,}》", query.text)
    dated = "date" in query.wants and scored.fit == 1.0
    return dated and title is not None and fold(title.group()) in scored.unit.folded


def _more_to_the_point(
    query: Query, passages: Passages, first: list[tuple[Scored, float]], best: Scored, sure: float
) -> tuple[Scored, float]:
    """A sentence that has what the best one lacks: the meaning asked for, or as many things as are asked for by their
    count; or one nearly as good with a clause of the question to the letter, or with the kind of thing of which a list
    is asked for."""
    best, sure = _stock(query, first, best, sure)
    told = [pair for pair in first if pair[1] >= SURE and _tells_exactly(query, pair[0])]
    if told and not _tells_exactly(query, best):
        return told[0]
    if query.wants == {"list"} and best.fit < _LISTS:
        listing = [
            pair
            for pair in first
            if pair[1] >= SURE
            and pair[0].fit >= max(_LISTS, best.fit + _MORE)
            and pair[0].own >= best.own / 3
            and pair[0].covered >= best.covered - _MORE
        ]
        best, sure = listing[0] if listing else (best, sure)  # 我校与某市共建的院 does not say 哪三方
    near = [pair for pair in first[:_FIRST] if pair[1] >= SURE and pair[0].score >= best.score - _BEHIND]
    clauses = [fold(c) for c in CLAUSE_MARKS.split(query.question.text) if not ASKS.search(c)]
    said = [pair for pair in near if any(len(c) >= _CLAUSE and c in pair[0].unit.folded for c in clauses)]
    if said and all(pair[0] is not best for pair in said):
        return said[0]
    kind = kind_asked(query.question.text, passages.terms)
    if kind is not None and kind.text not in best.unit.folded:
        listing = [pair for pair in near if kind.text in pair[0].unit.folded]
        return listing[0] if listing else (best, sure)
    return best, sure


def _what_shall_be(query: Query, first: list[tuple[Scored, float]], best: Scored, sure: float) -> tuple[Scored, float]:
    """A sentence that says what shall be, where a goal is asked for and the best one tells how things stood."""
    stood = _STOOD.search(best.unit.folded) is not None and not is_plan(best.unit.folded)
    if not stood or len(query.years) > 1 or _GOAL_ASKED.search(query.question.text) is None:
        return best, sure
    for scored, value in first:
        if is_plan(scored.unit.folded) and value >= SURE and scored.own >= _AS_MUCH * best.own and scored.year >= 0:
            return scored, value
    return best, sure


_GOAL_ASKED, _STOOD = re.compile("目标|要达到|力争"), re.compile(r"[截至到]至?(?:19|20)\d\d年\d{1,2}月|目前|已")
_AS_MUCH = 0.8  # of the best one's words


def _stock(query: Query, first: list[tuple[Scored, float]], best: Scored, sure: float) -> tuple[Scored, float]:
    """A sentence that counts what there is, where the best one counts what came or shall come new (新引进30个)."""
    asked = asked_quantities(query.question.text)
    wanted = "number" in query.wants and not (tells_additions(fold(query.text)) or asks_for_plan(query.text))
    if not (wanted and asked and only_additions(best.unit.folded, asked)):
        return best, sure
    for scored, value in first:
        folded = scored.unit.folded
        new = only_additions(folded, asked) or is_plan(folded)
        if value >= max(SURE, sure - _ABOUT) and scored.fit >= best.fit and not new:
            return scored, value
    return best, sure


def _tells_exactly(query: Query, scored: Scored) -> bool:
    """Whether a sentence says what a thing means (X，是指……), or 四个方面 where 哪四个方面 is asked."""
    if "definition" in query.wants and defines(query, scored.unit.folded) == 1.0:
        return True
    return lists_so_many(query, scored.unit.folded) or any(form in scored.unit.folded for form in so_many_asked(query))
