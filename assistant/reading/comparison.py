"""Questions that set documents or years beside each other: what each of them says, one after the other."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.reading.alike import worded_alike
from assistant.reading.confidence import confidence
from assistant.reading.entities import named_places
from assistant.reading.folding import fold
from assistant.reading.passages import Passages, Scored
from assistant.reading.quantities import GIVEN, asked_quantities, gives
from assistant.reading.questions import MEANT, Query, Want
from assistant.reading.segments import without_papers
from assistant.reading.stating import BESIDE_NUMBER, Part, beside_others, state
from assistant.schema import Finding, Statement
from assistant.zh import label

_SURE, _SHARE = 0.3, 0.6  # a document speaks if one of its sentences is so sure, alone and beside the surest

_APART = 0.35  # papers named one by one are told apart, however differently they put it
_YEAR_SURE = 0.5
_BOTH = 0.85  # surer than either, which leaves out a year
_YEAR_NEAR = 0.3  # the year of the paper is enough where the sentence names no other


def read_comparison(query: Query, passages: Passages) -> Finding | None:
    """What each document of the question's scope, or of each place that it names, says; None where fewer than two
    speak of it."""
    places = _of_places(query, passages) if len(query.scope) < 2 else {}
    scope = tuple(places) or query.scope
    if not 2 <= len(scope) <= MEANT:
        return None
    # which papers are meant says nothing of what they shall say: “十四五”规划 beside a letter
    alone = replace(query, years=(), text=without_papers(query.text) if query.scope else query.text)
    asked = asked_quantities(query.question.text) if "number" in query.wants else ()
    spoken: list[tuple[float, Statement]] = []
    for doc_id in scope:
        own = [s for s in passages.scored if s.unit.doc_id == doc_id]
        own = [s for s in own if not _OF_FRAME.match(s.unit.text)] or own
        if len(query.years) == 1:  # the year is asked of each, and no paper is meant by it
            own = [s for s in own if s.year >= 0] or own
        document = passages.documents.get(doc_id)
        if not own or document is None:
            continue
        value = confidence(alone, passages.terms, own[0])
        how = replace(query, wants=_MANNER) if _PROGRESS.search(query.text) else query
        said = state([Part(own[0], how, passages.terms)], passages, beside_others(query))
        if places and asked and gives(asked, fold(said.text)) < GIVEN:
            continue  # of this place another thing is told
        name = places.get(doc_id) or label(document.metadata, document.source)
        spoken.append((value, Statement(f"{name}：{said.text}", said.evidence)))
    surest = max((value for value, _ in spoken), default=0.0)
    set_apart = _EACH.search(query.text) is not None or query.wants_any("difference")
    share = _APART if (query.named or not query.scope or _EACH_OF.search(query.text)) and set_apart else _SHARE
    statements = tuple(said for value, said in spoken if value >= max(_SURE, share * surest))
    return Finding(statements, 1.0, "comparison") if len(statements) > 1 else None


_OF_FRAME = re.compile("抄送|联系人|公开方式|主送")
_EACH_OF = re.compile("分别|各(?:是|自|叫|有|写|报|说)")
_EACH = re.compile("分别|各|不同|区别|差别|对比|相比|比较|不一样|哪个更|有没有差")


_MANNER: frozenset[Want] = frozenset({"manner"})
_PROGRESS = re.compile("一步|状态")  # what was done is told in full, not by the name it was done to


def _of_places(query: Query, passages: Passages) -> dict[str, str]:
    """For each place that a question sets beside others (北京和泰州各怎么减房租) the paper that says most of it, with
    the place; none unless each has one."""
    places = named_places(query.text)
    if len(places) < 2 or not _EACH.search(query.text):
        return {}
    found: dict[str, str] = {}
    for place in places:
        own = (
            s.unit.doc_id
            for s in passages.scored
            if place in s.unit.title and not any(other in s.unit.title for other in places if other != place)
        )
        doc_id = next(own, None)
        if doc_id is None:
            return {}
        found[doc_id] = place
    return found


def read_years(query: Query, passages: Passages) -> Finding | None:
    """What the library says for each of several years; None unless it speaks of two of them, each in its own words."""
    if len(query.years) < 2 or not query.wants_any("number", "difference"):
        return None
    units = [s.unit for s in passages.scored]
    if not units:
        return None
    spoken: list[tuple[float, Scored, Query]] = []
    for year in query.years:
        narrowed = replace(query, years=(year,))
        judged = passages.judge_again(narrowed, passages.terms, units)
        best = next((s for s in judged if s.year >= _YEAR_NEAR), judged[0])
        spoken.append((confidence(narrowed, passages.terms, best), best, narrowed))
    if len({best.unit.span for _, best, _ in spoken}) == 1:
        return None  # one sentence speaks of all of them: it answers by itself
    surest, model, _ = max(spoken, key=lambda one: one[0])
    statements: dict[Statement, None] = {}
    for value, best, narrowed in spoken:
        if best.year < _YEAR_NEAR or (value < _YEAR_SURE and not worded_alike(best.unit.folded, model.unit.folded)):
            return None
        said = state([Part(best, narrowed, passages.terms)], passages, BESIDE_NUMBER)
        if all(other in said.text for other in query.years):
            return None  # a row of a table that tells them all
        document = passages.documents[best.unit.doc_id]
        statements[Statement(f"{label(document.metadata, document.source)}：{said.text}", said.evidence)] = None
    if len(statements) < 2 or surest < _YEAR_SURE:
        return None  # one sentence speaks of both years: it answers by itself
    return Finding(tuple(statements), min(0.96, surest), "years")


def read_both(query: Query, table: Finding | None, text: Finding | None) -> Finding | None:
    """What a table and running text say, each of other years of those asked for; None where one says all."""
    if len(query.years) < 2 or table is None or text is None or table.refused or text.refused:
        return None
    told = [{year for year in query.years if any(year in s.text for s in f.statements)} for f in (table, text)]
    if not all(told) or told[0] & told[1] or told[0] | told[1] != set(query.years):
        return None
    return Finding((*table.statements, *text.statements), _BOTH, "years")
