"""The page 设置, of administrators and of whoever sits at the computer alone; nobody else gets an answer from it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.administration import Administration, ModelServer
from assistant.people.schema import PeopleError
from assistant.ui.administering.settings_view import settings_view
from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.forms import Forms, to
from assistant.ui.handouts import Handouts
from assistant.ui.static import static

SETTINGS = "/settings"
MOST_CHARACTERS = 500  # of an address or a name
_UNCLEAR = "没有看懂要做什么，请刷新页面再试。"
_SAVED = "已保存，重新启动程序后生效；现在的答复还按原来的设置。"
_SCRIPT = static("settings.js")

# Under what the things of an administrator who sends a request are kept; None for everybody else.
AdministratorOf = Callable[[Request], str | None]


class SettingsPages:
    """`elsewhere` is where others are sent; `people`: there are accounts and levels to look after."""

    def __init__(
        self,
        administration: Administration,
        forms: Forms,
        handouts: Handouts,
        administrator_of: AdministratorOf,
        *,
        elsewhere: str = "/",
        people: bool = False,
    ) -> None:
        self._administration = administration
        self._forms = forms
        self._handouts = handouts
        self._administrator_of = administrator_of
        self._elsewhere = elsewhere
        self._people = people

    def routes(self) -> list[Route]:
        return [
            Route(SETTINGS, self.settings, methods=["GET", "POST"]),
            Route(SETTINGS + "/backup", self.progress, methods=["GET"]),
        ]

    async def settings(self, request: Request) -> Response:
        owner = self._administrator_of(request)
        if owner is None:
            return to(self._elsewhere)
        said = wrong = ""
        server: ModelServer | None = None  # as it was filled in
        if request.method == "POST":
            try:
                filled = await self._forms.read(request)
                if filled.get("do") == "backup":
                    self._administration.backups.start()
                    return to(SETTINGS + "#backup")
                server = _server(filled)
                worked, told = await run_in_threadpool(self._do, filled.get("do", ""), server)
                said, wrong = (plain(told), "") if worked else ("", told)
            except Exception as error:  # a setting or a form that makes no sense, or a fault of ours
                wrong = sentence_for(error)
        try:
            body = await run_in_threadpool(self._view, owner, server)
        except Exception as error:  # settings.toml may be broken meanwhile
            body, wrong = "", sentence_for(error)
        return self._forms.page(request, "设置", body, said=said, wrong=wrong, script=_SCRIPT)

    async def progress(self, request: Request) -> Response:
        """How far a backup is, for the page's script."""
        if self._administrator_of(request) is None:
            return Response(status_code=401)
        look = self._administration.backups.look()
        told = {"state": look.state, "done": look.done, "total": look.total}
        return JSONResponse(told, headers={"cache-control": "no-store"})

    def _do(self, what: str, server: ModelServer) -> tuple[bool, str]:
        """Whether it worked, and what to say."""
        if what == "try":
            trial = self._administration.try_model(server)
            return trial.worked, trial.said
        if what == "save":
            self._administration.save_model(server)
            return True, _SAVED
        raise PeopleError(_UNCLEAR)

    def _view(self, owner: str, server: ModelServer | None) -> str:
        look = self._administration.backups.look()
        address = self._handouts.lay_out_whole(look.path, owner) if look.path is not None else ""
        return settings_view(self._administration.facts(), look, address, server, people=self._people)


def _server(filled: dict[str, str]) -> ModelServer:
    values = [filled.get(name, "").strip() for name in ("base_url", "model")]
    if any(len(value) > MOST_CHARACTERS or not value.isprintable() for value in values):
        raise PeopleError("地址或模型名称太长，或者含有看不见的字符，请改正后再试。")
    return ModelServer(*values)
