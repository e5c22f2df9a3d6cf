"""The evidence a language model is given: numbered pieces of documents, as many as its window holds.

What the extractive reading rests on comes first, then the passages found, best first. Lines that give orders to a
machine are left out: nobody may cite them, so nobody need read them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.reading.units import section_path
from assistant.schema import Finding
from assistant.verifying.planted import is_order
from assistant.zh import chinese_date
from ingest.schema import Document, Span
from vectorstore.schema import Hit

_SPARE = 0.85  # of the window: tokens are counted by one model's vocabulary, the server's may be another
_FRAME_TOKENS = 60  # of the marks around a piece


@dataclass(frozen=True, slots=True)
class Piece:
    """A numbered piece of evidence; `text` is what the model reads, `document.text[span]` what may be cited."""

    number: int
    document: Document
    span: Span
    text: str

    def shown(self) -> dict[str, object]:
        """What the prompt says of it."""
        metadata = self.document.metadata
        return {
            "number": self.number,
            "doc_number": metadata.doc_number or "无",
            "title": metadata.title or self.document.source,
            "section": section_path(self.document, self.span) or "无",
            "date": chinese_date(metadata.issued_on) if metadata.issued_on else "无",
            "text": self.text,
        }


def gather(
    finding: Finding | None, hits: Sequence[Hit], documents: Mapping[str, Document], tokens: int
) -> tuple[Piece, ...]:
    """The pieces that fit into `tokens`, the extractive reading's first."""
    pieces: list[Piece] = []
    left = int(tokens * _SPARE)
    for document, span in _spans(finding, hits, documents):
        if any(p.document.doc_id == document.doc_id and p.span.contains(span) for p in pieces):
            continue
        text = _readable(document, span)
        cost = count_tokens(text) + _FRAME_TOKENS
        if not text.strip() or cost > left:
            continue  # a shorter one further down may still fit
        left -= cost
        pieces.append(Piece(len(pieces) + 1, document, span, text))
    return tuple(pieces)


def _spans(
    finding: Finding | None, hits: Sequence[Hit], documents: Mapping[str, Document]
) -> Iterator[tuple[Document, Span]]:
    for statement in finding.statements if finding is not None else ():
        for evidence in statement.evidence:
            document = documents[evidence.doc_id]
            yield document, _whole_lines(document.text, evidence.span)
    for hit in hits:
        yield documents[hit.chunk.doc_id], hit.chunk.span


def _whole_lines(text: str, span: Span) -> Span:
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))


def _readable(document: Document, span: Span) -> str:
    """The text of a span, a table's rows below its header, without orders to a machine."""
    header = [
        " | ".join(table.header)
        for table in document.tables
        if table.span.start < span.end and span.start < table.span.end and span.start > table.span.start
    ]
    lines = [line for line in span.of(document.text).split("\n") if not is_order(line)]
    return "\n".join([*header, *(line.replace("\t", " | ") for line in lines)])


def count_tokens(text: str) -> int:
    return len(_vocabulary().encode(text, disallowed_special=()))


@lru_cache(maxsize=1)
def _vocabulary() -> Any:
    """The vocabulary that comes with LlamaIndex: tiktoken by itself would fetch one over the network."""
    spec = find_spec("llama_index")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        cache = Path(folder) / "core" / "_static" / "tiktoken_cache"
        if cache.is_dir():
            os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(cache))
    import tiktoken

    return tiktoken.get_encoding("cl100k_base")
