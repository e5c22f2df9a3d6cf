from __future__ import annotations

import time

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


def test_parts_chapters_divisions_and_amended_articles() -> None:
    text = (
        "第一编 总则\n第一章 一般规定\n第一条 为了种茶，制定本法。\n第二条 本法适用于全国。\n第二条之一 茶园分级管理。\n"
        "第二编 分则\n第一章 种植\n第一节 选址\n第三条 选址应当合理。\n第二节 栽培\n第四条 栽培应当科学。\n（一）适时；\n（二）适地。"
    )
    assert paths(text) == [
        "第一编",
        "第一编 第一章",
        "第一编 第一章 第一条",
        "第一编 第一章 第二条",
        "第一编 第一章 第二条之一",
        "第二编",
        "第二编 第一章",
        "第二编 第一章 第一节",
        "第二编 第一章 第一节 第三条",
        "第二编 第一章 第二节",
        "第二编 第一章 第二节 第四条",
        "第二编 第一章 第二节 第四条 （一）",
        "第二编 第一章 第二节 第四条 （二）",
    ]


def test_an_article_that_a_sentence_speaks_of_is_no_heading() -> None:
    text = "第一条 依法种茶。\n第二条 有下列情形的，依照\n第五条规定的程序办理。\n第三条 依法采茶。"
    assert paths(text) == ["第一条", "第二条", "第三条"]


def test_articles_go_on_over_a_gap_and_stay_in_their_chapter() -> None:
    text = "第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 分则\n第四条 丁。\n第五条 戊。\n第四章 附则\n第六条 己。"
    assert paths(text)[3:] == ["第二章", "第二章 第四条", "第二章 第五条", "第四章", "第四章 第六条"]


def test_two_statutes_in_one_text() -> None:
    text = (
        "\n".join(f"第{n}条 甲。" for n in "一二三四")
        + "\n云溪市采茶办法\n"
        + "\n".join(f"第{n}条 乙。" for n in "一二三")
    )
    assert paths(text) == ["第一条", "第二条", "第三条", "第四条", "第一条", "第二条", "第三条"]


def test_spread_titles_are_one_word() -> None:
    assert outline("第一章 总 则\n第一条 为了种茶。")[0].title == "总则"


def test_decimal_levels_say_their_parents_themselves() -> None:
    text = "1 总则\n1.1 编制目的\n保护茶园。\n1.2 适用范围\n1.2.1 茶园\n山区茶园。\n1.2.2 茶厂\n2 组织体系\n2.1 指挥部\n统一指挥。"
    assert paths(text) == ["1.", "1.1", "1.2", "1.2.1", "1.2.2", "2.", "2.1"]


def test_an_annex_has_its_own_numbering() -> None:
    text = "一、要求\n抓紧办。\n二、时限\n按时办。\n附件1 申报指南\n一、条件\n在本市种茶。\n二、材料\n申请表。\n附件2\n一、说明\n略。"
    assert paths(text) == ["一、", "二、", "附件1", "附件1 一、", "附件1 二、", "附件2", "附件2 一、"]


def test_captions_of_tables_and_figures_are_lines() -> None:
    text = "一、现状\n表1 茶园面积\n全市茶园面积逐年扩大。\n图2-1 茶园分布\n二、对策\n表2所示的面积不变。"
    sections = outline(text)
    assert [(s.kind, s.path) for s in sections] == [
        ("heading", "一、"),
        ("table", "一、·表1"),
        ("figure", "一、·图2-1"),
        ("heading", "二、"),
    ]
    assert sections[1].span.of(text) == "表1 茶园面积"


def test_the_paper_that_a_notice_sends_counts_anew() -> None:
    text = (
        "关于印发茶园方案的通知\n各乡镇：\n一、抓紧落实。\n二、按时报送。\n云溪市农业农村局\n2024年1月5日\n茶园方案\n为种好茶，制定本方案。\n"
        "一、目标\n种好茶。\n二、任务\n多种茶。\n三、保障\n有钱。"
    )
    assert [(s.kind, s.path) for s in outline(text)] == [
        ("heading", "一、"),
        ("heading", "二、"),
        ("closing", ""),
        ("heading", "一、"),
        ("heading", "二、"),
        ("heading", "三、"),
    ]


def test_a_run_of_dashes_ends_with_its_last_paragraph() -> None:
    text = "一、成效\n——种茶。面积扩大。\n——制茶。产量增加。\n过去一年的工作还有不足。\n二、打算"
    dashes = [s for s in outline(text) if s.kind == "dash"]
    assert [s.span.of(text).strip() for s in dashes] == ["——种茶。面积扩大。", "——制茶。产量增加。"]


def test_long_numberings_are_read_quickly() -> None:
    text = "\n".join(
        f"第{n}条 茶农应当遵守第{n}项要求。\n（一）采茶；\n（二）制茶；\n（三）售茶。" for n in range(1, 3001)
    )
    began = time.process_time()
    sections = outline(text)
    assert len(sections) == 12000
    assert time.process_time() - began < 5  # 0.4 s alone; a search over all of them takes minutes


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
