"""What a paper in question-and-answer form says to what is asked: its 答, where its 问 asks the same.

Both are questions, so they are held against each other: most of what is asked stands in the 问, and most of the 问 is
asked. What is asked less alike is left to those who read sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.reading.clauses import bare
from assistant.reading.entities import named_entities, speaks_of
from assistant.reading.folding import fold
from assistant.reading.outline.sections import named_share
from assistant.reading.questions import Query
from assistant.reading.terms import Term, coverage, foreign, presence
from assistant.reading.units import sentence_spans
from assistant.schema import Evidence, Finding, Statement
from ingest.chunking import headings_of
from ingest.schema import Document, Section, Span

_ASKED, _NAMED, _SAID = 0.6, 0.5, 0.8  # of what is asked in the 问; of the 问 in what is asked; in 问 and 答 together
_ABSENT = 0.4
_LIMIT = 160  # characters of an answer that are told
_SURE, _SURE_OF_A_VALUE = 0.97, 0.6  # a number or day is told more shortly by the sentence that has it


def read_answered(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """The 答 behind the 问 that asks the same; None where none does."""
    if not terms:
        return None
    asked = fold(query.text)
    found: list[tuple[float, Document, Section]] = []
    for document in documents:
        if query.scope and document.doc_id not in query.scope:
            continue
        title = fold(document.metadata.title or "")
        for section in document.sections:
            if section.kind == "question" and (alike := _alike(terms, asked, title, document, section)):
                found.append((alike, document, section))
    if not found:
        return None
    _, document, section = max(found, key=lambda one: one[0])
    told = _told(document, section)
    if not told:
        return None
    sure = _SURE_OF_A_VALUE if query.wants_any("number", "date") else _SURE
    statements = tuple(Statement(bare(span.of(document.text)), (Evidence(document.doc_id, span),)) for span in told)
    return Finding(statements, sure, "answered")


def _alike(terms: tuple[Term, ...], asked: str, title: str, document: Document, section: Section) -> float:
    """How far a 问 asks what is asked, from 0 to 1; 0 for another question."""
    question, whole = fold(section.title), fold(section.span.of(document.text))
    around = f"{whole}\n{title}\n{fold(' '.join(headings_of(document, section)))}"
    if any(term.exact and presence(term, around) < _ABSENT for term in terms) or foreign(terms, around):
        return 0.0
    if not all(speaks_of(entity, around) for entity in named_entities(asked)):
        return 0.0
    says, named = coverage(terms, f"{question}\n{title}"), named_share(section.title, asked)
    if coverage(terms, question) < _ASKED - 0.2 or says < _ASKED or named < _NAMED or coverage(terms, around) < _SAID:
        return 0.0
    return (says + named) / 2


def _told(document: Document, section: Section) -> list[Span]:
    """The sentences of an answer from its first on, as many as one can take in."""
    out: list[Span] = []
    for span in sentence_spans(Span(section.heading.end, section.span.end), document.text):
        if out and span.end - out[0].start > _LIMIT:
            break
        out.append(span)
    return out
