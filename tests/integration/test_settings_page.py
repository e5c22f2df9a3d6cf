"""The page 设置 and the addresses of originals, over the real house without Gradio: who gets what."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.access import Role
from assistant.administration import Administration
from assistant.answering import Assistant
from assistant.home import SETTINGS
from assistant.library import Library
from assistant.people.people import People
from assistant.people.proxies import Proxies
from assistant.people.tiers import Tiers
from assistant.records.conversations import Conversations
from assistant.settings import KEY, load_settings
from assistant.ui.door.gate import NOT_YOURS, House
from assistant.ui.handouts import Handouts
from assistant.ui.house import for_one, for_people
from tests.support.fake_llm import Fail, FakeServer, Speak, Stall
from tests.support.letters import letter
from tests.support.ofd_writer import typeset

SECRET = "sk-never-shown"
WHERE = "http://127.0.0.1:7860"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A library of two letters, one for administrators alone, with pages."""
    home = tmp_path / "home"
    with Library.open(home) as library:
        for name, serial, subject in (("甲.ofd", 12, "海洋"), ("密.ofd", 13, "低空")):
            (tmp_path / name).write_bytes(typeset([*filter(None, letter(serial, subject).splitlines())]))
        results = list(library.ingest([tmp_path / "甲.ofd", tmp_path / "密.ofd"]))
        assert [result.status for result in results] == ["added", "added"]
        library.set_level(str(results[1].doc_id), "administrator")
        settings = load_settings({"home": home}, {})
        yield SimpleNamespace(
            library=library, home=home, settings=settings, open=results[0].doc_id, closed=results[1].doc_id
        )


@pytest.fixture
def alone(shelf: SimpleNamespace) -> TestClient:
    """Whoever sits at the computer."""
    administration = Administration(shelf.settings, shelf.library)
    middleware = for_one(Assistant(shelf.library), None, Handouts(), administration)
    return TestClient(Starlette(middleware=middleware), base_url=WHERE, follow_redirects=False)


@pytest.fixture
def people(shelf: SimpleNamespace, tmp_path: Path) -> Iterator[dict[Role, TestClient]]:
    with People(tmp_path / "people.db") as people, Conversations(tmp_path / "c.db") as kept:
        tiers = Tiers(shelf.library)
        administration = Administration(shelf.settings, tiers.libraries[Role.ADMINISTRATOR])
        middleware = for_people(House(people, Proxies(), starting=False), tiers, kept, Handouts(), administration)
        app = Starlette(middleware=middleware)
        clients = {}
        for role in Role:
            clients[role] = TestClient(app, base_url=WHERE, follow_redirects=False)
            clients[role].cookies.set("zhengwen", people.sessions.open(people.accounts.add(role.key, role).user_id))
        yield clients


def sent(client: TestClient, do: str, base_url: str = "", model: str = "") -> str:
    """The page after a form was sent."""
    word = re.search(r'name="word" value="(\w+)"', client.get("/settings").text)
    assert word is not None
    filled = {"word": word[1], "do": do, "base_url": base_url, "model": model}
    return client.post("/settings", data=filled).text


def alert(page: str) -> str:
    found = re.search(r'role="alert">(.*?)</p>', page)
    return found[1] if found else ""


def test_what_the_page_says(alone: TestClient, shelf: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    page = alone.get("/settings").text
    assert "随附的中文向量模型" in page
    assert "不用，答复摘自原文" in page
    assert "<dd>2份</dd>" in page
    assert str(shelf.home) in page
    assert "密钥：<b>没有设置</b>" in page
    assert 'href="/people"' not in page
    monkeypatch.setenv(KEY, SECRET)
    page = alone.get("/settings").text
    assert "密钥：<b>已设置</b>" in page
    assert SECRET not in page


def test_a_server_is_tried_and_saved(alone: TestClient, shelf: SimpleNamespace, monkeypatch) -> None:
    monkeypatch.setenv(KEY, SECRET)
    (shelf.home / SETTINGS).write_text("port = 8000 # 端口\n", "utf-8")
    with FakeServer(Speak("好")) as server:
        page = sent(alone, "try", server.url, "qwen3")
        assert re.search(r'role="status">连接成功：模型“qwen3”用\d+\.\d秒作了回答。', page)
        assert server.keys == [f"Bearer {SECRET}"]
        assert f'value="{server.url}"' in page, "what was filled in stays"
        assert (shelf.home / SETTINGS).read_text("utf-8") == "port = 8000 # 端口\n", "a test saves nothing"
        page = sent(alone, "save", server.url, "qwen3")
        assert "已保存，重新启动程序后生效" in page
    settings = load_settings({"home": shelf.home}, {})
    assert (settings.port, settings.llm_model, settings.llm_base_url) == (8000, "qwen3", server.url)
    assert "保存的和正在使用的不同" in alone.get("/settings").text
    assert SECRET not in page


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Fail(401), "不接受密钥"),
        (Fail(404), "没有这个地址或模型"),
        (Stall("好"), "没有在2秒内答完"),
        (Fail(500), "500"),
    ],
)
def test_a_server_that_fails_is_one_sentence(alone: TestClient, step, words: str, monkeypatch) -> None:
    monkeypatch.setattr("assistant.llm.trial.SECONDS", 2.0)
    with FakeServer(step) as server:
        told = alert(sent(alone, "try", server.url, "qwen3"))
    assert told.startswith("没有成功：")
    assert words in told
    assert "原文摘录" not in told
    assert told.count("。") == 1


def test_nothing_listens_there(alone: TestClient) -> None:
    assert "连接不上" in alert(sent(alone, "try", "http://127.0.0.1:9/v1", "m"))
    assert "还没有填写" in alert(sent(alone, "try"))
    assert "服务地址（llm_base_url）无效" in alert(sent(alone, "save", "javascript:alert(1)", "m"))
    assert "没有模型名称（llm_model）" in alert(sent(alone, "save", "http://127.0.0.1:9/v1"))
    assert "太长" in alert(sent(alone, "save", "http://127.0.0.1/" + "x" * 600, "m"))
    assert "没有看懂" in alert(sent(alone, "nonsense"))
    page = sent(alone, "try", '"><script>alert(1)</script>', "<b>")
    assert "<script>alert" not in page
    assert "<b>" not in page.partition('name="model"')[2][:60]


def test_a_form_of_another_site_does_nothing(alone: TestClient, shelf: SimpleNamespace) -> None:
    answer = alone.post("/settings", data={"do": "save", "base_url": "http://127.0.0.1:9/v1", "model": "m"})
    assert "过期" in alert(answer.text)
    assert not (shelf.home / SETTINGS).exists()
    assert alone.get("/settings", headers={"host": "evil.example"}).status_code == 421


def test_broken_settings_are_one_sentence(alone: TestClient, shelf: SimpleNamespace) -> None:
    (shelf.home / SETTINGS).write_text("port =\n", "utf-8")
    assert "不是有效的TOML" in alert(alone.get("/settings").text)


def test_a_file_that_only_the_environment_completes(
    alone: TestClient, shelf: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address stands in the file, the model's name in the environment: that runs, so the page must show it."""
    (shelf.home / SETTINGS).write_text('llm_base_url = "http://127.0.0.1:9/v1/"\n', "utf-8")
    monkeypatch.setenv("ZHENGWEN_LLM_MODEL", "qwen3")
    page = alone.get("/settings").text
    assert alert(page) == ""
    assert 'value="http://127.0.0.1:9/v1"' in page
    assert "ZHENGWEN_LLM_MODEL" in page
    assert "已保存" in sent(alone, "save", "http://127.0.0.1:9/v1", "qwen4")
    assert load_settings({"home": shelf.home}, {}).llm_model == "qwen4"


def made(client: TestClient) -> str:
    """Makes a backup; its address."""
    sent(client, "backup")
    for _ in range(200):
        if client.get("/settings/backup").json()["state"] != "running":
            break
        time.sleep(0.05)
    found = re.search(r'id="backup-file" href="(/downloads/[\w-]+)"', client.get("/settings").text)
    assert found is not None
    return found[1]


def test_a_backup_is_made_and_taken_away(alone: TestClient, shelf: SimpleNamespace) -> None:
    got = alone.get(made(alone))
    assert got.status_code == 200
    names = zipfile.ZipFile(BytesIO(got.content)).namelist()
    assert "register.sqlite3" in names
    assert len(names) == 4


def test_only_administrators(people: dict[Role, TestClient], shelf: SimpleNamespace) -> None:
    address = made(people[Role.ADMINISTRATOR])
    assert people[Role.ADMINISTRATOR].get(address).status_code == 200
    page = people[Role.ADMINISTRATOR].get("/settings").text
    assert 'href="/people"' in page
    assert 'href="/levels"' in page
    assert "/settings" in people[Role.ADMINISTRATOR].get("/account").text
    for role in (Role.EDITOR, Role.READER):
        client = people[role]
        for answer in (
            client.get("/settings"),
            client.post("/settings", data={"do": "backup"}),
            client.post("/settings", data={"do": "save", "base_url": "http://127.0.0.1:9/v1", "model": "m"}),
        ):
            assert (answer.status_code, answer.headers["location"]) == (303, NOT_YOURS)
        assert client.get("/settings/backup").status_code == 401
        assert client.get(address).status_code == 404
        assert "/settings" not in client.get("/account").text
    nobody = TestClient(people[Role.READER].app, base_url=WHERE, follow_redirects=False)
    assert nobody.get("/settings").headers["location"] == NOT_YOURS
    assert nobody.get(address).status_code == 401
    assert not (shelf.home / SETTINGS).exists()


def test_pages_and_documents_for_whoever_may_read_them(people: dict[Role, TestClient], shelf: SimpleNamespace) -> None:
    assert people[Role.ADMINISTRATOR].get(f"/pages/{shelf.closed}/1").status_code == 200
    for role in (Role.EDITOR, Role.READER):
        assert people[role].get(f"/pages/{shelf.open}/1").status_code == 200
        assert people[role].get(f"/pages/{shelf.closed}/1").status_code == 404
        hidden, absent = (people[role].get(f"/documents/{i}") for i in (shelf.closed, "0" * 16))
        assert (hidden.status_code, hidden.text) == (absent.status_code, absent.text), "as if it were not there"
    nobody = TestClient(people[Role.READER].app, base_url=WHERE, follow_redirects=False)
    assert nobody.get(f"/pages/{shelf.open}/1").status_code == 401
    assert nobody.get(f"/documents/{shelf.open}").headers["location"] == "/signin"
    shelf.library.remove(shelf.open)
    for client in people.values():
        assert client.get(f"/pages/{shelf.open}/1").status_code == 404
        assert client.get(f"/documents/{shelf.open}").status_code == 404
