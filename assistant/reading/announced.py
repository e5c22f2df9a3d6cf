"""What a sentence announces and what stands right below it (有下列情形之一的，应当移出： with （一）……（二）……)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.clauses import bare
from assistant.reading.fitting import ANNOUNCES
from assistant.reading.units import sentence_spans, trim
from assistant.schema import Evidence, Statement
from ingest.schema import Document, Section, Span

MOST = 180  # characters of what one can take in of it
_RIGHT_BEHIND = 2  # characters between a sentence and the section that it announces
_FIRST = re.compile(r"[^，,；;（(]*(?:[（(][^）)]{1,20}[）)][^，,；;（(]*)?")


def items_behind(document: Document, sentence: Span) -> list[Section]:
    """The sections that begin right behind a sentence that announces them, as far as they are of one kind; none behind
    other sentences, and none where only one stands there."""
    if not ANNOUNCES.search(sentence.of(document.text)):
        return []
    first = next((s for s in document.sections if 0 <= s.span.start - sentence.end <= _RIGHT_BEHIND), None)
    if first is None:
        return []
    rows = [s for s in document.sections if (s.parent, s.kind) == (first.parent, first.kind)]
    items = rows[rows.index(first) :]
    return items if len(items) > 1 else []


def in_full(document: Document, lead: Span, items: Sequence[Section]) -> tuple[Statement, ...]:
    """A sentence with all that it announces, as it stands, where one can take that in; in short where not."""
    whole = Span(lead.start, trim(items[-1].span, document.text).end)
    if whole.end - whole.start > MOST:
        return in_short(document, lead, items)
    return (Statement(bare(whole.of(document.text)), (Evidence(document.doc_id, whole),)),)


def in_short(document: Document, lead: Span, items: Sequence[Section]) -> tuple[Statement, ...]:
    """A sentence that announces (须提交以下材料：) with what it announces: each item's first sentence, or, where that
    is more than one can take in, its first clause."""
    spans = [sentence_spans(item.span, document.text)[0] for item in items]
    if sum(span.end - span.start for span in spans) > MOST:
        spans = [_first_clause(span, document) for span in spans]
    said = (Statement(bare(span.of(document.text)), (Evidence(document.doc_id, span),)) for span in spans)
    return (Statement(bare(lead.of(document.text)), (Evidence(document.doc_id, lead),)), *said)


def _first_clause(sentence: Span, document: Document) -> Span:
    first = _FIRST.match(sentence.of(document.text))
    return Span(sentence.start, sentence.start + len(first.group())) if first else sentence
