"""Suggestions that no part of the letter answers, parts in which nothing is said, and places left open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.drafting.checks.fault import Fault, fault_at
from assistant.drafting.proposals import proposal_of
from assistant.drafting.schema import Proposal
from assistant.holdings import Holdings
from assistant.reading.folding import fold
from ingest.errors import InputError
from ingest.schema import Document, Section, Span

_ANSWERED = 0.6  # of a suggestion's pairs of characters in the letter's headings and first words
_STANCE = re.compile(r"(?:予以)?(?:吸收|部分|基本|吸纳)?(?:采纳|吸收|留作参考|作为参考|同意|已采纳)[。；]?")


def suggestion_faults(
    letter: Document, end: int, library: Holdings, proposal: Proposal | None = None
) -> Iterator[Fault]:
    """The faults before the offset `end`, where the closing begins; what was asked comes from the proposal, or from
    the library where it holds that or an earlier letter to it."""
    yield from _empty(letter, end)
    if proposal is None:
        proposal = _own_proposal(letter, library)
    wanted = [re.sub('[“”‘’"]', "", s.heading) for s in proposal.suggestions] if proposal is not None else []
    whose = "提案"
    if not wanted:
        earlier = _earlier_letter(letter, library)
        wanted = _headings(earlier) if earlier is not None else []
        whose = f"{earlier.metadata.doc_number or earlier.source}" if earlier is not None else ""
    answered = fold("\n".join([*_headings(letter), *_first_words(letter), *_numbered_lines(letter, end)]))
    for heading in wanted:
        pairs = [heading[i : i + 2] for i in range(len(heading) - 1)]
        if pairs and sum(fold(pair) in answered for pair in pairs) < _ANSWERED * len(pairs):
            yield Fault("suggestion", "", f"没有看到对“{heading}”的答复（见{whose}）。", 0, 0)


def gap_faults(letter: Document) -> Iterator[Fault]:
    """Every 【待补】 that still stands in the letter."""
    for match in re.finditer(r"【待补[^】]*】", letter.text):
        yield fault_at(letter, "gap", f"还没有补上：{match.group()}", Span(match.start(), match.end()))


def _empty(letter: Document, end: int) -> Iterator[Fault]:
    """Parts that consist of their heading, or of it and a stance."""
    tops = _tops(letter)
    ends = [section.span.start for section in tops[1:]] + [end]
    for section, stop in zip(tops, ends, strict=False):
        body = letter.text[section.heading.end : min(stop, end)].strip()
        heading = section.heading.of(letter.text).strip()
        if section.span.start >= end or (not body and re.search(r"[。；！]$", heading)):
            continue
        name = f"“{section.number}”（{section.title}）"
        if not body:
            yield fault_at(letter, "suggestion", f"{name}下面没有内容。", section.heading)
        elif _STANCE.fullmatch(re.sub(r"\s", "", body)):
            message = f"{name}只写了办理意见“{body.rstrip('。')}”，没有写办理情况。"
            yield fault_at(letter, "suggestion", message, section.heading)


def _own_proposal(letter: Document, library: Holdings) -> Proposal | None:
    """The proposal that the letter answers, where the library holds it."""
    metadata = letter.metadata
    for record in library.documents():
        if record.metadata.doc_type not in {"提案", "建议"}:
            continue
        number = bool(metadata.proposal_number) and record.metadata.proposal_number == metadata.proposal_number
        title = bool(metadata.proposal_title) and record.metadata.proposal_title == metadata.proposal_title
        document = library.document(record.doc_id) if number or title else None
        if document is not None:
            try:
                return proposal_of(document)
            except InputError:
                return None  # a proposal that asks for nothing leaves nothing out
    return None


def _earlier_letter(letter: Document, library: Holdings) -> Document | None:
    """Another version of this letter in the library: an answer to the same proposal."""
    for record in library.documents():
        metadata = record.metadata
        same = bool(metadata.proposal_title) and metadata.proposal_title == letter.metadata.proposal_title
        if same and metadata.is_letter and record.doc_id != letter.doc_id:
            return library.document(record.doc_id)
    return None


def _tops(letter: Document) -> list[Section]:
    headings = [s for s in letter.sections if s.kind == "heading"]
    level = min((s.level for s in headings), default=1)
    return [s for s in headings if s.level == level]


def _headings(letter: Document) -> list[str]:
    return [re.sub(r"^关于|的建议$|[“”‘’\"]", "", s.title) for s in _tops(letter) if s.title]


def _first_words(letter: Document) -> list[str]:
    """How each section begins: some letters name the suggestion there and not in the heading."""
    return [letter.text[s.heading.end : s.heading.end + 60] for s in letter.sections if s.kind == "heading"]


def _numbered_lines(letter: Document, end: int) -> list[str]:
    """Lines that begin with the number of a heading: one whose number is wrong is none to the reader of outlines."""
    return re.findall(r"(?m)^[一二三四五六七八九十]+、[^\n]{2,80}", letter.text[:end])
