"""Plain pages with forms, and their proof against forged posts: a form carries a word that belongs to a cookie of the
browser it was sent to, so that no other site can make a browser post it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assistant.people.schema import PeopleError
from assistant.people.store import new_token
from assistant.ui.door.gate import SESSION, VISIT, Visit
from assistant.ui.escape import plain
from assistant.ui.plain_page import plain_page

FORM_WORD = "<!--word-->"  # where a form's hidden field goes; no text of a user can hold it unescaped
_COOKIE = "zhengwen-form"
_MOST_BYTES = 64 * 1024  # of a form; none of ours comes near


class Forms:
    """Makes pages and reads what was filled in. The secret is of this run: forms of the last one are out of date."""

    def __init__(self, links: Callable[[Visit], Sequence[tuple[str, str]]]) -> None:
        """`links` (address, words) stand in the header of every page."""
        self._secret = secrets.token_bytes(32)
        self._links = links

    def page(
        self,
        request: Request,
        title: str,
        body: str,
        *,
        said: str = "",
        wrong: str = "",
        narrow: bool = False,
        session: str = "",
        script: str = "",
    ) -> Response:
        """A whole page. `said` (HTML, as the body) and `wrong` (text) stand above; `session` signs the browser in."""
        seed = request.cookies.get(_COOKIE) or new_token()
        field = f'<input type="hidden" name="word" value="{self._word(seed)}">'
        notes = f'<p class="wrong" role="alert">{plain(wrong)}</p>' if wrong else ""
        notes += f'<p class="said" role="status">{said}</p>' if said else ""
        response = plain_page(
            request,
            title,
            notes + body.replace(FORM_WORD, field),
            self._links(visit_of(request)),
            status=400 if wrong else 200,
            narrow=narrow,
            script=script,
        )
        secure = visit_of(request).secure
        response.set_cookie(_COOKIE, seed, httponly=True, samesite="strict", secure=secure)
        if session:
            sign_in(response, session, secure)
        return response

    async def read(self, request: Request) -> dict[str, str]:
        """What was filled in. Raises PeopleError if the form is not one of this run, sent to this browser."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _MOST_BYTES:
                raise PeopleError("填写的内容太长，请缩短后再试。")
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        filled = {name: values[0] for name, values in fields.items()}
        seed = request.cookies.get(_COOKIE, "")
        if not seed or not hmac.compare_digest(filled.get("word", "").encode(), self._word(seed).encode()):
            raise PeopleError("页面已经过期，请再填一次。")
        return filled

    def _word(self, seed: str) -> str:
        return hmac.new(self._secret, seed.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def visit_of(request: Request) -> Visit:
    """Who comes; nobody by name where there is no sign-in."""
    visit: Visit | None = request.scope.get(VISIT)
    return visit or Visit(None, "", secure=False)


def sign_in(response: Response, token: str, secure: bool) -> Response:
    """Gives the browser its session; it ends with the browser, or earlier on the server."""
    response.set_cookie(SESSION, token, httponly=True, samesite="lax", secure=secure)
    return response


def to(address: str) -> Response:
    return RedirectResponse(address, 303, {"cache-control": "no-store"})


def options(choices: Sequence[tuple[str, str]], chosen: str) -> str:
    """The <option>s of a <select>."""
    return "".join(
        f'<option value="{plain(value)}"{" selected" if value == chosen else ""}>{plain(words)}</option>'
        for value, words in choices
    )
