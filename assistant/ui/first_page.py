"""What Gradio's first page lacks: our colours and script before any of Gradio's, and the browser's lock on the house.

Gradio runs a script given to `launch(head=…)` only after it has chosen its language. And the policy it is sent with
makes the browser refuse every request to another address, whatever a document or a model may have put on the page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any

from starlette.datastructures import Headers

from assistant.ui.language import english_script, reads_english
from assistant.ui.static import static

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

# Gradio's parts are inline scripts and styles, and gr.HTML compiles its listeners.
POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


class FirstPage:
    """ASGI middleware that completes HTML pages; files and event streams pass through untouched."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/"):
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Completing(send, english=reads_english(Headers(scope=scope))))


class _Completing:
    """Holds an HTML answer back until it is whole, then sends it completed."""

    def __init__(self, send: Send, *, english: bool) -> None:
        self._send = send
        self._english = english
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)
        else:
            await self._send(message)

    async def _finish(self, start: Message) -> None:
        body = self._body.replace(b"<head>", b"<head>" + _head(self._english), 1)
        if not self._english:
            body = body.replace(b'lang="en"', b'lang="zh-CN"', 1)
        kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        headers = [
            *kept,
            (b"vary", b"accept-language"),
            (b"content-length", str(len(body)).encode()),
            (b"content-security-policy", POLICY.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def _is_html(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


@cache
def _head(english: bool) -> bytes:
    """Our colours stand here since Gradio drops what a sheet says of the dark, and so that the first paint has them."""
    words = f"<script>{english_script()}</script>" if english else ""
    return f"<style>{static('colours.css')}</style>{words}<script>{static('page.js')}</script>".encode()
