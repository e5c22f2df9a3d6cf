"""The parts of the pages, by themselves."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant.schema import Answer, Citation
from assistant.ui.asking.answer_view import Turn, advice, citation_at, message
from assistant.ui.escape import inert
from assistant.ui.first_page import FirstPage
from assistant.ui.look import style
from assistant.ui.naming import citation_words, short_title
from assistant.ui.originals.section_view import section_text, source_head
from assistant.ui.shelf_view import shelf_table
from assistant.zh import COURTESY, WELCOME, courtesy, unconfirmed
from ingest.pipeline import build_document
from ingest.readers.pdf_page import find, lines_of
from ingest.schema import Document, RawDocument, RawLine, RawPage

LINES = (
    "澜川市农业农村局关于果园用水的通知",
    "各乡镇：",
    "一、用水定额",
    "（一）柑橘园。每亩每年用水不超过<210>立方米；超过的一是加价，二是停水。",
    "（二）茶园。每亩每年用水不超过160立方米。",
    "二、检查",
    "每季度检查一次，结果张榜公布。",
)


@pytest.fixture(scope="module")
def document() -> Document:
    raw = RawDocument("txt", (RawPage(1, tuple(RawLine(line, "paragraph") for line in LINES)),))
    return build_document(raw, "0123456789abcdef", "果园.txt")


def cite(document: Document, quote: str, section: str, marker: int = 1) -> Citation:
    start = document.text.index(quote)
    title = document.metadata.title
    return Citation(marker, document.doc_id, "果园.txt", None, title, section, None, quote, start, start + len(quote))


def test_the_quote_is_marked_and_everything_is_escaped(document: Document) -> None:
    text = section_text(document, cite(document, "不超过<210>立方米", "一、（一）"))
    assert "<mark>不超过&lt;210&gt;立方米</mark>" in text
    assert text.count("<mark>") == 1


def test_a_short_section_stands_among_its_neighbours(document: Document) -> None:
    text = section_text(document, cite(document, "160立方米", "一、（二）"))
    before, _, rest = text.partition('<div class="zw-cited">')
    assert "柑橘园" in before
    assert "茶园" in rest
    assert "张榜" not in text


def test_a_quote_outside_all_sections(document: Document) -> None:
    text = section_text(document, cite(document, "各乡镇", ""))
    assert "<mark>各乡镇</mark>" in text
    assert "用水定额" not in text


def test_the_chain_of_headings(document: Document) -> None:
    head = source_head(document, cite(document, "160立方米", "一、（二）"))
    assert head.index("一、用水定额") < head.index("（二）茶园")


def test_markers_become_anchors_only_where_a_citation_is(document: Document) -> None:
    citation = cite(document, "160立方米", "一、（二）")
    turn = Turn("多少？", Answer("多少？", "160立方米[1]，见[7]。<b>", False, (citation,)))
    shown = message(3, turn)
    assert 'href="#c-3-1"' in shown
    assert "c-3-7" not in shown
    assert "<b>" not in shown
    assert "\n\n" not in shown  # a blank line would hand the rest over to Markdown
    turns = (turn,)
    assert citation_at(turns, "0-1") == citation
    for forged in ("0-2", "1-1", "-1-1", "", "x", "99999999999-1"):
        assert citation_at(turns, forged) is None


def test_how_sure_we_are_is_said_in_words(document: Document) -> None:
    citation = cite(document, "160立方米", "一、（二）")
    sure = Answer("多少？", "160立方米[1]。", False, (citation,))
    shown = {
        "已核对": sure,
        "部分未能核对": replace(sure, warnings=(unconfirmed(1, ["170立方米"]),)),
        "未找到": Answer("多少？", "资料库中没有。", True),
    }
    for words, answer in shown.items():
        assert f">{words}</span>" in message(0, Turn("多少？", answer))
    assert ">已核对<" in message(0, Turn("多少？", replace(sure, warnings=("只在“2026年”的1份文件里查找。",))))


def test_nothing_active_is_left_in_a_message() -> None:
    assert not set("!<>[]()*_`#&\"'~|$:/") & set(
        inert("![](http://a/b) *x* `y` $z$ # & <img src='q'>").replace("&#", "").replace(";", "")
    )


def test_words_for_a_citation(document: Document) -> None:
    citation = cite(document, "160立方米", "一、（二）")
    assert citation_words(citation) == f"《{document.metadata.title}》 一、（二）"


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("澜川市人民政府关于印发《澜川市夜市管理办法》的通知", "澜川市夜市管理办法"),
        ("澜川市人民政府办公室关于印发澜川市节水行动方案的通知", "澜川市节水行动方案"),
        ("通知", "通知"),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    assert short_title(title) == short


def test_an_empty_shelf_says_what_to_do() -> None:
    assert "添加第一份文件" in shelf_table([])


def test_a_quote_is_found_across_line_breaks_and_overleaf() -> None:
    page = [(char, at) for at, char in enumerate("第一行的字接着第二行的字到页尾")]
    assert find(page, "的字 接着\n第二行") == (3, 7)
    assert find(page, "第二行的字到页尾，而后翻到下一页") == (7, 8)
    assert find(page, "不在这里的话") is None


def test_boxes_of_a_line_become_one() -> None:
    boxes = [(0.0, 0.0, 10.0, 10.0), (10.0, 0.0, 20.0, 11.0), (0.0, -20.0, 5.0, -10.0)]
    assert lines_of(boxes) == [(0.0, 0.0, 20.0, 11.0), (0.0, -20.0, 5.0, -10.0)]


def test_only_pages_are_completed() -> None:
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    sent: list[dict[str, object]] = []

    async def app(scope: object, receive: object, send: object) -> None:
        kind = b"text/html" if scope["path"] == "/" else b"application/json"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": b'<html lang="en"><he', "more_body": True})
        await send({"type": "http.response.body", "body": b"ad></head>"})

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def visit(path: str) -> list[dict[str, object]]:
        sent.clear()
        await FirstPage(app)({"type": "http", "path": path, "headers": []}, None, send)
        return list(sent)

    with ThreadPoolExecutor(1) as apart:  # Playwright's own loop may be running in this thread
        start, body = apart.submit(asyncio.run, visit("/")).result()
        other = apart.submit(asyncio.run, visit("/file")).result()
    assert body["body"].startswith(b'<html lang="zh-CN"><head><style>')
    assert (b"content-length", str(len(body["body"])).encode()) in start["headers"]
    assert len(other) == 3


@pytest.mark.parametrize(
    ("said", "polite"),
    [
        ("谢谢！", True),
        ("谢谢你，再见", True),
        ("你好", True),
        ("好的，非常感谢", True),
        ("你是谁？", True),
        ("你能做什么？", True),
        ("感谢信是谁写的？", False),
        ("你好，补助多少？", False),
        ("老师呢？", False),
        ("好了吗", False),
        ("你好" * 400 + "吗", False),
    ],
)
def test_words_that_ask_nothing_get_a_polite_sentence(said: str, polite: bool) -> None:
    answer = courtesy(said)
    assert answer == ("" if not polite else WELCOME if "谢" in said else COURTESY)
    if polite:
        assert "未找到" not in message(0, Turn(said, Answer(said, answer, True)), "请先添加文件。")


@pytest.mark.parametrize(
    ("documents", "may_edit", "advised"),
    [
        (1, True, "可以换一种问法，或到“资料库”补充文件。"),
        (1, False, "可以换一种问法，或请管理员补充文件。"),
        (0, True, "资料库还是空的，请先添加文件。"),
        (0, False, "资料库还是空的，请管理员添加文件。"),
    ],
)
def test_a_refusal_advises_what_its_reader_can_do(documents: int, may_edit: bool, advised: str) -> None:
    shelf = SimpleNamespace(documents=lambda: [object()] * documents, may_edit=may_edit)
    assert advice(shelf) == advised  # type: ignore[arg-type]
    assert advised in message(0, Turn("多少？", Answer("多少？", "没有。", True)), advised)


def test_a_number_in_a_cell_is_not_cut(chromium) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 600})
    row = "".join(f"<td><span>{cell}</span></td>" for cell in ("高新技术产品出口占比", "28.15", "15.8", "7.82", "1332"))
    table = f"<table><tr>{row}</tr></table>"
    page.set_content(f"<style>{style()}</style><div class=zw-text><div class=zw-table>{table}</div></div>")
    lines = page.locator("td:not(:first-child) span").evaluate_all("all => all.map(one => one.getClientRects().length)")
    assert lines == [1, 1, 1, 1]
    page.close()
