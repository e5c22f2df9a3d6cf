"""Compares the frame of a letter with that of the library's copy of the same letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.drafting.checks.fault import Fault
from assistant.drafting.checks.frame import Frame, Part, read_frame
from assistant.holdings import Holdings
from assistant.reading.folding import fold
from assistant.reading.units import sentence_spans
from assistant.zh import called
from ingest.doc_numbers import canonical_number
from ingest.schema import Document, Span
from vectorstore.codec import Record

_SAME = 0.5  # of a letter's sentences in another: it is another copy of it
_FIELDS = (
    ("doc_number", "发文字号", "信头"),
    ("title", "标题", "信头"),
    ("addressee", "称呼", "信头"),
    ("opening_number", "正文开头的编号", "开头"),
    ("closing", "结束语", "落款"),
    ("signed_by", "落款单位", "落款"),
    ("signed_on", "成文日期", "落款"),
    ("contact", "联系人及电话", "落款"),
    ("disclosure", "公开方式", "落款"),
    ("copies", "抄送", "落款"),
)


def earlier_faults(letter: Document, frame: Frame, library: Holdings) -> Iterator[Fault]:
    """Where this copy of a letter differs from the library's, field by field; a 文号 that another letter has."""
    number = canonical_number(frame.doc_number.text) if frame.doc_number else letter.metadata.doc_number
    for record in library.documents():
        metadata = record.metadata
        if record.doc_id == letter.doc_id or not _alike(letter, number, record):
            continue
        other = library.document(record.doc_id)
        if other is None:
            continue
        if _copy(letter, other):
            yield from _differing(frame, read_frame(other), metadata.doc_number or other.source)
        elif metadata.doc_number and metadata.doc_number == number:
            span = frame.doc_number.span if frame.doc_number else Span(0, 0)
            told = f"发文字号{number}已是{called(None, metadata.title, f'“{other.source}”')}的文号。"
            yield Fault("paper", "信头", told, span.start, span.end)


def customs_of(letter: Document, frame: Frame, records: Sequence[Record]) -> frozenset[str]:
    """The fields that an office's letters of reply have: those of the same office in the library decide, and without
    any there the letters of our days, which name whom to call."""
    issuer = (frame.signed_by or frame.named or Part(letter.metadata.issuer or "", frame.tail)).text
    own = [
        r.metadata for r in records if r.metadata.is_reply and r.metadata.issuer == issuer and r.doc_id != letter.doc_id
    ]
    if not own:
        return frozenset({"联系人"} if frame.date and frame.date.year >= 2015 else ())
    found = {
        "联系人": sum(bool(m.contact_name or m.contact_phone) for m in own),
        "公开方式": sum(bool(m.disclosure) for m in own),
    }
    return frozenset(what for what, count in found.items() if count * 2 > len(own))


def _alike(letter: Document, number: str | None, record: Record) -> bool:
    """Whether a record may be the same letter: its 文号, its proposal's number or its title are the same."""
    own, other = letter.metadata, record.metadata
    if number and other.doc_number == number:
        return True
    if not other.is_letter:
        return False
    same = bool(own.proposal_number) and own.proposal_number == other.proposal_number
    return same or (bool(own.proposal_title) and own.proposal_title == other.proposal_title)


def _copy(one: Document, other: Document) -> bool:
    """Whether two texts are one letter: most of the shorter one's sentences stand in the longer one."""
    here, there = sorted((_sentences(one), _sentences(other)), key=len)
    return bool(here) and len(here & there) >= _SAME * len(here)


def _sentences(letter: Document) -> set[str]:
    spans = sentence_spans(Span(0, len(letter.text)), letter.text)
    return {words for span in spans if len(words := fold(span.of(letter.text))) >= 20}


def _differing(frame: Frame, known: Frame, name: str) -> Iterator[Fault]:
    for field, what, place in _FIELDS:
        here: Part | None = getattr(frame, field)
        there: Part | None = getattr(known, field)
        if here is None or there is None or "待补" in here.text or _bare(here.text) == _bare(there.text):
            continue
        message = f"{what}与资料库里的同一封函（{name}）不同：这里是“{_flat(here.text)}”，那里是“{_flat(there.text)}”。"
        yield Fault("form", place, message, here.span.start, here.span.end)


def _bare(text: str) -> str:
    return re.sub(r"[，,、。：:（）()〔〕\[\]；;]", "", fold(text))


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)
