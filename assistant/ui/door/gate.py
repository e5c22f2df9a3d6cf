"""The gate in front of everything: who comes, and that nobody passes who is not signed in.

It stands before Gradio as ASGI middleware, so it holds for each of Gradio's addresses, those we never heard of too:
what is not one of our own open pages needs a session. And what is sent by another site's page is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any

from starlette.datastructures import URL, Headers
from starlette.responses import JSONResponse, RedirectResponse, Response

from assistant.people.people import People
from assistant.people.proxies import Proxies
from assistant.people.schema import Person
from assistant.ui.first_page import App, Receive, Send

SESSION = "zhengwen"  # the cookie
VISIT = "zhengwen.visit"  # where the scope says who comes
SIGN_IN = "/signin"
NOT_YOURS = "/account?only=administrators"  # where whoever is none is led from their pages, and told so
_STARTING = "/gradio_api/startup-events"
_SAFE = {"GET", "HEAD", "OPTIONS"}

IsOpen = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes, from where, and to which `host`. `unknown` is the name that a proxy gave and that has no account."""

    person: Person | None
    address: str
    secure: bool
    token: str = ""
    unknown: str = ""
    host: str = ""


@dataclass(slots=True)
class House:
    """What the gate asks. While it is `starting`, Gradio may call itself, as it does once. `reached_at`: the
    address for other computers, where it listens to all of them."""

    people: People
    proxies: Proxies
    starting: bool = True
    reached_at: str = ""

    def visit(self, scope: MutableMapping[str, Any]) -> Visit:
        """Who comes with this request."""
        headers, peer = Headers(scope=scope), _peer(scope)
        address = self.proxies.address(peer, headers)
        secure = self.proxies.is_https(scope.get("scheme", "http"), peer, headers)
        host = self.proxies.host(peer, headers)
        named = self.proxies.signed_in(peer, scope["headers"])
        if named is not None:  # whoever the house itself signed in; a session of ours does not overrule it
            person = self.people.accounts.find(named)
            return Visit(person, address, secure, unknown="" if person else named, host=host)
        token = _cookie(headers)
        person = self.people.sessions.person(token) if token else None
        return Visit(person, address, secure, token, host=host)

    def is_foreign(self, scope: MutableMapping[str, Any]) -> bool:
        """Whether another site's page sends this; programs say nothing of an origin."""
        headers = Headers(scope=scope)
        return is_foreign(headers, self.proxies.hosts(_peer(scope), headers))


def is_foreign(headers: Headers, hosts: Collection[str]) -> bool:
    """Whether a page that none of the `hosts` served sends this; programs say nothing of an origin."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] not in hosts


class Gate:
    """ASGI middleware; see the module's docstring. `is_open` names the addresses that look after themselves."""

    def __init__(self, app: App, house: House, is_open: IsOpen) -> None:
        self._app = app
        self._house = house
        self._is_open = is_open

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        visit = scope[VISIT] = self._house.visit(scope)
        path, method = scope["path"], scope.get("method", "")
        if self._is_open(path) or (self._house.starting and path == _STARTING):
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # no page of ours opens one
        elif visit.person is None:
            await _turn_away(method, path)(scope, receive, send)
        elif method not in _SAFE and self._house.is_foreign(scope):
            await JSONResponse({"detail": "这个请求来自别的网站，没有执行。"}, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class Beside:
    """ASGI middleware: some addresses are answered by an application of our own, all others by Gradio."""

    def __init__(self, app: App, own: App, is_ours: IsOpen) -> None:
        self._app = app
        self._own = own
        self._is_ours = is_ours

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        ours = scope["type"] == "http" and self._is_ours(scope["path"])
        await (self._own if ours else self._app)(scope, receive, send)


class OnlyHere:
    """ASGI middleware for an app without sign-in: it answers to the names of this computer alone.

    A page of another site can lead a name of its own here (DNS rebinding) and would be taken for ours by the browser.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_loopback(URL(scope=scope).hostname or ""):
            await JSONResponse({"detail": "没有登录功能时只给本机使用，请用127.0.0.1访问。"}, 421)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Whether a host is this computer and nothing else."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _turn_away(method: str, path: str) -> Response:
    if method == "GET" and path == "/":
        return RedirectResponse(SIGN_IN, 303, {"cache-control": "no-store"})
    return JSONResponse({"detail": "请先登录。"}, 401)


def _peer(scope: MutableMapping[str, Any]) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _cookie(headers: Headers) -> str:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[SESSION].value if SESSION in cookies else ""
