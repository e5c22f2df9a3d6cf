"""Signing in and out, setting a password by a link, and one's own account."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.access import ROLE_WORDS
from assistant.people.passwords import LEAST
from assistant.people.people import People
from assistant.people.schema import ApiKey, PeopleError, Person
from assistant.ui.door.gate import SESSION, SIGN_IN
from assistant.ui.escape import plain
from assistant.ui.forms import FORM_WORD, Forms, sign_in, to, visit_of
from assistant.ui.naming import day_words
from assistant.ui.static import static

_DIFFERENT = "两次输入的密码不一样，请重新输入。"
_NEW_PASSWORD = (
    f'<label>新密码（至少{LEAST}个字符）<input type="password" name="password" required minlength="{LEAST}" '
    'autocomplete="new-password"></label>'
    '<label>再输入一次<input type="password" name="again" required autocomplete="new-password"></label>'
)
# what a browser keeps a new password under
_NAME_FIELD = '<input name="user" value="{}" autocomplete="username" hidden>'
_ENDED = "登录已经结束：太久没有使用、在别处退出，或账号已停用；请重新登录，登录不上请联系管理员。"
_SIGN_IN_FORM = (
    '<section><h1>登录</h1><form method="post">'
    f"{FORM_WORD}"
    '<label>用户名<input name="name" required maxlength="40" autocomplete="username" autofocus></label>'
    '<label>密码<input type="password" name="password" required autocomplete="current-password"></label>'
    '<button class="main">登录</button></form></section>'
)


class SignInPages:
    """The pages that anybody may open, and the page of oneself."""

    def __init__(self, people: People, forms: Forms) -> None:
        self._people = people
        self._forms = forms

    def routes(self) -> list[Route]:
        return [
            Route(SIGN_IN, self.sign_in, methods=["GET", "POST"]),
            Route("/signout", self.sign_out, methods=["POST"]),
            Route("/invite", self.invite, methods=["GET", "POST"]),
            Route("/account", self.account, methods=["GET", "POST"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        visit = visit_of(request)
        if visit.person is not None and request.method == "GET":
            return to("/")
        wrong = f"“{visit.unknown}”还没有开通，请联系管理员。" if visit.unknown else ""
        if request.method == "POST":
            try:
                filled = await self._forms.read(request)
                token = await run_in_threadpool(
                    self._people.sign_in, filled.get("name", ""), filled.get("password", ""), visit.address
                )
                return sign_in(to("/"), token, visit.secure)
            except PeopleError as error:
                wrong = str(error)
        # a browser that still holds a session which is none, or whose page was open when it ended
        ended = request.method == "GET" and (visit.token or "ended" in request.query_params)
        return self._forms.page(request, "登录", _SIGN_IN_FORM, said=_ENDED if ended else "", wrong=wrong, narrow=True)

    async def sign_out(self, request: Request) -> Response:
        try:
            await self._forms.read(request)
        except PeopleError:
            return to("/account")
        await run_in_threadpool(self._people.sessions.end, visit_of(request).token)
        response = to(SIGN_IN)
        response.delete_cookie(SESSION)
        return response

    async def invite(self, request: Request) -> Response:
        """Sets a password by a one-time link; the very first one makes the administrator."""
        wrong, token = "", request.query_params.get("token", "")
        try:
            name = await run_in_threadpool(self._invited, token)
        except PeopleError as error:
            return self._forms.page(request, "链接失效", "", wrong=str(error), narrow=True)
        first = not name
        if request.method == "POST":
            try:
                session = await self._accept(await self._forms.read(request), token, first)
                return sign_in(to("/"), session, visit_of(request).secure)
            except PeopleError as error:
                wrong = str(error)
        who = (
            '<h1>建立管理员</h1><p class="soft">管理员添加其他人，并决定谁能看哪些文件。</p>'
            if first
            else f"<h1>{plain(name)}，请设置密码</h1>"
        )
        field = (
            '<label>用户名<input name="name" required maxlength="40" autocomplete="username"></label>'
            if first
            else _NAME_FIELD.format(plain(name))
        )
        form = f'<form method="post">{FORM_WORD}{field}{_NEW_PASSWORD}<button class="main">确定</button></form>'
        body = f"<section>{who}{form}</section>"
        return self._forms.page(request, "设置密码", body, wrong=wrong, narrow=True)

    def _invited(self, token: str) -> str:
        """Whose link it is; "" for the link of the first administrator. Raises PeopleError for none of ours."""
        return "" if self._people.is_set_up_token(token) else self._people.accounts.invited(token).name

    async def _accept(self, filled: dict[str, str], token: str, first: bool) -> str:
        password = _agreed(filled)
        if first:
            return await run_in_threadpool(self._people.set_up, token, filled.get("name", ""), password)
        return await run_in_threadpool(self._people.accept, token, password)

    async def account(self, request: Request) -> Response:
        """One's own password and keys."""
        visit = visit_of(request)
        if visit.person is None:
            return to(SIGN_IN)
        said = wrong = session = ""
        if request.method == "POST":
            try:
                said, session = await self._change(visit.person, visit.address, await self._forms.read(request))
            except PeopleError as error:
                wrong = str(error)
        elif "only" in request.query_params:
            said = "您要打开的那一页只有管理员能用，这里是您自己的账号。"
        keys = await run_in_threadpool(self._people.keys.of, visit.person.user_id)
        body = _account(visit.person, keys)
        script = static("copying.js")
        return self._forms.page(request, "我的账号", body, said=said, wrong=wrong, session=session, script=script)

    async def _change(self, person: Person, address: str, filled: dict[str, str]) -> tuple[str, str]:
        """(what to say, the token of a new session)."""
        match filled.get("do"):
            case "password":
                old, new = filled.get("old", ""), _agreed(filled)
                session = await run_in_threadpool(self._people.change_password, person, old, new, address)
                return "密码已更换，其他地方的登录都已结束。", session
            case "make":
                key = await run_in_threadpool(self._people.keys.make, person.user_id, filled.get("label", ""))
                return f"新密钥只显示这一次，请复制保存：<br><code>{plain(key)}</code>", ""
            case "revoke" if filled.get("key", "").isdecimal():
                await run_in_threadpool(self._people.keys.revoke, person.user_id, int(filled["key"]))
                return "密钥已停用。", ""
            case _:
                raise PeopleError("没有看懂要做什么，请刷新页面再试。")


def _agreed(filled: dict[str, str]) -> str:
    password = filled.get("password", "")
    if password != filled.get("again"):
        raise PeopleError(_DIFFERENT)
    return password


def _account(person: Person, keys: list[ApiKey]) -> str:
    rows = "".join(
        f"<tr><td>{plain(key.label)}</td><td>{day_words(key.made_at)}</td>"
        f"<td>{day_words(key.used_at) if key.used_at else '没有用过'}</td>"
        f'<td><form method="post" class="line">{FORM_WORD}<input type="hidden" name="key" value="{key.key_id}">'
        f'<button name="do" value="revoke">停用</button></form></td></tr>'
        for key in keys
    )
    table = (
        f'<div class="scroll"><table><tr><th>名称</th><th>建立</th><th>最近使用</th><th></th></tr>{rows}</table></div>'
        if rows
        else ""
    )
    return (
        f"<section><h1>{plain(person.name)}（{ROLE_WORDS[person.role]}）</h1>"
        f'<form method="post" action="/signout">{FORM_WORD}<button>退出登录</button></form></section>'
        f'<section><h2>更换密码</h2><form method="post" style="max-width:340px">{FORM_WORD}'
        f"{_NAME_FIELD.format(plain(person.name))}"
        '<label>现在的密码<input type="password" name="old" required autocomplete="current-password"></label>'
        f'{_NEW_PASSWORD}<button name="do" value="password">更换</button></form></section>'
        '<section><h2>接口密钥</h2><p class="soft">给脚本和其他程序用（OpenAI 兼容接口 /v1）；'
        "用密钥的程序能看到的，和您自己能看到的一样。</p>"
        f'{table}<form method="post" class="line" style="margin-top:12px">{FORM_WORD}'
        '<input name="label" maxlength="40" placeholder="用在哪里" aria-label="密钥名称">'
        '<button name="do" value="make">新建密钥</button></form></section>'
    )
