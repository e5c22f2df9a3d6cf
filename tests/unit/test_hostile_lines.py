"""Lines of a question or a file that once kept the whole server busy for minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.chrome import without_chrome
from ingest.metadata import read_metadata
from ingest.pipeline import parse
from ingest.readers import markdown
from ingest.schema import Metadata, RawLine
from tests.support.quickly import within
from vectorstore.keys import KeyIndex

BLANKS = " " * 1_000


@pytest.fixture(autouse=True)
def _limit():
    with within(2.0):
        yield


# -- blanks in a question ---------------------------------------------------------------------------------------------


class Paper:
    doc_id, source = "a", "a.txt"
    metadata = Metadata(doc_number="云港科函〔2025〕162号", proposal_number="0412")


@pytest.mark.parametrize(
    "question",
    [
        f"2025{BLANKS}x",
        f"2025年{BLANKS}第",
        f"162{BLANKS}、{BLANKS}x",
        f"提案{BLANKS}x",
        f"建议编号{BLANKS}x",
        "2025\t\u3000" * 200,
    ],
)
def test_blanks_in_a_question_take_no_time(question: str) -> None:
    assert not KeyIndex([Paper()]).find(question).doc_ids


@pytest.mark.parametrize(
    "question",
    [
        f"2025{BLANKS}年{BLANKS}第{BLANKS}162{BLANKS}号函",
        f"提案{BLANKS}编号{BLANKS}0412",
        f"0412{BLANKS}号{BLANKS}提案",
    ],
)
def test_a_number_is_found_across_them(question: str) -> None:
    assert KeyIndex([Paper()]).find(question).doc_ids == ("a",)


def test_blanks_in_the_head_of_a_paper_take_no_time() -> None:
    assert read_metadata([f"关于市政协提案{BLANKS}的答复"], [], None).proposal_number is None


# -- Markdown -----------------------------------------------------------------------------------------------------------


def read(text: str) -> list[str]:
    [page] = markdown.read(text.encode(), "x.md").pages
    return [line.text for line in page.lines]


@pytest.mark.parametrize("line", ["- 项目: 内容\n", "  项目: 内容\n", "项 目: 内容: 二\n", " \t \tx\n"])
def test_a_list_under_a_rule_is_read(line: str) -> None:
    assert "内容" in read("---\n" + line * 2_000 + "内容\n")[-1]


@pytest.mark.parametrize(
    "front",
    [
        "title: 云溪市方案\ndate: 2025-01-01\n",
        "tags:\n- 科技: 一\n-  二\n",
        "a b-c: 1\n  d: 2\n\te\n",
        "标题: 一: 二\n",
    ],
)
def test_front_matter_is_left_out(front: str) -> None:
    assert read(f"---\n{front}---\n正文。\n") == ["正文。"]


def test_what_only_begins_like_front_matter_stays() -> None:
    assert read("---\n- 项目: 一\n- 项目: 二\n\n正文。\n") == ["项目: 一", "项目: 二", "正文。"]


def test_marks_without_end_take_no_time() -> None:
    assert read("字" + "`" * 4_000) == ["字" + "`" * 4_000]
    assert read("``a ` b`` 和 `c`") == ["a ` b 和 c"]
    blanks = " " * 700
    assert read(f"a|b\n{blanks}{'-' * 700}{blanks}|x\n")[0].startswith("a|b")


# -- what a site prints around a paper ------------------------------------------------------------------------------------


def kept(text: str) -> bool:
    return bool(without_chrome([RawLine(text, "paragraph")]))


@pytest.mark.parametrize(
    "line",
    ["首页" + "-" * 150 + "。", "首页" + "->" * 70 + "。", "首页" + ">a  " * 38 + "。", "a" + ">b  " * 38 + "。",
     "大 " * 70 + "字", "【大】 " * 30 + "字", "打印" + " " * 150 + "字"],
)  # fmt: skip
def test_a_line_that_is_nearly_chrome_stays(line: str) -> None:
    assert kept(line)


@pytest.mark.parametrize(
    "line",
    ["首页 > 政务公开 > 通知公告", "网站首页>>信息公开>>2023-05>>正文", "首页 -> 公开 -> 规划", "首页 | 公开 | 互动 |", "主页/公开/文件",
     "云溪市科技局 > 公开 > 规划", "政务公开 » 文件  »  正文 > ", "【大】 【中】 【小】 打印本页", "字号：大 中 小", "[打印] [关闭窗口]", "大 | 中 | 小"],
)  # fmt: skip
def test_chrome_goes(line: str) -> None:
    assert not kept(line)


@pytest.mark.parametrize(
    "line", ["首页", "首页>", "大数据中心", "a > b", "首页建设 > 方案。", f"首页 > {'字' * 50}", "由3>2得2>1。"]
)
def test_what_is_no_chrome_stays(line: str) -> None:
    assert kept(line)


def test_a_file_of_such_lines_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("首页" + "-" * 40 + "。\n" + "大 " * 30 + "字\n正文。\n", encoding="utf-8")
    assert "正文。" in parse(path).text
