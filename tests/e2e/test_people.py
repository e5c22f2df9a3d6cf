"""Signing in, and who sees what: in a real Chromium, and by programs that do not keep to the pages."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import openai
import pytest

from assistant.access import Role
from assistant.library import Library
from assistant.people.people import People
from assistant.people.proxies import Proxies, read_proxies
from assistant.people.sessions import IDLE
from assistant.people.throttle import PAIR
from assistant.people.tiers import Tiers
from assistant.records.conversations import Conversations
from assistant.ui.app import open_house
from assistant.ui.door.gate import House
from tests.support.uploading import uploaded

from .conftest import NOTICE, free_port

pytestmark = pytest.mark.e2e

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


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module", autouse=True)
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


# -- signing in ---------------------------------------------------------------------------------------------------


def test_a_visitor_meets_the_sign_in_page_and_comes_in(visit) -> None:
    assert visit.url.endswith("/signin")
    assert visit.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    enter(visit, "闻读者", "不是这个密码")
    assert visit.inner_text("[role=alert]") == "用户名或密码不对，请再试一次。"
    come_in(visit, "闻读者")
    assert "18元" in ask(visit, "每立方米清淤补助多少元？")


def test_wrong_passwords_are_throttled_even_before_a_right_one(visit, served: Served) -> None:
    for _ in range(PAIR):
        enter(visit, "没有这个人", "随便什么密码")
        assert "不对" in visit.inner_text("[role=alert]")
    enter(visit, "没有这个人", "随便什么密码")
    assert "分钟后再试" in visit.inner_text("[role=alert]")
    for _ in range(PAIR):
        enter(visit, "简编辑", "猜一个密码")
    enter(visit, "简编辑")
    assert "分钟后再试" in visit.inner_text("[role=alert]")
    served.clock.at += 11 * 60
    come_in(visit, "简编辑")


def test_a_session_ends_by_itself_and_by_signing_out(visit, served: Served) -> None:
    from playwright.sync_api import Error

    come_in(visit, "闻读者")
    visit.goto(served.address + "/account")
    visit.click("text=退出登录")
    visit.goto(served.address)
    assert visit.url.endswith("/signin")
    come_in(visit, "闻读者")
    served.clock.at += IDLE + 1
    with suppress(Error):  # what the page asked for when it opened may have led it away already
        visit.evaluate("() => void setTimeout(() => fetch('/config'))")
    visit.wait_for_url("**/signin")


def test_changing_the_password_ends_other_sessions(visit, served: Served) -> None:
    with served.signed_in("闻读者") as elsewhere:
        assert elsewhere.get("/config").status_code == 200
        come_in(visit, "闻读者")
        visit.goto(served.address + "/account")
        visit.fill("[name=old]", PASSWORD)
        visit.fill("[name=password]", PASSWORD)
        visit.fill("[name=again]", PASSWORD)
        visit.click("button[value=password]")
        assert "密码已更换" in visit.inner_text("[role=status]")
        assert elsewhere.get("/config").status_code == 401
        visit.goto(served.address)
        visit.wait_for_selector("#zw-question textarea")


# -- nothing without a session --------------------------------------------------------------------------------------


def test_no_address_of_gradio_answers_without_a_session(served: Served) -> None:
    routes = list(served.app.routes)
    for router in [route.original_router for route in routes if hasattr(route, "original_router")]:
        routes += router.routes
    paths = {re.sub(r"\{[^}]*\}", "x", route.path) for route in routes if hasattr(route, "path")}
    assert {"/config", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/startup-events"} <= paths
    with httpx.Client(base_url=served.address, trust_env=False) as nobody:
        for path in paths - {"/"}:
            for method in ("GET", "POST", "PUT", "DELETE"):
                assert nobody.request(method, path).status_code == 401, (method, path)
        assert nobody.get("/").headers["location"] == "/signin"
        assert nobody.get("/", headers={"cookie": "zhengwen=x"}).status_code == 303
        assert nobody.get("/healthz").json() == {"status": "ok"}
        assert nobody.get("/v1/models").status_code == 401
        for path in ("/people", "/levels", "/account"):
            assert nobody.post(path).headers["location"] == "/signin"


def test_other_sites_cannot_make_a_browser_act(served: Served) -> None:
    with served.signed_in("邹管理") as client:
        forged = {"do": "add", "name": "混进来的人", "role": "administrator"}
        assert client.post("/people", data=forged).status_code == 400
        assert served.people.accounts.find("混进来的人") is None
        join = client.post("/gradio_api/queue/join", json={}, headers={"origin": "https://evil.example"})
        assert join.status_code == 403
        page = client.get("/signin", follow_redirects=False)
        assert page.status_code == 303
        assert "frame-ancestors 'none'" in client.get("/people").headers["content-security-policy"]


def test_names_and_titles_are_only_text(served: Served, tmp_path: Path) -> None:
    hostile = '"><script>alert(1)</script><!--word-->'
    paper = tmp_path / "x.txt"
    paper.write_text(NOTICE.replace("山塘清淤工作", f"山塘清淤{hostile}工作"), encoding="utf-8")
    [added] = uploaded(served.library, f"{hostile[:9]}.txt".replace("/", ""), paper)
    person = served.people.accounts.add(hostile, Role.READER)
    served.people.keys.make(person.user_id, hostile)
    try:
        with served.signed_in("邹管理") as client, served.signed_in(hostile) as themselves:
            pages = [client.get("/people"), client.get("/levels", params={"q": hostile}), client.get("/levels")]
            pages.append(themselves.get("/account"))
            for page in pages:
                assert page.status_code == 200
                assert "<script" not in page.text
                assert "<!--word-->" not in page.text
            assert "&lt;script&gt;" in pages[0].text
    finally:
        served.people.accounts.set_disabled(person.user_id, True)
        served.library.remove(added.doc_id)


# -- who sees what --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["闻读者", "简编辑"])
def test_a_hidden_document_shows_nowhere(visit, served: Served, name: str) -> None:
    come_in(visit, name)
    seen = visit.inner_text("body")
    for question in (ASKED, "澜粮函〔2026〕541号讲了什么？", "资料库里有几份文件？", "澜商函〔2026〕541号讲了什么？"):
        seen += ask(visit, question).replace(question, "")
        seen += visit.inner_text("#zw-source")
    visit.click("#zw-limits-toggle")
    for limit in ("paper", "issuer", "type"):
        visit.click(f"#zw-limit-{limit} input")
        visit.locator("[role=option]").first.wait_for()
        seen += "".join(visit.locator("[role=option]").all_inner_texts())
        visit.keyboard.press("Tab")
    visit.click("button[role=tab]:has-text('资料库')")
    visit.wait_for_selector(".zw-shelf")
    seen += visit.inner_text("#zw-table")
    assert "1 份文件" in visit.inner_text("#zw-shelf-bar")
    # a guessed document, by the very event that a click on its title would send
    visit.evaluate(
        "id => { const a = document.createElement('a'); a.href = '#d-' + id; document.body.append(a); a.click(); }",
        served.hidden,
    )
    visit.wait_for_timeout(800)
    seen += visit.inner_text("#zw-card")
    assert visit.locator("#zw-remove:visible").count() == 0
    assert not [leak for leak in LEAKS if leak in seen.replace("20260541号讲", "")], seen


def test_an_administrator_sees_it_and_can_open_it_to_readers(visit, served: Served) -> None:
    come_in(visit, "邹管理")
    assert "7777" in ask(visit, ASKED)
    visit.goto(served.address + "/levels?q=541")
    row = visit.locator("tr", has_text="541")
    assert "不予公开" in row.inner_text()
    reader = openai_client(served, "闻读者")
    try:
        row.locator("select").select_option("reader")
        row.locator("button").click()
        assert "已保存" in visit.inner_text("[role=status]")
        assert "7777" in content(reader, ASKED)
    finally:
        served.library.set_level(served.hidden, None)
    assert "7777" not in content(reader, ASKED)


def test_readers_and_editors_have_no_pages_of_administrators(served: Served) -> None:
    for name in ("闻读者", "简编辑"):
        with served.signed_in(name) as client:
            for path in ("/people", "/levels"):
                answer = client.get(path)
                assert (answer.status_code, answer.headers["location"]) == (303, "/account")
                assert client.post(path, data={"do": "add"}).status_code == 303


def test_a_reader_is_offered_no_upload_and_an_editor_is(visit, served: Served, tmp_path: Path) -> None:
    come_in(visit, "闻读者")
    visit.click("button[role=tab]:has-text('资料库')")
    visit.wait_for_selector(".zw-shelf")
    assert visit.locator("#zw-upload:visible").count() == 0
    visit.context.clear_cookies()
    visit.goto(served.address)
    come_in(visit, "简编辑")
    visit.click("button[role=tab]:has-text('资料库')")
    paper = tmp_path / "新通知.txt"
    paper.write_text(NOTICE.replace("9号", "19号").replace("58口", "63口"), encoding="utf-8")
    visit.set_input_files("#zw-upload input[type=file]", str(paper))
    visit.locator(".zw-upload", has_text="已入库").wait_for()
    visit.click(".zw-shelf a >> nth=0")
    visit.click("#zw-remove")
    visit.click("#zw-sure")
    visit.locator("#zw-card", has_text="已移出").wait_for()


def test_a_reader_who_calls_gradio_directly_changes_nothing(served: Served) -> None:
    """Uploads a file and sends every listener its name and a hidden document's id: nothing is added, removed or told."""
    before = [record.doc_id for record in served.library.documents()]
    with served.signed_in("闻读者") as client:
        uploaded = client.post("/gradio_api/upload", files={"files": ("夹带.txt", NOTICE.encode() + b"x")}).json()[0]
        file = {"path": uploaded, "orig_name": "夹带.txt", "meta": {"_type": "gradio.FileData"}}
        dependencies = client.get("/config").json()["dependencies"]
        assert len(dependencies) > 10
        told = ""
        for dependency in dependencies:
            for value in ([file], served.hidden):
                told += call(client, dependency, value, served.hidden)
    assert [record.doc_id for record in served.library.documents()] == before
    assert not [leak for leak in LEAKS if leak in told]
    assert "不能改动资料库" in told, "the listeners were reached, and refused"


def test_nobody_uses_anothers_session_of_gradio(visit, served: Served) -> None:
    sent: list[str] = []
    visit.on("request", lambda request: sent.append(request.post_data or "") if "/queue/join" in request.url else None)
    come_in(visit, "邹管理")
    ask(visit, ASKED)
    word = json.loads(sent[-1])["session_hash"]
    with served.signed_in("闻读者") as other:
        body = {"data": [None], "fn_index": 0, "session_hash": word}
        for path in ("queue/join", "cancel", "reset", "run/predict", "component_server"):
            assert other.post(f"/gradio_api/{path}", json=body).status_code == 403, path
        for path in (f"queue/data?session_hash={word}", f"heartbeat/{word}", f"stream/{word}/1/1/playlist.m3u8"):
            assert other.get(f"/gradio_api/{path}").status_code == 403, path
        form = {"session_hash": (None, word), "component_id": (None, "1"), "fn_name": (None, "x")}
        assert other.post("/gradio_api/component_server", files=form).status_code == 400
        assert other.post("/gradio_api/queue/join", content=b" " * 9_000_000).status_code == 400
    assert "18元" in ask(visit, "每立方米清淤补助多少元？"), "its owner goes on"


def call(client: httpx.Client, dependency: dict, value: object, link: str) -> str:
    """Everything that a listener streams back."""
    session = secrets.token_hex(6)
    body = {
        "data": [value] * len(dependency["inputs"]),
        "event_data": {"link": link},
        "fn_index": dependency["id"],
        "trigger_id": dependency["targets"][0][0] if dependency["targets"] else None,
        "session_hash": session,
    }
    joined = client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return joined.text
    told = ""
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        for line in stream.iter_lines():
            told += json.dumps(json.loads(line[5:]), ensure_ascii=False) if line.startswith("data:") else ""
            if '"close_stream"' in line or '"process_completed"' in line:
                break
    return told


# -- conversations --------------------------------------------------------------------------------------------------


def test_a_conversation_is_found_again_and_is_ones_own(visit, served: Served, chromium) -> None:
    come_in(visit, "简编辑")
    ask(visit, "每立方米清淤补助多少元？")
    ask(visit, "单口山塘最多补助多少？")
    visit.reload()
    visit.wait_for_selector("#zw-question textarea")
    assert visit.locator("#zw-chat .zw-answer").count() == 0
    visit.click("#zw-past")
    row = visit.locator(".zw-past li", has_text="每立方米清淤补助多少元").first
    key = row.locator("a", has_text="Word").get_attribute("href").split("/")[-1].removesuffix(".docx")
    with visit.expect_download() as saved:
        row.locator("a", has_text="存为Markdown").click()
    text = Path(saved.value.path()).read_text("utf-8")
    assert "每立方米补助18元" in text
    assert "澜水发〔2026〕" in text  # two papers of the library say so
    row.locator(".zw-past-name").click()
    visit.locator("#zw-chat .zw-answer").nth(1).wait_for()
    visit.locator("#zw-source mark").first.wait_for()
    ask(visit, "名单内山塘什么时候完工？")
    visit.click("#zw-past")
    visit.fill(".zw-past-search", "2026年11月15日")
    visit.press(".zw-past-search", "Enter")
    visit.locator(".zw-past-search[value='2026年11月15日']").wait_for()
    assert visit.locator(".zw-past li").count() == 1, "the same conversation went on"

    with served.signed_in("闻读者") as other:
        for kind in ("md", "docx"):
            assert other.get(f"/conversations/{key}.{kind}").status_code == 404
    with served.signed_in("简编辑") as own:
        assert own.get(f"/conversations/{key}.docx").content.startswith(b"PK")
        assert own.get(f"/conversations/{key}.exe").status_code == 404
    with httpx.Client(base_url=served.address, trust_env=False) as nobody:
        assert nobody.get(f"/conversations/{key}.md").status_code == 401
    context = chromium.new_context(locale="zh-CN")
    reader = context.new_page()
    reader.goto(served.address)
    come_in(reader, "闻读者")
    reader.click("#zw-past")
    reader.wait_for_selector(".zw-past-pane")
    assert "名单内" not in reader.inner_text("#zw-source")
    reader.evaluate(
        "key => ['open', 'drop'].forEach(what => { const a = document.createElement('a');"
        " a.href = `#k-${what}-${key}`; document.body.append(a); a.click(); })",
        key,
    )
    reader.wait_for_timeout(800)
    assert reader.locator("#zw-chat .zw-answer").count() == 0
    context.close()

    row = visit.locator(".zw-past li")
    row.locator("a", has_text="删除").click()
    visit.locator(".zw-past-more", has_text="确定删除").wait_for()
    visit.locator(".zw-past-more a", has_text="不删").click()
    visit.locator(".zw-past-more", has_text="确定删除").wait_for(state="detached")
    visit.locator(".zw-past li", has_text="每立方米").first.locator("a", has_text="删除").click()
    visit.locator(".zw-past-more", has_text="确定删除").locator("a", has_text="删除").first.click()
    visit.locator(f".zw-past a[href*='{key}']").first.wait_for(state="detached")
    with served.signed_in("简编辑") as own:
        assert own.get(f"/conversations/{key}.md").status_code == 404


# -- programs -------------------------------------------------------------------------------------------------------


def openai_client(served: Served, name: str) -> openai.OpenAI:
    client = httpx.Client(trust_env=False)
    return openai.OpenAI(base_url=served.address + "/v1", api_key=served.key(name), max_retries=0, http_client=client)


def content(client: openai.OpenAI, question: str) -> str:
    answer = client.chat.completions.create(model="zhengwen", messages=[{"role": "user", "content": question}])
    return answer.choices[0].message.content or ""


def test_a_key_may_what_its_person_may(served: Served) -> None:
    assert "7777" in content(openai_client(served, "邹管理"), ASKED)
    reader = openai_client(served, "闻读者")
    assert not [leak for leak in LEAKS if leak in content(reader, ASKED)]
    person = served.people.accounts.find("闻读者")
    assert person is not None
    served.people.accounts.set_disabled(person.user_id, True)
    try:
        with pytest.raises(openai.AuthenticationError, match="密钥"):
            content(reader, ASKED)
    finally:
        served.people.accounts.set_disabled(person.user_id, False)
    wrong = openai.OpenAI(
        base_url=served.address + "/v1", api_key="zw-x", max_retries=0, http_client=httpx.Client(trust_env=False)
    )
    with pytest.raises(openai.AuthenticationError):
        wrong.models.list()


def test_a_proxy_is_believed_only_where_it_is_trusted(served: Served) -> None:
    header = {"X-Remote-User": "闻读者".encode()}
    with httpx.Client(base_url=served.address, trust_env=False, headers=header) as client:
        assert client.get("/config").status_code == 401
        try:
            served.house.proxies = read_proxies("127.0.0.1", "X-Remote-User")
            assert client.get("/config").status_code == 200
            assert client.get("/people").headers["location"] == "/account"
            unknown = client.get("/", headers={"X-Remote-User": "nobody"}, follow_redirects=True)
            assert "还没有开通" in unknown.text
            served.house.proxies = read_proxies("10.0.0.0/8", "X-Remote-User")
            assert client.get("/config").status_code == 401
            pretended = {"X-Forwarded-For": "10.0.0.1", "Forwarded": "for=10.0.0.1"}
            assert client.get("/config", headers=pretended).status_code == 401
        finally:
            served.house.proxies = Proxies()
