"""What an official can sign under: lists that are not cut short, values that differ only where they count alike, names
that no dictionary has, refusals that show no amount paid for something else, each question of several answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.schema import Question

NOTICE = """浔川市科学技术局

浔科发〔2025〕16号

关于组织2025年度“浔才引航”创业项目申报工作的通知

各有关单位：

现启动2025年度“浔才引航”创业项目（下称“项目”）申报，有关事项通知如下。

一、项目类别与资助标准

（一）创业类。分为A、B、C三档，分别给予160万元、90万元、40万元启动经费。其中A档不超过4个、B档不超过11个、C档不超过26个。

二、申报条件

（一）基本条件。实缴资本不少于80万元，其中申报A档的不少于240万元。

（二）不予受理情形。有下列情形之一的，不予受理：

1.已入选省级同类项目的；

2.近3年有严重失信记录的。

三、申报程序

（一）网上填报。申报人登录“浔才云”系统填报，时间为2025年3月10日9时至4月18日17时，逾期系统自动关闭。

（二）政策宣讲。安排宣讲会3场：3月12日在浔东区人才楼，3月14日在藕湖新区会展楼，3月18日在桑坪县政务厅，均不需要报名。

四、联系方式

政策咨询：人才科，柳承泽，77120345
纸质材料寄送地址：浔川市浔东区堤口路56号409室

浔川市科学技术局
2025年3月3日
"""
MEASURES = """浔川市科技信用贷款风险分担办法

浔科规〔2024〕3号

第一条 本办法所称科惠券，是由市级财政出资，向科技型企业免费发放，用于抵减检测费用的电子凭证。

第二条 合作银行的贷款逾期超过60日且已起诉的，可以申请分担。

第三条 风险分担按照下列标准执行：

（一）信用贷款，分担本金损失的45%；

（二）股权质押贷款，分担本金损失的55%。

第四条 科惠券支持的服务限于以下三类：

（一）检验检测，包括产品性能测试、材料成分分析、可靠性试验、环境模拟试验；

（二）研发设计，包括工艺开发、工业设计、集成电路流片、结构仿真；

（三）算力服务，包括智能算力租用、模型训练、工业仿真计算。

第五条 本办法自2024年6月1日起施行，有效期5年。

浔川市科学技术局
2024年5月8日
"""
SUMMARY = """浔川市科学技术局2024年工作总结和2025年工作打算

（2025年1月15日）

一、2024年主要指标完成情况

到2024年末，全市登记技术经理人302名。2024年苇芽科技获得市级资助60万元。全市共发放各类资助9.4亿元。

二、2025年工作打算

（一）力争市级中试平台达到9家以上。

（二）新建检测站3个。
"""
LETTER = """浔川市科学技术局

浔科函〔2024〕57号

浔川市科学技术局关于市政协七届三次会议第20240117号提案答复的函

于见山委员：

《关于壮大技术经理人队伍的提案》（第20240117号）收悉，现答复如下：

一、关于技术经理人

截至2024年8月底，全市登记在册技术经理人247名。2024年上半年举办技术经理人研修班3期，参训210人次。

二、关于人才安居

对符合条件的境外人才发放个人所得税补贴1287万元。

浔川市科学技术局

2024年9月12日
"""
LIST = """# 浔川市2025年技术攻关榜单

浔川市科学技术局 2025年5月20日

| 序号 | 榜单名称 | 发榜单位 | 总投入（万元） | 是否赛马 |
| --- | --- | --- | --- | --- |
| 1 | 高温陶瓷轴承 | 浔光精密股份有限公司 | 1450 | 是 |
| 2 | 山地播种机 | 丰屿农机有限公司 | 830 | 否 |
| 3 | 谷物损失监测仪 | 丰屿农机有限公司 | 520 | 否 |
| 4 | 深海密封材料 | 浔川海工集团有限公司 | 1980 | 是 |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("papers")
    papers = {"通知.txt": NOTICE, "办法.txt": MEASURES, "总结.txt": SUMMARY, "复函.txt": LETTER, "榜单.md": LIST}
    for name, text in papers.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("home")) as library:
        assert [result.status for result in library.ingest([folder])] == ["added"] * len(papers)
        yield Assistant(library)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("浔才引航创业类B档多少钱？", "分别给予160万元、90万元、40万元"),
        ("浔才引航B档有几个名额？", "B档不超过11个"),
        ("宣讲会在哪里开？", "桑坪县政务厅"),
        ("浔才引航申报截止时间", "4月18日17时"),
        ("已经入选省级项目的还能不能报浔才引航？", "不予受理"),
        ("纸质材料寄到哪里？", "纸质材料寄送地址：浔川市浔东区堤口路56号409室"),
        ("贷款逾期多久可以申请分担？", "超过60日"),
        ("信用贷款的分担比例是多少？", "45%"),
        ("科惠券到底是个什么东西？", "抵减检测费用的电子凭证"),
        ("浔科规〔2024〕3号哪年到期？", "有效期5年"),
        ("科惠券能买哪几类服务？", "（一）检验检测；（二）研发设计；（三）算力服务"),
        ("2025年工作打算有哪些？", "新建检测站3个"),
        ("苇芽科技获得多少资助？", "60万元"),
        ("丰屿农机发了哪几个榜？", "山地播种机、谷物损失监测仪"),
        ("哪几个榜是可以赛马的？", "高温陶瓷轴承、深海密封材料"),
        ("榜单里总投入最大的是哪一项，多少钱？", "深海密封材料，总投入为1980万元"),
    ],
)
def test_what_is_asked_is_told_whole(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused, answer.text
    assert said in answer.text


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("宣讲会在哪里开？", "77120345"),
        ("苇芽科技获得多少资助？", "9.4亿元"),
        ("浔才引航创业类A档多少钱？", "240万元"),
        ("科惠券能买哪几类服务？", "集成电路流片"),
    ],
)
def test_nothing_of_something_else_is_told(assistant: Assistant, question: str, never: str) -> None:
    assert never not in assistant.ask(Question(question)).text


def test_a_refusal_shows_no_amount_that_was_paid_for_something_else(assistant: Assistant) -> None:
    answer = assistant.ask(Question("高新技术企业认定补助多少？"))
    assert answer.refused
    assert "万元" not in answer.text


def test_what_shall_be_is_not_told_for_what_is(assistant: Assistant) -> None:
    answer = assistant.ask(Question("现在有几家市级中试平台？"))
    assert answer.refused or "9家" not in answer.text


def test_values_of_two_days_are_both_told_and_no_others(assistant: Assistant) -> None:
    text = assistant.ask(Question("技术经理人有多少人？")).text
    assert "247名" in text
    assert "302名" in text
    assert "210" not in text


@pytest.mark.parametrize(
    ("before", "asked", "said"),
    [
        (("浔才引航创业类A档多少钱？",), "B档呢？", "90万元"),
        (("信用贷款的分担比例是多少？",), "这个办法什么时候施行的？", "2024年6月1日"),
        (("浔才引航创业类A档多少钱？", "最多几个名额？"), "填报到什么时候截止？", "4月18日"),
    ],
)
def test_follow_ups_lean_on_their_subject_alone(
    assistant: Assistant, before: tuple[str, ...], asked: str, said: str
) -> None:
    assert said in assistant.ask(Question(asked, before)).text
