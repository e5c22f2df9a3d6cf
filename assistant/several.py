"""Questions that ask several papers, each its own or all the same, or ask one thing of several times: each is looked up
by itself, and what is found is told one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.lookup import DOCUMENTS, Lookup
from assistant.reading.by_paper import Asked, asked_of_all, asked_of_each, told_by_each
from assistant.reading.papers import Paper, of_place
from assistant.reading.pieces import CLAUSE_MARKS, asked_apart
from assistant.reading.questions import MEANT, Query
from assistant.reading.segments import names_something
from assistant.reading.terms import coverage
from assistant.reading.times.asked import AskedTime, asked_of_times, of_their_years
from assistant.reading.times.told import Told, chosen, counted_in, counts_alike, holds_numbers, without_repeated
from assistant.records.history import Notes
from assistant.schema import Finding
from assistant.zh import label, nothing_for_year, nothing_found
from vectorstore.schema import Hit

Understood = Callable[[str], Query]  # a piece of the question by itself, and which papers it means

_SPEAKS = 0.4  # of the question's words that the fullest answer has with its surroundings, of several set side by side


def read_each(query: Query, papers: Sequence[Paper], notes: Notes, lookup: Lookup, of: Understood) -> Finding | None:
    """What each of several papers answers to what is asked of it alone, or to what all are asked alike; None where
    not every one answers."""
    if "comparison" in lookup.without or (query.text != query.question.text and len(query.scope) < 2):
        return None
    if not 1 < len(query.scope) <= MEANT:
        return _read_halves(query, papers, notes, lookup, of)

    asked = asked_of_each(query.text, lambda piece: of(piece).scope)
    if not asked and (same := asked_of_all(query.text)):
        asked = tuple(Asked(doc_id, same) for doc_id in query.scope)
    parts = [replace(of(one.text), scope=(one.paper,), named=True, brief=True) for one in asked]
    findings: list[Finding] = []
    hits: list[Hit] = []
    for part in parts:
        notes.hits = ()  # a frame answers without a search
        found = lookup.read(part, papers, notes)
        if found is None or found.refused:
            return None
        findings.append(found)
        hits += notes.hits
    if not findings:
        return None
    notes.hits = hits  # what was read in every paper, for the record and for a language model
    read = [lookup.document(one.paper) for one in asked]
    return told_by_each(findings, [label(one.metadata, one.source) for one in read])


def _read_halves(query: Query, papers: Sequence[Paper], notes: Notes, lookup: Lookup, of: Understood) -> Finding | None:
    """What two papers answer, each to its half of a question, where one of them is called by its place alone
    (甲发〔2019〕3号怎么要求？乙省今年又办成了什么); with a note on a half that is not answered. None where neither is,
    and for every other question."""
    if len(query.scope) != 1 or not 1 < len(asked_apart(query.text)) <= MEANT:
        return None  # most questions

    def meant(piece: str) -> tuple[str, ...]:
        return of(piece).scope or of_place(piece, papers)

    asked = asked_of_each(query.text, meant)
    told: list[tuple[Finding, str]] = []
    lacking: list[str] = []
    hits: list[Hit] = []
    for one in asked:
        document = lookup.document(one.paper)
        notes.hits = ()
        found: Finding | None = None
        own = CLAUSE_MARKS.split(one.text)[-1]  # without what both halves speak of, where it names its thing itself
        for text in dict.fromkeys([one.text, *([own] if names_something(own) else ())]):
            if found is None or found.refused:
                found = lookup.read(replace(of(text), scope=(one.paper,), named=True, brief=True), papers, notes)
                hits += notes.hits
        name = label(document.metadata, document.source)
        if found is None or found.refused:
            lacking.append(nothing_found(own, name))
        else:
            told.append((found, name))
    if not told:
        return None
    notes.hits = hits
    finding = told_by_each([found for found, _ in told], [name for _, name in told])
    return replace(finding, notes=(*finding.notes, *lacking))


def read_times(query: Query, papers: Sequence[Paper], notes: Notes, lookup: Lookup, of: Understood) -> Finding | None:
    """The answer to a question that asks one thing of several times, an answer a time. None where it names fewer than
    two times, or fewer than two of them are answered."""
    if "years" in lookup.without or query.text != query.question.text:
        return None  # a follow-up asks of its own time, and no more of that of the question before it

    asked = asked_of_times(query.text, lambda words: of(words).scope)
    if asked is None:
        return None
    years = {paper.doc_id: paper.metadata.year or "" for paper in papers}
    asked = replace(asked, times=of_their_years(asked.times, years))
    told, hits = _told_of_times(of(asked.text), asked.times, papers, lookup)
    unit = counted_in(list(told.values())) if asked.text.endswith("是多少") else ""
    if unit:  # a table says that 高企 are counted by 家
        told, hits = _told_of_times(of(f"{asked.text.removesuffix('是多少')}有多少{unit}"), asked.times, papers, lookup)
    untold = len(asked.times) - len(told)
    if len(told) < 2 or untold > 1 or not counts_alike(list(told.values())):
        return None
    each = without_repeated([told[time] for time in asked.times if time in told])
    if untold or len({one.document.doc_id for one in each}) < 2:
        plain = lookup.read(query, papers, notes)
        if plain is not None and not plain.refused and holds_numbers(plain, each):
            return None  # one paper's table or sentence tells of all
    notes.hits = hits
    names = [label(one.document.metadata, one.document.source) for one in each]
    finding = told_by_each([one.finding for one in each], names)
    lacking = next((time.year for time in asked.times if time not in told and time.year), "")
    return replace(finding, notes=(*finding.notes, nothing_for_year(lacking))) if lacking else finding


def _told_of_times(
    whole: Query, times: Sequence[AskedTime], papers: Sequence[Paper], lookup: Lookup
) -> tuple[dict[AskedTime, Told], list[Hit]]:
    """What answers of each time, as far as it is told, with what was read."""
    passages = lookup.passages(whole)
    hits = list(passages.hits)
    meant = [doc_id for time in times for doc_id in time.papers]
    found = dict.fromkeys([*whole.scope, *(hit.chunk.doc_id for hit in hits)])
    order = list(dict.fromkeys([*meant, *list(found)[:DOCUMENTS]]))
    answers: dict[tuple[str, str], Told | None] = {}

    def of_paper(doc_id: str, year: str) -> Told | None:
        if (doc_id, year) not in answers:
            part = replace(whole, scope=(doc_id,), named=True, brief=True, years=(year,) if year else ())
            notes = Notes(whole.question)
            found = lookup.read(part, papers, notes)
            hits.extend(notes.hits)
            told = Told(lookup.document(doc_id), found) if found and not found.refused else None
            if told is None and year and lookup.document(doc_id).metadata.year == year:
                now = of_paper(doc_id, "")  # 现有31家 of a paper of that year names no year
                told = now if now is not None and now.time[0] in {"", year} else None
            answers[doc_id, year] = told
        return answers[doc_id, year]

    for time in times:
        for doc_id in time.papers or order:
            of_paper(doc_id, time.year)
    speaks = {key: coverage(passages.terms, one.around) for key, one in answers.items() if one is not None}
    least = _SPEAKS * max(speaks.values(), default=0.0)  # 焊工培训 is not told by 招收学徒80人
    known: dict[AskedTime, Told] = {}
    for time in sorted(times, key=lambda time: time.standing in {"newest", "former"}):
        keys = [(doc_id, time.year) for doc_id in time.papers or order]
        of_each = [one for key in keys if (one := answers[key]) is not None and speaks[key] >= least]
        best = chosen(time, of_each, list(known.values()))
        if best is not None:
            known[time] = best
    return known, hits
