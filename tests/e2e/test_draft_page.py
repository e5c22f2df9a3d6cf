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
    desk.wait_for_function("document.querySelector('#zw-version input').value === '第2稿'")
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


@pytest.mark.parametrize(("text", "words"), [("", "还没有提案"), ("关于天气的提案\n今天天气很好。", "没有找到建议")])
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
