"""Kinds of questions that officials ask, over papers of an invented city: what is beside the question word binds, values
that differ are all told, tables are read by their cells, follow-ups change one word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.schema import Question

LETTER = """澜江市科学技术局

澜科函〔2024〕31号

澜江市科学技术局关于市政协九届三次会议第20240088号提案答复的函

周屿、何沐委员：

《关于壮大孵化载体的提案》（第20240088号）收悉，现答复如下：

一、关于壮大孵化载体的建议

全市共有市级以上孵化载体46家，其中国家级5家，比上年净增4家。2024年新增国家级孵化载体2家。载体入驻企业由“园长”统筹服务企业、对接资本等事项。

二、关于用好仪器设备的建议

6月启动仪器设备共享登记，9月底登记截止，共有21个单位登记。检测机时合同金额约830万元。

三、关于健全贷款分担的建议

对银行贷款损失，由风险资金池分担最高35%。推动学会服务站建设（已建18家），推动企业科协建设（已建77家）。

澜江市科学技术局

2024年7月9日

（联系人及电话：罗青，66120345）

公开方式：主动公开
"""
PLAN = """# 澜江市科技创新“十四五”规划

澜江市人民政府 2021年12月

## 一、发展基础

2020年，全市共有市级以上孵化载体41家，其中国家级3家。截至2020年，市级种子基金首期规模2亿元。

“十四五”期间新引进市级以上孵化载体30家。

## 二、重点任务

### （一）培育载体

支持石湾园、青竹园建设专业孵化载体。

| 序号 | 园区名称 | 主导领域 | 面积（亩） |
|---|---|---|---|
| 1 | 石湾园 | 新型储能 | 320 |
| 2 | 青竹园 | 精密机械 | 150 |
| 3 | 云岫园 | 新型储能 | 210 |

### （二）严格考核

由园区管委会每年考核孵化载体，连续两年不合格的摘牌。
"""
RULES = """澜江市养老服务补贴办法

第一条 为规范养老服务补贴，制定本办法。

第二条 独生子女赡养老人的，按照每月800元的标准补贴；非独生子女赡养老人的，按照每月400元的标准补贴。

第三条 本办法所称赡养人，是指负有赡养义务的成年子女。

第四条 申领补贴须经社区居民委员会同意，并提交户籍证明、赡养协议。
"""


LEDGER = """# 澜江市科技载体台账

| 项目 | 2025年3月 |
|---|---|
| 学会服务站（家） | 26 |
| 市级种子基金（支） | 4 |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "答复.txt").write_text(LETTER, encoding="utf-8")
    (folder / "规划.md").write_text(PLAN, encoding="utf-8")
    (folder / "办法.txt").write_text(RULES, encoding="utf-8")
    (folder / "台账.md").write_text(LEDGER, encoding="utf-8")
    with Library.open(folder / "home") as library:
        assert [result.status for result in library.ingest([folder])] == ["added"] * 4
        yield Assistant(library)


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        ("仪器设备共享登记什么时候截止？", ["9月底"], []),
        ("仪器设备共享登记什么时候启动？", ["6月"], []),
        ("企业科协建了多少家，学会服务站建了多少家？", ["77家", "18家"], []),
        ("澜江市有多少家市级以上孵化载体？", ["46家", "2020年，全市共有市级以上孵化载体41家", "不一致"], ["30家"]),
        ("目前全市有多少家市级以上孵化载体？", ["46家"], ["41家", "不一致"]),
        ("2024年答复时，全市有多少家市级以上孵化载体？", ["46家"], ["41家", "不一致"]),
        ("学会服务站建了多少家？", ["18家", "26家", "不一致"], []),
        ("主导领域是新型储能的园区有哪几个？", ["石湾园", "云岫园"], ["青竹园"]),
        ("哪个园区面积150亩？", ["青竹园"], ["石湾园"]),
        ("市里怎么考核孵化载体？", ["连续两年不合格"], []),
        ("办法里的赡养人是指谁？", ["成年子女"], ["第三条"]),
        ("银行借出去的钱收不回来，公家最多兜多少？", ["35%"], []),
        ("澜科函〔2024〕31号一共答复了哪几条建议？", ["壮大孵化载体", "用好仪器设备", "健全贷款分担"], []),
    ],
)
def test_the_asked_is_told(assistant: Assistant, question: str, said: list[str], not_said: list[str]) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused, answer.text
    assert all(words in answer.text for words in said), answer.text
    assert not any(words in answer.text for words in not_said), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "检测机时合同给补贴多少？",  # what a contract is worth is no subsidy
        "“园长”由谁担任？",  # what a 园长 does is not who it is
        "北川市有多少家市级以上孵化载体？",  # another city
        "澜江职业技术学院建了多少家学会服务站？",  # nobody of that name
        "2023年全市有多少家市级以上孵化载体？",  # a year between those that are known
        "孵化载体的管理费率是多少？",
    ],
)
def test_the_neighbour_of_an_answer_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Question(question))
    assert answer.refused, answer.text


def test_a_follow_up_changes_one_word(assistant: Assistant) -> None:
    history = ("独生子女赡养老人每月补贴标准是多少？",)
    answer = assistant.ask(Question("那非独生子女呢？", history))
    assert "400元" in answer.text
