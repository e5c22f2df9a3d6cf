"""Rows that are named by a code or a part of their name, the most and the least of a column, what a table does not
hold, and who sees to a measure of a plan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.schema import Question
from tests.support.asking import assistant_of

PLAN = """# 霖浦市智能制造提升行动方案（2023—2026年）

霖府办发〔2023〕17号

## 一、主要目标

到2026年，全市数字车间数量翻两番。具体指标见表1。

表1　主要指标

| 序号 | 指标 | 2022年基数 | 2024年目标 | 2026年目标 | 牵头单位 |
|---|---|---|---|---|---|
| 1 | 数字车间（个） | 15 | 30 | 60 | 市工业和信息化局 |
| 2 | 每万名工人拥有工业机器人数量（台） | 120 | 180 | 260 | 市统计局 |
| 3 | 绿色工厂（家） | 9 | 14 | 22 | 市生态环境局 |

## 二、重点任务

1.建设霖浦工业互联网平台。依托云桥软件园建设平台，2024年9月底前上线，接入设备1.2万台。（牵头单位：云桥软件园管委会；责任单位：市数据局、市工业和信息化局）

2.推广绿色工厂。对重点用能企业逐家诊断，每年改造不少于20家。（牵头单位：市生态环境局；责任单位：市财政局、各镇人民政府）

3.培养数字工匠。三年培训数字工匠3000人。（市人力资源社会保障局牵头，市总工会、市财政局配合）

4.发展工业设计。建成市级工业设计中心12家。（牵头单位：市生态环境局；责任单位：市商务局）

## 附件

表2　重点项目清单

| 编号 | 项目名称 | 建设地点 | 总投资（万元） | 完成时限 | 业主单位 |
|---|---|---|---|---|---|
| ZN-01 | 柔性轴承生产线 | 云桥软件园 | 5200 | 2025年6月 | 恒旋轴承有限公司 |
| ZN-02 | 陶瓷滤芯智能工厂 | 石埠工业园 | 8700 | 2026年3月 | 净澜陶瓷有限公司 |
| ZN-03 | 船用泵检测中心 | 石埠工业园 | 3100 | 2024年12月 | 潮生泵业有限公司 |
"""
REPORT = """# 霖浦市金融服务制造业情况的通报

霖金〔2024〕6号

## 一、信贷投放

截至2024年3月底，全市制造业贷款余额26.4亿元。各银行投放情况见表1。

表1　2024年3月末各银行技改贷款情况

| 银行 | 产品名称 | 在贷户数（户） | 贷款余额（万元） | 加权平均利率（%） |
|---|---|---|---|---|
| 霖浦农商银行 | 技改通 | 52 | 8800 | 4.10 |
| 建设银行霖浦支行 | 智造贷 | 41 | 9300 | 3.60 |
| 江岭银行霖浦支行 | 焕新贷 | 19 | 2700 | 4.35 |
| 合计 | — | 112 | 20800 | — |
"""
CALL = """# 霖浦市科技局关于申报2025年度科技计划项目的通知

霖科〔2024〕31号

## 一、专题安排

各专题安排见表1。

表1　专题安排

| 专题代码 | 专题名称 | 拟立项数 | 单项资助上限 | 自筹与财政资金比例 | 执行期 |
|---|---|---|---|---|---|
| A | 联合攻坚 | 6项 | 300万元 | 不低于2:1 | 3年 |
| B | 样机试制 | 24项 | 60万元 | 不低于1:1 | 2年 |

## 二、申报要求

B类项目须在执行期内交付样机不少于4台。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_of({"行动方案.md": PLAN, "通报.md": REPORT, "申报通知.md": CALL}, tmp_path_factory) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "said", "never"),
    [
        ("哪家银行贷款余额最多？利率最高的又是哪家？", ["建设银行", "9300", "江岭银行", "4.35"], "农商"),
        ("重点项目清单里投资最大的是哪个项目，建在哪里，业主是谁？", ["陶瓷滤芯", "8700", "石埠", "净澜"], "恒旋"),
        ("技改贷款户数最多的是哪家银行，几户？江岭银行呢", ["农商银行", "52", "江岭", "19"], "112"),
        ("重点项目里完成时限最早的是哪个？", ["船用泵检测中心", "2024年12月"], "ZN-01"),
        ("表1里哪个指标2026年目标正好是2022年基数的四倍？", ["数字车间", "60"], "绿色工厂"),
        ("ZN-03总投资多少、什么时候完成？", ["3100", "2024年12月"], "8700"),
        ("江岭银行的技改贷款产品叫什么，在贷几户、余额多少万？", ["焕新贷", "19户", "2700万元"], "建设银行"),
        ("建行和农商行的贷款余额各是多少？", ["9300万元", "8800万元"], "2700"),
        ("船用泵检测中心是哪家企业建的？", ["潮生泵业"], "3100"),
        ("工业机器人到2026年目标多少台？谁牵头", ["260台", "市统计局"], "180"),
        ("绿色工厂和数字车间，到2026年各是多少？", ["22家", "60个"], "260"),
        ("2025年B类一共立多少项，每项最多给多少钱，干几年？", ["24项", "60万元", "1:1", "2年"], "300"),
        ("A类执行期几年？", ["3年"], "2年"),
        ("B类项目至少要交付几台样机？", ["4台"], "60万元"),
    ],
)
def test_rows_are_found_however_they_are_named(
    assistant: Assistant, question: str, said: list[str], never: str
) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused, answer.text
    assert [one for one in said if one not in answer.text] == [], answer.text
    assert never not in answer.text, answer.text


@pytest.mark.parametrize(
    ("question", "said", "never"),
    [
        ("工业互联网平台建设谁牵头，责任单位有哪些？", ["云桥软件园管委会", "市数据局"], "财政局"),
        ("推广绿色工厂是财政局牵头的吗？", ["牵头单位：市生态环境局", "责任单位：市财政局"], "数据局"),
        ("数字工匠三年培训多少人，哪个部门牵的头？", ["3000人", "市人力资源社会保障局"], "生态环境局"),
        ("哪些任务是市生态环境局牵头的？", ["推广绿色工厂", "发展工业设计"], "数字工匠"),
        ("市总工会配合的是哪项任务？", ["培养数字工匠"], "工业设计"),
        ("发展工业设计归哪个部门管？", ["市生态环境局", "市商务局"], "财政局"),
    ],
)
def test_who_sees_to_a_measure_is_told_by_its_own_note(
    assistant: Assistant, question: str, said: list[str], never: str
) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused, answer.text
    assert [one for one in said if one not in answer.text] == [], answer.text
    assert never not in answer.text, answer.text


@pytest.mark.parametrize(
    "question",
    [
        "行动方案里2025年绿色工厂的目标是多少家？",  # between the years of the columns
        "江岭银行2023年3月末的贷款余额是多少？",  # another year than the line above says
        "船用泵检测中心现在完成了多少工程量？",  # what no column tells
        "陶瓷滤芯智能工厂实际完成投资多少？",
        "陶瓷滤芯智能工厂的监理单位是谁？",
        "“稳链贷”的利率是多少？",  # a row that is not there
        "D类的资助上限是多少？",
    ],
)
def test_what_a_table_does_not_hold_is_not_read_out_of_it(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(Question(question))
    assert answer.refused, answer.text
