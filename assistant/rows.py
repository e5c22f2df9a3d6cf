"""Answers, hits and documents as the rows that the commands print (docs/commands.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assistant.schema import Answer, Citation
from assistant.zh import place_words
from ingest.schema import Document, Links, Metadata
from vectorstore.schema import Hit

# Inside we say doc_number, issued_on and doc_type; the printed outline has names of its own.
_PRINTED = {"doc_number": "letter_number", "issued_on": "date", "doc_type": "type"}
_CITED = ("marker", "source", "doc_number", "title", "section", "page", "quote", "start", "end")


def answer_row(answer: Answer, row_id: str | int | None = None) -> dict[str, Any]:
    """An answer row."""
    return {
        "id": row_id,
        "question": answer.question,
        "answer": answer.text,
        "refused": answer.refused,
        "mode": answer.mode,
        "warnings": list(answer.warnings),
        "citations": [citation_row(citation) for citation in answer.citations],
    }


def citation_row(citation: Citation, marker: int | None = None) -> dict[str, Any]:
    """A citation, under another marker where one is given."""
    row = {name: getattr(citation, name) for name in _CITED}
    return row if marker is None else row | {"marker": marker}


def hit_row(hit: Hit, document: Document) -> dict[str, Any]:
    """A row of `search`."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "source": document.source,
        "doc_number": document.metadata.doc_number,
        "title": document.metadata.title,
        "section": hit.chunk.path,
        "text": hit.chunk.text,
        "page": hit.chunk.page,
        "found_by": list(hit.found_by),
    }


def metadata_row(metadata: Metadata) -> dict[str, Any]:
    return {_PRINTED.get(name, name): value for name, value in asdict(metadata).items()}


def outline_row(document: Document) -> dict[str, Any]:
    """What `outline --json` prints: frame, tree, text."""
    return {
        "metadata": metadata_row(document.metadata),
        "outline": [
            {
                "kind": section.kind,
                "level": section.level,
                "number": section.number,
                "title": section.title,
                "path": section.path,
                "start": section.span.start,
                "end": section.span.end,
                "page": document.page_of(section.span.start),
            }
            for section in document.sections
        ],
        "links": links_row(document.links),
        "text": document.text,
    }


def links_row(links: Links) -> dict[str, Any]:
    """Papers that a document speaks of and abbreviations that it defines, each with its places in the text."""
    return {
        "references": [
            {
                "title": link.title,
                "letter_number": link.doc_number,
                "relation": link.relation,
                "spans": [[span.start, span.end] for span in link.spans],
            }
            for link in links.references
        ],
        "abbreviations": [
            {"short": name.short, "long": name.long, "start": name.span.start, "end": name.span.end}
            for name in links.abbreviations
        ],
    }


def place(citation: Mapping[str, Any]) -> str:
    """A citation in words: 文号 (or title, or file), section, page."""
    return place_words(*(citation[name] for name in ("doc_number", "title", "source", "section", "page")))
