"""From a question to a checked answer: understand, find, read, compose, verify.

The frame of a paper, its build and the library's list are asked first; where none of them is meant, tables, lists,
sections and sentences are all read, and the surest answers. What comes out is composed of the documents' own words, and
every number, date and name in it is looked up in the quoted words before anybody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import cast

from assistant.composing import compose, refuse
from assistant.drafting.finding import Place
from assistant.drafting.letters import draft
from assistant.drafting.revising import kept_places, rewritten, with_parts
from assistant.drafting.rewording import reworded
from assistant.drafting.schema import Proposal, Reply
from assistant.holdings import Shelved
from assistant.llm.client import LanguageModel
from assistant.llm.writing import Writing
from assistant.narrowed import Narrowed
from assistant.reading.alternatives import read_alternatives
from assistant.reading.annexes import read_annexes
from assistant.reading.by_paper import Asked, asked_of_all, asked_of_each, told_by_each
from assistant.reading.cases import cites
from assistant.reading.catalogue import read_catalogue
from assistant.reading.comparison import read_both, read_comparison, read_years
from assistant.reading.conflicts import beside_table
from assistant.reading.contacts import read_contacts
from assistant.reading.folding import fold
from assistant.reading.followups import may_stand_alone
from assistant.reading.frame import asks_for_frame, read_frame
from assistant.reading.heading_lists import read_box, read_heading_list
from assistant.reading.mentions import read_mentions
from assistant.reading.papers import Paper, Titles, letters_lacking
from assistant.reading.passages import Passages
from assistant.reading.questions import MEANT, Query, understand
from assistant.reading.sections import read_section
from assistant.reading.selection import read_passages
from assistant.reading.slips import without_slips
from assistant.reading.structure import read_structure
from assistant.reading.surest import best_of
from assistant.reading.tables import read_table
from assistant.reading.terms import beside_title, coverage, question_terms
from assistant.records.history import History, Notes
from assistant.schema import MOST_CHARACTERS, Answer, Evidence, Finding, Question, Trace
from assistant.verifying.grounding import Checked, check
from assistant.verifying.planted import stands_by_order
from assistant.zh import (
    courtesy,
    label,
    looked_within,
    no_letter_of,
    not_held,
    nothing_found,
    nothing_within,
    refused_within,
    taken_for,
    unknown_number,
)
from ingest.errors import InputError, ZhengwenError
from ingest.schema import Document
from vectorstore.keys import KeyMatch
from vectorstore.schema import Filter, Hit

_HITS = 24  # passages that are read; a right one is nearly always among them
# so much of what a question weighs stands in one of the first passages: it is put in the papers' words already, and is
# not searched for in others
_SAID, _FIRST = 0.7, 3
_HITS_INSIDE = 10  # passages of each paper that the question means
_DOCUMENTS = 6  # documents whose headings and tables are read as well


class _GoneError(ZhengwenError):
    """A document that a search found has been removed since."""


class Assistant:
    """Answers questions from a library: in the documents' own words, or in those of a language model where one is
    given, as far as the documents carry them. Safe to use from several threads.
    """

    def __init__(
        self,
        library: Shelved,
        model: LanguageModel | None = None,
        history: History | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        """`without`: what an evaluation leaves out to see its worth: names of readers, or "verification"."""
        self.library = library
        self._without = without
        self._model = model
        self._history = history
        self._titles: tuple[int, Titles] = (-1, Titles(()))  # with the library's edition

    @property
    def model_name(self) -> str:
        """The language model that writes; "" where none does."""
        return self._model.name if self._model is not None else ""

    def record(self, trace: Trace) -> None:
        """Keeps how an answer came about; `ask` does so itself."""
        if self._history is not None:
            self._history.append(trace)

    def ask(self, question: Question) -> Answer:
        """An answer with citations, or a refusal in one sentence; where the question has limits, from what lies within
        them, and saying so. Raises UserError for a question that is empty or too long."""
        if not question.limits:
            return self._ask(question)
        narrowed = Narrowed(self.library, question.limits)
        library = cast(Shelved, narrowed)  # which lacks what changes a library: to answer is to read
        return Assistant(library, self._model, self._history, self._without)._ask(question, narrowed.words)

    def _ask(self, question: Question, limits: str = "") -> Answer:
        notes = Notes(question, limits=limits)
        writing = Writing(self._model) if self._model is not None else None
        if not re.search(r"\w", question.text):  # nothing, or ？？？
            raise InputError("问题是空的，请写下问题再试。")
        if len(question.text) > MOST_CHARACTERS:
            raise InputError(f"问题超过{MOST_CHARACTERS}个字，请写得短一些再试。")
        if said := courtesy(question.text):
            return Answer(question.text, said, True)
        whole = writing.whole(question) if writing else question
        text, right = without_slips(whole.text, self.library.frequency)
        whole = replace(whole, text=text)
        try:
            answer = self._answer(whole, notes, writing)
        except _GoneError:  # a paper was taken away while it was being read: the others still answer
            answer = self._answer(whole, notes, writing)
        if right:
            answer = replace(answer, warnings=(*answer.warnings, taken_for(right)))
        if limits:
            answer = _within(answer, limits, len(self.library.documents()))
        if writing is not None:
            notes.written(writing.model.name, writing.digests, writing.dropped)
        trace = notes.trace(answer)
        self.record(trace)
        return replace(answer, question=question.text, trace=trace)

    def draft(self, proposal: Proposal) -> Reply:
        """The reply to a proposal, each sentence of it with its citation; in a language model's words as far as the
        documents carry them, where one is given."""
        reply = draft(self.library, proposal)
        return reworded(reply, self._model, self._document) if self._model is not None else reply

    def redraft(
        self,
        reply: Reply,
        numbers: Collection[int],
        dropped: Collection[Place] = frozenset(),
        taken: Collection[Place] = frozenset(),
    ) -> Reply:
        """The reply with its parts on the suggestions `numbers` drafted anew, without the sentences that begin at
        `dropped` and with those at `taken`; everything else, and what the drafter has changed there, stays."""
        unwanted = frozenset(dropped) | kept_places(reply, numbers)
        whole = draft(self.library, reply.proposal, dropped=unwanted, taken=taken)
        fresh = replace(whole, parts=tuple(part for part in whole.parts if part.suggestion.number in numbers))
        if self._model is not None:
            fresh = reworded(fresh, self._model, self._document)
        return with_parts(self.library, reply, fresh.parts)

    def rewrite(self, reply: Reply, number: int, text: str) -> Reply:
        """The reply with one paragraph in the drafter's words, as far as its sources carry them marked as theirs.
        Raises UserError as `rewritten`."""
        return rewritten(self.library, reply, number, text)

    def judged(self, question: Question) -> tuple[Query, Passages]:
        """What a question was understood to be, and the sentences found for it, judged, best first: what measures and
        trains the reader looks at."""
        query = self._understood(question, self._papers(question))
        return query, self._passages(query)

    def _papers(self, question: Question) -> Sequence[Paper]:
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

    def _understood(self, question: Question, papers: Sequence[Paper]) -> Query:
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

    def _answer(self, question: Question, notes: Notes, writing: Writing | None) -> Answer:
        papers = self._papers(question)
        if not papers:
            empty = not self.library.documents()
            return refuse(question, "资料库还是空的，请先导入文件再提问。" if empty else nothing_found(question.text))
        query = self._understood(question, papers)
        notes.query = query
        if query.unknown and (asks_for_frame(query.text) or not self._is_cited(query.unknown[0])):
            return refuse(question, self._about_unknown(query, papers))
        lacking = "" if query.scope else letters_lacking(query.text, papers)
        if lacking:
            return refuse(question, no_letter_of(lacking))
        finding = self._read_each(query, papers, notes) or self._read(query, papers, notes)
        if (finding is None or finding.refused) and may_stand_alone(question, query.text):
            alone = self._understood(replace(question, history=()), papers)
            other = self._read(alone, papers, notes)
            if other is not None and not other.refused and self._says_all(other, question.text):
                notes.query, query, finding = alone, alone, other  # it was no follow-up
        documents = {doc_id: self._document(doc_id) for doc_id in self._cited(finding)}
        if finding is None or finding.refused:
            honest = _without_orders(finding, documents) if finding else None
            extractive = refuse(question, honest.lead if honest else "", honest, documents)
        else:
            composed, notes.reader = compose(question, finding, documents), finding.reader
            checked = Checked(composed) if "verification" in self._without else check(composed, documents)
            extractive = self._with_papers_lacking(checked.answer, query)
            notes.dropped += checked.dropped
        # what is refused for a reason (a false premise, another year) stays refused, whatever a model makes of it
        settled = finding is None or (finding.refused and (finding.lead or query.years))
        if writing is None or settled:
            return extractive
        if not notes.hits:
            notes.hits = self._passages(query).hits
        documents |= {hit.chunk.doc_id: self._document(hit.chunk.doc_id) for hit in notes.hits}
        return writing.answer(question, query, finding, notes.hits, documents, extractive)

    def _read_each(self, query: Query, papers: Sequence[Paper], notes: Notes) -> Finding | None:
        """What each of several papers answers to what is asked of it alone, or to what all are asked alike; None where
        not every one answers."""
        if not 1 < len(query.scope) <= MEANT or "comparison" in self._without:
            return None

        def of(text: str) -> Query:
            return self._understood(replace(query.question, text=text, history=()), papers)

        asked = asked_of_each(query.text, lambda piece: of(piece).scope)
        if not asked and (same := asked_of_all(query.text)):
            asked = tuple(Asked(doc_id, same) for doc_id in query.scope)
        parts = [replace(of(one.text), scope=(one.paper,), named=True, brief=True) for one in asked]
        findings: list[Finding] = []
        hits: list[Hit] = []
        for part in parts:
            notes.hits = ()  # a frame answers without a search
            found = self._read(part, papers, notes)
            if found is None or found.refused:
                return None
            findings.append(found)
            hits += notes.hits
        if not findings:
            return None
        notes.hits = hits  # what was read in every paper, for the record and for a language model
        read = [self._document(one.paper) for one in asked]
        return told_by_each(findings, [label(one.metadata, one.source) for one in read])

    def _read(self, query: Query, papers: Sequence[Paper], notes: Notes) -> Finding | None:
        meant = [self._document(doc_id) for doc_id in query.scope[:MEANT]]
        for finding in (
            read_frame(query, papers, self._document),
            read_structure(query, meant),
            read_catalogue(query, papers, self._document),
        ):
            if finding is not None and finding.reader not in self._without:
                return finding
        passages = self._passages(query)
        notes.hits = passages.hits
        near = self._near(query, passages)
        table = None if "table" in self._without else read_table(query, passages.terms, near)
        text = None if "passages" in self._without else read_passages(query, passages)
        differing = beside_table(query, text, table, passages)
        if differing is not None:
            return differing
        found = [
            read_comparison(query, passages),
            read_mentions(query, passages),
            read_alternatives(query, passages),
            read_annexes(query, passages.terms, near),
            read_contacts(query, passages.terms, near),
            table,
            read_box(query, near),
            read_heading_list(query, passages.terms, near),
            read_years(query, passages),
            read_both(query, table, text),
            read_section(query, passages.terms, near),
            text,
        ]
        return best_of([one for one in found if one is not None and one.reader not in self._without], query.scope)

    def _says_all(self, finding: Finding, asked: str) -> bool:
        """Whether what is found says the words of a question."""
        terms = question_terms(asked, self.library.frequency, self.library.passage_count())
        evidence = (e for statement in finding.statements for e in statement.evidence)
        said = "".join(e.span.of(self._document(e.doc_id).text) for e in evidence)
        return coverage(terms, fold(said)) >= _SAID

    def _passages(self, query: Query) -> Passages:
        scope = query.scope if query.named else ()
        narrowed = replace(query.question.filter, doc_ids=scope) if scope else query.question.filter
        hits = self.library.search(query.text, _HITS, narrowed)
        if query.scope and not query.named:
            # each of a few papers meant has its say; of many, those that speak of it
            apart = [(doc_id,) for doc_id in query.scope] if len(query.scope) <= MEANT else [query.scope]
            for doc_ids in apart:
                known = {hit.chunk.chunk_id for hit in hits}
                inside = self.library.search(query.text, _HITS_INSIDE, Filter(doc_ids))
                hits += [hit for hit in inside if hit.chunk.chunk_id not in known]
        terms = question_terms(query.text, self.library.frequency, self.library.passage_count())
        if query.named:
            terms = beside_title(terms, query.text)
        wider = " ".join(form for term in terms for form in term.variants if form not in query.text)
        said = max((coverage(terms, fold(hit.chunk.text)) for hit in hits[:_FIRST]), default=0.0)
        if wider and said < _SAID:  # what papers write for what people say
            known = {hit.chunk.chunk_id for hit in hits}
            more = self.library.search(f"{query.text} {wider}", _HITS, narrowed)
            hits += [hit for hit in more if hit.chunk.chunk_id not in known]
        documents = {hit.chunk.doc_id: self._document(hit.chunk.doc_id) for hit in hits}
        return Passages.gather(query, terms, hits, documents, self.library.similarities)

    def _near(self, query: Query, passages: Passages) -> list[Document]:
        order = dict.fromkeys([*query.scope[:MEANT], *(hit.chunk.doc_id for hit in passages.hits)])
        return [self._document(doc_id) for doc_id in list(order)[:_DOCUMENTS]]

    def _document(self, doc_id: str) -> Document:
        document = self.library.document(doc_id)
        if document is None:
            raise _GoneError(doc_id)
        return document

    def _cited(self, finding: Finding | None) -> list[str]:
        statements = finding.statements if finding else ()
        return list(dict.fromkeys(e.doc_id for statement in statements for e in statement.evidence))

    def _is_cited(self, number: str) -> bool:
        """Whether a paper of the library cites the paper of a number that is not in it."""
        hits = self.library.search(number, _HITS)
        return any(cites(fold(hit.chunk.text), number) for hit in hits)

    def _with_papers_lacking(self, answer: Answer, query: Query) -> Answer:
        """The answer with a note on each paper that the question names beside others and the library has not."""
        lacking = [number for number in query.beside if number not in answer.text and not self._is_cited(number)]
        return replace(answer, warnings=(*answer.warnings, *map(not_held, lacking)))

    def _about_unknown(self, query: Query, papers: Sequence[Paper]) -> str:
        number = query.unknown[0]
        serial = number.rsplit("〕", 1)[-1]
        nearest = next(
            (p.metadata.doc_number for p in papers if (p.metadata.doc_number or "").endswith(f"〕{serial}")),
            None,
        )
        return unknown_number(number, nearest)


def _within(answer: Answer, limits: str, count: int) -> Answer:
    """The answer with the limits it was asked within: a refusal that speaks of them alone, a note beside an answer."""
    if not count:
        return replace(answer, text=nothing_within(limits))
    if answer.refused:
        return replace(answer, text=refused_within(answer.text, limits))
    return replace(answer, warnings=(*answer.warnings, looked_within(limits, count)))


def _without_orders(finding: Finding, documents: Mapping[str, Document]) -> Finding:
    """A refusal's finding without what speaks to a machine: nobody is shown that as the nearest."""

    def is_planted(evidence: Evidence) -> bool:
        return stands_by_order(documents[evidence.doc_id].text, evidence.span.start, evidence.span.end)

    kept = tuple(s for s in finding.statements if not any(is_planted(evidence) for evidence in s.evidence))
    return replace(finding, statements=kept)
