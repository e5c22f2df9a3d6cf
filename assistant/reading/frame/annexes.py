"""Questions about what is attached to a paper (有哪几个附件, 附件2是什么): its list of annexes before the signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.terms import Term, coverage
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import label
from ingest.numbering import han_to_int
from ingest.schema import Document, Span

_ASKED = re.compile(
    r"(?:哪[几些]?个?|几个|多少个|什么)附件|附件(?:里|中)?(?:都?有|都?是|分别|包括|共|一共)*(?:哪|几|什么|多少)"
)
_NTH = re.compile(r"附件\s*(\d{1,2}|[一二三四五六七八九十])(?=是|叫|的?名称|为)")
_FIRST = re.compile(r"^附\s*件\s*(?:[:：][ \u3000]*(?=\S)|(?=1[:：]))", re.MULTILINE)
_LINE = re.compile(r"\S[^\n]*")
_NUMBER = re.compile(r"(?:附\s*件\s*)?(\d{1,2})[.．、:：]\s*")
_MEANT = 0.4  # of a question's weight that the title of the paper which it means says
_SURE = 0.95


def read_annexes(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """The annexes of the paper that a question means, as the paper lists them; the one whose number is asked for."""
    nth = _NTH.search(query.text)
    if nth is None and not _ASKED.search(query.text):
        return None
    for document in documents:
        meant = document.doc_id in query.scope or coverage(terms, fold(document.metadata.title or "")) >= _MEANT
        items = _listed(document) if meant else []
        lead = f"{label(document.metadata, document.source)}的附件包括{len(items)}项"
        if nth is not None:
            n = han_to_int(nth.group(1))
            items, lead = items[n - 1 : n], f"附件{n}"
        if items:
            said = tuple(
                Statement(item.of(document.text).strip(), (Evidence(document.doc_id, item),)) for item in items
            )
            return Finding(said, _SURE, "annexes", lead=lead)
    return None


def _listed(document: Document) -> list[Span]:
    """Where the annexes of a paper stand in its list of them, in its order."""
    first = _FIRST.search(document.text)
    items: list[Span] = []
    for line in _LINE.finditer(document.text, first.end()) if first else ():
        number = _NUMBER.match(line.group())
        if number is None or int(number.group(1)) != len(items) + 1:
            return items or [Span(line.start(), line.end())]  # the only one has no number
        items.append(Span(line.start() + number.end(), line.end()))
    return items
