"""The run-in headings of a part's paragraphs: those under which the words stand in their document, where they fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.drafting.finding import Finder
from assistant.drafting.schema import Paragraph, Said, Suggestion
from assistant.drafting.wording import full_width
from assistant.reading.folding import fold
from assistant.reading.terms import coverage
from ingest.schema import Document

_LONGEST = 24  # characters
_ABOUT = re.compile(r"^关于“?(.+?)”?的建议$")  # the heading of an earlier letter's part
_FITS = 0.1  # of a heading's words in its paragraph, or of its likeness


def run_in(document: Document, section: int | None) -> str:
    """The heading of the section, where it is short enough to begin a paragraph with; else that of the nearest section
    around it that has such a heading."""
    while section is not None:
        own = document.sections[section]
        title = full_width(_ABOUT.sub(r"\1", re.sub(r"[。；：，,\s]+$", "", own.title)))
        usable = own.kind in {"heading", "dash", "box_item"} and 4 <= len(title) <= _LONGEST
        if usable and not re.search(r"^关于|[。；：？]|\d", title):
            return title
        section = own.parent
    return ""


def titled(paragraphs: Sequence[Paragraph], suggestion: Suggestion, finder: Finder) -> tuple[Paragraph, ...]:
    """The paragraphs of a part with their run-in headings, if each has one that fits; else without: some with and some
    without read like a slip, and a heading that promises another matter is worse than none."""
    if all(paragraph.title and _fits(paragraph, suggestion, finder) for paragraph in paragraphs):
        return tuple(paragraphs)
    return tuple(replace(paragraph, title="") for paragraph in paragraphs)


def _fits(paragraph: Paragraph, suggestion: Suggestion, finder: Finder) -> bool:
    """Whether a heading speaks of what its paragraph says, or of what is asked: in words or in meaning."""
    said = "".join(sentence.text for sentence in paragraph.sentences)
    terms = finder.terms(paragraph.title)
    in_words = max(coverage(terms, fold(said)), coverage(terms, fold(suggestion.text)))
    return in_words >= _FITS or max(finder.likeness(paragraph.title, [said, suggestion.heading])) >= _FITS


def once(title: str, sentences: tuple[Said, ...]) -> tuple[str, tuple[Said, ...]]:
    """Heading and sentences without the repetition where the first sentence begins with the heading (培育计划：……)."""
    first = sentences[0]
    if not title or not first.text.startswith(title):
        return title, sentences
    if not first.text.startswith(f"{title}："):
        return "", sentences
    return title, (replace(first, text=first.text[len(title) + 1 :]), *sentences[1:])
