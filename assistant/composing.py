"""From a finding to the answer a person reads: statements joined, markers set, citations made."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.reading.units import section_path
from assistant.schema import Answer, Citation, Evidence, Finding, Question
from assistant.zh import nothing_found, with_nearest
from ingest.schema import Document


def compose(question: Question, finding: Finding, documents: Mapping[str, Document]) -> Answer:
    """The answer in the documents' own words, a marker after every statement."""
    citations: list[Citation] = []
    said: list[str] = []
    for statement in finding.statements:
        markers = "".join(f"[{_cite(evidence, documents, citations)}]" for evidence in statement.evidence)
        said.append(f"{statement.text}{markers}")
    text = "；".join(said) + "。"
    if finding.lead:
        text = f"{finding.lead}：{text}"
    confidence = min(1.0, finding.confidence)
    return Answer(question.text, text, False, tuple(citations), warnings=finding.notes, confidence=confidence)


def refuse(
    question: Question,
    sentence: str = "",
    finding: Finding | None = None,
    documents: Mapping[str, Document] | None = None,
) -> Answer:
    """A refusal: one sentence that says what the library does not hold, and what it holds that comes nearest, cited."""
    citations: list[Citation] = []
    text = sentence or nothing_found(question.text)
    for statement in finding.statements if finding else ():
        markers = "".join(f"[{_cite(evidence, documents or {}, citations)}]" for evidence in statement.evidence)
        if statement.text:
            text = with_nearest(text, f"{statement.text}{markers}")
        else:  # it is the sentence itself that the evidence bears out
            text = f"{text.removesuffix('。')}{markers}。"
    confidence = min(1.0, finding.confidence) if finding else 0.0
    return Answer(question.text, text, True, tuple(citations), confidence=confidence)


def _cite(evidence: Evidence, documents: Mapping[str, Document], citations: list[Citation]) -> int:
    """The marker of a piece of evidence; the same words are cited once."""
    document = documents[evidence.doc_id]
    span = evidence.span
    for known in citations:
        if (known.doc_id, known.start, known.end) == (evidence.doc_id, span.start, span.end):
            return known.marker
    citation = cite(evidence, document, len(citations) + 1)
    citations.append(citation)
    return citation.marker


def cite(evidence: Evidence, document: Document, marker: int) -> Citation:
    """The citation of a piece of evidence: where it stands, and its words as a slice."""
    span = evidence.span
    return Citation(
        marker=marker,
        doc_id=document.doc_id,
        source=document.source,
        doc_number=document.metadata.doc_number,
        title=document.metadata.title,
        section=section_path(document, span),
        page=document.page_of(span.start),
        quote=span.of(document.text),
        start=span.start,
        end=span.end,
    )
