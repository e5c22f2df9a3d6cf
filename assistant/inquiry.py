"""From a question to what answers it: which papers are meant, what is found in them, which reader's finding is taken.

The frame of a paper, its build and the library's list are asked first; where none of them is meant, tables, lists,
sections and sentences are all read, and the surest answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.holdings import Holdings
from assistant.reading.alternatives import read_alternatives
from assistant.reading.annexes import read_annexes
from assistant.reading.answered import read_answered
from assistant.reading.asked_times import AskedTime, asked_of_times, of_their_years
from assistant.reading.by_paper import Asked, asked_of_all, asked_of_each, told_by_each
from assistant.reading.cases import cites
from assistant.reading.catalogue import read_catalogue
from assistant.reading.coined import read_sum
from assistant.reading.comparison import read_both, read_comparison, read_years
from assistant.reading.conflicts import beside_table
from assistant.reading.contacts import read_contacts
from assistant.reading.folding import fold
from assistant.reading.frame import read_frame
from assistant.reading.heading_lists import read_box, read_heading_list, read_quoted_part
from assistant.reading.mentions import read_mentions
from assistant.reading.papers import Paper, Titles, asks_one_paper
from assistant.reading.passages import Passages
from assistant.reading.personal import without_what_is_not_asked
from assistant.reading.questions import MEANT, Query, understand
from assistant.reading.responsibility import read_responsibility, with_duty_note
from assistant.reading.sections import read_section
from assistant.reading.selection import read_passages
from assistant.reading.structure import read_structure
from assistant.reading.surest import best_of
from assistant.reading.tables import read_table, without_its_year, without_other_rows
from assistant.reading.terms import beside_name, beside_title, coverage, question_terms
from assistant.reading.told_times import Told, chosen, counted_in, counts_alike, holds_numbers, without_repeated
from assistant.records.history import Notes
from assistant.schema import Finding, Question
from assistant.zh import label, nothing_for_year, nothing_found
from ingest.errors import ZhengwenError
from ingest.schema import Document
from vectorstore.keys import KeyMatch
from vectorstore.schema import Filter, Hit

_HITS = 24  # passages that are read; a right one is nearly always among them
# so much of what a question weighs stands in one of the first passages: it is put in the papers' words already, and is
# not searched for in others
_SAID, _FIRST = 0.7, 3
_OF_YEAR = 0.5  # of a sentence's judgment, from which on it is of the year asked for, and not only its paper
_SPEAKS = 0.4  # of the question's words that the fullest answer has with its surroundings, of several set side by side
_HITS_INSIDE = 10  # passages of each paper that the question means
_DOCUMENTS = 6  # documents whose headings and tables are read as well


class GoneError(ZhengwenError):
    """A document that a search found has been removed since."""


def _of_one(query: Query) -> bool:
    """Whether a single paper shall answer."""
    return len(query.scope) == 1 and (query.named or asks_one_paper(query.text))


def _speaks_of_year(found: Finding, passages: Passages) -> bool:
    """Whether what is found in running text, its headings or the words around it are of a year that is asked for."""
    said = [evidence for statement in found.statements for evidence in statement.evidence]
    return any(
        scored.year >= _OF_YEAR and scored.unit.doc_id == evidence.doc_id and scored.unit.span.contains(evidence.span)
        for scored in passages.scored
        for evidence in said
    )


class Inquiry:
    """Reads a library for questions. Safe to use from several threads."""

    def __init__(self, library: Holdings, without: frozenset[str] = frozenset()) -> None:
        """`without`: names of readers that are left out, to see their worth."""
        self.library = library
        self._without = without
        self._titles: tuple[int, Titles] = (-1, Titles(()))  # with the library's edition

    def papers(self, question: Question) -> Sequence[Paper]:
        """The papers that may be read for a question."""
        records, allowed = self.library.documents(), question.filter.doc_ids
        return [record for record in records if record.doc_id in allowed] if allowed else records

    def _titles_of(self, question: Question, papers: Sequence[Paper]) -> Titles:
        if question.filter.doc_ids:
            return Titles(papers)
        edition = self.library.edition()  # before the papers: what is newer than it says is looked at next time
        if self._titles[0] != edition:
            self._titles = edition, Titles(self.library.documents())
        return self._titles[1]

    def understood(self, question: Question, papers: Sequence[Paper]) -> Query:
        """What is asked, and which of `papers` it means: those that the question names, or else those that it names
        once it has been made whole by what was asked before."""
        allowed, titles = question.filter.doc_ids, self._titles_of(question, papers)

        def in_light_of(keys: KeyMatch) -> Query:
            named = tuple(d for d in keys.doc_ids if not allowed or d in allowed)
            return understand(question, papers, named, keys.unknown, titles)

        keys = self.library.find_keys(question.text)
        query = in_light_of(keys)
        if query.text != question.text and not keys.doc_ids:
            keys = self.library.find_keys(query.text)
            query = in_light_of(keys)
        return replace(query, unknown=(), beside=query.unknown) if keys.doc_ids else query

    def read(self, query: Query, papers: Sequence[Paper], notes: Notes) -> Finding | None:
        """What answers a question, or tells why nothing does; None where nothing was found. What was looked at goes
        into `notes`."""
        found = (
            self._read_times(query, papers, notes)
            or self._read_each(query, papers, notes)
            or self._read_one(query, papers, notes)
        )
        return without_what_is_not_asked(query, found)

    def refusal(self, query: Query, papers: Sequence[Paper], found: Finding | None) -> Finding | None:
        """What is told where nothing answers: of a question to one paper, that this paper does not say it, with what
        another says, or what comes nearest in it."""
        if not _of_one(query) or (found is not None and found.lead):
            return found
        asked = self.document(query.scope[0])
        lead = nothing_found(query.question.text, label(asked.metadata, asked.source))
        other = self._read_one(replace(query, scope=(), named=False), papers, Notes(query.question))
        if other is not None and not other.refused:
            first = other.statements[0]
            told_by = self.document(first.evidence[0].doc_id)
            name = label(told_by.metadata, told_by.source)
            if told_by.doc_id != asked.doc_id:
                said = first if first.text.startswith(name) else replace(first, text=f"{name}：{first.text}")
                return replace(other, statements=(said,), refused=True, lead=lead, notes=())
        return replace(found, lead=lead) if found else Finding((), 0.0, "passages", refused=True, lead=lead)

    def _read_each(self, query: Query, papers: Sequence[Paper], notes: Notes) -> Finding | None:
        """What each of several papers answers to what is asked of it alone, or to what all are asked alike; None where
        not every one answers."""
        if not 1 < len(query.scope) <= MEANT or "comparison" in self._without:
            return None

        def of(text: str) -> Query:
            return self.understood(replace(query.question, text=text, history=()), papers)

        asked = asked_of_each(query.text, lambda piece: of(piece).scope)
        if not asked and (same := asked_of_all(query.text)):
            asked = tuple(Asked(doc_id, same) for doc_id in query.scope)
        parts = [replace(of(one.text), scope=(one.paper,), named=True, brief=True) for one in asked]
        findings: list[Finding] = []
        hits: list[Hit] = []
        for part in parts:
            notes.hits = ()  # a frame answers without a search
            found = self._read_one(part, papers, notes)
            if found is None or found.refused:
                return None
            findings.append(found)
            hits += notes.hits
        if not findings:
            return None
        notes.hits = hits  # what was read in every paper, for the record and for a language model
        read = [self.document(one.paper) for one in asked]
        return told_by_each(findings, [label(one.metadata, one.source) for one in read])

    def _read_times(self, query: Query, papers: Sequence[Paper], notes: Notes) -> Finding | None:
        """What the papers say of each of the times of which a question asks one thing; None where it asks of no
        several, or fewer than two of them are told."""
        if "years" in self._without or query.text != query.question.text:
            return None  # a follow-up asks of its own time, and no more of that of the question before it

        def of(text: str) -> Query:
            return self.understood(replace(query.question, text=text, history=()), papers)

        asked = asked_of_times(query.text, lambda words: of(words).scope)
        if asked is None:
            return None
        years = {paper.doc_id: paper.metadata.year or "" for paper in papers}
        asked = replace(asked, times=of_their_years(asked.times, years))
        told, hits = self._told_of_times(of(asked.text), asked.times, papers)
        unit = counted_in(list(told.values())) if asked.text.endswith("是多少") else ""
        if unit:  # a table says that 高企 are counted by 家
            told, hits = self._told_of_times(
                of(f"{asked.text.removesuffix('是多少')}有多少{unit}"), asked.times, papers
            )
        untold = len(asked.times) - len(told)
        if len(told) < 2 or untold > 1 or not counts_alike(list(told.values())):
            return None
        each = without_repeated([told[time] for time in asked.times if time in told])
        if untold or len({one.document.doc_id for one in each}) < 2:
            plain = self._read_one(query, papers, notes)
            if plain is not None and not plain.refused and holds_numbers(plain, each):
                return None  # one paper's table or sentence tells of all
        notes.hits = hits
        names = [label(one.document.metadata, one.document.source) for one in each]
        finding = told_by_each([one.finding for one in each], names)
        lacking = next((time.year for time in asked.times if time not in told and time.year), "")
        return replace(finding, notes=(*finding.notes, nothing_for_year(lacking))) if lacking else finding

    def _told_of_times(
        self, whole: Query, times: Sequence[AskedTime], papers: Sequence[Paper]
    ) -> tuple[dict[AskedTime, Told], list[Hit]]:
        """What answers of each time, as far as it is told, with what was read."""
        passages = self.passages(whole)
        hits = list(passages.hits)
        meant = [doc_id for time in times for doc_id in time.papers]
        found = dict.fromkeys([*whole.scope, *(hit.chunk.doc_id for hit in hits)])
        order = list(dict.fromkeys([*meant, *list(found)[:_DOCUMENTS]]))
        answers: dict[tuple[str, str], Told | None] = {}

        def of_paper(doc_id: str, year: str) -> Told | None:
            if (doc_id, year) not in answers:
                part = replace(whole, scope=(doc_id,), named=True, brief=True, years=(year,) if year else ())
                notes = Notes(whole.question)
                found = self._read_one(part, papers, notes)
                hits.extend(notes.hits)
                told = Told(self.document(doc_id), found) if found and not found.refused else None
                if told is None and year and self.document(doc_id).metadata.year == year:
                    now = of_paper(doc_id, "")  # 现有9家 of a paper of that year names no year
                    told = now if now is not None and now.time[0] in {"", year} else None
                answers[doc_id, year] = told
            return answers[doc_id, year]

        for time in times:
            for doc_id in time.papers or order:
                of_paper(doc_id, time.year)
        speaks = {key: coverage(passages.terms, one.around) for key, one in answers.items() if one is not None}
        least = _SPEAKS * max(speaks.values(), default=0.0)  # 技术转移培训 is not told by 研究生150人
        known: dict[AskedTime, Told] = {}
        for time in sorted(times, key=lambda time: time.standing in {"newest", "former"}):
            keys = [(doc_id, time.year) for doc_id in time.papers or order]
            of_each = [one for key in keys if (one := answers[key]) is not None and speaks[key] >= least]
            best = chosen(time, of_each, list(known.values()))
            if best is not None:
                known[time] = best
        return known, hits

    def _read_one(self, query: Query, papers: Sequence[Paper], notes: Notes) -> Finding | None:
        meant = [self.document(doc_id) for doc_id in query.scope[:MEANT]]
        for finding in (
            read_frame(query, papers, self.document),
            read_structure(query, meant),
            read_catalogue(query, papers, self.document),
        ):
            if finding is not None and finding.reader not in self._without:
                return finding
        passages = self.passages(query)
        notes.hits = passages.hits
        near = self._near(query, passages)
        table = None if "table" in self._without else read_table(query, passages.terms, near)
        text = None if "passages" in self._without else read_passages(query, passages)
        text = without_other_rows(query, text, near)
        lacking = without_its_year(query, near) if table is None else None
        if lacking is not None and (text is None or not _speaks_of_year(text, passages)):
            return lacking
        text = with_duty_note(query, text, near)
        differing = beside_table(query, text, table, passages)
        if differing is not None:
            return differing
        found = [
            read_comparison(query, passages),
            read_mentions(query, passages),
            read_alternatives(query, passages),
            read_annexes(query, passages.terms, near),
            read_contacts(query, passages.terms, near),
            read_answered(query, passages.terms, near),
            read_responsibility(query, passages.terms, near),
            table,
            read_box(query, near),
            read_sum(query, near),
            read_quoted_part(query, passages.terms, near),
            read_heading_list(query, passages.terms, near),
            read_years(query, passages),
            read_both(query, table, text),
            read_section(query, passages.terms, near),
            text,
        ]
        return best_of([one for one in found if one is not None and one.reader not in self._without], query.scope)

    def passages(self, query: Query) -> Passages:
        """The sentences found for a question, judged, best first."""
        scope = query.scope if query.named or _of_one(query) else ()
        narrowed = replace(query.question.filter, doc_ids=scope) if scope else query.question.filter
        hits = self.library.search(query.text, _HITS, narrowed)
        if query.scope and not scope:
            # each of a few papers meant has its say; of many, those that speak of it
            apart = [(doc_id,) for doc_id in query.scope] if len(query.scope) <= MEANT else [query.scope]
            for doc_ids in apart:
                known = {hit.chunk.chunk_id for hit in hits}
                inside = self.library.search(query.text, _HITS_INSIDE, Filter(doc_ids))
                hits += [hit for hit in inside if hit.chunk.chunk_id not in known]
        terms = question_terms(query.text, self.library.frequency, self.library.passage_count())
        if query.named:
            terms = beside_title(terms, query.text)
        elif len(query.scope) == 1:
            terms = beside_name(terms, self.document(query.scope[0]).metadata.title or "")
        wider = " ".join(form for term in terms for form in term.variants if form not in query.text)
        said = max((coverage(terms, fold(hit.chunk.text)) for hit in hits[:_FIRST]), default=0.0)
        if wider and said < _SAID:  # what papers write for what people say
            known = {hit.chunk.chunk_id for hit in hits}
            more = self.library.search(f"{query.text} {wider}", _HITS, narrowed)
            hits += [hit for hit in more if hit.chunk.chunk_id not in known]
        documents = {hit.chunk.doc_id: self.document(hit.chunk.doc_id) for hit in hits}
        return Passages.gather(query, terms, hits, documents, self.library.similarities)

    def _near(self, query: Query, passages: Passages) -> list[Document]:
        order = dict.fromkeys([*query.scope[:MEANT], *(hit.chunk.doc_id for hit in passages.hits)])
        return [self.document(doc_id) for doc_id in list(order)[:_DOCUMENTS]]

    def document(self, doc_id: str) -> Document:
        """A document of the library. Raises GoneError where it has been removed since it was found."""
        document = self.library.document(doc_id)
        if document is None:
            raise GoneError(doc_id)
        return document

    def says_all(self, finding: Finding, asked: str) -> bool:
        """Whether what is found says the words of a question."""
        terms = question_terms(asked, self.library.frequency, self.library.passage_count())
        evidence = (e for statement in finding.statements for e in statement.evidence)
        said = "".join(e.span.of(self.document(e.doc_id).text) for e in evidence)
        return coverage(terms, fold(said)) >= _SAID

    def is_cited(self, number: str) -> bool:
        """Whether a paper of the library cites the paper of a number that is not in it."""
        hits = self.library.search(number, _HITS)
        return any(cites(fold(hit.chunk.text), number) for hit in hits)
