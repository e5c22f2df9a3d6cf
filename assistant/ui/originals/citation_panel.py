"""The right-hand panel: the cited section with the quote marked and, for an original with pages, those with the quote
boxed, to be turned. Each picture of a page comes through the route that asks who may see it (`original_pages.py`)."""

from __future__ import annotations

import traceback
from functools import lru_cache
from pathlib import Path

from assistant.schema import Citation
from assistant.ui.escape import plain
from assistant.ui.naming import page_words
from assistant.ui.originals.original_links import document_link, page_address
from assistant.ui.originals.section_view import section_text, source_head
from assistant.ui.seams import Shelf
from assistant.ui.static import static
from ingest.readers.page_images import PAGED, page_count, quote_boxes
from ingest.readers.pdf_page import Box
from ingest.schema import Document, Span

EMPTY = (
    '<div class="zw-blank"><h2 class="zw-blank-title">出处</h2>'
    "<p>回答里的每个标号都可以点开，<br>这里会显示它所在的章节，并标出被引用的原话。</p></div>"
)
GONE = '<div class="zw-blank"><p>这份文件已不在资料库里，无法显示原文。</p></div>'
# where the panel stands below the answer, which is far up on a phone (page.js)
_RETURN = '<button type="button" class="zw-return">回到答复</button>'
_COUNTS_KEPT = 1024  # originals of which it is known how many pages they have
SHOW_QUOTE = static("citation_panel.js")


def panel(library: Shelf, citation: Citation, name: str = "zw-view") -> str:
    """The panel for a citation; `name` tells its buttons from those of another page's panel."""
    document = library.document(citation.doc_id)
    if document is None:
        return GONE
    quote = Span(citation.start, citation.end)
    link = document_link(document.doc_id, page=citation.page, quote=quote, css="zw-whole-link")
    head, text = source_head(document, citation, link + _RETURN), section_text(document, citation)
    text_pane = f'<div class="zw-scroll zw-pane-text">{text}</div>'
    path = library.file_of(document.doc_id) if document.format in PAGED else None
    if path is None or citation.page is None:
        return f'<article class="zw-source">{head}{text_pane}</article>'
    boxes = boxes_of(document, path, quote, citation.page)
    return (
        f'<article class="zw-source">{head}<div class="zw-views">'
        f'<input type="radio" name="{name}" id="{name}-text" value="text" checked>'
        f'<label for="{name}-text">条文</label>'
        f'<input type="radio" name="{name}" id="{name}-page" value="page">'
        f'<label for="{name}-page">原件{page_words(citation.page)}</label>'
        f"{text_pane}{_pages(document, path, citation.page, boxes)}</div></article>"
    )


def pages_in(document: Document, path: Path) -> int:
    """How many pages the original has; the text knows only of those that have words."""
    known = document.pages[-1].number if document.pages else 1
    try:
        return max(known, _counted(path, document.format))
    except Exception:  # a file that the readers took may still be none that can be drawn
        traceback.print_exc()
        return known


@lru_cache(_COUNTS_KEPT)
def _counted(path: Path, format: str) -> int:
    return page_count(path, format)


def boxes_of(document: Document, path: Path, quote: Span, first: int, only: int | None = None) -> list[tuple[int, Box]]:
    """The boxes of a quote that begins on page `first`, each with its page: it may go on overleaf. `only`: those on
    one page alone, so that whoever asks for a quote as long as a book makes nobody look through all of it."""
    parts = [(first, quote)]
    parts += [
        (page.number, Span(max(quote.start, page.span.start), min(quote.end, page.span.end)))
        for page in document.pages
        if page.number > first and page.span.start < quote.end and page.span.end > quote.start
    ]
    try:
        return [
            (number, box)
            for number, part in parts
            if only in {None, number}
            for box in quote_boxes(path, document.format, number, part.of(document.text))
        ]
    except Exception:  # the boxes are an extra: the section's text is the proof and is shown without them
        traceback.print_exc()
        return []


def figure(doc_id: str, number: int, boxes: list[tuple[int, Box]], first: str = "") -> str:
    """A page of the original, with the boxes that stand on it; those of other pages are there for whoever turns.
    `first` is the id of the first box."""
    name = plain(f"原件第{number}页")
    marks = "".join(
        f'<span class="zw-box"{f" id={first}" if first and at == 0 else ""} data-page="{page}"'
        f"{'' if page == number else ' hidden'} "
        f'style="left:{box.left:.2f}%;top:{box.top:.2f}%;width:{box.width:.2f}%;height:{box.height:.2f}%"></span>'
        for at, (page, box) in enumerate(boxes)
    )
    # in a panel it is drawn when it is looked at: a hidden picture that may wait is not fetched; where the address
    # leads to a box, the browser goes there when the picture is there
    wait = "" if first else ' loading="lazy"'
    image = f'<img src="{page_address(doc_id, number)}" alt="{name}"{wait}>'
    return f'<figure class="zw-page">{image}{marks}</figure>'


def _pages(document: Document, path: Path, at: int, boxes: list[tuple[int, Box]]) -> str:
    """The pages, to be turned (citation_panel.js)."""
    count = pages_in(document, path)
    data = f'data-pages="{count}" data-at="{at}" data-cited="{at}" data-address="{page_address(document.doc_id)}"'
    return (
        f'<div class="zw-scroll zw-pane-page" {data}><div class="zw-turn" role="group" aria-label="翻页">'
        f'<button type="button" value="back"{" disabled" if at == 1 else ""}>上一页</button>'
        f'<span class="zw-turn-at" role="status">第{at}页，共{count}页</span>'
        f'<button type="button" value="on"{" disabled" if at >= count else ""}>下一页</button>'
        f'<button type="button" value="cited" hidden>回到引用的页</button></div>'
        f"{figure(document.doc_id, at, boxes)}</div>"
    )
