"""The page 拟稿 in a real Chromium: from a pasted proposal to the letter, its sources and the Word file."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

pytestmark = pytest.mark.e2e

PROPOSAL = """关于让老码头更热闹的提案
提案人：郁青岚

为此，建议：
一、延长集市营业时间。让老码头集市营业到深夜，增设摊位，减免摊位费。
二、修缮沿江步道。整修步道，更换灯具。
三、放养天鹅。<img src=x onerror="document.title='坏'"><script>document.title='坏'</script>在江面放养二十只天鹅。
"""


@pytest.fixture
def desk(page):
    page.click("button[role=tab]:has-text('拟稿')")
    page.wait_for_selector("#zw-make")
    return page


def make(page, text: str = PROPOSAL) -> None:
    page.fill("#zw-proposal textarea", text)
    page.click("#zw-make")
    page.wait_for_selector(".zw-sheet")


def test_a_letter_with_its_sources_and_gaps(desk) -> None:
    make(desk)
    letter = desk.locator(".zw-sheet")
    assert "郁青岚委员：" in letter.inner_text()
    assert "二十三点三十分" in letter.inner_text()
    assert "2.9公里" in letter.inner_text()
    gaps = letter.locator(".zw-gap").all_inner_texts()
    assert any("放养天鹅" in gap for gap in gaps)
    desk.locator("a.zw-said", has_text="2.9公里").click()
    mark = desk.locator("#zw-draft-source mark")
    mark.wait_for()
    assert "步道全长4.7公里" in mark.inner_text().replace(" ", "")
    desk.click("label[for=zw-draft-view-page]")
    desk.wait_for_selector("#zw-draft-source .zw-box")
    assert desk.title() == "政问"  # what the proposal carries has not run


def test_unticked_evidence_goes_and_the_earlier_version_stays(desk) -> None:
    make(desk)
    row = desk.locator("#zw-evidence label", has_text="新划定摊位86个")
    row.locator("input").uncheck()
    desk.click("#zw-again")
    desk.wait_for_function("document.querySelector('#zw-version input').value === '第2稿：重拟第一条'")
    assert "86个" not in desk.locator(".zw-sheet").inner_text()
    desk.click("#zw-version input")
    desk.locator("[role=option]", has_text="第1稿").click()
    desk.locator(".zw-sheet", has_text="86个").wait_for()


def test_the_word_file_is_the_letter_shown(desk, tmp_path: Path) -> None:
    make(desk)
    with desk.expect_download() as waited:
        desk.click("#zw-letter-file")
    path = tmp_path / "letter.docx"
    waited.value.save_as(path)
    assert waited.value.suggested_filename.endswith(".docx")
    text = "\n".join(line.text for line in docx.Document(str(path)).paragraphs)
    assert "二十三点三十分" in text
    assert "【待补" in text


@pytest.mark.parametrize(
    ("text", "words"), [("", "还没有提案"), ("关于天气的提案\n今天天气很好。", "“粘贴的文字”里没有找到建议")]
)
def test_what_cannot_be_answered_is_told_in_a_sentence(desk, text: str, words: str) -> None:
    desk.fill("#zw-proposal textarea", text)
    desk.click("#zw-make")
    desk.locator("#zw-letter", has_text=words).wait_for()


def test_an_uploaded_proposal(desk, tmp_path: Path) -> None:
    path = tmp_path / "提案.docx"
    paper = docx.Document()
    for line in PROPOSAL.splitlines():
        paper.add_paragraph(line)
    paper.save(str(path))
    desk.set_input_files("#zw-proposal-file input[type=file]", str(path))
    desk.locator("#zw-proposal-file", has_text="提案").wait_for()
    desk.click("#zw-make")
    desk.wait_for_selector(".zw-sheet")
    assert "关于让老码头更热闹的提案" in desk.locator(".zw-sheet").inner_text()

    desk.fill("#zw-proposal textarea", PROPOSAL)
    desk.click("#zw-make")
    desk.locator("#zw-letter", has_text="请留下要答复的一份").wait_for()


def test_after_a_failed_draft_no_other_letter_is_offered(desk) -> None:
    make(desk)
    desk.fill("#zw-proposal textarea", "今天天气很好。")
    desk.click("#zw-make")
    desk.locator("#zw-letter", has_text="没有找到建议").wait_for()
    assert desk.locator("#zw-letter-file, #zw-again:visible, #zw-evidence:visible").count() == 0
    assert desk.input_value("#zw-version input") == ""
    desk.click("#zw-version input")
    desk.locator("[role=option]", has_text="第1稿").click()
    desk.wait_for_selector(".zw-sheet")
    desk.wait_for_selector("#zw-letter-file")


def version(desk, words: str) -> None:
    """Waits until a version is shown."""
    desk.wait_for_function("words => document.querySelector('#zw-version input').value === words", arg=words)


def change(desk, line: str, text: str) -> None:
    """Edits a paragraph in place, and saves it."""
    paragraph = desk.locator(".zw-line", has_text=line)
    paragraph.locator("a.zw-change").click()
    words = desk.locator(".zw-open .zw-words")
    words.fill(text)
    desk.keyboard.press("Control+Enter")


def test_a_paragraph_is_changed_where_it_stands(desk, tmp_path: Path) -> None:
    make(desk)
    line = desk.locator(".zw-line", has_text="步道全长4.7公里").locator(".zw-words")
    before = line.inner_text()
    desk.locator(".zw-line", has_text="步道全长4.7公里").locator("a.zw-change").click()
    desk.locator(".zw-open .zw-words").fill("随便写的话。")
    desk.keyboard.press("Escape")
    assert line.inner_text() == before

    change(desk, "步道全长4.7公里", before + "沿江步道已整修2.9公里。另行安排9999万元。")
    version(desk, "第2稿：改了一段")
    assert desk.evaluate("document.querySelector('.zw-letter').scrollTop") > 100, "the reader stays where they are"
    own = desk.locator(".zw-own")
    assert own.inner_text() == "另行安排9999万元。未核对", "what the source carries keeps its source"
    assert "9999" in own.get_attribute("title")
    assert desk.locator("a.zw-said", has_text="沿江步道已整修2.9公里").count() == 1
    assert "另行安排9999万元。”是拟稿人的话，未核对" in desk.locator(".zw-checks").inner_text()
    with desk.expect_download() as waited:
        desk.click("#zw-letter-file")
    path = tmp_path / "letter.docx"
    waited.value.save_as(path)
    paper = docx.Document(str(path))
    assert any("另行安排9999万元" in paragraph.text for paragraph in paper.paragraphs)
    assert [c.text for c in paper.comments if "拟稿人的话，未核对" in c.text]
    desk.click("#zw-version input")
    desk.locator("[role=option]", has_text="第1稿").click()
    desk.locator(".zw-own").wait_for(state="detached")


def test_one_part_is_drafted_again_and_the_others_stay(desk) -> None:
    make(desk)
    change(desk, "步道全长4.7公里", "步道的事由住建局另行说明。")
    version(desk, "第2稿：改了一段")
    kept = desk.locator(".zw-sheet").inner_text().split("二、关于")[1]
    desk.locator("#zw-evidence label", has_text="新划定摊位86个").locator("input").uncheck()
    desk.locator("h3", has_text="延长集市营业时间").locator("a.zw-again").click()
    version(desk, "第3稿：重拟第一条")
    letter = desk.locator(".zw-sheet").inner_text()
    assert "86个" not in letter
    assert letter.split("二、关于")[1] == kept
    desk.locator("h3", has_text="修缮沿江步道").locator("a.zw-again").click()
    desk.locator("h3 .zw-told", has_text="没有更好的依据").wait_for()
    version(desk, "第3稿：重拟第一条")
    assert "步道的事由住建局另行说明。" in desk.locator(".zw-sheet").inner_text(), "what was edited stays"
    assert "86个" not in desk.locator(".zw-sheet").inner_text()


def test_the_letter_stays_alive_where_a_step_changed_nothing(desk) -> None:
    make(desk)
    for _ in range(2):
        desk.click("a.zw-again >> nth=0")
        desk.locator("h3 .zw-told", has_text="没有更好的依据").wait_for()
    desk.click("a.zw-change >> nth=0")
    desk.keyboard.press("Control+Enter")
    assert desk.locator(".zw-busy, .zw-open").count() == 0
    assert desk.input_value("#zw-version input") == "第1稿"


def test_an_open_paragraph_is_saved_or_left_before_anything_else(desk) -> None:
    make(desk)
    first, second = desk.locator(".zw-line").nth(0), desk.locator(".zw-line").nth(1)
    first.locator("a.zw-change").click()
    second.locator("a.zw-change").click()
    assert "zw-open" in second.get_attribute("class"), "nothing was written in the first"
    desk.locator(".zw-open .zw-words").fill("写到一半")
    for other in ("a.zw-change >> nth=0", "a.zw-again >> nth=0", "#zw-again", "#zw-make", "#zw-letter-file"):
        desk.click(other)
        assert "请先保存这一段" in second.locator(".zw-told").inner_text()
    desk.click("#zw-version input")
    assert desk.locator("[role=option]:visible").count() == 0
    assert second.locator(".zw-words").inner_text() == "写到一半"
    second.locator("a.zw-save").click()
    version(desk, "第2稿：改了一段")


def test_what_could_not_be_saved_is_given_back(desk) -> None:
    make(desk)
    line = desk.locator(".zw-line").first
    before = line.locator(".zw-words").inner_text()
    change(desk, "二十三点三十分", "字" * 5001)
    line.locator(".zw-told", has_text="一段最多").wait_for()
    words = desk.locator(".zw-open .zw-words")
    assert words.inner_text() == "字" * 5001
    words.fill("另写一段。")
    desk.context.set_offline(True)
    desk.keyboard.press("Control+Enter")
    line.locator(".zw-told", has_text="没有做成").wait_for()
    assert words.inner_text() == "另写一段。"
    desk.context.set_offline(False)
    desk.keyboard.press("Escape")
    assert line.locator(".zw-words").inner_text() == before


def test_whoever_leaves_a_letter_that_was_not_taken_away_is_asked(desk) -> None:
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    make(desk)
    assert "只留到离开页面" in desk.locator("#zw-draft-files").inner_text()
    desk.wait_for_timeout(500)
    desk.evaluate("setTimeout(() => location.reload())")
    desk.wait_for_timeout(1000)
    assert asked == ["beforeunload"]
    with desk.expect_download():
        desk.click("#zw-letter-file")
    desk.reload()
    desk.wait_for_selector("#zw-question textarea", state="attached")
    assert asked == ["beforeunload"]


def test_the_keyboard_stays_where_it_was_and_each_tool_has_a_name_of_its_own(desk) -> None:
    make(desk)
    focused = "document.activeElement.getAttribute('aria-label')"
    for done in ("Escape", "Control+Enter"):
        desk.locator("a.zw-change").nth(1).focus()
        desk.keyboard.press("Enter")
        desk.keyboard.type("补一句。")
        desk.keyboard.press(done)
        desk.wait_for_function(f"{focused} === '改（第1条第2段）'")
    version(desk, "第2稿：改了一段")
    names = desk.locator(".zw-tools a").evaluate_all("links => links.map(link => link.getAttribute('aria-label'))")
    assert len(set(names)) == len(names)


def test_the_files_are_no_longer_in_gradios_cache(desk, served) -> None:
    make(desk)
    address = desk.locator("#zw-letter-file").get_attribute("href")
    assert address.startswith("/downloads/")
    assert desk.request.get(served.address + address).ok
    assert desk.request.get(served.address + address[:-1]).status == 404
