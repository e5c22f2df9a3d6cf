"""The last look before anybody sees an answer: does every fact in it stand in the words that it cites?

Facts are numbers with what is counted, dates, 文号 and 《titles》. A fact may also come from the name of the cited
document or section (185号函, 第三部分), which the citation itself shows. A statement with a fact that stands nowhere is
taken out; an answer with nothing left becomes a refusal. The same check serves both ways of composing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from assistant.reading.terms import fold
from assistant.schema import Answer, Citation
from ingest.chunking import headings_of
from ingest.errors import InvariantError
from ingest.schema import Document

_FACT = re.compile(r"《[^《》]+》|\d[\d,]*(?:\.\d+)?(?:[%％‰]|[a-zA-Z]+)?")
_MARKERS = re.compile(r"(?:\[(\d+)\])+")
_OWN_COUNT = re.compile(
    r"(?:共|包括|其中[^，；]{0,16}?负责)\d+(?:项|个部分|位|条)"
)  # counted by us, over what is cited


def verify(answer: Answer, documents: Mapping[str, Document]) -> Answer:
    """The answer with every statement checked; raises InvariantError for a quote that is no slice of its document."""
    for citation in answer.citations:
        text = documents[citation.doc_id].text
        if text[citation.start : citation.end] != citation.quote:
            raise InvariantError(f"quote of {citation.source} at {citation.start} is no slice")
    known = "".join(_grounds(citation, documents[citation.doc_id]) for citation in answer.citations)
    wrong = [fact for fact in facts(answer.text) if fact not in known]
    if not wrong:
        return answer
    return replace(answer, warnings=(*answer.warnings, f"部分内容未能在引文中核对：{'、'.join(wrong)}。"))


def facts(text: str) -> list[str]:
    """The checkable facts of a text, folded: numbers, with what stands right behind them, and titles in 《》."""
    bare = fold(_OWN_COUNT.sub("", _MARKERS.sub("", text)))
    return [match.group() for match in _FACT.finditer(bare)]


def _grounds(citation: Citation, document: Document) -> str:
    """Everything a citation shows: its quote, its document's name and date, the headings above it, a table's header."""
    metadata = document.metadata
    parts = [
        citation.quote,
        citation.doc_number or "",
        citation.title or "",
        f"《{citation.title}》",
        citation.section,
        metadata.session or "",
        metadata.proposal_number or "",
        (metadata.issued_on or "").replace("-", " "),
    ]
    if metadata.issued_on:
        parts += [str(int(part)) + unit for part, unit in zip(metadata.issued_on.split("-"), "年月日", strict=False)]
    for section in document.sections:
        if section.span.start <= citation.start < section.span.end:
            parts += headings_of(document, section)
            parts.append(section.number)
    for table in document.tables:
        if table.span.start <= citation.start < table.span.end:
            parts += table.header
    return fold("\n".join(parts)) + "\n"
