"""Asking within limits, asking a question anew, and the keyboard, in a real Chromium; conversations are kept."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from assistant.answering import Assistant
from assistant.home import CONVERSATIONS
from assistant.library import Library
from assistant.records.conversations import Conversations
from assistant.records.notebook import Notebook
from tests.e2e.conftest import NOTICE, Watched, free_port
from tests.e2e.test_pages import BANK, UPLOADED, ask
from tests.support.uploading import uploaded

pytestmark = pytest.mark.e2e

LIMIT = "单口山塘最多补助多少？"
FIELD = "开放球场的学校每年补助多少万元？"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    from assistant.ui.app import build_app, launch

    folder = tmp_path_factory.mktemp("asking")
    with Library.open(folder / "home") as library, Conversations(folder / CONVERSATIONS) as kept:
        for name, text in (("清淤.txt", NOTICE), ("球场.txt", UPLOADED.replace("2026", "2025"))):
            (folder / name).write_text(text, encoding="utf-8")
            assert [result.status for result in uploaded(library, name, folder / name)] == ["added"]
        assistant = Watched(Assistant(library))
        blocks = build_app(assistant, Notebook(kept, lambda: "", library))
        yield SimpleNamespace(address=launch(blocks, port=free_port()), assistant=assistant, kept=kept)
        assistant.go_on.set()
        blocks.close(verbose=False)


@pytest.fixture
def visit(chromium, house: SimpleNamespace) -> Iterator[object]:
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(house.address)
    page.wait_for_selector("#zw-question textarea")
    yield page
    context.close()


def limit(page, name: str, words: str) -> None:
    page.click(f"#zw-limit-{name} input")
    page.locator("[role=option]", has_text=words).click()
    page.keyboard.press("Tab")


def test_limits_bind_where_passages_are_found_and_go_with_one_click(visit) -> None:
    visit.click("#zw-limits-toggle")
    limit(visit, "year", "2026年")
    visit.locator(".zw-limits-bind", has_text="只在“2026年”里找（1份文件）").wait_for()
    ask(visit, BANK)
    assert "只在“2026年”的1份文件里查找" in visit.inner_text("#zw-chat .zw-answer >> nth=0")
    ask(visit, "澜教函〔2025〕41号规定了什么？")
    refusal = visit.locator("#zw-chat .zw-answer").last.inner_text()
    assert "只查了“2026年”：其中没有" in refusal
    assert "澜教函" not in refusal
    visit.click("#zw-limits-clear")
    visit.locator(".zw-limits-none").wait_for()
    assert not visit.locator("#zw-limits-clear").is_visible()
    ask(visit, FIELD)
    said = visit.locator("#zw-chat .zw-answer").last.inner_text()
    assert "6.4万元" in said
    assert "只在" not in said


def test_a_single_document_can_be_chosen(visit) -> None:
    visit.click("#zw-limits-toggle")
    limit(visit, "paper", "澜教函〔2025〕41号")
    visit.locator(".zw-limits-bind", has_text="澜教函〔2025〕41号").wait_for()
    ask(visit, BANK)
    assert "未找到" in visit.locator("#zw-chat .zw-answer").last.inner_text()


def test_a_question_is_asked_anew_and_the_old_conversation_stays(visit, house: SimpleNamespace) -> None:
    for question in (BANK, LIMIT, "名单内山塘什么时候完工？"):
        ask(visit, question)
    before = house.kept.all("")
    visit.fill("#zw-question textarea", "还没写完的")
    visit.locator("#zw-chat a.zw-edit").nth(1).click()
    visit.locator("#zw-edit-note", has_text="正在修改第2个问题：发送后，它和后面的1个问答换成新的").wait_for()
    assert visit.input_value("#zw-question textarea") == LIMIT
    visit.keyboard.press("Escape")
    visit.locator("#zw-edit-note").wait_for(state="hidden")
    assert visit.input_value("#zw-question textarea") == "还没写完的"
    assert visit.locator("#zw-chat .zw-answer").count() == 3
    link = visit.locator("#zw-chat a.zw-edit").first
    assert link.evaluate("link => getComputedStyle(link).whiteSpace") == "nowrap"

    visit.locator("#zw-chat a.zw-edit").nth(1).click()
    visit.locator("#zw-edit-note", has_text="正在修改第2个问题").wait_for()
    visit.fill("#zw-question textarea", "列入名单的山塘有多少口？")
    visit.press("#zw-question textarea", "Enter")
    visit.locator("#zw-chat .zw-answer", has_text="58口").wait_for()
    assert visit.locator("#zw-chat .zw-answer").count() == 2
    assert house.assistant.asked[-1].history == (BANK,)
    assert not visit.locator("#zw-edit-note").is_visible()
    ask(visit, LIMIT)

    kept = house.kept.all("")
    assert len(kept) == len(before) + 1
    assert kept[0].name == "列入名单的山塘有多少口？"
    assert [t.question for t in house.kept.turns("", kept[0].key)] == [BANK, "列入名单的山塘有多少口？", LIMIT]
    assert len(house.kept.turns("", before[0].key)) == 3
    visit.click("#zw-past")
    visit.locator(".zw-past-name", has_text="列入名单的山塘有多少口").wait_for()


def test_a_conversation_is_named_with_the_keyboard(visit, house: SimpleNamespace) -> None:
    ask(visit, BANK)
    [kept, *_] = house.kept.all("")
    visit.click("#zw-past")
    row = visit.locator(".zw-past li").first
    row.locator("a", has_text="改名").focus()
    visit.keyboard.press("Enter")
    field = visit.get_by_label("这段问答的名称")
    field.wait_for()
    visit.wait_for_function("document.activeElement.matches('.zw-past-naming')")
    assert field.input_value() == BANK
    hostile = '<img src=x onerror="document.title=1">"清'
    visit.keyboard.type(hostile)  # what stood there is selected
    visit.keyboard.press("Enter")
    visit.locator(".zw-past-name", has_text=hostile).wait_for()
    assert house.kept.name("", kept.key) == hostile
    assert visit.title() == "政问"
    visit.wait_for_function("document.activeElement.matches('.zw-past-name')")

    row.locator("a", has_text="改名").click()
    field.fill("不要这个")
    visit.keyboard.press("Escape")
    visit.locator(".zw-past-name", has_text=hostile).wait_for()
    row.locator("a", has_text="改名").click()
    field.fill("也不要这个")
    row.locator("a", has_text="不改").click()
    visit.locator(".zw-past-name", has_text=hostile).wait_for()
    row.locator("a", has_text="改名").click()
    field.fill("答李科长")
    row.locator("button", has_text="保存").click()
    visit.locator(".zw-past-name", has_text="答李科长").wait_for()
    visit.fill(".zw-past-search", "答李科长")
    visit.press(".zw-past-search", "Enter")
    visit.locator(".zw-past-search[value='答李科长']").wait_for()
    row.locator(".zw-past-name").click()
    visit.locator("#zw-chat .zw-asked", has_text=BANK).wait_for()


def test_on_a_phone_a_click_leads_to_what_it_shows(chromium, house: SimpleNamespace) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(house.address)
    ask(page, BANK)
    top = (
        "id => { const top = document.getElementById(id).getBoundingClientRect().top; return top > -50 && top < 700; }"
    )
    assert not page.evaluate(top, "zw-source"), "the answer is read first"
    page.locator("#zw-chat a.zw-marker").first.click()
    page.wait_for_function(top, arg="zw-source")
    page.click("#zw-source .zw-return")
    page.wait_for_function(
        "() => { const { top } = document.querySelector('#zw-chat a.zw-marker').getBoundingClientRect();"
        " return top > 0 && top < innerHeight; }"
    )
    page.evaluate("scrollTo(0, 0)")
    page.click("#zw-past")
    page.wait_for_function(top, arg="zw-source")
    page.locator(".zw-past-name").first.click()
    page.wait_for_function(top, arg="zw-chat")
    page.click("button[role=tab]:has-text('资料库')")
    page.locator(".zw-shelf a").last.click()
    page.locator("#zw-card h3").wait_for()
    page.wait_for_function(top, arg="zw-card")
    context.close()


def test_an_answer_is_copied_with_its_sources(visit) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(visit, BANK)
    assert not visit.locator("#zw-source .zw-return").is_visible(), "the columns stand side by side"
    visit.click("#zw-chat a.zw-copy")
    visit.locator("#zw-chat a.zw-copy", has_text="已复制").wait_for()
    said, source = visit.evaluate("navigator.clipboard.readText()").splitlines()
    assert "18元[1]" in said
    assert source.startswith("[1] 澜水发〔2026〕9号 二、")
    visit.fill("#zw-question textarea", "谢谢！")  # which has no state to wait for
    visit.press("#zw-question textarea", "Enter")
    visit.locator("#zw-chat .zw-answer", has_text="不客气").wait_for()


def test_escape_stops_an_answer(visit, house: SimpleNamespace) -> None:
    house.assistant.go_on.clear()
    try:
        visit.fill("#zw-question textarea", "慢慢来：" + BANK)
        visit.press("#zw-question textarea", "Enter")
        visit.locator("#zw-stop").wait_for()
        visit.keyboard.press("Escape")
        visit.wait_for_selector("#zw-send")
        assert visit.input_value("#zw-question textarea") == "慢慢来：" + BANK
    finally:
        house.assistant.go_on.set()
