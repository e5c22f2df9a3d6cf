"""Which reader takes a file, what it says when none can, and what reading text and Markdown keeps."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableFileError, UnsupportedFormatError, ZhengwenError
from ingest.readers import SUFFIXES, read_file
from ingest.readers.markdown import strip_inline
from ingest.schema import RawDocument, RawLine

ROOT = Path(__file__).parents[2]
LETTER = ROOT / "samples" / "library" / "云科函〔2025〕63号.pdf"
REPLY = ROOT / "samples" / "library" / "云科函〔2025〕71号.docx"
CHINESE = "云溪市科学技术局关于提案的答复\n（一）先立制度。补助最高150万元。\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def lines_of(path: Path) -> list[RawLine]:
    return [line for page in read_file(path).pages for line in page.lines]


def attempt(path: Path) -> RawDocument | str:
    """The document, or what the error says; errors that are not ours go through."""
    try:
        return read_file(path)
    except ZhengwenError as error:
        return str(error)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_text_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    document = read_file(put(tmp_path, "a.txt", CHINESE.encode(encoding)))
    assert [line.text for line in document.pages[0].lines] == CHINESE.split("\n")[:2]
    assert (document.format, document.paged, document.warnings) == ("txt", False, ())


def test_text_with_names_in_rare_characters_is_still_gb18030(tmp_path: Path) -> None:
    text = "参会人员：张琎、李犇、王堃、赵翀、钱玥、孙喆、周赟、吴祎、郑垚、冯淼。"
    assert lines_of(put(tmp_path, "a.txt", text.encode("gb18030")))[0].text == text


def test_traditional_characters_in_gbk(tmp_path: Path) -> None:
    text = "關於加強雲溪市科學技術創新工作的意見：各縣（區）人民政府，市直各單位，現將有關事項通知如下。"
    assert lines_of(put(tmp_path, "a.txt", text.encode("gbk")))[0].text == text


def test_form_feeds_part_pages_and_blank_lines_stay(tmp_path: Path) -> None:
    document = read_file(put(tmp_path, "a.txt", "甲\r\n\r\n　　乙\f丙\n\f".encode()))
    assert [[line.text for line in page.lines] for page in document.pages] == [["甲", "", "　　乙"], ["丙"]]
    assert document.paged


def test_a_line_of_tabbed_cells_is_a_row(tmp_path: Path) -> None:
    found = lines_of(put(tmp_path, "a.txt", "序号\t指标\t\n\t缩进\n1\t企业 数\t612\n".encode()))
    assert found == [RawLine("序号\t指标", "row"), RawLine("\t缩进"), RawLine("1\t企业 数\t612", "row")]


@pytest.mark.parametrize(
    "data",
    [
        CHINESE.encode("big5", "ignore") * 3,
        bytes(range(128, 256)) * 4,
        CHINESE.encode("utf-16-le"),
        b"\xff\xfe\x00\xd8",
        bytes(range(1, 32)) * 8,
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"“坏\.txt”.*UTF-8"):
        read_file(put(tmp_path, "坏.txt", data))


@pytest.mark.parametrize("name", ["空.txt", "空.pdf", "空.docx", "空.md"])
@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf"])
def test_empty_files_are_named_as_such(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"文件是空的|不是PDF"):
        read_file(put(tmp_path, name, data))


@pytest.mark.parametrize(
    ("name", "data", "kind", "words"),
    [
        ("a.pdf", CHINESE.encode(), UnreadableFileError, "不是PDF文件"),
        ("a.pdf", b"<html><body>404</body></html>", UnreadableFileError, "不是PDF文件"),
        ("a.docx", CHINESE.encode(), UnreadableFileError, "不是完好的Word文件"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), UnreadableFileError, "密码"),
        ("a.docx", OLE + b"0" * 600, UnsupportedFormatError, "另存为.docx"),
        ("a.doc", OLE + b"0" * 600, UnsupportedFormatError, "另存为.docx"),
        ("a.wps", OLE + b"0" * 600, UnsupportedFormatError, "另存为.docx"),
        ("a.xls", OLE + b"0" * 600, UnsupportedFormatError, "电子表格"),
        ("a.rtf", b"{\\rtf1 abc}", UnsupportedFormatError, "RTF"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00", UnreadableFileError, "图片"),
        ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00\xff\xff", UnsupportedFormatError, "不是能读的文件，请换成PDF"),
    ],
)
def test_other_formats_are_refused_with_advice(
    tmp_path: Path, name: str, data: bytes, kind: type[ZhengwenError], words: str
) -> None:
    with pytest.raises(kind, match=words) as caught:
        read_file(put(tmp_path, name, data))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"找不到文件“无\.txt”"):
        read_file(tmp_path / "无.txt")
    with pytest.raises(UnreadableFileError, match="是文件夹"):
        read_file(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are of POSIX")
def test_what_is_no_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "管道.txt")
    for path in (tmp_path / "管道.txt", Path("/dev/zero")):
        with pytest.raises(UnreadableFileError, match="不是普通文件"):
            read_file(path)
    monkeypatch.setattr("ingest.readers.MAX_BYTES", 4)
    with pytest.raises(UnreadableFileError, match="请拆分"):
        read_file(put(tmp_path, "长.txt", b"12345"))


@pytest.mark.parametrize(("source", "found"), [(LETTER, "pdf"), (REPLY, "docx")])
def test_content_decides_over_the_suffix(tmp_path: Path, source: Path, found: str) -> None:
    document = read_file(put(tmp_path, "改名.txt", source.read_bytes()))
    assert document.format == found
    assert f"已按{found}格式读取" in document.warnings[0]


def test_a_docx_named_doc_is_read_without_fuss(tmp_path: Path) -> None:
    assert read_file(put(tmp_path, "a.doc", REPLY.read_bytes())).warnings == ()


def test_other_archives_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", CHINESE)
    with pytest.raises(UnsupportedFormatError, match="先解压"):
        read_file(path)


def test_markdown_marks_are_removed(tmp_path: Path) -> None:
    source = """---
title: x
---
# **关于**申报的通知

各有关单位：
现将有关事项
通知如下[^1]。

- 营业执照；
- [申报书](https://example.org/a_(b).doc)（在线填写）
1. 第一条 `code` a_b_c
2. 第二条<br>换行
> 引文 &lt;5%

| 指标 | 2020年 | 目标 |
|:--|--:|---|
| **企业**\\|家 | 612 |  |

结尾
----
"""
    found = lines_of(put(tmp_path, "a.md", source.encode()))
    assert [(line.kind, line.text) for line in found] == [
        ("paragraph", "关于申报的通知"),
        ("paragraph", "各有关单位：现将有关事项通知如下。"),
        ("paragraph", "营业执照；"),
        ("paragraph", "申报书（在线填写）"),
        ("paragraph", "1. 第一条 code a_b_c"),
        ("paragraph", "2. 第二条 换行引文 <5%"),
        ("row", "指标\t2020年\t目标"),
        ("row", "企业|家\t612\t"),
        ("paragraph", "结尾"),
    ]


def test_inline_marks_of_chinese_text_survive() -> None:
    assert strip_inline("云科函[2025]63号，3*4*5，*要点*，<b>粗</b>，~~删~~") == "云科函[2025]63号，3*4*5，要点，粗，删"


def test_the_suffixes_of_a_walk() -> None:
    assert {".txt", ".md", ".pdf", ".docx"} <= SUFFIXES


@pytest.mark.parametrize("module", ["pypdf", "pypdfium2", "docx", "lxml"])
def test_reading_text_imports_no_heavy_package(tmp_path: Path, module: str) -> None:
    path = put(tmp_path, "a.txt", CHINESE.encode())
    code = (
        "import sys; from pathlib import Path; from ingest.readers import read_file;"
        f"read_file(Path({str(path)!r})); sys.exit({module!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


HEADS = (b"", b"%PDF-1.7\n", b"PK\x03\x04", OLE, b"\xef\xbb\xbf", b"\xff\xfe", b"# ")
NAMES = ("a.txt", "a.md", "a.pdf", "a.docx", "a.doc", "a", "a.xyz")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.sampled_from(HEADS), body=st.binary(max_size=400), name=st.sampled_from(NAMES), tail=st.booleans())
def test_no_bytes_raise_anything_but_our_own(tmp_path: Path, head: bytes, body: bytes, name: str, tail: bool) -> None:
    path = put(tmp_path, name, head + body + (b"\n%%EOF" if tail else b""))
    outcome = attempt(path)
    if isinstance(outcome, RawDocument):
        assert any(line.text for page in outcome.pages for line in page.lines)
    else:
        assert name in outcome
        assert "\n" not in outcome


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=st.sampled_from([LETTER, REPLY]), at=st.integers(0, 40_000), change=st.binary(min_size=1, max_size=40))
def test_damaged_files_raise_nothing_but_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Path, at: int, change: bytes
) -> None:
    monkeypatch.setattr("ingest.readers.ocr.recognise", lambda _: ())  # it would take seconds a page
    data = bytearray(source.read_bytes())
    at %= len(data)
    data[at : at + len(change)] = change
    outcome = attempt(put(tmp_path, "a" + source.suffix, bytes(data)))
    assert isinstance(outcome, RawDocument) or "\n" not in outcome


WRITTEN = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Zl", "Zp"), exclude_characters="\ufffd\ufeff"
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(WRITTEN, max_size=200))
def test_every_word_of_a_text_is_kept(tmp_path: Path, text: str) -> None:
    found = "".join(line.text for line in lines_of(put(tmp_path, "a.txt", ("文" + text).encode())))
    assert found.split() == ("文" + text).split()


def test_columns_set_apart_by_blanks_are_rows(tmp_path: Path) -> None:
    table = "序号  指标  2023年  2026年\n1  林业企业（家）  132  210\n2  良种基地（个）  7  12\n"
    names = "出席：\n李  明  王小林  赵  青\n陈  实  白云生  周  密\n孙  立  何新春  钱  程\n"
    text = f"松岭市林业规划\n{table}\n二、保障\n{names}"
    (file := tmp_path / "规划.txt").write_text(text, encoding="utf-8")
    lines = read_file(file).pages[0].lines
    assert [line.text for line in lines if line.kind == "row"] == [
        "序号\t指标\t2023年\t2026年",
        "1\t林业企业（家）\t132\t210",
        "2\t良种基地（个）\t7\t12",
    ]


def test_more_text_than_a_library_could_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the format: a small package may unpack to any amount."""
    monkeypatch.setattr("ingest.readers.MAX_CHARACTERS", 100)
    assert attempt(REPLY) == f"“{REPLY.name}”文字过多，请拆分后再试。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("补助一百万元。\x00", "补助一百万元。"),
        ("补助最高一百万元，\x01专项安排。", "补助最高一百万元，专项安排。"),
        ("补助" * 20 + "\x01" * 9, "“a.txt”里有9个控制字符，可能不是文本，请另存为UTF-8文本后再试。"),
        ("\x01\x02甲", "“a.txt”里有2个控制字符，可能不是文本，请另存为UTF-8文本后再试。"),
    ],
)
def test_stray_control_characters_are_left_out_and_many_are_told(tmp_path: Path, text: str, said: str) -> None:
    read = attempt(put(tmp_path, "a.txt", text.encode()))
    assert (read if isinstance(read, str) else read.pages[0].lines[0].text) == said
