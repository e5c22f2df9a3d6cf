"""What stands beside Gradio on the same address: the API, and with people the gate and the pages of sign-in."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.access import Role
from assistant.administration import Administration
from assistant.answering import Assistant
from assistant.api import Api
from assistant.people.tiers import Tiers
from assistant.people.view import LibraryView
from assistant.records.conversations import Conversations
from assistant.ui.administering.people_page import PeoplePages
from assistant.ui.administering.settings_page import SETTINGS, SettingsPages
from assistant.ui.door.gate import NOT_YOURS, SIGN_IN, Beside, Gate, House, OnlyHere, Visit, is_foreign, is_loopback
from assistant.ui.door.owners import Owners
from assistant.ui.door.sign_in_pages import SignInPages
from assistant.ui.downloads import PREFIX, Downloads
from assistant.ui.first_page import App, Receive, Send
from assistant.ui.forms import Forms, visit_of
from assistant.ui.handouts import PREFIX as HANDOUTS
from assistant.ui.handouts import Handouts
from assistant.ui.originals.document_page import DocumentPages
from assistant.ui.originals.original_links import DOCUMENTS, PAGES
from assistant.ui.originals.original_pages import OriginalPages
from ingest.errors import NotAllowedError, SettingsError

_PAGES = frozenset({SIGN_IN, "/signout", "/invite", "/account", "/people", "/levels"})
_BESIDE = ("/v1/", PREFIX, HANDOUTS, PAGES, DOCUMENTS, f"{SETTINGS}/")
_HOME = ("/", "问答和资料库")
_SAFE = {"GET", "HEAD", "OPTIONS"}
_NEEDS_KEY = "请在Authorization里带上有效的密钥；密钥在“我的账号”页建立。"


def is_beside(path: str) -> bool:
    return path in {"/healthz", SETTINGS} or path.startswith(_BESIDE)


def is_own(path: str) -> bool:
    return path in _PAGES or is_beside(path)


class OnlyOurPages:
    """ASGI middleware for an app without sign-in: what another site's page sends is not done.

    That page could not read the answer, but the language model would be paid for it and the history would hold it.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE:
            headers = Headers(scope=scope)
            if is_foreign(headers, {headers.get("host", "")}):
                await JSONResponse({"detail": "这个请求来自别的网站，没有执行。"}, 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def for_one(
    assistant: Assistant,
    conversations: Conversations | None = None,
    handouts: Handouts | None = None,
    administration: Administration | None = None,
) -> list[Middleware]:
    """For the owner of this computer alone: the API, their conversations, files and settings beside the pages, without
    keys."""
    routes = Api(lambda _: assistant).routes()
    routes += [
        *OriginalPages(lambda _: assistant.library).routes(),
        *DocumentPages(lambda _: assistant.library).routes(),
    ]
    if handouts is not None:
        routes += handouts.routes(lambda _: ("", assistant.library))
    if conversations is not None:
        routes += Downloads(conversations, lambda _: ("", assistant.library)).routes()
    if administration is not None and handouts is not None:
        forms = Forms(lambda _: [_HOME, (SETTINGS, "设置")])
        routes += SettingsPages(administration, forms, handouts, lambda _: "").routes()
    own = Starlette(routes=routes, exception_handlers=_HANDLERS)
    return [Middleware(OnlyHere), Middleware(OnlyOurPages), Middleware(Beside, own=own, is_ours=is_beside)]


def for_people(
    house: House,
    tiers: Tiers,
    conversations: Conversations,
    handouts: Handouts,
    administration: Administration | None = None,
) -> list[Middleware]:
    """For people who sign in: the gate, their pages, and the API for their keys."""

    def by_key(request: Request) -> Assistant:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        person = house.people.keys.person(key.strip()) if scheme.lower() == "bearer" else None
        if person is None:
            raise NotAllowedError(_NEEDS_KEY)
        return tiers.assistants[person.role]

    def owner_of(request: Request) -> tuple[str, LibraryView] | None:
        person = visit_of(request).person
        return None if person is None else (house.people.owner(person), tiers.libraries[person.role])

    def reader_of(request: Request) -> LibraryView | None:
        person = visit_of(request).person
        return None if person is None else tiers.libraries[person.role]

    def administrator_of(request: Request) -> str | None:
        person = visit_of(request).person
        return house.people.owner(person) if person is not None and person.role is Role.ADMINISTRATOR else None

    forms = Forms(lambda visit: _links(visit, settings=administration is not None))
    routes = [
        *Api(by_key).routes(),
        *Downloads(conversations, owner_of).routes(),
        *handouts.routes(owner_of),
        *OriginalPages(reader_of).routes(),
        *DocumentPages(reader_of).routes(),
        *SignInPages(house.people, forms).routes(),
        *PeoplePages(house.people, forms, tiers, house.reached_at).routes(),
    ]
    if administration is not None:
        # which sends on whoever is not signed in
        pages = SettingsPages(administration, forms, handouts, administrator_of, elsewhere=NOT_YOURS, people=True)
        routes += pages.routes()
    own = Starlette(routes=routes, exception_handlers=_HANDLERS)
    return [
        Middleware(Gate, house=house, is_open=is_own),
        Middleware(Beside, own=own, is_ours=is_own),
        Middleware(Owners),
    ]


def check_alone(host: str) -> None:
    """Raises SettingsError where others could come in without signing in."""
    if not is_loopback(host):
        raise SettingsError(
            f"没有登录功能时只能监听127.0.0.1，不能监听“{host}”；要给别人用，请加上--auth和人员文件的路径。"
        )


def _links(visit: Visit, *, settings: bool) -> list[tuple[str, str]]:
    """What stands in the header of a page, for whoever comes."""
    if visit.person is None:
        return []
    links = [_HOME, ("/account", "我的账号")]
    if visit.person.role is Role.ADMINISTRATOR:
        links += [("/people", "人员"), ("/levels", "文件的阅读范围")]
        links += [(SETTINGS, "设置")] if settings else []
    return links


async def _absent(_: Request, __: Exception) -> Response:
    return JSONResponse({"detail": "没有这个地址。"}, 404)


_HANDLERS = {404: _absent, 405: _absent}
