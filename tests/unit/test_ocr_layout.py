"""Recognised fragments become lines in reading order; a quote finds its lines again."""

from __future__ import annotations

import math

import pytest

from ingest.readers.ocr_boxes import boxes_of
from ingest.readers.ocr_layout import lay_out, mend
from ingest.readers.ocr_page import Fragment

EM = 40.0


def at(text: str, x: float, y: float, *, turned: float = 0.0) -> Fragment:
    """A fragment at a place in ems, on a page turned by some degrees."""
    width, cos, sin = len(text) * EM, math.cos(math.radians(turned)), math.sin(math.radians(turned))
    left, top = x * EM, y * EM
    corners = [(left, top), (left + width, top), (left + width, top + EM), (left, top + EM)]
    x1, y1, x2, y2, x3, y3, x4, y4 = (value for a, b in corners for value in (a * cos - b * sin, b * cos + a * sin))
    return Fragment(text, (x1, y1, x2, y2, x3, y3, x4, y4))


def lines(*fragments: Fragment) -> list[str]:
    return [line.text for line in lay_out(fragments)]


@pytest.mark.parametrize("turned", [-3.0, -1.0, 0.0, 1.0, 3.0])
def test_an_indented_line_begins_a_paragraph_however_the_paper_lies(turned: float) -> None:
    page = [
        at("第一段的第一行从这里开始写满整行", 2, 0, turned=turned),
        at("第一段的第二行也写满整行直到最右边", 0, 2, turned=turned),
        at("第一段的末行", 0, 4, turned=turned),
        at("第二段的第一行从这里开始写满整行", 2, 6, turned=turned),
        at("第二段的第二行也写满整行直到最右边", 0, 8, turned=turned),
    ]
    read = [fragment.text for fragment in page]
    assert lines(*reversed(page)) == [*read[:3], "", *read[3:]]


def test_columns_are_read_one_after_the_other() -> None:
    title = at("两栏之上的通栏标题写得很长占满了整个版面的宽度", 0, 0)
    left = [at(f"左栏第{n}行满满一行字", 0, 2 + 1.5 * n) for n in range(1, 6)]
    right = [at(f"右栏第{n}行满满一行字", 13, 2.6 + 1.5 * n) for n in range(1, 6)]
    found = [line for line in lines(*right, title, *left) if line]
    assert found == [title.text, *(f.text for f in left), *(f.text for f in right)]


def test_short_pieces_in_columns_are_a_table() -> None:
    rows = [("指标", "单位", "数量"), ("企业", "家", "612"), ("平台", "个", "7"), ("人才", "名", "400")]
    cells = [at(text, 10.0 * column, 2.0 * n) for n, row in enumerate(rows) for column, text in enumerate(row)]
    after = at("表下面的一行正文写满整个版面的宽度直到右边", 0, 10)
    found = lay_out((*cells, after))
    assert [(line.kind, line.text) for line in found if line.text] == [
        *(("row", "\t".join(row)) for row in rows),
        ("line", after.text),
    ]


def test_pieces_of_one_line_are_joined() -> None:
    assert lines(at("联系人：甲", 0, 0), at("电话：1", 8, 0.1)) == ["联系人：甲 电话：1"]
    assert lines(at("电话", 5.2, 0), at("联系人和", 1, 0)) == ["联系人和电话"]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("(三）用好平台", "（三）用好平台"),
        ("云科函〔2025]63号", "云科函〔2025〕63号"),
        ("研发园区—一云溪", "研发园区——云溪"),
        ("一一科技创新", "——科技创新"),
        ("-一、总体要求", "- 一、总体要求"),
        ("- 2 -", "- 2 -"),
        ("1.新材料..…56", "1.新材料......56"),
        ("增长1.5", "增长1.5"),
        ("-5.2%", "-5.2%"),
        ("统一一套标准(试行)", "统一一套标准(试行)"),
    ],
)
def test_what_recognition_mixes_up(seen: str, meant: str) -> None:
    assert mend(seen) == meant


def test_a_quote_is_boxed_line_by_line() -> None:
    page = [
        at("前一句到此结束。一次性补助最高", 0, 0),
        at("一百五十万元；年度绩效评价为优", 0, 2),
        at("秀的另给奖励", 0, 4),
    ]
    boxes = boxes_of(page, "一次性补助最高一百五十万元；年度绩效评价为优秀的")
    assert [round(value / EM, 1) for value in boxes[0]] == [8.0, 0.0, 15.0, 1.0]
    assert [round(value / EM, 1) for value in boxes[1]] == [0.0, 2.0, 15.0, 3.0]
    assert len(boxes) == 2  # two characters on the third line would be found anywhere
    assert boxes_of(page, "") == boxes_of(page, "别处的话别处的话") == []


def test_an_empty_page() -> None:
    assert lay_out(()) == []
