"""The pages of originals as pictures, through a route that asks who comes for them.

A picture goes to whoever may read its document now: it is asked each time, and nothing on the way keeps it.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.ui.originals.original_links import PAGES
from assistant.ui.seams import Shelf
from ingest.readers.page_images import PagePicture, draw_page

_NO_PAGE = "没有这一页。"
_KEPT = 32  # pictures, some 150 KB each: people turn back
_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    # another site's page could learn from a picture that loads that a document is here
    "cross-origin-resource-policy": "same-origin",
    # an SVG opened by itself is a page: it may do nothing but show its own pictures
    "content-security-policy": "default-src 'none'; img-src data:; sandbox",
}

# The library as whoever comes with a request sees it; None for nobody.
ReaderOf = Callable[[Request], Shelf | None]


class OriginalPages:
    """The route."""

    def __init__(self, reader_of: ReaderOf) -> None:
        self._reader_of = reader_of

    def routes(self) -> list[Route]:
        return [Route(PAGES + "{doc_id}/{number}", self.page, methods=["GET"])]

    async def page(self, request: Request) -> Response:
        library = self._reader_of(request)
        if library is None:
            return _refusal("请先登录。", 401)
        doc_id, number = request.path_params["doc_id"], request.path_params["number"]
        if re.fullmatch(r"\d{1,6}", number) is None:  # Python itself breaks over a number of thousands of digits
            return _refusal(_NO_PAGE, 404)
        return await run_in_threadpool(_answer, library, doc_id, int(number))


def _answer(library: Shelf, doc_id: str, number: int) -> Response:
    document, path = library.document(doc_id), library.file_of(doc_id)
    if document is None or path is None:
        return _refusal(_NO_PAGE, 404)
    try:
        picture = _drawn(path, document.format, number)
    except Exception:  # a file that the readers took may still be none that can be drawn
        traceback.print_exc(file=sys.stderr)
        return _refusal("这一页画不出来，请看文字。", 500)
    if picture is None or library.file_of(doc_id) is None:  # closed to them while it was drawn
        return _refusal(_NO_PAGE, 404)
    return Response(picture.data, media_type=picture.media, headers=_HEADERS)


def _refusal(why: str, status: int) -> Response:
    return JSONResponse({"detail": why}, status, headers=_HEADERS)


@lru_cache(_KEPT)
def _drawn(path: Path, format: str, number: int) -> PagePicture | None:
    """Kept by the original's name, which comes from its bytes."""
    return draw_page(path, format, number)
