"""Web pages: what is text, what is the page's frame, encodings, tables."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.errors import UnreadableFileError
from ingest.readers import html, read_file
from ingest.schema import RawLine

PAGE = """<!-- saved from url=(0020)page -->
<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>关于申报项目的通知_某市科技局</title>
<style>p {{ color: red }}</style><script>var text = "<p>脚本</p>";</script></head>
<body><header><a href="/">网站名</a></header><nav><ul><li>首页</li></ul></nav>
<div class="top_header Header">横幅</div><div class="breadcrumb">当前位置：首页</div><div role="navigation">栏目</div>
<div id="content"><h1>关于申报项目的通知</h1>
<p>　　各有关单位：</p><p>现将有关
事项<b>通知</b>如下&nbsp;&lt;一&gt;。<br>第二行<!-- 注释 --></p>
<h2>一、申报条件</h2><div>（一）企业<span>注册</span>满一年。<div>里层</div>外层</div>
<ol start="3"><li>营业执照</li><li>申报书<ul><li>附表</li></ul></li></ol>
<p style="display: none">隐藏</p><p hidden>隐藏</p><form><input value="搜索"><button>提交</button>表单里的正文</form>
</div><div class="share">分享到</div><footer>版权所有</footer></body></html>"""


def lines(source: str | bytes) -> list[RawLine]:
    data = source if isinstance(source, bytes) else source.encode()
    return list(html.read(data, "a.html").pages[0].lines)


def texts(source: str | bytes) -> list[str]:
    return [line.text for line in lines(source)]


BODY = [
    "关于申报项目的通知",
    "各有关单位：",
    "现将有关事项通知如下 <一>。",
    "第二行",
    "一、申报条件",
    "（一）企业注册满一年。",
    "里层",
    "外层",
    "3. 营业执照",
    "4. 申报书",
    "附表",
    "表单里的正文",
]


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("GBK", "gbk"), ("utf-8", "gb18030"), ("x", "utf-8-sig"), ("utf-8", "utf-16")],
)  # fmt: skip
def test_text_without_the_frame_in_any_encoding(tmp_path: Path, charset: str, encoding: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.format(charset=charset).encode(encoding))
    document = read_file(path)
    assert [line.text for line in document.pages[0].lines] == BODY
    assert (document.format, document.paged, document.warnings) == ("html", False, ())
    assert {line.kind for line in document.pages[0].lines} == {"paragraph"}


def test_the_suffix_breaks_ties(tmp_path: Path) -> None:
    (tmp_path / "a.htm").write_text("<p>没有开头的<b>片段</b></p>", "utf-8")
    assert read_file(tmp_path / "a.htm").pages[0].lines[0].text == "没有开头的片段"
    (tmp_path / "b.html").write_text("只有文字", "utf-8")
    assert "后缀与内容不符" in read_file(tmp_path / "b.html").warnings[0]
    (tmp_path / "c.txt").write_text("<html><p>网页</p></html>", "utf-8")
    assert "已按html格式读取" in read_file(tmp_path / "c.txt").warnings[0]


def test_the_part_marked_as_main_is_the_page() -> None:
    body = "为加快科技成果转化，制定本办法。" * 10
    assert texts(f"<html><body><p>外面</p><main><p>{body}</p></main><p>外面</p></body></html>") == [body]
    assert texts(f"<html><body><p>外面</p><main><p>短</p></main><p>{body}</p></body></html>")[0] == "外面"


def test_a_title_that_the_text_lacks_goes_first() -> None:
    assert texts("<html><title>通知 - 某市</title><body><p>正文</p></body></html>") == ["通知", "正文"]


def test_a_head_with_the_headline_is_the_document_s_own() -> None:
    assert texts(
        '<html><div class="header"><h1>通知</h1></div><article><div class="top">文号</div>正文</article></html>'
    ) == [
        "通知",
        "文号",
        "正文",
    ]


def test_tables_are_rows_and_merged_cells_stand_once() -> None:
    table = """<table><caption>表1</caption><thead><tr><th>类别</th><th colspan="2">目标</th></tr></thead>
    <tr><td rowspan="2">企业</td><td>1<br>次行</td><td>2</td></tr><tr><td><p>3</p></td><td>4</td></tr>
    <tr><td></td></tr></table>"""
    assert lines(f"<html><p>前</p>{table}<p>后</p></html>") == [
        RawLine("前", "paragraph"),
        RawLine("表1", "paragraph"),
        RawLine("类别\t目标\t", "row"),
        RawLine("企业\t1 次行\t2", "row"),
        RawLine("\t3\t4", "row"),
        RawLine("后", "paragraph"),
    ]


def test_tables_that_only_lay_the_page_out_are_text() -> None:
    inner = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    assert lines(f"<html><table><tr><td><p>正文</p>{inner}</td><td>旁边</td></tr></table></html>") == [
        RawLine("正文", "paragraph"),
        RawLine("甲\t乙", "row"),
        RawLine("旁边", "paragraph"),
    ]
    assert texts("<html><table><tr><td>一列<p>两段</p></td></tr></table></html>") == ["一列", "两段"]


def test_preformatted_lines_stay_lines() -> None:
    assert texts("<html><pre>第一行\n  第二行</pre></html>") == ["第一行", "第二行"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<html><body><script>draw()</script></body></html>", "没有正文文字"),
        ("<html>" + "<div>" * 50_000 + "深处", "嵌套过深"),
        ("<html>" + "<table><tr>" + "<td colspan=100>甲</td>" * 3000 + "</tr></table>", "表格过大"),
    ],
)
def test_what_cannot_be_read_is_said(source: str, words: str) -> None:
    start = time.monotonic()
    with pytest.raises(UnreadableFileError, match=words) as caught:
        lines(source)
    assert "“a.html”" in str(caught.value)
    assert time.monotonic() - start < 10


def test_hidden_rows_and_cells_of_a_table_are_not_read() -> None:
    table = """<table><caption hidden>埋下的题目</caption><thead class="head"><tr class="top"><th>类别</th><th>目标</th><th>备注</th></tr></thead>
    <tr style="display:none"><td>埋下的行</td><td>9</td><td></td></tr><tr hidden><td>埋下的行</td><td>9</td><td></td></tr>
    <tbody style="visibility: collapse"><tr><td>埋下的行</td><td>9</td><td></td></tr></tbody>
    <tr><td>企业</td><td hidden>埋下的格</td><td class="bottom">甲<span style="display: none">埋下的字</span></td></tr></table>"""
    assert lines(f"<html><p>前</p>{table}</html>") == [
        RawLine("前", "paragraph"),
        RawLine("类别\t目标\t备注", "row"),
        RawLine("企业\t\t甲", "row"),
    ]
