"""Who sees and may do what: on the pages, by programs with a key, and by programs that do not keep to the pages."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import httpx
import openai
import pytest

from assistant.ui.door.gate import NOT_YOURS
from tests.e2e.people.conftest import ASKED, LEAKS, Served, ask, come_in

from .conftest import NOTICE

pytestmark = pytest.mark.e2e


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
                assert (answer.status_code, answer.headers["location"]) == (303, NOT_YOURS)
                assert "只有管理员能用" in client.get(NOT_YOURS).text
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


def openai_client(served: Served, name: str) -> openai.OpenAI:
    client = httpx.Client(trust_env=False)
    return openai.OpenAI(base_url=served.address + "/v1", api_key=served.key(name), max_retries=0, http_client=client)


def content(client: openai.OpenAI, question: str) -> str:
    answer = client.chat.completions.create(model="zhengwen", messages=[{"role": "user", "content": question}])
    return answer.choices[0].message.content or ""
