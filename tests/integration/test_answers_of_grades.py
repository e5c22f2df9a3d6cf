"""Questions of a notice with grades and a table, a page with its editors and two letters of one year, all of an invented
city: what holds of another grade or class is no answer, names are told by names, a rise by its two ends, and two papers
by their year."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from tests.support.asking import ask, assistant_of

NOTICE = """云溪市科学技术局关于做好灯塔修缮人才工作的通知
云科发〔2024〕22号

各镇人民政府：

一、人才补贴

A类匠人每月领取生活补贴3200元。三级资质的修缮队可以承接岸边灯塔，登记在册的修缮队有14支。

二、修缮办法

对岸边塔身开裂，改用糯米灰浆逐层灌注。修缮要按照统一图纸、统一灰浆、统一脚手架、统一验收的要求进行。

修缮队要多方筹措经费，鼓励通过认养灯塔、出售模型、承办研学等途径增加收入。修缮队要吸收年轻学徒。

三、报名安排

3月灯塔修缮报名正式启动。9月底报名截止。推荐望潮石作坊、海燕木作坊等5家作坊承接塔顶修缮。推荐北岸铜铺、老船匠合作社等8家单位，承接塔灯修缮并已开工。

为各作坊提供学徒补助、工具补助、保险补助等优惠。支持作坊改善厂房，加强扶持力度。

四、主要目标

主要目标见下表。

序号	指标	2024年	2028年	责任部门
1	灯塔完好率（%）	61.5	90	市文旅局
2	登记匠人数量（人）	120	260	市科技局

云溪市科学技术局
2024年2月8日
"""
PAGE = """编辑：温照 美编：苏湖
灯塔又亮了
云溪晚报 2024年9月30日

岬角上的灯塔修好以后，两座新灯取得了使用许可。
"""
FIRST = """云溪市科学技术局关于市政协第八届二次会议第118号提案的答复
云科函〔2024〕41号

梁野委员：

您提出的《关于多修灯塔的提案》收悉，经商市文旅局、市财政局，现答复如下：

一、修缮进度

采用认养办法修好灯塔六座，与岬角镇签了协议。

云溪市科学技术局
2024年5月6日
"""
SECOND = """云溪市科学技术局关于市八届人大三次会议第27号建议的答复
云科函〔2024〕58号

乔远代表：

您提出的《关于认养灯塔的建议》收悉，现答复如下：

一、修缮进度

采用认养办法修好渔港灯塔九座，又添巡塔船一条。

云溪市科学技术局
2024年8月19日
"""
OLDER = SECOND.replace("〔2024〕58号", "〔2021〕19号").replace("2024年8月19日", "2021年8月2日").replace("九座", "两座")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    papers = {"通知": NOTICE, "报道": PAGE, "答复一": FIRST, "答复二": SECOND, "答复三": OLDER}
    with assistant_of(papers, tmp_path_factory) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("A类匠人每月领多少生活补贴？", ["3200元"]),
        ("三级资质的修缮队有多少支？", ["14支"]),
        ("灯塔修缮要按照哪“四个统一”的要求？", ["统一图纸", "统一验收"]),
        ("对岸边塔身开裂，打算怎么修？", ["糯米灰浆"]),
        ("修缮队怎么增加收入，鼓励走哪些途径？", ["认养灯塔", "承办研学"]),
        ("灯塔修缮报名几月启动、几月截止？", ["3月", "9月底"]),
        ("推荐了多少家作坊承接塔顶修缮，多少家单位承接塔灯修缮？", ["5家", "8家"]),
        ("作坊能拿到哪几种补助？", ["学徒补助", "保险补助"]),
        ("登记匠人数量指标，基数、目标、责任部门？", ["120人", "260人", "市科技局"]),
        ("灯塔完好率到2028年要比2024年提高几个百分点？", ["61.5%", "90%"]),
        ("第118号提案是哪位委员提的，答复前商了哪些部门？", ["梁野委员", "市文旅局、市财政局"]),
    ],
)
def test_is_answered(assistant: Assistant, question: str, holds: list[str]) -> None:
    answer = ask(assistant, question)
    assert not answer.refused
    assert [words for words in holds if words not in answer.text] == []


@pytest.mark.parametrize(
    "question",
    [
        "B类匠人每月领多少生活补贴？",  # only A is told of
        "二级资质的修缮队有多少支？",
        "取得使用许可的两座新灯叫什么？",  # that there are two is no name
    ],
)
def test_is_refused(assistant: Assistant, question: str) -> None:
    assert ask(assistant, question).refused


def test_letters_of_a_year_are_set_beside_each_other(assistant: Assistant) -> None:
    answer = ask(assistant, "采用认养办法修好了几座灯塔，2024年两份答复函分别是怎么写的？")
    assert "六座" in answer.text
    assert "九座" in answer.text
    assert "两座" not in answer.text
