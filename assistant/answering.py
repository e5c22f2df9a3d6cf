"""From a question to a checked answer: understand, find, read, compose, verify.

What an inquiry finds is composed of the documents' own words, and every number, date and name in it is looked up in the
quoted words before anybody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from assistant.composing import compose, refuse
from assistant.drafting.finding import Place
from assistant.drafting.letters import draft
from assistant.drafting.revising import kept_places, rewritten, with_parts
from assistant.drafting.rewording import reworded
from assistant.drafting.schema import Proposal, Reply
from assistant.holdings import Shelved
from assistant.inquiry import Inquiry
from assistant.llm.client import LanguageModel
from assistant.llm.writing import Writing
from assistant.lookup import GoneError
from assistant.narrowed import Narrowed
from assistant.reading.followups import leans_on_history, may_stand_alone
from assistant.reading.frame.read import asks_for_frame
from assistant.reading.papers import Paper, letters_lacking
from assistant.reading.passages import Passages
from assistant.reading.questions import Query
from assistant.reading.slips import without_slips
from assistant.reading.times.undone import may_be_past, says_undone
from assistant.reading.untold import untold
from assistant.records.history import History, Notes
from assistant.schema import MOST_CHARACTERS, Answer, Evidence, Finding, Question, Trace
from assistant.verifying.grounding import Checked, check
from assistant.verifying.planted import stands_by_order
from assistant.zh import (
    courtesy,
    looked_within,
    no_letter_of,
    not_held,
    nothing_found,
    nothing_within,
    refused_within,
    said_then,
    taken_for,
    unknown_number,
)
from ingest.errors import InputError
from ingest.schema import Document

_TOO_SHORT = re.compile(r"[\d\s.,，。、?？%％]*[个家项条名位万亿元年月日号]{0,2}[\s?？。]*")  # 3家, 2024年


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
        self._inquiry = Inquiry(library, without)

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
            return self._ask(question, self._inquiry, "")
        narrowed = Narrowed(self.library, question.limits)
        words = narrowed.words
        if not words and not narrowed.documents() and self.library.documents():
            words = "所选的文件"  # unknown to us, or hidden from who asks: said in the same words
        return self._ask(question, Inquiry(narrowed, self._without), words)

    def _ask(self, question: Question, inquiry: Inquiry, limits: str) -> Answer:
        notes = Notes(question, limits=limits)
        if not re.search(r"\w", question.text):  # nothing, or ？？？
            raise InputError("问题是空的，请写下问题再试。")
        if len(question.text) > MOST_CHARACTERS:
            raise InputError(f"问题超过{MOST_CHARACTERS}个字，请写得短一些再试。")
        if not question.history and _TOO_SHORT.fullmatch(question.text):
            raise InputError("问题太短，看不出要问什么，请写明要问的事再试。")
        if said := courtesy(question.text):
            return Answer(question.text, said, True)
        writing = Writing(self._model) if self._model is not None else None
        whole = writing.whole(question) if writing else question
        text, right = without_slips(whole.text, inquiry.library.frequency)
        whole = replace(whole, text=text)
        try:
            answer = self._answer(whole, inquiry, notes, writing)
        except GoneError:  # a paper was taken away while it was being read: the others still answer
            answer = self._answer(whole, inquiry, notes, writing)
        if not answer.refused:
            lacking = tuple(nothing_found(part) for part in untold(whole.text, answer.text))
            answer = replace(answer, warnings=(*answer.warnings, *lacking))
        if right:
            answer = replace(answer, warnings=(*answer.warnings, taken_for(right)))
        if limits:
            answer = _within(answer, limits, len(inquiry.library.documents()))
        if writing is not None:
            notes.written(writing.model.name, writing.digests, writing.dropped)
        trace = notes.trace(answer)
        self.record(trace)
        return replace(answer, question=question.text, trace=trace)

    def draft(self, proposal: Proposal) -> Reply:
        """The reply to a proposal, each sentence of it with its citation; in a language model's words as far as the
        documents carry them, where one is given."""
        reply = draft(self.library, proposal)
        return reworded(reply, self._model, self._inquiry.document) if self._model is not None else reply

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
            fresh = reworded(fresh, self._model, self._inquiry.document)
        return with_parts(self.library, reply, fresh.parts)

    def rewrite(self, reply: Reply, number: int, text: str) -> Reply:
        """The reply with one paragraph in the drafter's words, as far as its sources carry them marked as theirs.
        Raises UserError as `rewritten`."""
        return rewritten(self.library, reply, number, text)

    def judged(self, question: Question) -> tuple[Query, Passages]:
        """What a question was understood to be, and the sentences found for it, judged, best first: what measures and
        trains the reader looks at."""
        query = self._inquiry.understood(question, self._inquiry.papers(question))
        return query, self._inquiry.passages(query)

    def _answer(self, question: Question, inquiry: Inquiry, notes: Notes, writing: Writing | None) -> Answer:
        papers = inquiry.papers(question)
        if not papers:
            empty = not inquiry.library.documents()
            return refuse(question, "资料库还是空的，请先导入文件再提问。" if empty else nothing_found(question.text))
        query = inquiry.understood(question, papers)
        notes.query = query
        if query.unknown and (asks_for_frame(query.text) or not inquiry.is_cited(query.unknown[0])):
            return refuse(question, _about_unknown(query, papers))
        lacking = "" if query.scope else letters_lacking(query.text, papers)
        if lacking:
            return refuse(question, no_letter_of(lacking))
        finding = inquiry.read(query, papers, notes)
        if may_stand_alone(question, query.text) and not _follows_up(question, finding, inquiry):
            alone = inquiry.understood(replace(question, history=()), papers)
            other = inquiry.read(alone, papers, notes)
            if other is not None and not other.refused and inquiry.says_all(other, question.text):
                notes.query, query, finding = alone, alone, other  # it was no follow-up
        if (finding is None or finding.refused) and _may_go_on(question):
            finding = inquiry.read_beside(question, papers) or finding
        shown = inquiry.refusal(query, papers, finding) if finding is None or finding.refused else finding
        documents = {doc_id: inquiry.document(doc_id) for doc_id in _cited(shown)}
        if finding is None or finding.refused:
            honest = _without_orders(shown, documents) if shown else None
            extractive = refuse(question, honest.lead if honest else "", honest, documents)
        else:
            composed, notes.reader = compose(question, finding, documents), finding.reader
            checked = Checked(composed) if "verification" in self._without else check(composed, documents)
            extractive = _with_papers_lacking(_as_of_then(checked.answer, query, documents, papers), query, inquiry)
            notes.dropped += checked.dropped
        # what is refused for a reason (a false premise, another year) stays refused, whatever a model makes of it
        settled = finding is None or (finding.refused and (finding.lead or query.years))
        if writing is None or settled:
            return extractive
        if not notes.hits:
            notes.hits = inquiry.passages(query).hits
        documents |= {hit.chunk.doc_id: inquiry.document(hit.chunk.doc_id) for hit in notes.hits}
        return writing.answer(question, query, finding, notes.hits, documents, extractive)


def _cited(finding: Finding | None) -> list[str]:
    statements = finding.statements if finding else ()
    return list(dict.fromkeys(e.doc_id for statement in statements for e in statement.evidence))


def _with_papers_lacking(answer: Answer, query: Query, inquiry: Inquiry) -> Answer:
    """The answer with a note on each paper that the question names beside others and the library has not."""
    lacking = [number for number in query.beside if number not in answer.text and not inquiry.is_cited(number)]
    return replace(answer, warnings=(*answer.warnings, *map(not_held, lacking)))


def _follows_up(question: Question, finding: Finding | None, inquiry: Inquiry) -> bool:
    """Whether what was found with the words of earlier questions answers this one. What a frame says of its paper
    (联系人, 电话) has none of the words that ask for it."""
    if finding is None or finding.refused:
        return False
    return asks_for_frame(question.text) or inquiry.says_all(finding, question.text)


def _may_go_on(question: Question) -> bool:
    """Whether a question may ask for what stands beside the last answer; what a frame says (电话呢) does not."""
    return bool(question.history) and leans_on_history(question.text) and not asks_for_frame(question.text)


def _as_of_then(answer: Answer, query: Query, documents: Mapping[str, Document], papers: Sequence[Paper]) -> Answer:
    """The answer with a note where it says that something is not done yet and later papers are there, which nobody
    asked to leave out."""
    if query.years or query.named or not says_undone(answer.text):
        return answer
    newest = max((paper.metadata.year_written for paper in papers), default="")
    years = (documents[c.doc_id].metadata.year_written for c in answer.citations if c.doc_id in documents)
    past = sorted({year for year in years if may_be_past(answer.text, year, newest)})
    return replace(answer, warnings=(*answer.warnings, *map(said_then, past[-1:])))


def _about_unknown(query: Query, papers: Sequence[Paper]) -> str:
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
