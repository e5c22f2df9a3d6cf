"""Word: order, tables, numbers that Word generates, and what is left out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml

from ingest.errors import UnreadableFileError
from ingest.readers import docx
from ingest.readers.docx_numbering import numeral

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
REPLY = (Path(__file__).parents[2] / "samples" / "library" / "云科函〔2025〕71号.docx").read_bytes()


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(document: Any) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in docx.read(saved(document), "a.docx").pages[0].lines]


def add(document: Any, xml: str) -> None:
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def test_tables_stand_where_they_stand() -> None:
    document = Document()
    document.add_paragraph("前")
    table = document.add_table(3, 3)
    for row, words in zip(table.rows, (("类别", "目标", ""), ("企业", "1", "2"), ("", "3", "4")), strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_paragraph("后")
    assert read(document) == [
        ("paragraph", "前"),
        ("row", "类别\t目标\t"),
        ("row", "企业\t1\t2"),
        ("row", "\t3\t4"),
        ("paragraph", "后"),
    ]


def test_a_table_of_one_column_is_a_box_of_paragraphs() -> None:
    document = Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "专栏1-1 重点任务"
    cell.add_paragraph("1.第一项")
    assert read(document) == [("paragraph", "专栏1-1 重点任务"), ("paragraph", "1.第一项")]


def test_what_the_page_does_not_show_is_left_out() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "页脚"
    add(
        document,
        f"<w:p {W}><w:r><w:t>保留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>插入</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText><w:br/><w:t>第二行</w:t></w:r></w:p>",
    )
    assert read(document) == [("paragraph", "保留插入"), ("paragraph", "第二行")]


def test_content_controls_are_read_and_contents_lists_are_not() -> None:
    document = Document()
    document.styles.add_style("TOC 1", 1)
    document.add_paragraph("一、基础……3", style="TOC 1")
    add(document, f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>控件内</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    assert read(document) == [("paragraph", "控件内")]


def test_a_text_box_is_read_once() -> None:
    document = Document()
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    add(
        document,
        f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert read(document) == [("paragraph", "框外"), ("paragraph", "框内")]


def numbered(levels: str, places: list[tuple[int, int]], nums: str = "") -> list[str]:
    """The texts of paragraphs numbered by (list, level)."""
    document = Document()
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    root.append(parse_xml(f'<w:abstractNum {W} w:abstractNumId="1">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="1"><w:abstractNumId w:val="1"/></w:num>'))
    if nums:
        root.append(parse_xml(nums))
    for name, depth in places:
        properties = document.add_paragraph("甲")._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = name
        properties.get_or_add_ilvl().val = depth
    return [text for _, text in read(document)]


def level(depth: int, kind: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'


LEVELS = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%3.")


def test_levels_count_and_reset() -> None:
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2), (1, 2)]
    assert numbered(LEVELS, places) == ["一、甲", "（一）甲", "（二）甲", "1.甲", "二、甲", "（一）甲", "1.甲", "2.甲"]


def test_a_restarted_list_counts_anew() -> None:
    restarted = (
        f'<w:num {W} w:numId="2"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    assert numbered(LEVELS, [(1, 0), (1, 0), (2, 0), (2, 0)], restarted) == ["一、甲", "二、甲", "一、甲", "二、甲"]


def test_compound_numbers_and_bullets() -> None:
    assert numbered(level(0, "chineseCounting", "第%1章") + level(1, "decimal", "%1.%2"), [(1, 0), (1, 1)]) == [
        "第一章甲",
        "一.1 甲",
    ]
    assert numbered(level(0, "bullet", "●"), [(1, 0)]) == ["甲"]
    assert numbered(LEVELS, [(7, 0), (1, 8)]) == ["甲", "甲"]


def test_a_style_may_carry_the_number() -> None:
    document = Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{LEVELS}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    document.styles["Heading 1"].element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 77
    document.add_paragraph("总则", style="Heading 1")
    assert read(document) == [("paragraph", "一、总则")]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (3, "decimalEnclosedCircle", "③"),
        (12, "ideographDigital", "一二"),
        (2, "decimalFullWidth", "２"),
        (3, "lowerLetter", "c"),
        (14, "upperRoman", "XIV"),
        (5, "hebrew1", "5"),
    ],
)
def test_numerals(value: int, kind: str, text: str) -> None:
    assert numeral(value, kind) == text


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_a_cut_file_is_refused(share: float) -> None:
    with pytest.raises(UnreadableFileError, match="损坏或不完整"):
        docx.read(REPLY[: int(len(REPLY) * share)], "a.docx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MAX_EXPANDED", 5_000_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (docx.MAX_EXPANDED + 1))
    assert len(stream.getvalue()) < 100_000
    with pytest.raises(UnreadableFileError, match="解压后过大"):
        docx.read(stream.getvalue(), "a.docx")


def test_a_file_without_text() -> None:
    with pytest.raises(UnreadableFileError, match="没有文字"):
        docx.read(saved(Document()), "a.docx")
