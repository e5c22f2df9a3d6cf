"""The browser app as a user meets it, in a real Chromium."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

BANK = "每立方米清淤补助多少元？"
LAST = "澜商函〔2026〕17号的联系电话是多少？"
NIGHT = "老码头集市北段每晚营业到几点？"
UPLOADED = """澜川市教育局

澜教函〔2026〕41号

澜川市教育局关于开放校园球场的函

各学校：

一、开放时段

周末和寒暑假，每天上午七点到晚上九点开放校园球场。

二、经费安排

每所开放球场的学校每年补助水电和看护费用6.4万元。

澜川市教育局
2026年6月8日
"""
GRADIO_WORDS = (
    "Submit|Clear|Upload|Drop File|Click to|Textbox|Chatbot|Gradio|Loading|Retry|Undo|Error|Settings|Type a message|"
    "Use via API|Built with|Dataframe|Button|Tab "
)
# what a pointer or a screen reader meets besides the text
HINTS = (
    "[...document.querySelectorAll('[placeholder], [title], [aria-label]')].filter(e => e.offsetParent)"
    ".map(e => [e.placeholder, e.title, e.ariaLabel].join(' ')).join(' ')"
)


def ask(page, question: str) -> None:
    """Asks and waits until the answer stands there."""
    before = page.locator("#zw-chat .zw-state").count()
    page.fill("#zw-question textarea", question)
    page.press("#zw-question textarea", "Enter")
    page.locator("#zw-chat .zw-state").nth(before).wait_for()


def test_first_look(page) -> None:
    page.wait_for_selector("#zw-suggestions button:visible")
    suggested = page.locator("#zw-suggestions button:visible").all_inner_texts()
    assert any("延长集市营业时间" in question for question in suggested)
    assert page.title() == "政问"
    assert page.inner_text("h1") == "政问"
    assert page.locator("h2").count() > 0
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 25, 28)"  # it is dark outside


def test_every_word_is_chinese(page) -> None:
    page.wait_for_selector("#zw-suggestions button:visible")
    seen = page.inner_text("body")
    ask(page, BANK)
    seen += page.inner_text("body") + page.evaluate(HINTS)
    page.click("button[role=tab]:has-text('资料库')")
    page.wait_for_selector(".zw-shelf")
    seen += page.inner_text("body")
    page.click(".zw-shelf a >> nth=0")
    page.wait_for_selector("#zw-remove")
    seen += page.inner_text("body")
    seen += page.inner_text("body") + page.evaluate(HINTS)
    assert not re.findall(GRADIO_WORDS, seen)


def test_a_suggested_question_is_answered(page) -> None:
    page.locator("#zw-suggestions button:visible").first.click()
    page.wait_for_selector("#zw-chat .zw-checked")
    assert page.locator("#zw-suggestions button:visible").count() == 0


def test_an_answer_opens_its_source(page) -> None:
    ask(page, BANK)
    answer = page.locator("#zw-chat .zw-answer").last
    assert "18元" in answer.inner_text()
    assert answer.locator("p a.zw-marker").first.inner_text() == "[1]"
    assert "[1] 澜水发〔2026〕9号 二、" in answer.locator(".zw-sources").inner_text()
    page.wait_for_selector("#zw-source mark")
    assert "每立方米补助18元" in "".join(page.locator("#zw-source mark").all_inner_texts())
    head = page.inner_text("#zw-source .zw-head")
    assert "澜水发〔2026〕9号" in head
    assert "补助办法" in head


def test_a_citation_can_be_clicked_later(page) -> None:
    ask(page, BANK)
    ask(page, NIGHT)
    page.locator("#zw-source mark", has_text="二十三点三十分").wait_for()
    page.locator("#zw-chat .zw-sources a", has_text="澜水发〔2026〕9号").first.click()
    page.locator("#zw-source mark", has_text="18元").wait_for()
    page.locator("#zw-chat p a.zw-marker").last.click()
    page.locator("#zw-source mark", has_text="二十三点三十分").wait_for()


def test_a_pdf_page_shows_the_words_in_a_box(page) -> None:
    ask(page, NIGHT)
    page.locator("#zw-source mark", has_text="二十三点三十分").wait_for()
    assert "第1页" in page.inner_text("#zw-chat .zw-sources")
    page.click("label[for=zw-view-page]")
    page.wait_for_selector("#zw-source .zw-box")
    assert page.evaluate("document.querySelector('#zw-source img').naturalWidth") > 500
    box = page.locator("#zw-source .zw-box").first.bounding_box()
    pane = page.locator("#zw-source .zw-pane-page").bounding_box()
    assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]


def test_pages_are_turned_and_the_whole_is_opened(page, served) -> None:
    ask(page, LAST)
    page.locator("#zw-source mark", has_text="6088").wait_for()
    page.click("label[for=zw-view-page]")
    page.wait_for_selector("#zw-source .zw-box")
    pages = page.locator("#zw-source .zw-pane-page")
    at, count = pages.get_attribute("data-at"), int(pages.get_attribute("data-pages"))
    assert at == str(count) == "2"
    assert page.locator("#zw-source [value=on]").is_disabled()
    page.click("#zw-source [value=back]")
    page.locator("#zw-source .zw-turn-at", has_text="第1页，共2页").wait_for()
    page.wait_for_function("document.querySelector('#zw-source .zw-page img').naturalWidth > 500")
    assert page.locator("#zw-source .zw-box:visible").count() == 0
    assert page.locator("#zw-source [value=back]").is_disabled()
    assert page.evaluate("document.activeElement.value") == "on", "the focus stays among the buttons"
    page.click("#zw-source [value=cited]")
    page.locator("#zw-source .zw-turn-at", has_text="第2页，共2页").wait_for()
    assert page.locator("#zw-source .zw-box:visible").count() >= 1
    assert page.evaluate("document.querySelectorAll('#zw-source img[src^=\"data:\"]').length") == 0

    with page.context.expect_page() as opened:
        page.click("#zw-source .zw-whole-link")
    whole = opened.value
    whole.wait_for_selector(".zw-box")
    whole.wait_for_load_state()
    assert whole.locator("#box").evaluate("b => b.getBoundingClientRect().bottom <= innerHeight"), "it is led to"
    assert "第2页，共2页" in whole.inner_text(".zw-turning >> nth=0")
    whole.click(".zw-turning-end a[rel=prev]")
    # asked once: what waits for a function evaluates strings, which the page's policy refuses
    assert whole.locator(".zw-page img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
    assert whole.locator(".zw-box").count() == 0
    whole.click(".zw-beneath summary")
    assert "老码头集市北段" in whole.inner_text(".zw-beneath")
    whole.close()


def test_a_text_is_opened_whole_at_the_quote(page) -> None:
    ask(page, BANK)
    page.locator("#zw-source mark").first.wait_for()
    with page.context.expect_page() as opened:
        page.click("#zw-source .zw-whole-link")
    whole = opened.value
    assert "每立方米补助18元" in whole.inner_text("#mark")
    assert [h.inner_text() for h in whole.locator("h2").all()] == ["一、清淤范围", "二、补助办法", "三、完成时限"]
    whole.click(".zw-beneath summary")
    whole.click(".zw-contents a >> nth=2")
    assert whole.url.partition("#")[2] == whole.locator("h2").nth(2).get_attribute("id")
    whole.close()


def test_what_is_not_there_is_refused_calmly(page) -> None:
    ask(page, "澜商函〔2026〕970号规定了什么？")
    answer = page.locator("#zw-chat .zw-answer").last
    assert "未找到" in answer.inner_text()
    assert answer.locator(".zw-sources, a").count() == 0
    assert page.locator("#zw-source .zw-blank").is_visible()


def test_earlier_questions_go_along(page, served) -> None:
    ask(page, BANK)
    ask(page, "那单口最多呢？")
    assert served.assistant.asked[-1].history == (BANK,)


def test_clearing_begins_anew(page, served) -> None:
    ask(page, BANK)
    page.click("#zw-clear")
    page.locator("#zw-chat .zw-answer").first.wait_for(state="detached")
    page.locator("#zw-source .zw-blank").wait_for()
    ask(page, NIGHT)
    assert served.assistant.asked[-1].history == ()


def test_a_fault_is_one_sentence(page, capfd: pytest.CaptureFixture[str]) -> None:
    page.fill("#zw-question textarea", "请出故障")
    page.click("#zw-send")
    page.locator("#zw-chat .zw-refusal", has_text="意外的问题").wait_for()
    assert "secret" not in page.inner_text("body")
    assert "RuntimeError: secret detail" in capfd.readouterr().err
    ask(page, BANK)


def test_a_question_can_be_stopped(page, served) -> None:
    served.assistant.go_on.clear()
    try:
        page.fill("#zw-question textarea", "慢慢来：" + BANK)
        page.press("#zw-question textarea", "Enter")
        page.wait_for_selector("#zw-chat .zw-waiting")
        page.fill("#zw-question textarea", "第二个问题")
        page.press("#zw-question textarea", "Enter")
        page.get_by_text("上一个问题还没有答完").wait_for()
        assert page.locator("#zw-ask .error:visible").count() == 0, "nothing is laid over the conversation"
        page.click("#zw-stop")
        page.wait_for_selector("#zw-send")
        page.locator("#zw-chat .zw-waiting").wait_for(state="detached")
        assert page.input_value("#zw-question textarea") == "慢慢来：" + BANK
    finally:
        served.assistant.go_on.set()
    ask(page, BANK)
    assert page.locator("#zw-chat .zw-answer").count() == 1


def test_a_question_that_is_too_long_is_told_and_stays(page, served) -> None:
    before = len(served.assistant.asked)
    page.fill("#zw-question textarea", "山塘清淤" * 300)
    page.press("#zw-question textarea", "Enter")
    page.get_by_text("问题有1200字，最多1000字，请缩短后再发送。").wait_for()
    assert len(page.input_value("#zw-question textarea")) == 1200
    assert len(served.assistant.asked) == before
    ask(page, BANK)


def test_markup_is_only_text(page) -> None:
    hostile = '<img src=x onerror="document.title=1"> ![](http://127.0.0.1:9/a.png) **粗**'
    ask(page, hostile)
    assert "![](http://127.0.0.1:9/a.png) **粗**" in page.locator("#zw-chat .zw-asked").inner_text()
    assert page.locator("#zw-chat .message img").count() == 0
    assert page.title() == "政问"


def test_adding_many_files_can_be_stopped(page, tmp_path: Path) -> None:
    papers = [tmp_path / f"第{n}号通知.txt" for n in range(60)]
    for n, paper in enumerate(papers):
        days = "".join(f"（{day}）第{day}天检修{n + 3}处，停航{day}小时。\n\n" for day in range(1, 400))
        paper.write_text(f"关于第{n}号渡口停航检修的通知\n\n一、时间\n\n{days}", encoding="utf-8")
    page.click("button[role=tab]:has-text('资料库')")
    page.wait_for_selector(".zw-shelf")
    before = page.locator(".zw-shelf tbody tr").count()
    page.set_input_files("#zw-upload input[type=file]", [str(paper) for paper in papers])
    page.locator(".zw-upload", has_text="已入库").first.wait_for()
    page.click("#zw-upload-stop")
    note = page.locator("#zw-report .zw-note", has_text="已停下")
    note.wait_for()
    left = int(re.search(r"还有(\d+)份", note.inner_text())[1])
    added = page.locator(".zw-upload", has_text="已入库").count()
    assert 0 < left < 60
    assert added == 60 - left, "what was read stays, the rest was not touched"
    assert page.locator(".zw-shelf tbody tr").count() == before + added
    assert page.locator("#zw-upload-stop:visible").count() == 0


def test_a_newer_version_says_what_it_replaced_and_the_list_shows_it(page, served, tmp_path: Path) -> None:
    path = tmp_path / "附件.txt"
    page.click("button[role=tab]:has-text('资料库')")
    page.wait_for_selector(".zw-shelf")
    for money, became in ("6.4", "已入库"), ("6.5", "已更新"):
        path.write_text(UPLOADED.replace("41号", "47号").replace("6.4", money), encoding="utf-8")
        page.set_input_files("#zw-upload input[type=file]", str(path))
        page.locator(".zw-upload .zw-status", has_text=became).wait_for()
        page.locator("#zw-upload-stop").wait_for(state="hidden")
    assert "替换了原来的澜教函〔2026〕47号" in page.inner_text("#zw-report")
    page.click("#zw-removed summary")
    page.locator("#zw-removed li a.zw-undo").first.wait_for()
    for record in served.assistant.library.documents():
        if record.source == path.name:
            served.assistant.library.remove(record.doc_id)
    for taken in served.assistant.library.removed():
        served.assistant.library.forget(taken.record.doc_id)


def test_a_long_file_name_is_kept_whole(page, served, tmp_path: Path) -> None:
    path = tmp_path / ("关于渡口停航检修的通知" * 7 + "！终稿.txt")
    assert 200 < len(path.name.encode()) <= 255
    path.write_text(UPLOADED.replace("41号", "49号"), encoding="utf-8")
    page.click("button[role=tab]:has-text('资料库')")
    page.set_input_files("#zw-upload input[type=file]", str(path))
    page.locator(".zw-upload", has_text="已入库").wait_for()
    page.locator(".zw-file", has_text=path.name).wait_for()
    for record in served.assistant.library.documents():
        if record.source == path.name:
            served.assistant.library.remove(record.doc_id)
            served.assistant.library.forget(record.doc_id)


def gradios_notices() -> list[str]:
    """What the installed Gradio says in a notice: its script of the pages and of the client, and its queue."""
    import gradio

    folder = Path(gradio.__file__).parent
    scripts = "".join(path.read_text("utf-8") for path in folder.glob("templates/frontend/assets/[Bi]*.js"))
    said = re.findall(r"`((?:Connection |File\(s\) exceed|This application is )[^`$]*)", scripts)
    said += re.findall(r'"(Queue is full[^"]*)"', (folder / "queueing.py").read_text("utf-8"))
    assert {one.split()[0] for one in said} == {"Connection", "File(s)", "This", "Queue"}
    return sorted(set(said))


def test_gradios_notices_are_chinese(page) -> None:
    page.route("**/queue/join*", lambda route: route.abort())
    page.fill("#zw-question textarea", BANK)
    page.click("#zw-send")
    notice = page.locator("[data-testid=toast-body]").first
    notice.wait_for()
    page.wait_for_timeout(200)
    assert not re.search("[A-Za-z]{3}", notice.inner_text())
    assert notice.locator("button").get_attribute("aria-label") == "关闭"
    text = notice.locator("[data-testid=toast-text]").first
    for said in gradios_notices():
        text.evaluate(
            "(node, said) => { node.textContent = said; }", f"{said} 大文件.pdf" if "exceed" in said else said
        )
        page.wait_for_timeout(50)
        mended = text.inner_text()
        assert re.fullmatch("[\u4e00-\u9fff，。]+", mended), said
        assert mended != "操作没有完成，请再试一次。", said


def test_upload_and_ask_a_moment_later(page, tmp_path: Path) -> None:
    letter, broken = tmp_path / "澜教函〔2026〕41号.txt", tmp_path / "损坏的文件.pdf"
    letter.write_text(UPLOADED, encoding="utf-8")
    broken.write_bytes(b"%PDF-1.7 no more than a beginning")
    page.click("button[role=tab]:has-text('资料库')")
    page.wait_for_selector(".zw-shelf")
    rows = page.locator(".zw-shelf tbody tr").count()
    page.set_input_files("#zw-upload input[type=file]", [str(broken), str(letter)])
    failed = page.locator(".zw-upload-failed")
    failed.wait_for()
    assert "损坏的文件.pdf" in failed.inner_text()
    assert "Traceback" not in failed.inner_text()
    taken = page.locator(".zw-upload", has_text="已入库")
    taken.wait_for()
    assert "澜教函〔2026〕41号" in taken.inner_text()
    assert re.search(r"[1-9]个章节", taken.inner_text())
    page.locator(".zw-shelf tbody tr").nth(rows).wait_for()

    page.click("button[role=tab]:has-text('问答')")
    ask(page, "开放球场的学校每年补助多少万元？")
    assert "6.4万元" in page.locator("#zw-chat .zw-answer").last.inner_text()
    assert "澜教函〔2026〕41号 二、" in page.inner_text("#zw-chat .zw-sources")

    page.click("button[role=tab]:has-text('资料库')")
    page.fill("#zw-filter textarea, #zw-filter input", "球场")
    page.locator(".zw-shelf tbody tr").nth(1).wait_for(state="detached")
    page.click(".zw-shelf a:has-text('球场')")
    page.locator("#zw-card", has_text="开放时段").wait_for()
    page.click("#zw-remove")
    page.click("#zw-keep")
    page.click("#zw-remove")
    page.click("#zw-sure")
    page.locator("#zw-card", has_text="已移出").wait_for()
    page.fill("#zw-filter textarea, #zw-filter input", "")
    page.locator(".zw-shelf tbody tr").nth(rows - 1).wait_for()
    assert page.locator(".zw-shelf tbody tr").count() == rows
    page.click("button[role=tab]:has-text('问答')")
    ask(page, "开放球场的学校每年补助多少万元？")
    assert "6.4万元" not in page.locator("#zw-chat .zw-answer").last.inner_text()

    page.click("button[role=tab]:has-text('资料库')")
    page.click("#zw-removed summary")
    assert "球场" in page.inner_text("#zw-removed li")
    page.click("#zw-card a:has-text('撤销移出')")
    page.locator("#zw-card", has_text="已放回资料库").wait_for()
    page.locator(".zw-shelf tbody tr").nth(rows).wait_for()
    page.locator("#zw-removed li").wait_for(state="detached")
    page.click("button[role=tab]:has-text('问答')")
    ask(page, "开放球场的学校每年补助多少万元？")
    assert "6.4万元" in page.locator("#zw-chat .zw-answer").last.inner_text()
    page.click("button[role=tab]:has-text('资料库')")
    page.click(".zw-shelf a:has-text('球场')")
    page.click("#zw-remove")
    page.click("#zw-sure")
    page.locator("#zw-card", has_text="30天内可以撤销").wait_for()
    page.locator(".zw-shelf tbody tr").nth(rows).wait_for(state="detached")


def test_nothing_is_offered_to_programs(served) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(served.address + "/gradio_api/info") as answer:
        assert b'"named_endpoints":{}' in answer.read()
    with opener.open(served.address + "/") as answer:
        assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_taken_port_is_said_in_chinese(served) -> None:
    from assistant.ui.app import serve
    from ingest.errors import SettingsError

    port = int(served.address.rsplit(":", 1)[1])
    with pytest.raises(SettingsError, match=f"端口{port}已被占用.*换一个端口"):
        serve(served.assistant, port=port)
