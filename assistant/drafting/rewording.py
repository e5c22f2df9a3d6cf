"""A drafted reply in a language model's words, as far as the documents carry them.

The model rewrites paragraph by paragraph. Of each paragraph only sentences that its own source carries are taken, and
only when no figure, title or 文号 was lost on the way; otherwise the document's own sentences stay.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

from assistant.composing import cite
from assistant.drafting.schema import Paragraph, Part, Reply, Said
from assistant.llm.client import LanguageModel
from assistant.llm.evidence import Piece
from assistant.llm.writing import prove
from assistant.reading.facts import facts_of
from assistant.reading.folding import fold
from ingest.errors import ModelError
from ingest.schema import Document, Span
from prompts import render

_LINE = re.compile(r"^\s*[\[【［]\s*(\d{1,2})\s*[\]】］]\s*(\S.*)$")


def reworded(reply: Reply, model: LanguageModel, document_of: Callable[[str], Document]) -> Reply:
    """The reply with the paragraphs that the model told well; a note where it could not be asked."""
    parts: list[Part] = []
    warnings = list(reply.warnings)
    failure = ""
    for part in reply.parts:
        if failure or not part.paragraphs:
            parts.append(part)
            continue
        try:
            parts.append(_part(part, model, document_of))
        except ModelError as error:
            failure = str(error)
            parts.append(part)
    return replace(reply, parts=tuple(parts), warnings=(*warnings, *([failure] if failure else [])))


def _part(part: Part, model: LanguageModel, document_of: Callable[[str], Document]) -> Part:
    """Raises ModelError when the model's text is not there in time."""
    pieces = [_piece(n, paragraph, document_of) for n, paragraph in enumerate(part.paragraphs, 1)]
    evidence = [{"number": piece.number, "text": piece.text} for piece in pieces]
    prompt = render("reply", suggestion=part.suggestion.text, evidence=evidence)
    text = model.say(prompt, time.monotonic() + model.seconds)
    lines = {int(m[1]): m[2] for m in map(_LINE.match, text.splitlines()) if m}
    told = [_told(p, piece, lines.get(piece.number, "")) for p, piece in zip(part.paragraphs, pieces, strict=True)]
    return replace(part, paragraphs=tuple(told))


def _piece(number: int, paragraph: Paragraph, document_of: Callable[[str], Document]) -> Piece:
    citations = paragraph.citations
    span = Span(min(c.start for c in citations), max(c.end for c in citations))
    text = "".join(said.text for said in paragraph.sentences)
    return Piece(number, document_of(citations[0].doc_id), span, text)


def _told(paragraph: Paragraph, piece: Piece, line: str) -> Paragraph:
    """The paragraph as the model tells it, where all of that is proved and nothing is lost; else as it was."""
    statements, dropped = prove(line, [piece]) if line else ((), [])
    if not statements or dropped or any(len(s.evidence) > 1 for s in statements):
        return paragraph
    said = tuple(Said(f"{s.text}。", cite(s.evidence[0], piece.document, n)) for n, s in enumerate(statements, 1))
    if not _facts("".join(s.text for s in said)) >= _facts("".join(s.text for s in paragraph.sentences)):
        return paragraph
    return replace(paragraph, sentences=said)


def _facts(text: str) -> frozenset[str]:
    """The figures, dates, titles and 文号 of a text, folded."""
    facts = facts_of(text)
    named = [*(n.text for n in facts.numbers), *(d.text for d in facts.dates), *(x.text for x in facts.letters)]
    return frozenset(fold(word) for word in (*named, *facts.titles))
