"""What is asked in everyday words is answered from what papers write, and a near miss in the same words is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.asking import asking

LETTER = """汐科函〔2025〕31号

汐浦市科学技术局关于市政协九届四次会议第0231号提案的答复函

民建汐浦市委会：

贵委提出的《关于让海藻成果走出实验室的提案》收悉。现答复如下：

一、分担早期投资风险

市海藻种子基金单个项目最高允许全部损失，基金整体容亏率不超过35%，对勤勉尽责的人员不追责。

二、盘活闲置厂房

2024年共有7处闲置老旧厂房改造为海藻中试车间，改造费用由市财政补助30%，单处最高200万元。

三、留住企业

享受补助的企业须承诺五年内不迁出本市，违反承诺的，应当退回全部补助资金。

潮石区海藻研究院现有科研人员58人。
"""
PLAN = """汐浦市海藻产业“十四五”规划

一、发展目标

到2025年，市海藻种子基金规模达到2亿元，海藻研究院科研人员达到90人，建成中试车间10个。

二、简化手续

对申请材料不齐但主要材料齐备的事项，推行容缺受理。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    with asking({"汐科函〔2025〕31号": LETTER, "海藻规划": PLAN}, tmp_path_factory) as asked:
        yield asked


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("种子基金投的钱打了水漂，整只基金能亏到几成？", ["35%"]),
        ("没人用的旧厂子改成试产车间，公家掏几成的钱？", ["30%"]),
        ("拿了市里的钱，没满五年就把厂子搬走，会怎样？", ["退回"]),
        ("海藻种子基金，31号函说整体容亏率最高多少？规划要求2025年规模达到多少？", ["35%", "2亿元"]),
        ("海藻研究院的科研人员，31号函和规划分别写了多少人？", ["58人", "90人"]),
    ],
)
def test_is_answered(ask: Callable[..., str], question: str, holds: list[str]) -> None:
    said = ask(question)
    assert [words for words in holds if words not in said] == [], said


@pytest.mark.parametrize(
    "question",
    [
        "汐浦海洋大学有多少科研人员？",  # a body that nobody names
        "2026年改造了几处旧厂子？",  # a year of which nothing is said
        "第二海藻种子基金的容亏率是多少？",  # another fund
        "海藻研究院的院长是谁？",  # nobody is named
        "31号函说种子基金给律师掏多少钱？",  # a payment that is not made
    ],
)
def test_a_near_miss_is_refused(ask: Callable[..., str], question: str) -> None:
    assert ask(question) == ""
