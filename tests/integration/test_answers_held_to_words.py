"""Questions of the shelf of an invented city that lives by its vines: what a question names is held to: its parts, the
papers it sets beside each other, a place, a year, a row's number, the paper it means; words typed by their sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from tests.support.asking import ask, assistant_of

FIRST = """藤屿市科学技术局关于市政协五届二次会议第0127号提案答复的函
藤科函〔2023〕19号

柳青禾委员：

您提出的《关于做强藤编产业的提案》收悉，现答复如下：

一、关于搭建平台的建议

我市以市藤艺研究院为依托建设“1+3”创新平台。我市于2019年设立藤编信贷风险补偿资金池，首期规模3000万元，2022年扩大至5000万元，合作银行4家。

二、关于引育人才的建议

藤屿藤艺研究院现有科研人员58人。全市人才公寓共筹集620套，其中望藤高新区210套。推动南藤公司与香港藤艺学院联合攻关，获得香港政府资助90万元。

联系人：苏木，电话：5510233

公开方式：主动公开

藤屿市科学技术局
2023年8月9日
"""
SUMMARY = """藤屿市科学技术局2024年工作总结和2025年工作计划

一、2024年工作情况

（一）平台建设。认定首批藤材中试车间2家，10月又认定第二批藤材中试车间3家。全市规上藤企研发机构覆盖率为51%。

（二）科研队伍。藤屿藤艺研究院科研人员增至83人。新引进藤编创作团队6个，全市藤编创作团队共21个。

（三）藤编大赛。第三届“藤光杯”大赛设一等奖1名、奖金20万元，二等奖2名、奖金各10万元，三等奖3名、奖金各5万元。

二、2025年工作计划

推动市藤艺研究院从“1+3”向“1+N”拓展。

藤屿市科学技术局
2025年1月8日
"""
PLAN = """藤屿市藤业“十四五”规划
（2021年9月）

一、发展基础

我市藤业仍存在三方面问题：一是原藤供给不足；二是设计人才短缺；三是检测能力薄弱。

二、目标

专栏1-1 “十四五”时期藤业主要指标
序号	指标	2020年	2025年	责任部门
1	藤编产值（亿元）	3.1	8	市工信局
2	登记藤编作坊数量（家）	95	240	市科技局
3	藤材检测覆盖率（%）	22	60	市市场监管局

三、空间布局

（一）与榕州深度合作

1.共建藤材市场
2.共办藤艺展会

（二）藤谷产业园。重点发展藤家具。

（三）检测中心。市藤材检测中心规划建设面积4600平方米。
"""
NOTICE = """关于组织申报2025年度藤编揭榜项目的通知
藤科〔2025〕14号

各有关单位：

现就组织申报2025年度藤编揭榜项目有关事项通知如下：

一、申报条件

企业牵头申报的，2024年度研发费用占营业收入比重不低于4%，自筹资金与财政资助的比例不低于3∶1。

二、申报时间

网上填报时间为2025年3月3日9:00至2025年4月11日17:30，逾期系统自动关闭。

三、立项

评审后公示拟立项名单，公示期7个工作日。

附件：1.2025年度藤编揭榜榜单
2.项目申报书（格式）
3.科研诚信承诺书

藤屿市科学技术局
2025年2月20日
"""
RULES = """藤屿市藤编券管理办法

第一章 总则

第一条 藤编券用于购买藤材检测、设计服务。

第二章 使用

第二条 设计服务按不超过30%抵扣，藤材检测服务按不超过50%抵扣。

第三条 藤编券自发放之日起有效期为6个月，逾期未使用的自动作废。企业每年度申领藤编券额度最高8万元。
"""
PAPERS = {"答复": FIRST, "总结": SUMMARY, "规划": PLAN, "通知": NOTICE, "办法": RULES}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_of(PAPERS, tmp_path_factory) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2025年度藤编揭榜项目申报通知有哪几个附件？", ("榜单", "申报书", "承诺书")),
        ("藤编揭榜项目申报通知的附件2是什么？", ("项目申报书",)),
        ("市藤艺研究院的创新平台到底叫“1+3”还是“1+N”？", ("1+3", "1+N", "19号", "总结")),
        ("藤编信贷风险补偿资金池的规模，2023年的答复里是多少？", ("3000万元", "5000万元")),
        ("藤屿藤艺研究院有多少科研人员？", ("58人", "83人")),
        ("全市藤编创作团队有多少个？", ("21个",)),
        ("第三届“藤光杯”大赛设哪些奖项，奖金各多少？", ("20万元", "10万元", "5万元")),
        ("专栏1-1第3项是什么指标，2020年和2025年的数各是多少？", ("藤材检测覆盖率", "22", "60")),
        ("规划提出与榕州深度合作的有哪几方面？", ("藤材市场", "藤艺展会")),
        ("企业牵头申报2025年度藤编揭榜项目，研发费用占营收最低要到多少？", ("4%",)),
        ("25年藤编揭榜项目网上填报到几号截止呀？", ("4月11日",)),
        ("一家公司一年顶多能领多少藤编券？", ("8万元",)),
    ],
)
def test_what_the_papers_say_is_told(assistant: Assistant, question: str, said: tuple[str, ...]) -> None:
    answer = ask(assistant, question)
    assert not answer.refused, answer.text
    assert [words for words in said if words not in answer.text] == [], answer.text


@pytest.mark.parametrize(
    ("before", "question", "said"),
    [
        ("首批藤材中试车间认定了几家？", "第二批呢？", "3家"),
        ("藤编券买设计服务能抵扣多少？", "那藤材检测服务呢？", "50%"),
    ],
)
def test_a_follow_up_asks_the_same_of_another(assistant: Assistant, before: str, question: str, said: str) -> None:
    answer = ask(assistant, question, before)
    assert said in answer.text
    assert not answer.refused


@pytest.mark.parametrize(
    "question",
    [
        "全市人才公寓里青沙新区有多少套？",  # of 望藤高新区 alone
        "南藤公司从澳门政府拿到了多少资助？",  # from 香港政府
        "藤谷产业园的规划面积是多少平方米？",  # of the 检测中心
        "2025年度藤编揭榜项目最终立项了多少个？",  # 7个工作日 are no projects
        "市科技局2021年答复政协提案的函里对藤艺人才怎么说？",  # the only letter is of 2023
    ],
)
def test_what_holds_of_another_is_refused(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert answer.refused, answer.text


def test_a_word_typed_by_its_sound_is_read_as_meant_and_the_user_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, "藤材捡测覆盖率2025年要到多少？")
    assert "60" in answer.text
    assert not answer.refused
    assert answer.warnings == ("“捡测”按“检测”理解。",)
    assert answer.question == "藤材捡测覆盖率2025年要到多少？"
