"""Questions of notices, rules and newspaper pages of an invented city: preambles answer nothing, numbered sentences are
read, lists bear the name asked for, yes and no, and what none of them tells is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.asking import asking

NOTICE = """枫桥市农业农村局关于组织申报2024年度智慧农场项目的通知

枫农函〔2024〕12号

各县区农业农村局：

根据《枫桥市数字农业三年行动方案》，现就2024年度智慧农场项目申报事项通知如下：

一、支持标准

智慧大棚按设备投入的20%给予补助，最高60万元。同一主体同一年度只能申报一类。

二、申报程序

申报单位于2024年3月4日至3月29日登录“枫农通”填报。

三、材料要求

包括申报书、营业执照、设备发票清单。

枫桥市农业农村局
2024年2月20日
"""
RULES = """枫桥市村级档案员管理办法

第一条 市档案局负责本办法的组织实施。

第二条 村民委员会聘任档案员的，应当自聘任之日起20日内向乡镇备案。

第三条 本办法自2024年5月1日起施行。
"""
PAGE = """枫桥装上“智慧路灯”

2023年10月9日 第2版

截至今年9月，全市更换智慧路灯8600盏，市民满意度96.1%。

市城管局局长程以宁介绍，路灯系统接入报警、充电、广播三类功能。
"""
PLAN = """枫桥市林业发展“十四五”规划

一、同意市林业局与江口大学合建林木种质资源库2个；

二、主要任务

（一）实施增绿行动。造林3.2万亩。

（二）实施护林行动。建设防火道180公里，由市长任总召集人的联席会议每半年召开一次。

（三）实施兴林行动。发展油茶1.5万亩，保费由财政补贴70%。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Asks a question of a library of the four papers."""
    with asking(
        {"申报通知": NOTICE, "档案员管理办法": RULES, "报纸": PAGE, "林业规划": PLAN}, tmp_path_factory
    ) as asked:
        yield asked


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("智慧农场项目什么时候填报？", ["3月4日"]),
        ("申报智慧农场要交哪些材料？", ["申报书", "营业执照", "发票清单"]),
        ("智慧大棚最高能补多少？", ["60万元"]),
        ("档案员聘任后多少天内要备案？", ["20日内"]),
        ("市城管局局长叫什么？", ["程以宁"]),
        ("江口大学和市林业局合建了几个种质资源库？", ["2个"]),
        ("林业规划提出实施哪三大行动？", ["增绿行动", "护林行动", "兴林行动"]),
        ("油茶的保费财政补贴多少？", ["70%"]),
        ("智慧农场申报通知分哪几个部分？", ["支持标准", "申报程序", "材料要求"]),
    ],
)
def test_what_is_asked_is_told(ask: Callable[..., str], question: str, holds: list[str]) -> None:
    said = ask(question)
    assert all(words in said for words in holds), said


def test_a_follow_up_may_ask_of_another_year_without_saying_what_for(ask: Callable[..., str]) -> None:
    assert "60万元" in ask("最高能补多少？", "智慧大棚补助比例是多少？")


@pytest.mark.parametrize(
    "question",
    [
        "2022年市民对路灯的满意度是多少？",  # 今年 of a page of 2023
        "联席会议的总召集人叫什么名字？",  # who he is by office only
        "造林面积同比增长多少？",  # how much there is is not how much it grew
        "每立方米清淤补助多少元？",
        "第二村级档案员学校什么时候成立？",
    ],
)
def test_what_nobody_tells_is_refused(ask: Callable[..., str], question: str) -> None:
    assert ask(question) == ""
