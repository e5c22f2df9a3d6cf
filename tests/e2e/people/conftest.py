"""A house that an administrator, an editor and a reader have come into, and a paper that is hidden from two of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from assistant.access import Role
from assistant.library import Library
from assistant.people.people import People
from assistant.people.proxies import Proxies
from assistant.people.tiers import Tiers
from assistant.records.conversations import Conversations
from assistant.ui.app import open_house
from assistant.ui.door.gate import House
from tests.e2e.conftest import NOTICE, free_port
from tests.support.uploading import uploaded

SECRET = """澜川市粮食局

澜粮函〔2026〕541号

澜川市粮食局关于市政协三届五次会议第20260541号提案答复的函

江委员：

您提出的《关于应急储备仓库的提案》收悉，经研究，现答复如下：

一、关于加大投入的建议

我局设立了应急储备仓库专项，每年安排资金7777万元。

专此答复。

澜川市粮食局
2026年6月3日

公开方式：不予公开
"""
ASKED = "应急储备仓库专项每年安排资金多少万元？"
LEAKS = ("7777万", "粮食局", "20260541", "仓库.txt")
PASSWORD = "晚风吹过老码头2026"
PEOPLE = {"邹管理": Role.ADMINISTRATOR, "简编辑": Role.EDITOR, "闻读者": Role.READER}


@dataclass
class Clock:
    at: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@dataclass(frozen=True)
class Served:
    address: str
    people: People
    library: Library
    house: House
    clock: Clock
    app: object

    @property
    def hidden(self) -> str:
        return next(record.doc_id for record in self.library.documents() if record.source == "仓库.txt")

    def key(self, name: str) -> str:
        person = self.people.accounts.find(name)
        assert person is not None
        return self.people.keys.make(person.user_id, "测试")

    def signed_in(self, name: str) -> httpx.Client:
        """A program with somebody's session."""
        person = self.people.accounts.find(name)
        assert person is not None
        client = httpx.Client(base_url=self.address, trust_env=False, timeout=30)
        client.cookies.set("zhengwen", self.people.sessions.open(person.user_id))
        return client


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder, clock = tmp_path_factory.mktemp("people"), Clock()
    with Library.open(folder / "home") as library, People(folder / "people.db", clock) as people:
        for name, text in (("清淤.txt", NOTICE), ("仓库.txt", SECRET)):
            (folder / name).write_text(text, encoding="utf-8")
            assert [result.status for result in uploaded(library, name, folder / name)] == ["added"]
        house = House(people, Proxies())
        blocks, address = open_house(
            house, Tiers(library), Conversations(folder / "conversations.db"), port=free_port()
        )
        yield Served(address, people, library, house, clock, blocks.app)
        blocks.close(verbose=False)


@pytest.fixture(scope="session", autouse=True)
def known(served: Served, chromium) -> None:
    """The first administrator comes by the one-time link, the others by links from 人员."""
    token = served.people.set_up_token()
    assert token is not None
    page = chromium.new_page(locale="zh-CN")
    link = f"{served.address}/invite?token={token}"
    page.goto(link)
    page.fill("[name=name]", "邹管理")
    page.fill("[name=password]", "1234567890")
    page.fill("[name=again]", "123456789")
    page.click("main button")
    assert "不一样" in page.inner_text("[role=alert]")
    set_password(page, name="邹管理")
    page.wait_for_selector("#zw-question textarea")
    again = chromium.new_page(locale="zh-CN")
    again.goto(link)
    assert "用过" in again.inner_text("[role=alert]")
    assert served.people.set_up_token() is None

    page.goto(served.address + "/people")
    for name, role in list(PEOPLE.items())[1:]:
        page.fill("section:last-of-type [name=name]", name)
        page.select_option("section:last-of-type [name=role]", role.key)
        page.click("button[value=add]")
        again.goto(page.inner_text("main code"))
        set_password(again)
        again.wait_for_selector("#zw-question textarea")
        again.context.clear_cookies()
    page.context.close()
    again.context.close()


def set_password(page, name: str = "") -> None:
    if name:
        page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("main button")


@pytest.fixture
def visit(chromium, served: Served) -> Iterator[object]:
    """A fresh browser at the first page; no request may leave the computer."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN")
    page, requests = context.new_page(), []
    page.set_default_timeout(15_000)
    page.on("request", lambda request: requests.append(request.url))
    page.goto(served.address)
    yield page
    context.close()
    assert not [url for url in requests if not url.startswith((served.address, "data:", "blob:"))]


def enter(page, name: str, password: str = PASSWORD) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.click("main button")


def come_in(page, name: str) -> None:
    enter(page, name)
    page.wait_for_selector("#zw-question textarea")


def ask(page, question: str) -> str:
    before = page.locator("#zw-chat .zw-state").count()
    page.fill("#zw-question textarea", question)
    page.press("#zw-question textarea", "Enter")
    page.locator("#zw-chat .zw-state").nth(before).wait_for()
    return page.locator("#zw-chat .zw-answer").last.inner_text()
