"""Questions that a shelf of papers on one matter makes hard: which paper is asked, goals beside what is, things of one
kind under several names, lists of cases, rows of which two cells are asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.schema import Question

PLAN = """湄川市人民政府文件

湄府〔2021〕38号

湄川市人民政府关于印发湄川市制造业发展“十四五”规划的通知

各区人民政府，市政府各部门：

现将《湄川市制造业发展“十四五”规划》印发给你们，请认真组织实施。

湄川市人民政府

2021年10月12日

湄川市制造业发展“十四五”规划

一、发展基础与面临形势

（一）发展基础。“十三五”时期，全市规上工业企业由1120家增加到1486家。

（二）面临的问题。产业链配套率偏低，关键零部件外购占比超过六成；县区之间园区同质化，招商竞争无序；熟练技工流失，年均流失率达到11%。

（三）发展形势

产业升级仍然面临难题。一是土地资源紧缺，可供工业用地不足800亩。二是研发投入不足，四成企业没有研发机构。三是品牌培育缓慢，省级名牌只有6个。

二、发展目标

到2025年，全市熟练技工总量达到26万人，规上工业企业突破2000家。

三、强化要素保障

设立“工贷通”风险补偿资金池，首期规模8000万元。多渠道筹集职工公寓5200套。
"""
RULES = """湄川市工业和信息化局

湄工信规〔2024〕7号

湄川市数字车间补助资金管理办法

第一章 总则

第一条 为规范补助资金管理，制定本办法。

第二条 单个企业同一年度获得补助资金总额不超过900万元。

第二章 支持标准

第三条 对首次认定的市级数字车间、绿色车间，分别给予一次性奖励40万元、25万元。

第四条 对年度服务企业超过30家的诊断机构，单个机构最高补助60万元。

第三章 监督管理

第五条 有下列情形之一的，收回已拨付资金，三年内不得申报；构成犯罪的，依法追究刑事责任：

（一）提供虚假材料骗取资金的；

（二）擅自改变资金用途的；

（三）拒不配合监督检查的。

第六条 有下列情形之一的，不予受理：近三年发生较大安全事故的；被列入严重失信名单的；同一车间已获省级奖励的；连续两年申报未通过的。

湄川市工业和信息化局

2024年8月20日
"""
LETTER = """湄川市工业和信息化局

湄工信函〔2025〕52号 签发人:殷若水 办理类别:B类

湄川市工业和信息化局关于市政协六届四次会议第20250083号提案答复的函

梅知行委员：

《关于支持数字车间建设的提案》（第20250083号）收悉，现答复如下：

一、关于资金支持

2024年11月，我市入选省级数字转型试点，获省财政奖补资金1.2亿元，分两年下达，首笔7000万元已于今年3月到账。2023年，市政府办公室印发《湄川市车间改造若干措施》，该措施有效期三年。

二、关于金融服务

截至2025年6月底，“工贷通”累计放款214笔、13.6亿元，平均利率3.31%，合作银行8家。截至2025年6月底，“车间贷”累计放款97笔、5.2亿元，平均利率3.05%，合作银行5家。需要说明的是，“工贷通”与“车间贷”可以同时申请，但同一笔贷款不得重复贴息。

三、关于技能人才

截至2025年6月底，全市熟练技工总量达到23.7万人。下一步，我局将确保到2025年底熟练技工总量达到24万人以上。支持低空装备企业建设数字车间。

湄川市工业和信息化局

2025年8月5日
"""
TABLE = """# 湄川市2025年诊断服务站一览表

湄川市工业和信息化局 2025年4月8日

| 站名 | 日服务能力（家） | 运营单位 | 启用时间 |
| --- | --- | --- | --- |
| 滨河服务站 | 12 | 湄川数智有限公司 | 2024年3月 |
| 榆关服务站 | 9 | 榆关产投集团 | 2024年11月 |
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("papers")
    for name, text in {"规划.txt": PLAN, "办法.txt": RULES, "复函.txt": LETTER, "一览表.md": TABLE}.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("home")) as library:
        assert [result.status for result in library.ingest([folder])] == ["added"] * 4
        yield Assistant(library)


def test_a_paper_that_does_not_say_it_is_named_and_what_another_says_is_shown(assistant: Assistant) -> None:
    answer = assistant.ask(Question("规划里对低空装备企业有什么说法？"))
    assert answer.refused
    assert answer.text.startswith("湄府〔2021〕38号中没有找到")
    assert "最接近的一处是：湄工信函〔2025〕52号：" in answer.text
    assert answer.citations


def test_a_notice_that_issues_a_plan_is_the_plan(assistant: Assistant) -> None:
    answer = assistant.ask(Question("规划指出了哪些问题？"))
    assert not answer.refused
    assert all(said in answer.text for said in ("六成", "同质化", "11%"))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("按照补助资金管理办法，一家企业一年最多能拿多少补助资金？", ["900万元"]),
        ("2025年熟练技工总量的目标是多少万人？", ["26万人", "24万人以上"]),
        ("“工贷通”和“车间贷”哪个利率低，各是多少？", ["3.31%", "3.05%"]),
        ("25年省里给的试点奖补，首笔到了没，到了多少？", ["7000万元"]),
        ("滨河服务站一天能服务多少家，谁在运营？", ["12家", "湄川数智有限公司"]),
        ("出现哪些情形要收回资金？", ["虚假材料", "改变资金用途", "拒不配合"]),
        ("数字车间哪些情况不予受理？", ["安全事故", "失信", "省级奖励", "连续两年"]),
    ],
)
def test_all_that_is_asked_is_told(assistant: Assistant, question: str, said: list[str]) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused, answer.text
    assert [one for one in said if one not in answer.text] == [], answer.text


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("2025年熟练技工总量的目标是多少万人？", "23.7"),
        ("“工贷通”有几家合作银行？", "5家"),
        ("滨河服务站一天能服务多少家？", "榆关"),
        ("“工贷通”的不良率是多少？", "亿元，"),
        ("对首次认定的省级数字车间奖励多少钱？", "40万元、25万元[1]。"),
    ],
)
def test_what_is_of_another_thing_is_not_told(assistant: Assistant, question: str, never: str) -> None:
    answer = assistant.ask(Question(question))
    assert answer.refused or never not in answer.text, answer.text


def test_fields_in_the_line_of_the_number_are_read(assistant: Assistant) -> None:
    assert "殷若水" in assistant.ask(Question("湄工信函〔2025〕52号的签发人是谁？")).text
    assert "B类" in assistant.ask(Question("湄工信函〔2025〕52号的办理类别是什么？")).text


def test_as_many_as_are_asked_for_are_told_by_their_names(assistant: Assistant) -> None:
    answer = assistant.ask(Question("规划认为产业升级面临哪三大难题？"))
    assert not answer.refused, answer.text
    assert [one for one in ("土地资源紧缺", "研发投入不足", "品牌培育缓慢") if one not in answer.text] == [], (
        answer.text
    )


def test_which_of_some_letters_is_the_older(assistant: Assistant) -> None:
    answer = assistant.ask(Question("湄府〔2021〕38号和湄工信函〔2025〕52号，落款日期谁早谁晚？"))
    assert answer.text.startswith("从早到晚：湄府〔2021〕38号的成文日期为2021年10月12日")


def test_a_part_of_the_question_that_is_not_answered_is_named(assistant: Assistant) -> None:
    answer = assistant.ask(Question("“工贷通”风险补偿资金池首期规模多少，什么时候设立？"))
    assert any("什么时候设立" in warning for warning in answer.warnings), (answer.text, answer.warnings)
