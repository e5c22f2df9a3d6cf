"""Which papers speak of something (哪份文件提到了某大学): each that does, with what it says first."""

from __future__ import annotations

import re

from assistant.reading.passages import Passages, Scored
from assistant.reading.questions import Query
from assistant.reading.stating import CLAUSES, Part, state
from assistant.reading.terms import coverage
from assistant.schema import Finding, Statement
from assistant.zh import label

_ASKED = re.compile(
    r"哪(?:一|几|些|[两三四五六七八九])?[份个封篇]?(?:文件|材料|函|复函|答复函?|资料|报道|规划|通知|政策)(?:[里中]|都|有|曾)?"
    r"(?:提到|提及|提过|说到|说过|讲到|讲过|谈到|写到|写了|涉及|出现)"
)
_ALL = 0.9  # of the question's words: what a sentence must say
_MOST = 5  # papers


def read_mentions(query: Query, passages: Passages) -> Finding | None:
    """The papers that speak of what is asked for, the best sentence of each; None for other questions."""
    asked = _ASKED.search(query.question.text)
    if asked is None:
        return None
    terms = tuple(term for term in passages.terms if term.text not in asked.group())
    if not terms:
        return None
    first: dict[str, Scored] = {}
    for scored in passages.scored:
        if coverage(terms, scored.unit.folded) >= _ALL:
            first.setdefault(scored.unit.doc_id, scored)
    if not first:
        return None
    statements: list[Statement] = []
    for doc_id, scored in list(first.items())[:_MOST]:
        document = passages.documents[doc_id]
        said = state([Part(scored, query, terms)], passages, CLAUSES)
        statements.append(Statement(f"{label(document.metadata, document.source)}：{said.text}", said.evidence))
    return Finding(tuple(statements), 1.0, "mentions", lead="提到它的文件有")
