"""Ordinary words that look like something else: 并网, 一、二期, 从教30年, 第2批, 美元, a mobile number, 代表."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.schema import Question
from ingest.errors import InputError
from tests.support.asking import assistant_of

REPORT = """# 临岚市2024年产业发展情况的通报

临工信〔2025〕4号

## 一、能源和投资

并网发电装机容量达到50万千瓦。并购基金规模3亿元。全年实际使用外资12.3亿美元，合同外资金额9亿元人民币。

一、二期工程共投资7亿元。临港产业园占地50亩，总投资2.6亿元。

## 二、教育和卫生

从教30年的乡村教师每月补贴600元。新生儿死亡率为3.5‰。规划面积12平方千米。

## 三、平台

第二批入选企业共12家。5家市级平台分别为“云溪平台”“岚山平台”“海棠平台”“青竹平台”“白鹭平台”。

全市新增开通5G基站812个。支持5G天线、5G终端和IPv6路由器的研发。截至2024年底，全市有效期内高新技术企业974家。2024年兑付高新技术企业认定奖励
3260万元，惠及企业205家。对通过认定的市级中试平台一次性补助最高150万元。市级科普场馆6座，名单如下。

表1　各园区产值增速

| 园区 | 增速（%） |
|---|---|
| 智能制造产业园 | -3.2 |
| 生物医药产业园 | 4.5 |
| 海洋装备产业园 | 6.1 |
"""
NOTICE = """# 临岚市科学技术局关于申报人才项目的通知

临科〔2025〕9号

## 一、支持标准

A类人才安家补贴60万元，B类人才安家补贴30万元。

## 二、联系方式

业务咨询：科技发展科，方砚秋，13800138000。
"""
LETTER = """临科函〔2025〕63号

临岚市科学技术局关于市政协六届四次会议第0117号提案答复的函

沈牧舟、葛连城委员：

您提出的《关于支持民营企业创新的提案》（第0117号）收悉，现答复如下：

一、关于融资问题

设立民营企业专项贷款，2024年发放贷款8.6亿元。

二、关于人才问题

引进博士46名。中试券最高可抵服务费20万元。

临岚市科学技术局

2025年6月3日

（联系人：许知遥，规划科；电话：5550101）
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_of({"通报.md": REPORT, "通知.md": NOTICE, "复函.txt": LETTER}, tmp_path_factory) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "said", "never"),
    [
        ("并网发电装机容量多少？", "并网发电装机容量达到50万千瓦", "。网"),
        ("并购基金规模多大？", "并购基金规模3亿元", "。购"),
        ("一、二期工程共投资多少？", "一、二期工程共投资7亿元", "能源"),
        ("通报里一、二期工程投了多少钱？", "7亿元", "包括"),
        ("全年实际使用外资多少钱？", "12.3亿美元", "9亿元"),
        ("临港产业园占地50亩，投资多少？", "2.6亿元", "7亿"),
        ("从教30年的乡村教师每月补贴多少？", "600元", "2030"),
        ("新生儿死亡率是多少？", "3.5‰", "%"),
        ("第2批入选企业有几家？", "12家", "5家"),
        ("5G基站有多少", "812个", "IPv6"),
        ("高企现在有多少家", "974家", "205家"),
        ("市级科普场馆有多少座？", "6座", "如下"),
        ("找谁咨询", "13800138000", "没有"),
        ("5家市级平台分别叫什么？", "岚山平台", "没有"),
        ("表1里增速最低的园区是哪个？", "智能制造产业园", "海洋"),
        ("申报人才项目业务咨询找谁，电话多少？", "13800138000", "5550101"),
        ("临科〔2025〕9号里A类人才安家补贴多少？", "60万元", "办理类别"),
    ],
)
def test_words_are_read_as_what_they_are(assistant: Assistant, question: str, said: str, never: str) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused, answer.text
    assert said in answer.text
    assert never not in f"。{answer.text}"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("资料库里有哪些通知？", ["临科〔2025〕9号"]),
        ("科技局有几份通知？", ["临科〔2025〕9号"]),
        ("2025年6月有哪些函？", ["临科函〔2025〕63号"]),
    ],
)
def test_the_list_of_papers_is_of_those_asked_for(assistant: Assistant, question: str, said: list[str]) -> None:
    answer = assistant.ask(Question(question))
    assert [one for one in said if one not in answer.text] == [], answer.text
    assert "临工信" not in answer.text


@pytest.mark.parametrize("question", ["对通过认定的市级月球基地一次性补助多少？", "飞艇研究项目一次性补助多少？"])
def test_a_thing_that_no_paper_knows_is_not_told_by_another(assistant: Assistant, question: str) -> None:
    assert assistant.ask(Question(question)).refused


@pytest.mark.parametrize("question", ["3家", "1", "2024年？"])
def test_a_number_alone_asks_nothing(assistant: Assistant, question: str) -> None:
    with pytest.raises(InputError, match="问题太短"):
        assistant.ask(Question(question))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("最新的函是哪份？", "临科函〔2025〕63号"),
        ("2025年3月有哪些函？", "资料库中没有这样的函。"),
        ("财政局有几份文件？", "资料库中没有这样的文件。"),
    ],
)
def test_papers_are_listed_or_there_are_none(assistant: Assistant, question: str, said: str) -> None:
    assert said in assistant.ask(Question(question)).text


@pytest.mark.parametrize("question", ["联系人", "电话多少"])
def test_a_field_is_asked_of_the_paper_spoken_of(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Question(question, ("63号函什么时候发的？", "有没有抄送？")))
    assert "许知遥" in answer.text
    assert "方砚秋" not in answer.text


@pytest.mark.parametrize("question", ["财政局有几份文件？", "2025年3月有哪些函？", "哪些文件作废了？"])
def test_no_papers_are_listed_that_are_not_asked_for(assistant: Assistant, question: str) -> None:
    assert "共3份" not in assistant.ask(Question(question)).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("中试券最高抵多少", "20万元"),
        ("2024年发放了多少民营企业贷款，其中哪一年发的？", "8.6亿元"),
        ("电话呢？", "5550101"),
    ],
)
def test_a_question_of_its_own_is_no_follow_up(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(Question(question, ("临科函〔2025〕63号答复的是谁？",)))
    assert said in answer.text
    assert "沈牧舟" not in answer.text
