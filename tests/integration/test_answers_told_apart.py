"""Questions of the shelf of an invented city that lives by its reeds: what holds of a neighbour, another level, another
day or another thing counted is no answer; papers are found by what their frames say, parts by their place, rows by
their number, unit or name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from tests.support.asking import ask, assistant_of

FIRST = """芦汀市科学技术局关于市政协七届二次会议第0318号提案答复的函
芦科函〔2024〕31号

凌霜、乔木生委员：

您们提出的《关于扶持苇编作坊的提案》收悉，经商市财政局、市文旅局，现答复如下：

一、作坊现状

截至2024年6月底，芦汀市登记苇编作坊214家，其中市级示范作坊

（B类）

36家，带动编工1900人。首次登记的作坊每家最高补助2万元。

二、下一步安排

我局将建成苇编中试车间，力争2025年服务作坊90家。

联系人：江离，电话：5530127

公开方式：依申请公开

芦汀市科学技术局
2024年8月6日
"""
SECOND = """芦汀市科学技术局关于市政协七届三次会议第0402号提案答复的函
芦科函〔2025〕12号

石菖蒲委员：

您提出的《关于做大苇浆产业的提案》收悉，现答复如下：

一、作坊现状

截至2025年6月底，全市登记苇编作坊268家，带动编工2300人。首次登记的作坊每家最高补助3万元。2024年共兑付作坊补助412万元。

二、车间建设

依托芦汀苇艺研究所建设的苇编中试车间，累计承接试样63批，与9家作坊共建试样室。依托北荡纸业公司建设的苇浆中试车间，累计承接试样41批，取得造纸许可2张。

联系人：白芷，电话：5530135

公开方式：主动公开

芦汀市科学技术局
2025年8月11日
"""
PLAN = """芦汀市苇业“十四五”规划
（2021年10月）

一、现状

2020年，全市收割芦苇18万亩，建有国家级苇业园区1个。邻近的雁洲市苇编产值已达7亿元。

二、目标

专栏1-1 “十四五”时期苇业主要指标
序号	指标	2020年	2025年	责任部门
1	苇编产值（亿元）	2.6	6	市工信局
2	机械收割比例（%）	31	70	市农业局
3	登记苇编作坊数量（家）	140	300	市科技局
4	苇浆回收率（%）	55	82	市工信局

三、重点工程

专栏2-1 苇业重点工程
1.荡区机耕道工程：硬化机耕道。
2.苇种改良工程：选育矮秆苇种。
3.苇艺传习工程：开办传习所。

四、苇艺人才

（一）传习所建设。开办传习所。
（二）编工评级。评定编工等级。
（三）学徒补贴。补贴学徒。
"""
RULES = """芦汀市苇编券管理办法

第一章 总则

第一条 本办法所称苇编券，是指由市财政发放、用于购买苇编检测服务的电子凭证。

第二章 使用范围

第二条 下列事项不予支持：食宿费用；办公用品；已获其他资金资助的检测；会费年费。

第三条 对持券作坊的评价内容包括诚信、质量、产量、带徒四个方面。

第三章 附则

第四条 本办法自2024年3月1日起施行，有效期3年。
"""
PAGE = """2025年5月9日 星期五
责编：顾北苇 美编：沈汀兰

苇编车间里的新手艺

本报讯 记者林疏桐

“样品一天就能出来。”芦汀苇艺研究所所长杜衡说，车间的新机器用了半年。
"""
POINTS = """芦汀市科学技术局2025年工作要点
（2025年2月）

一、实施苇种提质行动

选育矮秆苇种，年内推广2万亩。（牵头单位：市种苗站；配合单位：市农业局）

二、实施车间扩能行动

扩建苇编中试车间。（牵头单位：芦汀苇艺研究所）

三、实施作坊升级行动

新增示范作坊20家。
"""
PAPERS = {
    "提案答复甲": FIRST,
    "提案答复乙": SECOND,
    "规划": PLAN,
    "办法": RULES,
    "报纸": PAGE,
    "要点": POINTS,
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_of(PAPERS, tmp_path_factory) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        # frames
        ("芦科函〔2024〕31号的办理类别是哪一类？", ["B类"]),
        ("芦科函〔2025〕12号落款在哪一天？", ["2025年8月11日"]),
        ("哪份复函的公开方式是依申请公开？", ["芦科函〔2024〕31号"]),
        ("哪份答复件是B类的？", ["芦科函〔2024〕31号"]),
        ("石菖蒲委员提的那件提案编号是多少，用哪个文号答复的？", ["0402", "芦科函〔2025〕12号"]),
        ("芦汀市苇业“十四五”规划封面署的是几年几月？", ["2021年10月"]),
        ("登载苇编车间报道的那一版，责编和美编各是谁？", ["顾北苇", "沈汀兰"]),
        ("芦汀苇艺研究所的所长是谁？", ["杜衡"]),
        # parts
        ("芦汀市苇业规划最后一章的标题是什么，一共几章？", ["苇艺人才"]),
        ("芦汀市苇编券管理办法各章的标题是什么？", ["总则", "使用范围", "附则"]),
        ("芦汀市苇业规划“苇艺人才”那一章由哪几节组成？", ["传习所建设", "编工评级", "学徒补贴"]),
        ("专栏2-1列了哪些工程？", ["荡区机耕道工程", "苇种改良工程", "苇艺传习工程"]),
        ("专栏2-1列了几项工程，最后一项是什么？", ["苇艺传习工程"]),
        ("2025年工作要点安排了哪三大行动？", ["苇种提质行动", "车间扩能行动", "作坊升级行动"]),
        # tables
        ("专栏1-1第2项、第4项分别是什么指标？", ["机械收割比例", "苇浆回收率"]),
        ("专栏1-1的指标里，以百分比计的有哪几项？", ["机械收割比例", "苇浆回收率"]),
        ("登记苇编作坊数量在指标表中由哪个部门负责，2025年目标几家？", ["市科技局", "300家"]),
        ("专栏1-1：苇编产值2020年值、2025年值。", ["2.6亿元", "6亿元"]),
        # sentences
        ("什么是苇编券？", ["购买苇编检测服务的电子凭证"]),
        ("哪些费用不能用苇编券？", ["食宿费用", "办公用品", "会费年费"]),
        ("持券作坊的评价看哪四个方面？", ["诚信", "质量", "产量", "带徒"]),
        ("《芦汀市苇编券管理办法》何时起施行，管几年？", ["2024年3月1日", "3年"]),
        ("选育矮秆苇种这项任务由哪个单位牵头？", ["市种苗站"]),
        ("首次登记的作坊每家最高补助多少？", ["2万元", "3万元"]),
        ("登记苇编作坊有多少家，各文件的数字一样吗？", ["214家", "268家"]),
        ("苇编中试车间累计承接试样多少批，与多少家作坊共建试样室？", ["63批", "9家"]),
        ("市级示范作坊有多少家？", ["36家"]),  # the stamp stood in the midst of the sentence
    ],
)
def test_is_answered(assistant: Assistant, question: str, holds: list[str]) -> None:
    answer = ask(assistant, question)
    assert not answer.refused
    assert [words for words in holds if words not in answer.text] == []


@pytest.mark.parametrize(
    "question",
    [
        "截至2025年6月底雁洲市有多少家登记苇编作坊？",  # a neighbour
        "省级苇业园区有几个？",  # another level
        "苇编中试车间2025年实际服务了多少家作坊？",  # a hope
        "到2024年底芦汀市登记苇编作坊有多少家？",  # another month than is told
        "苇编中试车间取得了几张造纸许可？",  # another workshop's
        "芦汀市苇编券管理办法的联系人是谁？",  # another paper's
        "36家市级示范作坊分别叫什么名字？",  # that there are 36 is no name
        "2023年机械收割比例是多少？",  # a year without a column
    ],
)
def test_is_refused(assistant: Assistant, question: str) -> None:
    assert ask(assistant, question).refused


def test_what_was_paid_in_all_is_no_ceiling(assistant: Assistant) -> None:
    assert "412" not in ask(assistant, "首次登记的作坊每家最高补助多少？").text


def test_a_follow_up_that_names_nothing_leans_on_the_question_before(assistant: Assistant) -> None:
    answer = ask(assistant, "到2025年呢，要做到多少？", "规划里2020年机械收割比例是多少？")
    assert "70%" in answer.text
