"""The last look before anybody sees an answer: does every fact in it stand in the words that it cites?

Facts are numbers, dates, 文号 and 《titles》. A fact may also come from the name of the cited document or
section (185号函, 第三部分), which the citation itself shows. A statement with a fact that stands nowhere is taken
out; an answer with nothing left becomes a refusal. The same check serves both ways of composing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from assistant.reading.terms import fold
from assistant.schema import Answer, Citation
from assistant.zh import nothing_found
from ingest.chunking import headings_of
from ingest.errors import InvariantError
from ingest.schema import Document

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?[%‰]?"
_FACT = re.compile(rf"《(?:[^《》]|《[^《》]*》)+》|{_NUMBER}")
_MARKER = re.compile(r"\[(\d+)\]")
_STATEMENT = re.compile(r"(?<=\])[；。]")
# counted by us over what is cited, not said by a document: 包括5项, 共8位, 其中市科技局负责9项
_OWN_COUNT = re.compile(r"(?:共|包括|其中[^，；]{0,16}?负责|负责的共)\d+(?:项|个部分|位|条)(?:指标)?")


def verify(answer: Answer, documents: Mapping[str, Document]) -> Answer:
    """The answer without the statements that its citations do not carry.

    Raises InvariantError for a quote that is no slice of its document.
    """
    for citation in answer.citations:
        if documents[citation.doc_id].text[citation.start : citation.end] != citation.quote:
            raise InvariantError(f"the quote of {citation.source} at {citation.start} is no slice")
    grounds = {citation.marker: _grounds(citation, documents[citation.doc_id]) for citation in answer.citations}
    lead, body = _lead(answer.text)
    kept: list[str] = []
    dropped: list[str] = []
    for statement in filter(None, _STATEMENT.split(body)):
        markers = [int(marker) for marker in _MARKER.findall(statement)]
        known = "\n".join(grounds.get(marker, "") for marker in markers)
        numbers = _numbers(known)
        wrong = [fact for fact in facts(statement) if not _stands(fact, known, numbers)]
        (dropped if wrong else kept).append(statement)
    if not dropped:
        return answer
    note = f"有{len(dropped)}处说法未能在引文中核对，已略去。"
    if not kept:
        return replace(
            answer, text=nothing_found(answer.question), refused=True, citations=(), warnings=(*answer.warnings, note)
        )
    text, citations = _renumbered(lead + "；".join(kept) + "。", answer.citations)
    return replace(answer, text=text, citations=citations, warnings=(*answer.warnings, note))


def facts(text: str) -> list[str]:
    """The checkable facts of a text, in order: numbers (1,200 as 1200) and titles in 《》."""
    bare = unicodedata.normalize("NFKC", _OWN_COUNT.sub("", _MARKER.sub("", text)))
    found = [match.group() for match in _FACT.finditer(bare)]
    return [fact if fact.startswith("《") else fact.replace(",", "") for fact in found]


def _stands(fact: str, known: str, numbers: set[str]) -> bool:
    """Whether a fact stands in the grounds; the % of a table's number stands in its row's name."""
    if fact.startswith("《"):
        return fold(fact[1:-1]) in fold(known)
    return fact in numbers or (fact.endswith("%") and fact[:-1] in numbers and "%" in fold(known))


def _numbers(text: str) -> set[str]:
    """The numbers of a text, read with its blanks (cells of a table) and without them (5562 0317)."""
    plain = unicodedata.normalize("NFKC", text)
    joined = re.sub(r"[ \u3000]", "", plain)
    return {match.group().replace(",", "") for version in (plain, joined) for match in re.finditer(_NUMBER, version)}


def _lead(text: str) -> tuple[str, str]:
    """The words before the first statement (“…”包括5项：) and the rest; a lead has no marker of its own."""
    first = _MARKER.search(text)
    cut = text.rfind("：", 0, first.start()) + 1 if first else 0
    lead = text[:cut]
    return (lead, text[cut:]) if not _FACT.search(_OWN_COUNT.sub("", lead)) else ("", text)


def _grounds(citation: Citation, document: Document) -> str:
    """Everything a citation shows: its quote, its document's name and date, the headings above it, a table's header."""
    metadata = document.metadata
    parts = [
        citation.quote,
        citation.doc_number or "",
        citation.title or "",
        citation.section,
        metadata.session or "",
        metadata.proposal_number or "",
    ]
    if metadata.issued_on:
        parts += [str(int(part)) + unit for part, unit in zip(metadata.issued_on.split("-"), "年月日", strict=False)]
    for section in document.sections:
        if section.span.start <= citation.start < section.span.end:
            parts += [*headings_of(document, section), section.number]
    for table in document.tables:
        if table.span.start <= citation.start < table.span.end:
            parts += table.header
    return "\n".join(parts)


def _renumbered(text: str, citations: tuple[Citation, ...]) -> tuple[str, tuple[Citation, ...]]:
    """The text with its markers counted from 1 again, and the citations that it still uses."""
    order = list(dict.fromkeys(int(marker) for marker in _MARKER.findall(text)))
    new = {old: i for i, old in enumerate(order, 1)}
    by_marker = {citation.marker: citation for citation in citations}
    renumbered = _MARKER.sub(lambda match: f"[{new[int(match.group(1))]}]", text)
    return renumbered, tuple(replace(by_marker[old], marker=new[old]) for old in order)
