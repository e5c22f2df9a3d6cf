"""From a question to what answers it: which papers are meant, whether they are asked one by one, what is told where
nothing answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.holdings import Holdings
from assistant.lookup import SAID, Lookup, means_one
from assistant.reading.folding import fold
from assistant.reading.papers import Paper, Titles
from assistant.reading.passages import Passages
from assistant.reading.personal import without_what_is_not_asked
from assistant.reading.questions import Query, understand
from assistant.reading.terms import coverage, question_terms
from assistant.records.history import Notes
from assistant.schema import Finding, Question
from assistant.several import read_each, read_times
from assistant.zh import label, nothing_found
from ingest.schema import Document
from vectorstore.keys import KeyMatch


class Inquiry:
    """Reads a library for questions. Safe to use from several threads."""

    def __init__(self, library: Holdings, without: frozenset[str] = frozenset()) -> None:
        """`without`: names of readers that are left out, to see their worth."""
        self.library = library
        self._lookup = Lookup(library, without)
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

        def of(text: str) -> Query:
            return self.understood(replace(query.question, text=text, history=()), papers)

        found = (
            read_times(query, papers, notes, self._lookup, of)
            or read_each(query, papers, notes, self._lookup, of)
            or self._lookup.read(query, papers, notes)
        )
        return without_what_is_not_asked(query, found)

    def read_beside(self, question: Question, papers: Sequence[Paper]) -> Finding | None:
        """What answers a follow-up by its own words right where the question before it was answered; None where
        nothing there does."""
        before = replace(question, text=question.history[-1], history=question.history[:-1])
        told = self.read(self.understood(before, papers), papers, Notes(before))
        if told is None or told.refused:
            return None
        place = told.statements[0].evidence[0]
        own = self.understood(replace(question, history=()), papers)
        if own.scope and place.doc_id not in own.scope:
            return None
        found = self._lookup.read_beside(replace(own, scope=(place.doc_id,), named=True), place)
        answers = found is not None and not found.refused and self.says_all(found, question.text)
        return found if answers else None

    def refusal(self, query: Query, papers: Sequence[Paper], found: Finding | None) -> Finding | None:
        """The refusal of a question that nothing answers. Of one to a single paper it says that this paper does not
        state it, and shows what another paper answers, or else the passage that comes nearest."""
        if not means_one(query) or (found is not None and found.lead):
            return found
        asked = self.document(query.scope[0])
        lead = nothing_found(query.question.text, label(asked.metadata, asked.source))
        other = self._lookup.read(replace(query, scope=(), named=False), papers, Notes(query.question))
        if other is not None and not other.refused:
            first = other.statements[0]
            told_by = self.document(first.evidence[0].doc_id)
            name = label(told_by.metadata, told_by.source)
            if told_by.doc_id != asked.doc_id:
                said = first if first.text.startswith(name) else replace(first, text=f"{name}：{first.text}")
                return replace(other, statements=(said,), refused=True, lead=lead, notes=())
        return replace(found, lead=lead) if found else Finding((), 0.0, "passages", refused=True, lead=lead)

    def passages(self, query: Query) -> Passages:
        """The sentences found for a question, judged, best first."""
        return self._lookup.passages(query)

    def document(self, doc_id: str) -> Document:
        """A document of the library. Raises GoneError where it has been removed since it was found."""
        return self._lookup.document(doc_id)

    def is_cited(self, number: str) -> bool:
        """Whether a paper of the library cites the paper of a number that is not in it."""
        return self._lookup.is_cited(number)

    def says_all(self, finding: Finding, asked: str) -> bool:
        """Whether what is found says the words of a question."""
        terms = question_terms(asked, self.library.frequency, self.library.passage_count())
        evidence = (e for statement in finding.statements for e in statement.evidence)
        said = "".join(e.span.of(self.document(e.doc_id).text) for e in evidence)
        return coverage(terms, fold(said)) >= SAID
