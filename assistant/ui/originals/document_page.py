"""打开全文: a whole document on a page of its own, as whoever opens it may read it now.

An original with pages is shown page by page, each with its words beside it for those who cannot see the picture; any
other document by its sections, a long one in parts. Plain links turn the pages: it works without a script.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.ui.door.gate import SIGN_IN
from assistant.ui.escape import plain
from assistant.ui.language import THEIRS
from assistant.ui.naming import heading_words, list_title
from assistant.ui.originals.citation_panel import boxes_of, figure, pages_in
from assistant.ui.originals.original_links import BOX, DOCUMENTS
from assistant.ui.originals.original_pages import ReaderOf
from assistant.ui.originals.text_painter import Painter, heading_id
from assistant.ui.plain_page import plain_page
from assistant.ui.seams import Shelf
from ingest.readers.page_images import PAGED
from ingest.schema import Document, Section, Span

MOST = 40_000  # characters of a part: a long law in four, drawn at once by any browser
_LINKS = (("/", "问答和资料库"),)
_NOTHING = Span(0, 0)
_GONE = "这份文件已不在资料库里，或不再对您开放，请回到问答页。"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for; whatever makes no sense there is as if it were not said."""

    page: int
    quote: Span

    @property
    def mark(self) -> str:
        return f"&mark={self.quote.start}-{self.quote.end}" if self.quote != _NOTHING else ""


class DocumentPages:
    """The page. `reader_of` says who comes."""

    def __init__(self, reader_of: ReaderOf) -> None:
        self._reader_of = reader_of

    def routes(self) -> list[Route]:
        return [Route(DOCUMENTS + "{doc_id}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        library = self._reader_of(request)
        if library is None:
            return Response(status_code=303, headers={"location": SIGN_IN, "cache-control": "no-store"})
        return await run_in_threadpool(_answer, request, library, request.path_params["doc_id"])


def _answer(request: Request, library: Shelf, doc_id: str) -> Response:
    document = library.document(doc_id)
    if document is None:
        main = f'<section><h1>打开全文</h1><p class="wrong" role="alert">{_GONE}</p></section>'
        return plain_page(request, "打开全文", main, _LINKS, status=404)
    title = list_title(document.metadata, document.source)
    path = library.file_of(doc_id) if document.format in PAGED else None
    asked = _asked(request, document)
    body = _by_pages(document, path, asked) if path is not None else _by_parts(document, asked)
    return plain_page(request, title, f"<section>{_head(document, title)}{body}</section>", _LINKS, images=True)


def _asked(request: Request, document: Document) -> _Asked:
    page, mark = request.query_params.get("page", ""), request.query_params.get("mark", "")
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", mark)
    quote = Span(int(found[1]), int(found[2])) if found and int(found[1]) < int(found[2]) else _NOTHING
    if quote.end > len(document.text):
        quote = _NOTHING
    return _Asked(int(page) if re.fullmatch(r"\d{1,6}", page) else 0, quote)


def _head(document: Document, title: str) -> str:
    metadata = document.metadata
    facts = (
        metadata.doc_number,
        metadata.issuer,
        metadata.issued_on,
        document.source if title != document.source else "",
    )
    told = "".join(f"<span>{plain(fact)}</span>" for fact in facts if fact)
    return f'<h1 {THEIRS}>{plain(title)}</h1><p class="zw-told" {THEIRS}>{told}</p>'


def _by_pages(document: Document, path: Path, asked: _Asked) -> str:
    count = pages_in(document, path)
    holding = (page.number for page in document.pages if page.span.start <= asked.quote.start < page.span.end)
    cited = next(holding, 1) if asked.quote != _NOTHING else 1
    at = min(max(asked.page or cited, 1), count)
    boxes = boxes_of(document, path, asked.quote, cited, only=at) if asked.quote != _NOTHING else []
    span = next((page.span for page in document.pages if page.number == at), _NOTHING)
    words = Painter(document, asked.quote, outline=True).paint(span)
    shown = f"<div {THEIRS}>{words}</div>" if words else "<p>这一页没有文字。</p>"
    return (
        f"{_turning(document, at, count, asked)}{figure(document.doc_id, at, boxes, BOX)}"
        f"{_turning(document, at, count, asked, end=True)}"
        f'<details class="zw-beneath"><summary>这一页的文字</summary><div class="zw-text">{shown}</div></details>'
    )


def _by_parts(document: Document, asked: _Asked) -> str:
    parts = parts_of(document)
    holding = (at for at, part in enumerate(parts, 1) if asked.quote.start < part.end)
    wanted = next(holding, 1) if asked.quote != _NOTHING else asked.page
    at = min(max(wanted, 1), len(parts))
    text = Painter(document, asked.quote, outline=True).paint(parts[at - 1])
    top, end = (_turning(document, at, len(parts), asked, end=end) if len(parts) > 1 else "" for end in (False, True))
    return f'{top}{_contents(document, parts)}<div class="zw-text" {THEIRS}>{text}</div>{end}'


def parts_of(document: Document) -> list[Span]:
    """A document's text in parts of at most `MOST` characters, each from a heading on where there is one."""
    text, parts, at = document.text, list[Span](), 0
    starts = sorted((section.level, section.heading.start) for section in document.sections)
    while len(text) - at > MOST:
        near = [start for _, start in starts if at < start <= at + MOST]
        end = max((start for start in near if start > at + MOST // 2), default=0)
        end = end or text.rfind("\n", at + 1, at + MOST) + 1 or at + MOST
        parts.append(Span(at, end))
        at = end
    return [*parts, Span(at, len(text))]


def _turning(document: Document, at: int, count: int, asked: _Asked, *, end: bool = False) -> str:
    """上一页 and 下一页, and a box for the number of a page; at the `end` of the page the links once more."""
    # the quote leads to its own page: whoever turns goes on without it where the text is cut in parts
    mark = asked.mark if document.format in PAGED else ""

    def link(number: int, words: str, rel: str) -> str:
        if not 1 <= number <= count:
            return f'<span class="zw-no">{words}</span>'
        return f'<a rel="{rel}" href="{plain(f"?page={number}{mark}")}">{words}</a>'

    links = f"{link(at - 1, '上一页', 'prev')}<span>第{at}页，共{count}页</span>{link(at + 1, '下一页', 'next')}"
    if end:
        return f'<nav class="zw-turning zw-turning-end" aria-label="页末翻页">{links}</nav>'
    kept = f'<input type="hidden" name="mark" value="{mark.partition("=")[2]}">' if mark else ""
    return (
        f'<nav class="zw-turning" aria-label="翻页">{links}'
        f'<form method="get" class="line">{kept}<input type="number" name="page" min="1" max="{count}" value="{at}" '
        'aria-label="页码"><button>翻到</button></form></nav>'
    )


def _contents(document: Document, parts: list[Span]) -> str:
    """The headings as links."""

    def link(section: Section) -> str:
        number = next(at for at, part in enumerate(parts, 1) if section.heading.start < part.end)
        address = (f"?page={number}" if len(parts) > 1 else "") + "#" + heading_id(section)
        return (
            f'<li style="padding-left:{1.1 * max(0, min(section.level - 1, 5)):.1f}em">'
            f'<a href="{address}">{plain(heading_words(section))}</a></li>'
        )

    headings = [s for s in document.sections if s.kind in {"heading", "box"} and heading_words(s)]
    if len(headings) < 2:
        return ""
    items = "".join(map(link, headings))
    return f'<details class="zw-beneath"><summary>章节</summary><ol class="zw-contents" {THEIRS}>{items}</ol></details>'
