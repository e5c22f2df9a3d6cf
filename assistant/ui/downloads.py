"""Conversations as files, through a route that asks whose they are."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.records.conversations import Conversations
from assistant.records.exporting import to_docx, to_markdown
from assistant.records.notebook import Readable, readable

PREFIX = "/conversations/"
_KINDS = {
    "md": (to_markdown, "text/markdown; charset=utf-8"),
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
_NAME = 20  # characters

# Whose conversations a request may have, and the library as they see it; None for nobody's.
OwnerOf = Callable[[Request], tuple[str, Readable] | None]


class Downloads:
    """The route."""

    def __init__(self, conversations: Conversations, owner_of: OwnerOf) -> None:
        self._conversations = conversations
        self._owner_of = owner_of

    def routes(self) -> list[Route]:
        return [Route(PREFIX + "{key}.{kind}", self.download, methods=["GET"])]

    async def download(self, request: Request) -> Response:
        found, kind = self._owner_of(request), request.path_params["kind"]
        if found is None:
            return JSONResponse({"detail": "请先登录。"}, 401)
        if kind not in _KINDS:
            return JSONResponse({"detail": "没有这个地址。"}, 404)
        return await run_in_threadpool(self._file, request.path_params["key"], kind, *found)

    def _file(self, key: str, kind: str, owner: str, library: Readable) -> Response:
        turns = readable(self._conversations.turns(owner, key), library)
        if not turns:
            return JSONResponse({"detail": "没有这个地址。"}, 404)
        write, media = _KINDS[kind]
        name = self._conversations.name(owner, key)
        file = quote("".join(sign for sign in name[:_NAME] if sign.isalnum()) or "问答")
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{file}.{kind}",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        }
        return Response(write(name, turns), media_type=media, headers=headers)
