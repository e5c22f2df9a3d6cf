"""The section behind a citation as HTML: where it stands, its whole text, the quoted words marked."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.schema import Citation
from assistant.ui.escape import plain
from assistant.ui.language import THEIRS
from assistant.ui.naming import ancestors, heading_words, page_words
from assistant.ui.originals.text_painter import Painter
from assistant.zh import titled
from ingest.schema import Document, Section, Span

SHORT = 300  # characters: a section of a few lines reads better among its neighbours
MOST = 20_000  # characters shown of a section; more is a document without headings, where only the surroundings help


@dataclass(frozen=True, slots=True)
class _Part:
    """The range to show and the section it is, if it is one."""

    span: Span
    section: Section | None


def section_of(document: Document, citation: Citation) -> _Part:
    """The section that was cited; else the smallest that holds the quote; else the text outside all sections."""
    quote = Span(citation.start, citation.end)
    holding = [section for section in document.sections if section.span.contains(quote)]
    cited = [section for section in holding if section.path == citation.section]
    chosen = min(cited or holding, key=lambda section: section.span.end - section.span.start, default=None)
    if chosen is not None:
        return _Part(chosen.span, chosen)
    later = [section.span.start for section in document.sections if section.span.start >= quote.end]
    earlier = [section.span.end for section in document.sections if section.span.end <= quote.start]
    return _Part(Span(max(earlier, default=0), min(later, default=len(document.text))), None)


def source_head(document: Document, citation: Citation, whole: str = "") -> str:
    """文号, title, page and the chain of headings; `whole` is the link to the whole document."""
    section = section_of(document, citation).section
    chain = [heading_words(node) for node in ancestors(document, section)] if section else []
    trail = "".join(f"<li>{plain(words)}</li>" for words in chain)
    place = " ".join(part for part in (citation.section, page_words(citation.page)) if part)
    title = titled(citation.title) if citation.title else citation.source
    number = f'<span class="zw-number">{plain(citation.doc_number)}</span>' if citation.doc_number else ""
    return (
        f'<header class="zw-head" {THEIRS}><p class="zw-where"><span class="zw-marker">[{citation.marker}]</span>'
        f'{number}<span class="zw-place">{plain(place)}</span>{whole}</p>'
        f"<h3>{plain(title)}</h3>"
        f"{f'<ol class=zw-trail>{trail}</ol>' if trail else ''}</header>"
    )


def section_text(document: Document, citation: Citation) -> str:
    """The section's lines as headings, paragraphs and tables, with the quote in <mark>.

    A short section is shown inside the one above it, set apart from its neighbours.
    """
    quote = Span(citation.start, citation.end)
    part = section_of(document, citation)
    cited = _whole_lines(document.text, part.span)
    around = _whole_lines(document.text, _surroundings(document, part))
    shown = _around(around, quote)
    painter = Painter(document, quote)
    if around == cited:
        body = painter.paint(shown)
    else:
        before, after = Span(around.start, cited.start), Span(cited.end, around.end)
        body = (
            f'<div class="zw-near">{painter.paint(before)}</div><div class="zw-cited">{painter.paint(cited)}</div>'
            f'<div class="zw-near">{painter.paint(after)}</div>'
        )
    above = '<p class="zw-cut">（上文从略）</p>' if shown.start > around.start else ""
    below = '<p class="zw-cut">（下文从略）</p>' if shown.end < around.end else ""
    return f'<div class="zw-text">{above}<div {THEIRS}>{body}</div>{below}</div>'


def _surroundings(document: Document, part: _Part) -> Span:
    """The parent's range if the section is short and the parent is not long, else its own."""
    length = part.span.end - part.span.start
    if part.section is None or part.section.parent is None or length > SHORT:
        return part.span
    parent = document.sections[part.section.parent].span
    return parent if parent.end - parent.start <= 10 * SHORT else part.span


def _whole_lines(text: str, span: Span) -> Span:
    """The span grown to whole lines: an item inside a sentence (一是…；二是…) begins in the middle of one."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", max(span.start, span.end - 1))
    return Span(start, end if end >= 0 else len(text))


def _around(part: Span, quote: Span) -> Span:
    if part.end - part.start <= MOST:
        return part
    return Span(max(part.start, quote.start - MOST // 2), min(part.end, quote.end + MOST // 2))
