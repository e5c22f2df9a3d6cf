from __future__ import annotations

import pytest

from ingest.headings import Block
from ingest.outline import read_outline
from ingest.schema import Section


def outline(text: str) -> tuple[Section, ...]:
    position, blocks = 0, []
    for line in text.split("\n"):
        blocks.append(Block(line, position, "\t" in line))
        position += len(line) + 1
    return read_outline(blocks, text)


def paths(text: str) -> list[str]:
    return [section.path for section in outline(text)]


def test_five_levels() -> None:
    text = "一、目标\n（一）总体\n1.投入\n（1）财政投入。每年增长。\n（2）社会投入。逐年增长。\n2.产出\n（二）分项\n二、任务"
    assert paths(text) == [
        "一、",
        "一、（一）",
        "一、（一）1.",
        "一、（一）1.（1）",
        "一、（一）1.（2）",
        "一、（一）2.",
        "一、（二）",
        "二、",
    ]


def test_box_items_restart_and_the_outer_numbering_goes_on() -> None:
    text = (
        "（一）平台\n1.新区\n建设新区的文字。\n专栏2-1 新区重点任务\n1.做强产业。培育企业。\n2.做优服务。优化流程。\n"
        "2.老城\n改造老城的文字。\n专栏2-2 老城重点任务\n1.改造街区。修缮房屋。\n2.引进业态。鼓励创业。\n3.科学城\n建设科学城的文字。"
    )
    assert paths(text) == [
        "（一）",
        "（一）1.",
        "（一）1.·专栏2-1",
        "（一）1.·专栏2-1·1.",
        "（一）1.·专栏2-1·2.",
        "（一）2.",
        "（一）2.·专栏2-2",
        "（一）2.·专栏2-2·1.",
        "（一）2.·专栏2-2·2.",
        "（一）3.",
    ]


def test_a_heading_that_lost_its_dot_is_found_by_the_sequence() -> None:
    text = "专栏1-1 民生\n1.防汛。加固堤坝。\n2 供水：改造管网，保障供水。\n3.供电。升级电网。"
    assert paths(text) == ["专栏1-1", "专栏1-1·1.", "专栏1-1·2.", "专栏1-1·3."]


def test_a_number_out_of_sequence_is_no_heading() -> None:
    text = "一、现状\n（一）成效\n7 天内办结的事项占九成。\n（二）问题\n二、对策"
    assert paths(text) == ["一、", "一、（一）", "一、（二）", "二、"]


def test_two_headings_on_one_line() -> None:
    sections = outline("一、关于优化环境的建议 (一) 加强服务\n1.简化流程。一次办好。\n2.压缩时限。限时办结。")
    assert [s.path for s in sections] == ["一、", "一、（一）", "一、（一）1.", "一、（一）2."]
    assert sections[0].title == "关于优化环境的建议"


def test_numbering_that_counts_through_the_chapters() -> None:
    text = "一、总则\n（一）目标。做强。\n（二）原则。做实。\n二、任务\n（三）平台。建设。\n（四）人才。引进。"
    assert paths(text) == ["一、", "一、（一）", "一、（二）", "二、", "二、（三）", "二、（四）"]


def test_a_statute() -> None:
    text = "第一章 总则\n第一条 为了促进创新，制定本办法。\n第二条 本办法适用于本市。\n第二章 管理\n第三条 市科技局负责管理。"
    assert paths(text) == ["第一章", "第一章 第一条", "第一章 第二条", "第二章", "第二章 第三条"]


def test_preface_figure_dashes_and_closing() -> None:
    text = (
        "前 言\n编制说明的文字。\n一、原则\n——政府引导。发挥作用。\n——市场主导。配置资源。\n图1-1 布局示意图\n二、任务\n"
        "落实各项任务的文字。\n专此答复，感谢关心。\n云溪市科学技术局\n2025年3月1日"
    )
    sections = outline(text)
    assert [(s.kind, s.path) for s in sections] == [
        ("heading", "前言"),
        ("heading", "一、"),
        ("dash", "一、——政府引导"),
        ("dash", "一、——市场主导"),
        ("figure", "一、·图1-1"),
        ("heading", "二、"),
        ("closing", ""),
    ]
    assert sections[-1].span.of(text).endswith("3月1日")


@pytest.mark.parametrize("text", ["", "没有编号的一段话。", "2025年3月1日"])
def test_papers_without_headings(text: str) -> None:
    assert outline(text) == ()


def test_titles_stop_at_the_sentence_but_not_inside_quotation_marks() -> None:
    sections = outline("一、关于“搭平台。促转化”的建议。已经采纳。\n二、关于人才：引进为先")
    assert [s.title for s in sections] == ["关于“搭平台。促转化”的建议", "关于人才"]
