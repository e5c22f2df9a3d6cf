"""A drafted reply as the row that `draft --json` writes (docs/commands.md)."""

from __future__ import annotations

from typing import Any

from assistant.drafting.schema import Part, Reply
from assistant.rows import citation_row
from ingest.numbering import int_to_han


def reply_row(reply: Reply) -> dict[str, Any]:
    """The row; citations are numbered through the letter, in the order of its sentences."""
    sections: list[dict[str, Any]] = []
    marker = 0
    for part in reply.parts:
        paragraphs: list[dict[str, Any]] = []
        for n, paragraph in enumerate(part.paragraphs, 1):
            cited = [citation_row(citation, marker + i) for i, citation in enumerate(paragraph.citations, 1)]
            marker += len(cited)
            number = paragraph_number(part, n)
            paragraphs.append({"number": number, "text": paragraph.text, "citations": cited})
        sections.append(
            {
                "number": part.number,
                "heading": part.heading,
                "suggestion": part.suggestion.text,
                # a proposal to the drafter; the letter itself takes none where nothing is said
                "stance": part.stance or "留作参考",
                "paragraphs": paragraphs,
                "gaps": list(part.gaps),
                "nearest": [citation_row(citation, n) for n, citation in enumerate(part.nearest, 1)],
            }
        )
    return {
        "title": reply.title,
        "addressee": reply.addressee,
        "opening": reply.opening,
        "sections": sections,
        "closing": reply.closing,
        "issuer": reply.issuer,
        "date": None,
        "contact": None,  # the drafter's to fill in, as the date is: nobody's name is guessed
        "disclosure": reply.disclosure,
        "cc": reply.cc,
        "precedents": [
            {
                "source": precedent.source,
                "doc_number": precedent.doc_number,
                "title": precedent.title,
                "proposal_title": precedent.proposal_title,
                "promises": [citation_row(promise, n) for n, promise in enumerate(precedent.promises, 1)],
            }
            for precedent in reply.precedents
        ],
        "warnings": list(reply.warnings),
    }


def paragraph_number(part: Part, n: int) -> str:
    """（一） of the n-th paragraph of a part, counted from 1; empty where a part has only one."""
    return f"（{int_to_han(n)}）" if len(part.paragraphs) > 1 else ""
