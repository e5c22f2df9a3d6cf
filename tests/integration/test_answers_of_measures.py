"""Questions of two cities' measures, a work report, a page of a newspaper, a reply and a plan, all of invented places:
who wrote and who gave a paper, which is older, parts by their headings, what holds in a case, lists behind a colon,
whom to call, and what two places do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from tests.support.asking import ask, assistant_of

CLOUD = """云溪市人民政府关于帮助小作坊渡过汛期的若干措施
云政发〔2024〕9号

各镇人民政府，市政府各部门、各直属单位：

为帮助沿河小作坊渡过汛期，制定以下措施。

一、减轻负担

汛期受淹的小作坊租用市属厂房的，免交七月份房租。政策性担保公司的担保费率降到0.8%以下。（对接部门：市工信局；联系人：沈青禾；联系电话：6600123）

染坊凭排水记录申请补贴，按水泵价格的40%给予补贴，单个染坊最高不超过6万元。对租用私人厂房的染坊，由镇里另行登记。

二、稳定用工

“汛期工”（雨季停工又不离岗的工人）占全厂三成以上的，发给稳岗补贴。

三、送货上门

汛期送货车辆分为以下三类：给镇上送粮油的车辆；给染坊送染料的车辆；往外地运布匹的车辆。

云溪市人民政府
2024年7月3日
"""
RIVER = """澜江市人民政府关于支持茶农抗旱保产的若干措施
澜政发〔2024〕15号

各县人民政府，市政府各部门：

一、减轻负担

租用市属茶厂的合作社，今年三季度房租减半收取。

二、加强灌溉

新打抗旱井每口补助两万元。

澜江市人民政府
2024年8月20日
"""
REPORT = """2025年云溪市政府工作报告
——2025年1月16日在云溪市第六届人民代表大会第五次会议上
云溪市市长 石砚秋

各位代表：

现在，我代表市人民政府向大会报告工作。

一、2024年工作回顾

全年修复河堤四十二公里，发明专利拥有量310件，专利授权量5200件，发明专利授权量87件。

二、2025年重点工作

（一）修好堤坝守住安澜

年内修复险工段十一处。

（二）办好作坊兴旺百业

培育示范染坊二十家。

（三）铺好道路连通村镇

新建乡道六十公里。
"""
PAGE = """染坊里的年轻人
云溪晚报 2024年10月11日

一位年轻人回到河边重开染坊，用两亿元风险池里的贷款添了机器，风险池已撬动贷款11亿元。

镇上重点扶持靛蓝、茜红两种染料。

本报记者 柳听雨
本报记者 顾远帆 摄
"""
REPLY = """关于染坊用水建议的复函
云办函〔2005〕3号

白景行副主席：

您关于染坊用水的建议收悉，现函复如下：

一、关于推广循环水的情况。市里已有九家染坊用上循环水。

云溪市人民政府办公室
二〇〇五年四月七日
"""
PLAN = """云溪市河边新区规划

一、东岸新城

把东岸新城建成手工艺学习的地方。

二、南岸新城

把南岸新城建成布匹交易的地方。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    papers = {"云溪": CLOUD, "澜江": RIVER, "报告": REPORT, "报道": PAGE, "复函": REPLY, "规划": PLAN}
    with assistant_of(papers, tmp_path_factory) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("云政发〔2024〕9号主送哪些单位？", ["主送各镇人民政府，市政府各部门、各直属单位"]),
        ("染坊用水那封复函写给谁的，落款是哪天？", ["白景行副主席", "2005年4月7日"]),
        ("云溪那份政府工作报告是谁作的，哪一天，在什么会上？", ["石砚秋", "2025年1月16日", "第五次会议上"]),
        ("《染坊里的年轻人》的文字记者是谁？", ["柳听雨"]),
        ("《染坊里的年轻人》的图片是哪位记者拍的？", ["顾远帆"]),
        ("云政发〔2024〕9号和澜政发〔2024〕15号哪个发得更早？", ["从早到晚：云政发〔2024〕9号", "2024年8月20日"]),
        ("云溪市的若干措施正文有几大块，标题各是什么？", ["共3个部分", "稳定用工"]),
        ("云溪报告2025年重点工作一共列了三条，把小标题报一下", ["修好堤坝", "办好作坊", "铺好道路"]),
        ("2024年发明专利拥有量是多少件？当年发明专利授权量又是多少？", ["310件", "发明专利授权量87件"]),
        ("染坊按水泵价格给补贴，一个染坊最多补多少？", ["6万元"]),
        ("租用私人厂房的染坊怎么登记？", ["由镇里另行登记"]),
        ("汛期送货车辆分成了哪三类？", ["粮油", "染料", "布匹"]),
        ("汛期担保费率降到多少，联系谁？", ["沈青禾", "6600123"]),
        ("“汛期工”是什么意思？", ["雨季停工又不离岗"]),
        ("镇上重点扶持哪两种染料？", ["靛蓝", "茜红"]),
        ("两亿元风险池撬动的贷款有多少亿？", ["11亿元"]),
        ("有企业打电话来问，抗旱井每口补助多少？", ["两万元"]),
    ],
)
def test_is_answered(assistant: Assistant, question: str, holds: list[str]) -> None:
    answer = ask(assistant, question)
    assert not answer.refused
    assert [words for words in holds if words not in answer.text] == []


def test_the_photographer_is_not_the_writer(assistant: Assistant) -> None:
    assert "顾远帆" not in ask(assistant, "《染坊里的年轻人》的文字记者是谁？").text


def test_bodies_are_not_counted_as_people_are(assistant: Assistant) -> None:
    assert "位）" not in ask(assistant, "云政发〔2024〕9号主送哪些单位？").text


def test_two_places_are_set_beside_each_other(assistant: Assistant) -> None:
    answer = ask(assistant, "租市属厂房，云溪和澜江各怎么减房租？")
    assert "云溪：" in answer.text
    assert "澜江：" in answer.text
    assert "免交七月份房租" in answer.text
    assert "减半" in answer.text


def test_a_follow_up_exchanges_the_name_that_ends_alike(assistant: Assistant) -> None:
    answer = ask(assistant, "那南岸新城呢？", "规划要把东岸新城建成什么地方？")
    assert "布匹交易" in answer.text
    assert "手工艺" not in answer.text


def test_what_held_before_a_change_is_not_told_by_what_holds_now(assistant: Assistant) -> None:
    assert ask(assistant, "担保费率调整前是多少？").refused
