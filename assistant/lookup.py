"""One look into the library for a question: which passages are found for it, and which reader's finding answers it.

The frame of a paper, its build and the library's list are asked first; where none of them is meant, tables, lists,
sections and sentences are all read, and the surest answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.holdings import Holdings
from assistant.reading.alternatives import read_alternatives
from assistant.reading.coined import read_sum
from assistant.reading.comparison import read_both, read_comparison, read_years
from assistant.reading.conflicts import beside_table
from assistant.reading.defined import read_defined
from assistant.reading.folding import fold, is_abbreviation
from assistant.reading.frame.annexes import read_annexes
from assistant.reading.frame.catalogue import read_catalogue
from assistant.reading.frame.contacts import read_contacts
from assistant.reading.frame.read import read_frame
from assistant.reading.given_values import read_given_values
from assistant.reading.mentions import read_mentions
from assistant.reading.near_misses.cases import cites
from assistant.reading.outline.answered import read_answered
from assistant.reading.outline.heading_lists import read_box, read_heading_list, read_quoted_part
from assistant.reading.outline.read import read_structure
from assistant.reading.outline.sections import read_section
from assistant.reading.papers import Paper, asks_one_paper
from assistant.reading.passages import Passages
from assistant.reading.questions import MEANT, Query
from assistant.reading.responsibility import read_responsibility, with_duty_note
from assistant.reading.selection import read_passages
from assistant.reading.surest import best_of
from assistant.reading.tables.read import read_table, without_its_year, without_other_rows
from assistant.reading.terms import beside_name, beside_title, coverage, question_terms
from assistant.reading.units import deepest_section
from assistant.records.history import Notes
from assistant.schema import Evidence, Finding
from ingest.errors import ZhengwenError
from ingest.schema import Document
from vectorstore.schema import Filter

_HITS = 24  # passages that are read; a right one is nearly always among them
# so much of what a question weighs stands in one of the first passages: it is put in the papers' words already, and is
# not searched for in others
SAID, _FIRST = 0.7, 3
_OF_YEAR = 0.5  # of a sentence's judgment, from which on it is of the year asked for, and not only its paper
_HITS_INSIDE = 10  # passages of each paper that the question means
_BESIDE = 300  # characters: what stands so near to what was told is of the same matter
DOCUMENTS = 6  # documents whose headings and tables are read as well


class GoneError(ZhengwenError):
    """A document that a search found has been removed since."""


def means_one(query: Query) -> bool:
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


class Lookup:
    """Reads a library for one question at a time. Safe to use from several threads."""

    def __init__(self, library: Holdings, without: frozenset[str] = frozenset()) -> None:
        """`without`: names of readers that are left out, to see their worth."""
        self.library = library
        self.without = without

    def read(self, query: Query, papers: Sequence[Paper], notes: Notes) -> Finding | None:
        """What answers a question, or tells why nothing does; None where nothing was found. What was looked at goes
        into `notes`."""
        meant = [self.document(doc_id) for doc_id in query.scope[:MEANT]]
        for finding in (
            read_frame(query, papers, self.document),
            read_structure(query, meant),
            read_catalogue(query, papers, self.document),
        ):
            if finding is not None and finding.reader not in self.without:
                return finding
        passages = self.passages(query)
        notes.hits = passages.hits
        near = self._near(query, passages)
        table = None if "table" in self.without else read_table(query, passages.terms, near)
        text = None if "passages" in self.without else read_passages(query, passages)
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
            read_given_values(query, passages),
            read_annexes(query, passages.terms, near),
            read_contacts(query, passages.terms, near),
            read_answered(query, passages.terms, near),
            read_defined(query, near),
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
        return best_of([one for one in found if one is not None and one.reader not in self.without], query.scope)

    def read_beside(self, query: Query, place: Evidence) -> Finding | None:
        """What answers a question about one paper in the section in which `place` stands, or near by."""
        document, passages = self.document(place.doc_id), self.passages(query)
        section = deepest_section(document, place.span.start)
        near = tuple(
            scored
            for scored in passages.scored
            if (section is not None and scored.unit.section == section)
            or abs(scored.unit.span.start - place.span.end) <= _BESIDE
        )
        return read_passages(query, replace(passages, scored=near)) if near else None

    def passages(self, query: Query) -> Passages:
        """The sentences found for a question, judged, best first."""
        scope = query.scope if query.named or means_one(query) else ()
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
        # what papers write for what people say; 高企 and 高新技术企业 stand in papers side by side
        if wider and (said < SAID or any(is_abbreviation(t.text, form) for t in terms for form in t.variants)):
            known = {hit.chunk.chunk_id for hit in hits}
            more = self.library.search(f"{query.text} {wider}", _HITS, narrowed)
            hits += [hit for hit in more if hit.chunk.chunk_id not in known]
        documents = {hit.chunk.doc_id: self.document(hit.chunk.doc_id) for hit in hits}
        return Passages.gather(query, terms, hits, documents, self.library.similarities)

    def _near(self, query: Query, passages: Passages) -> list[Document]:
        order = dict.fromkeys([*query.scope[:MEANT], *(hit.chunk.doc_id for hit in passages.hits)])
        return [self.document(doc_id) for doc_id in list(order)[:DOCUMENTS]]

    def document(self, doc_id: str) -> Document:
        """A document of the library. Raises GoneError where it has been removed since it was found."""
        document = self.library.document(doc_id)
        if document is None:
            raise GoneError(doc_id)
        return document

    def is_cited(self, number: str) -> bool:
        """Whether a paper of the library cites the paper of a number that is not in it."""
        hits = self.library.search(number, _HITS)
        return any(cites(fold(hit.chunk.text), number) for hit in hits)
