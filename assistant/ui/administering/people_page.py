"""人员 and 文件的阅读范围: the two pages of administrators."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.access import LEVEL_WORDS, ROLE_WORDS, Role, level_of, role_of
from assistant.people.people import People
from assistant.people.schema import Account, PeopleError, Person
from assistant.people.tiers import Tiers
from assistant.ui.door.gate import NOT_YOURS, SIGN_IN, is_loopback
from assistant.ui.escape import plain
from assistant.ui.forms import FORM_WORD, Forms, options, to, visit_of
from assistant.ui.language import THEIRS
from assistant.ui.naming import list_title
from assistant.ui.static import static
from ingest.errors import UserError
from vectorstore.codec import Record

MOST_ROWS = 200
_ROLES = [(role.key, ROLE_WORDS[role]) for role in Role]
_FORWARDED = ("x-forwarded-for", "x-forwarded-host", "forwarded", "via")  # what proxies add
_UNCLEAR = "没有看懂要做什么，请刷新页面再试。"
_ONESELF = "不能改自己的角色，也不能停用自己；请让另一位管理员来做。"


class PeoplePages:
    """See the module's docstring. Nobody but an administrator gets an answer from them."""

    def __init__(self, people: People, forms: Forms, tiers: Tiers, reached_at: str = "") -> None:
        """`reached_at`: the address for browsers on other computers, where there is one."""
        self._people = people
        self._forms = forms
        self._library = tiers.libraries[Role.ADMINISTRATOR]
        self._unstated = tiers.unstated
        self._reached_at = reached_at

    def routes(self) -> list[Route]:
        return [
            Route("/people", self.people, methods=["GET", "POST"]),
            Route("/levels", self.levels, methods=["GET", "POST"]),
        ]

    async def people(self, request: Request) -> Response:
        administrator = _administrator(request)
        if administrator is None:
            return _elsewhere(request)
        said = wrong = ""
        if request.method == "POST":
            try:
                filled = await self._forms.read(request)
                said = await run_in_threadpool(self._change, request, administrator, filled)
            except PeopleError as error:
                wrong = str(error)
        accounts = await run_in_threadpool(self._people.accounts.all)
        body = _people(accounts, administrator, self._reached_at if _is_here(request) else "")
        return self._forms.page(request, "人员", body, said=said, wrong=wrong, script=static("copying.js"))

    def _change(self, request: Request, administrator: Person, filled: dict[str, str]) -> str:
        accounts, do = self._people.accounts, filled.get("do")
        if do == "add":
            role = role_of(filled.get("role", ""))
            if role is None:
                raise PeopleError(_UNCLEAR)
            person = accounts.add(filled.get("name", ""), role)
            return _link_words(request, person, accounts.make_link(person.user_id))
        account = next((a for a in accounts.all() if str(a.person.user_id) == filled.get("user")), None)
        if account is None:
            raise PeopleError(_UNCLEAR)
        person, role = account.person, role_of(filled.get("role", ""))
        if person.user_id == administrator.user_id:
            raise PeopleError(_ONESELF)
        if do == "role" and role is not None:
            accounts.set_role(person.user_id, role)
            return f"{plain(person.name)}现在是{ROLE_WORDS[role]}。"
        if do == "link" and not account.disabled:
            return _link_words(request, person, accounts.make_link(person.user_id))
        if do in {"disable", "enable"}:
            accounts.set_disabled(person.user_id, do == "disable")
            return f"{plain(person.name)}已{'停用，登录和密钥都不再有效' if do == 'disable' else '恢复'}。"
        raise PeopleError(_UNCLEAR)

    async def levels(self, request: Request) -> Response:
        if _administrator(request) is None:
            return _elsewhere(request)
        said = wrong = ""
        if request.method == "POST":
            try:
                filled = await self._forms.read(request)
                key = filled.get("level", "")
                level = role_of(key)
                if level is None and key != "":
                    raise PeopleError(_UNCLEAR)
                # the library may be busy with a file for a while
                await run_in_threadpool(self._library.set_level, filled.get("document", ""), level)
                said = "已保存，立即生效。"
            except UserError as error:
                wrong = str(error)
        wanted = request.query_params.get("q", "")
        body = _levels(await run_in_threadpool(self._library.documents), wanted.strip(), self._unstated)
        return self._forms.page(request, "文件的阅读范围", body, said=said, wrong=wrong)


def _administrator(request: Request) -> Person | None:
    person = visit_of(request).person
    return person if person is not None and person.role is Role.ADMINISTRATOR else None


def _elsewhere(request: Request) -> Response:
    return to(SIGN_IN if visit_of(request).person is None else NOT_YOURS)


def _link_words(request: Request, person: Person, token: str) -> str:
    visit, parts = visit_of(request), urlsplit(str(request.url))
    scheme = "https" if visit.secure else parts.scheme
    address = f"{scheme}://{visit.host or parts.netloc}/invite?token={token}"  # as the administrator's browser has it
    return f"请把这个链接交给{plain(person.name)}设置密码，三天内有效，只能用一次：<br><code>{plain(address)}</code>"


def _is_here(request: Request) -> bool:
    """Whether the browser came by a name that means this computer, and no proxy that has a better one."""
    name = urlsplit(f"//{visit_of(request).host}").hostname or ""
    return is_loopback(name) and not any(header in request.headers for header in _FORWARDED)


def _people(accounts: list[Account], administrator: Person, reached_at: str) -> str:
    rows = "".join(_person_row(account, administrator) for account in accounts)
    warned = (
        f'<p class="wrong">现在打开的是只有本机能用的地址，给别人的链接也会是；请改从{plain(reached_at)}/people'
        "打开这一页，再生成链接。</p>"
        if reached_at
        else ""
    )
    return (
        f"<section><h1>人员</h1>{warned}"
        '<p class="soft">读者提问、拟稿、批量提问；编辑还能添加和移出文件；管理员还能管理人员和文件的阅读范围。</p>'
        f'<div class="scroll"><table><tr><th>用户名</th><th>角色</th><th>状态</th><th></th></tr>'
        f"{rows}</table></div></section>"
        f'<section><h2>添加一个人</h2><form method="post" class="line">{FORM_WORD}'
        '<input name="name" required maxlength="40" placeholder="用户名" aria-label="用户名" autocomplete="off">'
        f'<select name="role" aria-label="角色">{options(_ROLES, Role.READER.key)}</select>'
        '<button class="main" name="do" value="add">添加</button></form></section>'
    )


def _person_row(account: Account, administrator: Person) -> str:
    person = account.person
    name, state = plain(person.name), "停用" if account.disabled else "" if account.has_password else "还没有设密码"
    if person.user_id == administrator.user_id:
        return f"<tr><td>{name}（您自己）</td><td>{ROLE_WORDS[person.role]}</td><td>{state}</td><td></td></tr>"
    start = f'<form method="post" class="line">{FORM_WORD}<input type="hidden" name="user" value="{person.user_id}">'
    switch = ("enable", "恢复") if account.disabled else ("disable", "停用")
    link = "" if account.disabled else '<button name="do" value="link">重设密码</button>'
    return (
        f"<tr><td>{name}</td><td>{start}"
        f'<select name="role" aria-label="{name}的角色">{options(_ROLES, person.role.key)}</select>'
        f'<button name="do" value="role">保存</button></form></td><td>{state}</td>'
        f'<td>{start}{link}<button name="do" value="{switch[0]}">{switch[1]}</button></form></td></tr>'
    )


def _levels(records: list[Record], wanted: str, unstated: Role) -> str:
    words = wanted.split()
    fitting = [r for r in reversed(records) if all(word in _searchable(r) for word in words)]
    rows = "".join(_level_row(record, unstated) for record in fitting[:MOST_ROWS])
    more = (
        f'<p class="soft">另有{len(fitting) - MOST_ROWS}份没有列出，请用筛选查找。</p>'
        if len(fitting) > MOST_ROWS
        else ""
    )
    return (
        "<section><h1>文件的阅读范围</h1>"
        '<p class="soft">默认按文件自己的公开方式：主动公开，所有读者可看；依申请公开，编辑和管理员可看；'
        "不予公开或内部，仅管理员可看；"
        f"没有写明的，{LEVEL_WORDS[unstated]}可看。</p>"
        f'<form method="get" class="line" style="margin-bottom:12px"><input name="q" value="{plain(wanted)}" '
        'placeholder="按文号、标题、文件名筛选" aria-label="筛选"><button>筛选</button></form>'
        '<div class="scroll"><table><tr><th>文号</th><th>标题</th><th>公开方式</th><th>谁能看</th></tr>'
        f"{rows}</table></div>{more}</section>"
    )


def _searchable(record: Record) -> str:
    metadata = record.metadata
    return " ".join(filter(None, (metadata.doc_number, metadata.title, metadata.disclosure, record.source)))


def _level_row(record: Record, unstated: Role) -> str:
    metadata = record.metadata
    own = LEVEL_WORDS[level_of(replace(record, level=None), unstated)]
    choices = [("", f"按公开方式（{own}）"), *((role.key, LEVEL_WORDS[role]) for role in Role)]
    title = plain(list_title(metadata, record.source))
    return (
        f"<tr><td>{plain(metadata.doc_number or '—')}</td>"
        f'<td {THEIRS}>{title}<br><span class="soft">{plain(record.source)}</span></td>'
        f"<td>{plain(metadata.disclosure or '没有写明')}</td>"
        f'<td><form method="post" class="line">{FORM_WORD}'
        f'<input type="hidden" name="document" value="{plain(record.doc_id)}">'
        f'<select name="level" aria-label="{title}：谁能看">{options(choices, record.level or "")}</select>'
        "<button>保存</button></form></td></tr>"
    )
