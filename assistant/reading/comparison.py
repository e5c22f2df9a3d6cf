"""Questions that set documents or years beside each other: what each of them says, one after the other."""

from __future__ import annotations

from dataclasses import replace

from assistant.questions import Query
from assistant.reading.passages import Passages
from assistant.reading.selection import confidence, state
from assistant.schema import Finding, Statement
from assistant.zh import label
from ingest.schema import Document

_SURE = 0.4


def read_comparison(query: Query, passages: Passages, documents: list[Document]) -> Finding | None:
    """What each document of the question's scope says; None when the question does not name two."""
    if len(query.scope) < 2 or query.wants_any("choice"):
        return None
    alone = replace(query, years=())
    statements: list[Statement] = []
    sure: list[float] = []
    for doc_id in query.scope:
        best = next((s for s in passages.scored if s.unit.doc_id == doc_id), None)
        document = passages.documents.get(doc_id)
        if best is None or document is None:
            continue
        value = confidence(alone, passages.terms, best)
        if value < _SURE:
            continue
        said = state(query, passages, [best])
        statements.append(Statement(f"{label(document.metadata, document.source)}：{said.text}", said.evidence))
        sure.append(value)
    if len(statements) < 2:
        return None
    return Finding(tuple(statements), min(0.99, max(sure) + 0.1), "comparison")
