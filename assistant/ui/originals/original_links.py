"""Where the pages of an original, and whole documents, are found."""

from __future__ import annotations

from assistant.ui.escape import plain
from ingest.schema import Span

PAGES = "/pages/"
DOCUMENTS = "/documents/"
BOX = "box"  # the id of the first box on a page of a whole document


def page_address(doc_id: str, number: int | None = None) -> str:
    """Where a page's picture is; without a number, what stands before it."""
    return plain(f"{PAGES}{doc_id}/{'' if number is None else number}")


def document_link(doc_id: str, *, page: int | None = None, quote: Span | None = None, css: str = "") -> str:
    """The link 打开全文: at a page, or at the place of a quote; the quote is marked."""
    asked = [f"page={page}"] if page is not None else []
    asked += [f"mark={quote.start}-{quote.end}"] if quote is not None else []
    place = "" if quote is None else "#mark" if page is None else f"#{BOX}"
    address = plain(DOCUMENTS + doc_id + ("?" + "&".join(asked) if asked else "") + place)
    return f'<a class="{css}" href="{address}" target="_blank" rel="noopener" title="在新的标签页里打开">打开全文</a>'
