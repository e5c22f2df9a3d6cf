"""Questions of the shelf of an invented city in the mountains: a notice with a desk for each matter, a plan whose table
is set apart by blanks, statutes by chapter, figures of several years, two rows at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from tests.support.asking import ask, assistant_of

NOTICE = """松科通〔2025〕7号
松岭市科学技术局关于组织申报2025年度松岭市林下经济科技项目的通知
各县（区）科技局，高新区科技创新局，各有关单位：
现就申报2025年度松岭市林下经济科技项目有关事项通知如下：
一、项目类别
1.菌菇选育项目。拟支持不超过9项，单项资助不超过45万元。
2.林药加工项目。拟支持不超过6项，单项资助不超过70万元。
二、申报条件
申报单位须同时具备三个条件：在本市注册满2年，拥有2件以上有效知识产权，近三年内无失信记录。
三、分担办法
基地运营公司的股份，县里以厂房作价入股，占30%；市林科所以专利入股，占25%；其余45%由松岭菌业公司出资。
四、联系方式
业务咨询：市科技局农村科技科，白栎，5521066。
“菌菇选育”咨询：市科技局成果科，乔木森，5521078。
系统技术支持：松岭云梯公司，5521090。
松岭市科学技术局
2025年2月20日
附件1
2025年度松岭市林下经济“揭榜”清单
编号  清单名称  核心指标  最高资助（万元）
LX-01  椴木香菇菌种选育  单产提高12%  45
LX-02  林药烘干一体机  能耗降低20%  70
LX-03  野生菌冷链  损耗率低于6%  60
"""
PLAN = """松岭市科学技术局文件
松科发〔2024〕11号

松岭市科学技术局关于印发《松岭市林业科技三年行动计划（2024—2026年）》的通知

各县（区）人民政府，高新区管委会，市直有关部门：

《松岭市林业科技三年行动计划（2024—2026年）》已经市政府同意，现印发给你们。

松岭市科学技术局
2024年3月5日

一、主要目标

到2026年，林业科技创新体系基本形成。

专栏1  主要指标
序号  指标  2023年  2026年  责任单位
1  林业科技企业数量（家）  132  210  市科技局
2  科技特派员（名）  86  140  市林业局
3  林业良种基地（个）  7  12  市林业局

二、重点任务

登记林业技术合同310项，成交额4.6亿元。松岭林业博物馆新馆建筑面积1.6万平方米。
"""
STATUTE = """松岭市科学技术局  松岭市财政局
关于印发《松岭市科技菌券管理办法》的通知
松科规〔2024〕2号
各县（区）科技局、财政局：
现将《松岭市科技菌券管理办法》印发给你们，请遵照执行。
松岭市科学技术局    松岭市财政局
2024年6月3日
松岭市科技菌券管理办法
第一章 总则
第一条 为规范科技菌券管理，制定本办法。
第二条 本办法所称菌券，是指由市级财政安排，面向菌农无偿发放，专门用于购买科技服务的电子凭证。
第二章 额度
第三条 每户菌农每年度累计不超过3万元。
第四条 菌券自发放之日起有效期为8个月。
第三章 附则
第五条 本办法自2024年8月1日起施行。
"""
SUMMARY = """松岭市科学技术局2024年工作总结和2025年工作要点

一、2024年工作完成情况

（一）林业企业。全年新认定林业科技企业41家，总数达到173家，比2023年净增41家。

（二）技术市场。全年登记林业技术合同402项，成交额6.1亿元。

（三）信贷支持。林业信贷资金池规模由2000万元增至3500万元。

二、2025年工作要点

林业科技企业达到190家，林业技术合同成交额7亿元。

松岭市科学技术局
2025年1月10日
"""
LETTER = """松岭市科学技术局关于市政协四届一次会议第0033号提案答复的函
松科函〔2023〕21号

杜若蘅委员：

您提出的《关于做强林业科技的提案》收悉，现答复如下：

一、关于技术市场的建议

2022年全市登记林业技术合同255项，成交额3.2亿元。

二、关于信贷的建议

我市设有林业信贷资金池，林业信贷资金池规模2000万元。

三、关于企业的建议

截至2022年底，全市高新技术企业118家。2022年兑付高新技术企业奖励260万元，惠及企业64家。

（联系人及电话：白栎，5521066）
公开方式：主动公开

松岭市科学技术局
2023年7月12日
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    papers = {"通知": NOTICE, "计划": PLAN, "办法": STATUTE, "总结": SUMMARY, "函": LETTER}
    with assistant_of(papers, tmp_path_factory) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "must"),
    [
        ("“菌菇选育”申报有问题应该联系谁，电话多少？", ["乔木森", "5521078"]),
        ("林下经济科技项目申报系统出问题打哪个电话？", ["5521090"]),
        ("申报林下经济项目的单位，须同时具备哪几个条件？", ["注册满2年", "2件以上", "无失信记录"]),
        ("林业科技三年行动计划里，林业良种基地2026年要达到多少个？", ["12个"]),
        ("林业科技企业数量和林业良种基地2026年的目标分别是多少？", ["210", "12"]),
        ("基地运营公司里，县里、林科所和菌业公司各占多少股份？", ["30%", "25%", "45%"]),
        ("“林药烘干一体机”的编号是多少，最高资助多少万元？", ["LX-02", "70万元"]),
        ("林业科技三年行动计划是什么时候印发的？", ["2024年3月5日"]),
        ("什么是科技菌券？", ["面向菌农无偿发放"]),
        ("《松岭市科技菌券管理办法》一共分几章、多少条？", ["共3章", "第五条"]),
        ("《松岭市科技菌券管理办法》是哪两个部门联合印发的，文号多少？", ["财政局", "松科规〔2024〕2号"]),
        ("2022年登记了多少项林业技术合同，成交额是多少？", ["255项", "3.2亿元"]),
        ("2024年新认定林业科技企业多少家，总数比2023年净增多少家？", ["41家", "净增41家"]),
    ],
)
def test_the_answer_holds_it(assistant: Assistant, question: str, must: list[str]) -> None:
    answer = ask(assistant, question)
    assert not answer.refused
    assert [words for words in must if words not in answer.text] == []


def test_a_notice_is_called_by_its_title_and_not_with_whom_it_speaks_to(assistant: Assistant) -> None:
    titles = {record.metadata.title for record in assistant.library.documents()}
    assert "松岭市科学技术局关于组织申报2025年度松岭市林下经济科技项目的通知" in titles
    assert "松岭市科学技术局关于印发《松岭市林业科技三年行动计划（2024—2026年）》的通知" in titles


def test_a_year_asked_for_leaves_out_what_later_papers_tell_of_theirs(assistant: Assistant) -> None:
    answer = ask(assistant, "2022年登记了多少项林业技术合同，成交额是多少？")
    assert "402项" not in answer.text
    assert "310项" not in answer.text


def test_one_sentence_is_not_told_once_for_each_year(assistant: Assistant) -> None:
    answer = ask(assistant, "2024年新认定林业科技企业多少家，总数比2023年净增多少家？")
    assert answer.text.count("总数达到173家") == 1


def test_an_older_value_that_the_newer_one_names_is_no_conflict(assistant: Assistant) -> None:
    answer = ask(assistant, "林业信贷资金池规模多少？")
    assert "由2000万元增至3500万元" in answer.text
    assert "不一致" not in answer.text


def test_what_else_is_counted_is_no_conflict(assistant: Assistant) -> None:
    assert "64家" not in ask(assistant, "松岭市有多少家高新技术企业？").text


@pytest.mark.parametrize(
    "question",
    [
        "松岭林业博物馆老馆的建筑面积有多大？",  # of the new one alone is told how large it is
        "市林学会的联系电话是多少？",
        "林下经济项目清单里LX-09是什么项目？",
        "2025年林业技术合同实际成交了多少亿元？",  # planned, and 2024年's beside it
    ],
)
def test_what_the_papers_do_not_say_is_refused(assistant: Assistant, question: str) -> None:
    assert ask(assistant, question).refused


def test_a_follow_up_exchanges_the_name_and_keeps_what_is_asked(assistant: Assistant) -> None:
    assert "70万元" in ask(assistant, "林药加工项目呢？", "2025年度菌菇选育项目单项最多资助多少？").text
