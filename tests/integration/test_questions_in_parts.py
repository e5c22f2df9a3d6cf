"""Questions of several parts, each of which asks something of its own; and what must not be told for an answer: a count
where names are asked, another thing of the same level, a report's year for a later one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from tests.support.asking import ask, assistant_of

RULES = """澄洲市科学技术局 澄洲市财政局

澄科规〔2024〕5号

澄洲市科技贷款风险分担办法

第一章 总则

第一条 为规范科技贷款风险分担，制定本办法。

第二章 标准

第二条 对单一银行的年度补偿总额不超过其科技贷款余额的4%，且不超过700万元。

第三条 对首次认定的科技领军企业，奖励40万元；重新认定的，奖励15万元；从市外迁入的，奖励60万元。

第四条 对新认定的省级、市级研究开发机构，分别奖励90万元、35万元。

第五条 对专利质押发生的评估费用，按40%给予补助；引进评估机构2家，评估时间由平均21天缩短到9天。

第六条 对科技企业的担保费率由1.6%降至1.1%，其中单户300万元及以下的按0.7%收取。

第七条 采棉机尚不具备大面积推广条件，不纳入补助。

第三章 附则

第八条 本办法自2024年3月1日起施行，有效期至2027年2月28日。
"""
REPORT = """澄洲市科学技术局

澄科〔2025〕8号

澄洲市2024年度科技创新情况通报

一、企业

年末全市有科技领军企业64家，净增11家。经认定的第二批省级制造业创新平台共5家，分布在装备、纺织领域。

二、科普

澄洲科学馆位于石榴街道，2023年10月1日正式开馆。馆内实行预约参观，每周二闭馆。按照2022年《澄洲市政府工作报告》的要求推进科学馆扩建。全市科普经费920万元。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_of({"办法": RULES, "通报": REPORT}, tmp_path_factory) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("对一家银行一年最多补偿多少？", ["4%", "700万元"]),
        ("首次认定科技领军企业奖励多少？重新认定呢？市外迁入的呢？", ["40万元", "15万元", "60万元"]),
        ("专利质押的评估费补助多少？评估要等多久？", ["40%", "9天"]),
        ("科学馆哪天闭馆，是哪天开馆的？", ["周二", "2023年10月1日"]),
        ("科学馆星期几闭馆？", ["周二"]),
        ("2024年末科技领军企业有多少家？", ["64家"]),
        ("办法的有效期到哪一年？", ["2027年"]),
        ("对300万以内的科技企业按多少收保费？", ["0.7%"]),
        ("采棉机能大面积推广吗？", ["不具备"]),
    ],
)
def test_each_part_is_told(assistant: Assistant, question: str, said: list[str]) -> None:
    answer = ask(assistant, question)
    assert not answer.refused, answer.text
    assert [one for one in said if one not in answer.text] == [], answer.text


@pytest.mark.parametrize(
    "question",
    [
        "第二批5家省级制造业创新平台分别叫什么名字？",
        "省级科普教育示范县奖励多少万元？",
        "2025年末全市科技领军企业有多少家？",
        "办法到期以后延期到哪一年？",
        "松园县的科普经费有多少？",
    ],
)
def test_what_is_not_held_is_refused(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.refused, answer.text


def test_the_day_of_a_report_is_no_day_of_what_it_speaks_of(assistant: Assistant) -> None:
    answer = ask(assistant, "科学馆哪一年扩建？")
    assert answer.refused or "2022" not in answer.text, answer.text


def test_a_known_city_is_not_told_of_by_another(assistant: Assistant) -> None:
    assert ask(assistant, "苏州市2024年科普经费是多少？").refused
