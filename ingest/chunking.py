"""Passages for the index: cut along the numbered sections, never across one.

A section's own text (without that of its sub-headings) is one passage; a long one is cut between paragraphs, then
between sentences. 一是… items stay with the paragraph they stand in: they are cited by their own place, which the
section tree knows, but read badly alone. The text of a passage is always a slice of the document's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from ingest.schema import Chunk, Document, Section, Span

MAX_CHARS = 480  # longer passages dilute a small embedding model; most sections are shorter
_LONGEST = 2000  # a sentence that goes on for longer is none: tables without rules, a file without punctuation
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
INNER = frozenset({"run_in", "enumeration", "question"})  # kinds of parts that stand inside a passage


def chunk(document: Document) -> tuple[Chunk, ...]:
    """The passages of a document, in document order; they cover all of its text but white space."""
    out: list[Chunk] = []
    above: dict[int, tuple[str, ...]] = {}
    for span, section in _spaces(document):
        headings = _headings(document, section, above)
        for piece in _cut(span, document.text):
            out.append(
                Chunk(
                    chunk_id=_chunk_id(document.doc_id, piece),
                    doc_id=document.doc_id,
                    span=piece,
                    text=piece.of(document.text),
                    path=section.path if section else "",
                    headings=headings,
                    page=document.page_of(piece.start),
                )
            )
    return tuple(out)


def headings_of(document: Document, section: Section | None) -> tuple[str, ...]:
    """The titles above a section and its own, outermost first."""
    titles: list[str] = []
    while section is not None:
        if section.title:
            titles.append(section.title)
        section = document.sections[section.parent] if section.parent is not None else None
    return tuple(reversed(titles))


def _headings(document: Document, section: Section | None, above: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    """As `headings_of`, each parent's asked for once."""
    if section is None:
        return ()
    if section.parent is None:
        return (section.title,) if section.title else ()
    if section.parent not in above:
        above[section.parent] = headings_of(document, document.sections[section.parent])
    return (*above[section.parent], section.title) if section.title else above[section.parent]


def _spaces(document: Document) -> Iterator[tuple[Span, Section | None]]:
    """The text cut at every section's start: (what belongs to the section itself, the section)."""
    cuts = [section for section in document.sections if section.kind not in INNER]
    first = cuts[0].span.start if cuts else len(document.text)
    yield Span(0, first), None
    for i, section in enumerate(cuts):
        following = cuts[i + 1].span.start if i + 1 < len(cuts) else len(document.text)
        end = min(section.span.end, following)
        yield Span(section.span.start, end), section
        if end < following:  # text after a figure's caption belongs to what the figure stands in
            parent = document.sections[section.parent] if section.parent is not None else None
            yield Span(end, following), parent


def _cut(span: Span, text: str) -> Iterator[Span]:
    """`span` in pieces of at most `MAX_CHARS` characters, cut after sentences, without white space at the ends."""
    if span.end - span.start <= MAX_CHARS:
        yield from _trimmed(span.start, span.end, text)
        return
    start = end = span.start
    for match in _SENTENCE.finditer(text, span.start, span.end):
        if match.end() - start > MAX_CHARS and end > start:
            yield from _trimmed(start, end, text)
            start = end
        end = match.end()
        while end - start > _LONGEST:
            stop = 1 + max(text.rfind(mark, start, start + MAX_CHARS) for mark in "，、,； ")
            stop = stop if stop > start else start + MAX_CHARS
            yield from _trimmed(start, stop, text)
            start = stop
    yield from _trimmed(start, end, text)


def _trimmed(start: int, end: int, text: str) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start, end)


def _chunk_id(doc_id: str, span: Span) -> str:
    return hashlib.sha256(f"{doc_id}:{span.start}:{span.end}".encode()).hexdigest()[:20]
