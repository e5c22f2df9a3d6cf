"""Questions of a call for projects, rules and two letters of an invented city: what a sentence announces is told with
it, a table's columns are found by their units and their base year, the most and the least of a column, whose name is
asked for, and what tells of another year or of a wider thing is no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.asking import asking

CALL = """苇港市科学技术局关于申报2026年度市级专项的通知

苇科通〔2025〕8号

一、支持专题

专题	方向	拟支持数	单项最高资助	执行期
专题一	船用涂料	9项	180万元	3年
专题二	冷链装备	4项	260万元	2年
专题三	滩涂农业	15项	30万元	2年

二、申报材料

申报单位须提交以下材料：

1.项目任务书；

2.上年度审计报告；

3.诚信承诺书。

三、其他事项

专项管理领导小组组长由市长担任。评审专家组召集人由科技处确定。
"""
RULES = """苇港市众创空间管理办法

第一章 总则

第一条 本办法适用于本市众创空间的管理。

第二条 毕业团队应当至少符合下列条件中的一项：

（一）注册成立企业；

（二）获得投资100万元以上。

第三条 考核得分低于65分的为不合格。

第二章 变更程序

第四条 空间更名的，应当在20日内报告。

第五条 场地缩小的，按照下列程序办理：

（一）申请。运营单位提出申请；

（二）核查。市科技局派员核查；

（三）公告。结果公告5天。
"""
LETTER = """苇港市科学技术局关于市政协五届二次会议第20220311号提案答复的函

苇科函〔2022〕31号

张望舒委员：

您提出的关于培育科技企业的提案收悉，现答复如下：

一、培育情况

2021年3月，我局印发《苇港市雏鹰企业培育方案（2021—2023年）》。截至2021年底，全市高新技术企业达318家。截至2023年底，依托企业建设的候鸟观测站6个。

感谢您的关心。

苇港市科学技术局
2022年6月8日

公开方式：主动公开
"""
OTHER = """苇港市林业局关于市政协五届三次会议第20230107号提案答复的函

苇林函〔2023〕12号

陆远帆委员：

您提出的关于湿地保护的提案收悉，现答复如下：

一、巡护情况

2023年建成巡护步道42公里。建成芦苇加工中试基地（东岸镇）、候鸟科普基地（西岸镇）。其中芦苇加工中试基地总投资2.6亿元。

提出“一张名录、一套标准、一支队伍”的保护思路。23年秋季自然大学开了12个班。

为支持渔家乐经营，我市采取了以下举措。一是简化登记，办理时限由9天压减至3天；二是给予修缮补助，每户最高2万元；三是开展结对指导，由潮汐学院、海风酒店分别派人到户。

2022年投放智能监测终端85台，从苇港到观鸟屋缩短到15分钟。

感谢您的关心。

苇港市林业局
2023年5月30日

公开方式：依申请公开
"""
PLAN = """苇港市海洋产业“十四五”规划

一、主要指标

专栏1 主要指标
指标	2020年	2025年	牵头部门
海洋产业增加值（亿元）	96	180	市发展改革局
省级海洋实验室（家）	2	7	市科技局

二、重大项目

项目	建设单位	总投资（亿元）
深水养殖基地	渔港集团	3.6
船舶检测中心	苇港学院	12.8
潮间带观测网	市海洋局	1,040.5
合计		1,056.9
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Asks a question of a library of the five papers."""
    papers = {"申报通知": CALL, "众创空间办法": RULES, "科技局复函": LETTER, "林业局复函": OTHER, "海洋规划": PLAN}
    with asking(papers, tmp_path_factory) as asked:
        yield asked


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("申报市级专项要准备哪些材料？", ["任务书", "审计报告", "承诺书"]),
        ("众创空间的毕业团队满足什么条件就算数？", ["注册成立企业", "100万元"]),
        ("众创空间办法的变更程序有哪几条？", ["20日内报告", "申请、核查、公告"]),
        ("众创空间考核多少分以下算不合格？", ["65分"]),
        ("专题二拟支持几项、单项最高资助多少？", ["4项", "260万元"]),
        ("专题三准备支持几个、每个最多给多少？", ["15项", "30万元"]),
        ("这些专题里哪个执行期是3年？", ["专题一"]),
        ("海洋产业增加值的基数和2025年目标值？", ["96", "180"]),
        ("海洋规划的重大项目里总投资最大的是哪个？", ["潮间带观测网", "1,040.5亿元"]),
        ("海洋规划的重大项目里总投资最小的是哪个？", ["深水养殖基地", "3.6亿元"]),
        ("专项管理领导小组组长是谁？", ["市长"]),
        ("23年那封函说监测终端投放了多少台？", ["85台"]),
        ("湿地保护的“三个一”思路是什么？", ["一张名录、一套标准、一支队伍"]),
        ("23年自然大学秋季开了几个班？", ["12个班"]),
        ("采取了哪些举措支持渔家乐经营？", ["简化登记", "修缮补助", "结对指导"]),
        ("从苇港去观鸟屋路上要多久？", ["15分钟"]),
        ("芦苇加工中试基地总投资多少？", ["2.6亿元"]),
        ("林业局那份提案答复是主动公开的吗？", ["依申请公开"]),
    ],
)
def test_is_answered(ask: Callable[..., str], question: str, holds: list[str]) -> None:
    answer = ask(question)
    assert all(piece in answer for piece in holds), answer


def test_what_one_item_tells_is_told_without_the_others(ask: Callable[..., str]) -> None:
    answer = ask("哪几家单位结对指导渔家乐派人到户？")
    assert "潮汐学院" in answer
    assert "海风酒店" in answer
    assert "修缮补助" not in answer


@pytest.mark.parametrize(
    "question",
    [
        "2023年底全市高新技术企业有多少家？",  # 截至2021年底, though a plan until 2023 stands before it
        "专项管理领导小组组长叫什么名字？",  # an office is no name
        "评审专家组召集人是谁？",
        "候鸟科普中试基地总投资多少？",  # another 中试基地
    ],
)
def test_is_refused(ask: Callable[..., str], question: str) -> None:
    assert ask(question) == "", ask(question)
