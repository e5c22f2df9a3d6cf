"""Gradio's sessions belong to whoever opened them.

What a page remembers (the turns of a conversation) Gradio keeps under a word that the browser chose. Whoever sent that
word would be given what it holds; so the first person to use one owns it, and to others it is refused.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse

from assistant.ui.door.gate import VISIT, Visit
from assistant.ui.first_page import App, Message, Receive, Send

_PREFIX = "/gradio_api/"
_UPLOAD = "/gradio_api/upload"  # a form with files, and no word
_PLACES = ("heartbeat", "stream")  # where the word stands in the path
_LONGEST = 64  # of a word: a browser's has a dozen characters, a program's 36
_KEPT = 20_000  # Gradio itself keeps the state of half as many
_MOST_BYTES = 8 * 1024 * 1024  # of a body that is no upload


class Owners:
    """ASGI middleware behind the gate: every request has a person."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._owners: OrderedDict[str, int] = OrderedDict()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        words, replay = list(_in_address(scope)), receive
        if scope["method"] == "POST" and scope["path"] != _UPLOAD:
            body = await _whole(receive)
            found = _in_body(body) if body is not None else None
            if body is None or found is None:
                await _not_understood(scope, receive, send)
                return
            words += found
            replay = _again(body, receive)
        if any(len(word) > _LONGEST for word in words):  # each is kept
            await _not_understood(scope, receive, send)
            return
        visit: Visit = scope[VISIT]
        user_id = visit.person.user_id if visit.person else 0  # nobody passes the gate but Gradio itself, at the start
        if not all(self._belongs(word, user_id) for word in words):
            await JSONResponse({"detail": "这个会话属于另一个人，请刷新页面。"}, 403)(scope, receive, send)
            return
        await self._app(scope, replay, send)

    def _belongs(self, word: str, user_id: int) -> bool:
        owner = self._owners.setdefault(word, user_id)
        self._owners.move_to_end(word)
        if len(self._owners) > _KEPT:
            self._owners.popitem(last=False)
        return owner == user_id


async def _not_understood(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    await JSONResponse({"detail": "没有看懂这个请求。"}, 400)(scope, receive, send)


def _in_address(scope: MutableMapping[str, Any]) -> Iterator[str]:
    for name, value in parse_qsl(scope.get("query_string", b"").decode("latin-1")):
        if name == "session_hash":
            yield value
    parts = scope["path"].removeprefix(_PREFIX).split("/")
    if parts[0] in _PLACES and len(parts) > 1:
        yield parts[1]


def _in_body(body: bytes) -> list[str] | None:
    """None for what is no JSON: Gradio could find a word in it where we do not look."""
    try:
        sent = json.loads(body) if body else None
    except (ValueError, RecursionError):
        return None
    word = sent.get("session_hash") if isinstance(sent, dict) else None
    return [word] if isinstance(word, str) else []


async def _whole(receive: Receive) -> bytes | None:
    """The body; None if it is too long, or the sender went away."""
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > _MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Hands out the body once more, then whatever comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
