"""What is asked of papers as such: how many there are, one that the library lacks beside one that it has, what a frame
leaves open, who wrote and who edited, several fields at once; and what people ask in their own way (打哪个号, 支不支持,
为啥), spans of years that are no years, other cities."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.schema import Question
from tests.support.asking import ask, assistant_of

LETTER = """芦汀市科学技术局关于市政协七届二次会议第0318号提案答复的函
芦科函〔2024〕31号

凌霜、乔木生委员：

您们提出的《关于扶持苇编作坊的提案》收悉，现答复如下：

一、作坊现状

截至2024年6月底，芦汀市登记苇编作坊214家，形成“原料直供+匠人驻坊+订单托底+样品展销”的扶持体系。任教满30年的匠人每月补贴600元。

编工队伍仍然面临困难。一是老编工多，五十岁以上的占七成。二是学艺周期长，出师平均要三年。三是编工收入低。鼓励镇街腾出闲置
粮仓改作编坊。考虑到订单不稳，暂不在镇街铺开计件保底。

二、下一步安排

我局将建成苇编中试车间，力争2025年服务作坊90家。

联系人：江离，电话：5530127

公开方式：依申请公开

芦汀市科学技术局
2024年8月6日
"""
REPORT = """苇编作坊接上大订单

本报记者 商陆

芦汀日报2024年9月12日讯 9月10日，苇编订货会签下订单46项，其中出口订单9项。会上办理外地客商采购证58张。编工比赛中，一只苇篮从劈苇到收口最快用时6分40秒。

编辑：杜若 美编：辛夷

2024年9月12日
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_of({"letter": LETTER, "report": REPORT}, tmp_path_factory) as assistant:
        yield assistant


def test_papers_are_counted(shelf: Assistant) -> None:
    answer = ask(shelf, "资料库里有哪些文件？")
    assert answer.text.startswith("资料库里这样的文件共2份：")
    assert not answer.warnings


def test_a_paper_that_is_lacking_is_named_beside_one_that_is_there(shelf: Assistant) -> None:
    answer = ask(shelf, "芦科函〔2024〕31号和芦科函〔2024〕999号的联系人分别是谁？")
    assert "江离" in answer.text
    assert answer.warnings == ("资料库中没有芦科函〔2024〕999号。",)


def test_a_field_that_a_frame_leaves_open_is_named(shelf: Assistant) -> None:
    answer = ask(shelf, "芦科函〔2024〕31号的联系人和抄送单位是？")
    assert "5530127" in answer.text
    assert answer.warnings == ("芦科函〔2024〕31号没有写明抄送单位。",)


def test_who_wrote_and_who_edited(shelf: Assistant) -> None:
    text = ask(shelf, "2024年9月那篇报道，记者是谁、编辑是谁？").text
    assert "商陆" in text
    assert "杜若" in text


def test_the_leading_member_and_the_title(shelf: Assistant) -> None:
    text = ask(shelf, "31号函答复的是哪件提案，题目和领衔委员是什么？").text
    assert "凌霜" in text
    assert "关于扶持苇编作坊的提案" in text


def test_what_a_system_is_made_of_is_no_question_of_the_letter_s_parts(shelf: Assistant) -> None:
    assert "匠人驻坊" in ask(shelf, "31号函说的扶持体系由哪几块组成？").text


def test_thirty_years_are_no_year(shelf: Assistant) -> None:
    assert "600元" in ask(shelf, "任教满30年的匠人每月补贴多少？").text


def test_what_was_planned_did_not_come_about(shelf: Assistant) -> None:
    assert ask(shelf, "苇编中试车间2025年实际服务了多少家作坊？").refused
    assert "90家" in ask(shelf, "苇编中试车间力争2025年服务多少家作坊？").text


def test_a_part_of_the_whole_that_is_known_is_asked_for(shelf: Assistant) -> None:
    assert ask(shelf, "订货会签的46项里，鹭洲镇拿了几项？").refused
    assert "9项" in ask(shelf, "订货会签的46项里，出口订单有几项？").text


def test_each_paper_that_is_asked_leaves_its_passages_in_the_trace(shelf: Assistant) -> None:
    answer = shelf.ask(Question("31号函说登记了多少家作坊？2024年9月那篇报道说签下多少项订单？"))
    cited = {citation.doc_id for citation in answer.citations}
    assert len(cited) == 2
    assert answer.trace is not None
    assert {found.doc_id for found in answer.trace.found} == cited


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("31号函，有疑问该打哪个号？", "5530127"),
        ("31号函有意见找谁，拨啥号？", "江离"),
        ("镇上空着的粮仓，支不支持改作编坊？", "闲置粮仓改作编坊"),
        ("计件保底为啥没在镇街铺开？", "订单不稳"),
        ("编一只苇篮最快花了多久？", "6分40秒"),
        ("编工队伍面临哪三个困难？", "学艺周期长"),
        ("31号函是哪个局发的、落款日期是哪天？", "2024年8月6日"),
    ],
)
def test_what_people_ask_in_their_own_way(shelf: Assistant, text: str, told: str) -> None:
    assert told in ask(shelf, text).text


def test_another_city_that_the_question_begins_with(shelf: Assistant) -> None:
    assert ask(shelf, "2024年汇川市办理外地客商采购证多少张？").refused
    assert "58张" in ask(shelf, "订货会上办理外地客商采购证多少张？").text
    assert "58张" in ask(shelf, "拿了市里发的外地客商采购证的，一共多少张？").text
