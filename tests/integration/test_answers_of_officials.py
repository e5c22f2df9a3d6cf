"""Questions as people who did not write the papers put them: a paper meant by its title or cited inside another, years
that only a title names, tables with classes and choices, enumerations, other words for the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.asking import asking

LETTER = """枫桥市民政局

枫民函〔2023〕19号

枫桥市民政局关于市政协五届二次会议第20230071号提案答复的函

秦若溪、卢建安等委员：

你们提出的《关于发展社区助餐的提案》收悉。该提案由我局主办，市商务局、市财政局会办。经综合会办单位意见，现答复如下：

一、工作情况

根据《枫桥市助餐服务办法》（枫民发〔2022〕6号），我局于2022年4月联合市财政局印发了补贴细则。全市建成社区助餐点64个，登记志愿者812人，其中取得营养师证书的23名。

助餐点运营存在三个困难：一是场地难找，老旧小区缺少底层用房；二是客流不稳，周末用餐人数只有平日的一半；三是送餐人手不足。

二、下一步打算

（一）扩大助餐网络。把闲置校舍改造为助餐点，每个补助不超过8万元。

（二）稳定运营。原估算每年补贴300万元，现调整为420万元。

（三）强化监督。每季度检查一次，检查发现的重大问题30日内办结。

枫桥市民政局

2023年6月8日

（联系人：顾小满，联系电话：5580213）

公开方式：主动公开
"""
HOLIDAYS = """枫桥市2022年博物馆开放安排

各县区：

现将2022年春节、国庆节开放安排通知如下。

一、春节：1月31日至2月6日开放，共7天。

二、国庆节：10月1日至5日开放，共5天。
"""
PLAN = """枫桥市海绵城市建设“十四五”规划

一、基本思路

2020年，全市海绵设施达标面积占比21%。要打造成雨水收集中心、再生利用中心、科普展示中心。

专栏1 主要指标
类别	指标	单位	2020年	2025年	属性	牵头单位
水生态	海绵设施达标面积占比	%	21	50	约束性	市住房城乡建设局
水生态	河道生态岸线比例	%	48	70	预期性	市水务局
水资源	再生水利用率	%	12	30	约束性	市水务局

二、基本原则

1.生态优先。保护自然水系。

2.因地制宜。分区施策。

3.政府引导。吸引社会资本。

三、重点任务

建设第二雨水泵站，总投资1.2亿元。
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Asks a question of a library of the three papers."""
    with asking({"枫民函〔2023〕19号": LETTER, "开放安排": HOLIDAYS, "海绵城市规划": PLAN}, tmp_path_factory) as asked:
        yield asked


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("枫民函〔2023〕19号由哪些单位会办？", ["市商务局", "市财政局"]),
        ("枫民发〔2022〕6号的补贴细则是什么时候印发的？", ["2022年4月"]),
        ("2022年春节开放几天？", ["7天"]),
        ("助餐点运营存在哪些困难？", ["场地难找", "客流不稳", "人手不足"]),
        ("取得营养师证书的志愿者有几个？", ["23名"]),
        ("助餐点每年到底补贴多少钱？", ["420万元"]),
        ("海绵规划要打造成哪三大中心？", ["雨水收集中心", "再生利用中心", "科普展示中心"]),
        ("海绵城市规划的三条基本原则是什么？", ["生态优先", "因地制宜", "政府引导"]),
        ("海绵规划第二部分有哪几条？", ["生态优先", "因地制宜"]),
        ("河道生态岸线比例2025年目标是多少？", ["70%"]),
        ("河道生态岸线比例的基期和目标各是多少？", ["2020年48%", "2025年70%"]),
        ("河道生态岸线比例由哪个部门牵头？", ["市水务局"]),
        ("再生水利用率是约束性还是预期性指标？", ["约束性"]),
        ("专栏1里水生态类的指标有哪些？", ["海绵设施达标面积占比", "河道生态岸线比例"]),
        ("专栏1一共有几项指标，市水务局负责几项？", ["3项", "2项"]),
    ],
)
def test_what_is_asked_is_told(ask: Callable[..., str], question: str, holds: list[str]) -> None:
    said = ask(question)
    assert all(words in said for words in holds), said


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("空着的学校改成吃饭的地方，政府一个最多补多少？", "8万元"),
        ("检查出大毛病多长时间得办完？", "30日内"),
    ],
)
def test_the_same_thing_in_other_words(ask: Callable[..., str], question: str, holds: str) -> None:
    assert holds in ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "第三雨水泵站总投资多少？",  # another one
        "枫桥市“十五五”海绵设施达标面积占比要达到多少？",  # a plan that nobody speaks of
        "枫民发〔2022〕6号的联系人是谁？",  # cited, not held: nobody tells
        "助餐点哪一天全部建成？",
        "志愿者的报名条件是什么？",
        "社区助餐点的主任叫什么？",
        "19号函第四部分的建议是怎么答复的？",  # it has two
        "海绵规划第九章讲了什么？",
    ],
)
def test_what_nobody_tells_is_refused(ask: Callable[..., str], question: str) -> None:
    assert ask(question) == ""
