"""The right-hand panel: the cited section with the quote marked and, for a PDF, the page with the quote boxed."""

from __future__ import annotations

import traceback

from assistant.schema import Citation
from assistant.ui.escape import plain
from assistant.ui.naming import page_words
from assistant.ui.seams import Shelf
from assistant.ui.section_view import section_text, source_head
from ingest.readers.pdf_page import PageImage, render_page
from ingest.schema import Document

EMPTY = (
    '<div class="zw-blank"><p class="zw-blank-title">出处</p>'
    "<p>回答里的每个标号都可以点开，<br>这里会显示它所在的章节，并标出被引用的原话。</p></div>"
)
GONE = '<div class="zw-blank"><p>这份文件已不在资料库里，无法显示原文。</p></div>'

# The panel is one piece of HTML; what it shows first is the quote, wherever in the section or the page it stands.
SHOW_QUOTE = """
const show = () => {
  const choice = element.querySelector('.zw-views input:checked');
  const target = element.querySelector(choice && choice.value === 'page' ? '.zw-box' : 'mark');
  const pane = target && target.closest('.zw-scroll');
  if (!pane) return;
  const away = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += away - pane.clientHeight / 3;
};
watch('value', () => requestAnimationFrame(show));
element.addEventListener('change', show);
element.addEventListener('load', show, true);
"""


def panel(library: Shelf, citation: Citation, name: str = "zw-view") -> str:
    """The panel for a citation; `name` tells its buttons from those of another page's panel."""
    document = library.document(citation.doc_id)
    if document is None:
        return GONE
    head, text, image = source_head(document, citation), section_text(document, citation), _page(library, citation)
    text_pane = f'<div class="zw-scroll zw-pane-text">{text}</div>'
    if image is None:
        return f'<article class="zw-source">{head}{text_pane}</article>'
    return (
        f'<article class="zw-source">{head}<div class="zw-views">'
        f'<input type="radio" name="{name}" id="{name}-text" value="text" checked>'
        f'<label for="{name}-text">条文</label>'
        f'<input type="radio" name="{name}" id="{name}-page" value="page">'
        f'<label for="{name}-page">原件{page_words(image.number)}</label>'
        f'{text_pane}<div class="zw-scroll zw-pane-page">{_figure(image)}</div></div></article>'
    )


def _page(library: Shelf, citation: Citation) -> PageImage | None:
    path = library.file_of(citation.doc_id) if citation.page is not None else None
    if path is None or citation.page is None or not _has_pages(library.document(citation.doc_id)):
        return None
    try:
        return render_page(path, citation.page, citation.quote)
    except Exception:  # the picture is an extra: the section's text is the proof and is shown without it
        traceback.print_exc()
        return None


def _has_pages(document: Document | None) -> bool:
    return document is not None and document.format in {"pdf", "image"}


def _figure(image: PageImage) -> str:
    boxes = "".join(
        f'<span class="zw-box" style="left:{box.left:.2f}%;top:{box.top:.2f}%;'
        f'width:{box.width:.2f}%;height:{box.height:.2f}%"></span>'
        for box in image.boxes
    )
    name = plain(f"原件第{image.number}页")
    return f'<figure class="zw-page"><img src="{image.address}" alt="{name}">{boxes}</figure>'
