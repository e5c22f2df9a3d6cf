"""Files made for somebody (a letter, its evidence, answers to a list), through a route that asks who comes for them.

Gradio's own cache hands a file to whoever has a session and its name. Here a file belongs to the person it was made
for, and goes out only while they may still read every document whose words are in it.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from assistant.ui.escape import plain
from assistant.ui.seams import Listed

PREFIX = "/downloads/"
_KEPT = 5000  # files; whoever comes for an older one makes it again
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


class Listing(Protocol):
    """The part of a library that is asked: the documents that somebody may read."""

    @property
    def may_administer(self) -> bool: ...
    def documents(self) -> Sequence[Listed]: ...


# Who comes with a request, and the library as they see it; None for nobody.
ComerOf = Callable[[Request], tuple[str, Listing] | None]


@dataclass(frozen=True, slots=True)
class _Handout:
    owner: str
    path: Path
    documents: frozenset[str]
    administrators: bool = False


class Handouts:
    """What lies ready for whom. `owner` says for whom the running listener makes a file."""

    def __init__(self, owner: Callable[[], str] = lambda: "") -> None:
        self._owner = owner
        self._lock = Lock()
        self._lying: OrderedDict[str, _Handout] = OrderedDict()

    def lay_out(self, path: Path, documents: Iterable[str]) -> str:
        """The address of a file for whoever is asking; `documents` are those whose words are in it."""
        return self._lay(_Handout(self._owner(), path, frozenset(documents)))

    def lay_out_whole(self, path: Path, owner: str) -> str:
        """The address of a file of the whole library for one administrator, as long as they are one."""
        return self._lay(_Handout(owner, path, frozenset(), administrators=True))

    def _lay(self, handout: _Handout) -> str:
        with self._lock:
            for key, lying in self._lying.items():
                if lying == handout:
                    return PREFIX + key
            key = secrets.token_urlsafe(18)
            self._lying[key] = handout
            if len(self._lying) > _KEPT:
                self._lying.popitem(last=False)
        return PREFIX + key

    def routes(self, comer_of: ComerOf) -> list[Route]:
        """The route; `comer_of` says who comes."""

        async def hand_out(request: Request) -> Response:
            comer = comer_of(request)
            if comer is None:
                return JSONResponse({"detail": "请先登录。"}, 401)
            return await run_in_threadpool(self._answer, request.path_params["key"], *comer)

        return [Route(PREFIX + "{key}", hand_out, methods=["GET"])]

    def _answer(self, key: str, owner: str, library: Listing) -> Response:
        with self._lock:
            handout = self._lying.get(key)
        if handout is None or handout.owner != owner or not handout.path.is_file():
            return JSONResponse({"detail": "没有这个文件，请回到页面重新生成。"}, 404)
        if handout.administrators and not library.may_administer:
            return JSONResponse({"detail": "只有管理员可以下载这个文件。"}, 403)
        if not handout.documents <= {listed.doc_id for listed in library.documents()}:
            return JSONResponse({"detail": "文件引用的资料已经移走或不再对您开放，请回到页面重新生成。"}, 403)
        return FileResponse(handout.path, filename=handout.path.name, headers=_HEADERS)


def download_link(address: str, words: str, elem_id: str) -> str:
    """A link that looks like a button and saves what lies at an address."""
    return f'<a class="zw-download" id="{elem_id}" href="{plain(address)}" download>{plain(words)}</a>'
