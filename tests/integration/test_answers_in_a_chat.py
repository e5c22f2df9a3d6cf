"""A chat about the shelf of an invented town by the sea: what follow-ups ask, what a paper is about, which papers speak
of something, two things asked at once, and what stands beside what is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from tests.support.asking import ask, assistant_of

LETTER = """汐澜市科学技术局文件
汐科函〔2026〕14号
A类
公开方式：主动公开
关于市政协五届二次会议第5207号提案答复的函
陶映川委员：
您提出的《关于做强海藻产业的提案》（第5207号）收悉，现答复如下：
一、关于建设海藻试验平台的建议
（一）星屿平台。依托星屿海藻科技有限公司建设的海藻活性物试验平台，建成试验线6条，累计签订服务合同金额870万元，服务企业31家。
（二）北岬平台。依托北岬海洋大学建设的海藻育种试验平台，服务企业19家，累计到账合同经费435万元。
二、关于健全转化机制的建议
市海洋研究院与4家高校建立合作关系，并获批国家海藻种质资源中心汐澜分中心，进一步加快良种选育。我市自2023年以来通过“张榜问计”机制撮合了48项技术攻关的需求对接。
全市评出蓝色工匠工作室7家。
每年遴选海藻创业项目30个，每个资助6万元。
三、关于贷款贴息的建议
市市场监管局修订《汐澜市海藻贷款贴息办法》，引导6家银行发放海藻贷款2.6亿元。
（联系人及电话：闻人溪，6620118）
汐澜市科学技术局
2026年4月9日
抄送：市政协提案委员会
"""
PLAN = """汐澜市海藻产业“十四五”发展规划
汐澜市人民政府
2021年10月
一、发展基础
2020年，全市海藻加工企业达到96家，其中规上企业41家。与北岬海洋大学连续举办三届海藻创新大赛。
二、发展目标
专栏1 “十四五”海藻产业主要指标
序号\t指标\t2020年\t2025年\t责任单位
1\t海藻技术合同成交额（亿元）\t1.8\t5\t市科技局
2\t深加工产值占海藻总产值比例（%）\t27\t45\t市发改局
三、空间布局
（一）汐澜东部产业园。重点发展海藻食品、海藻肥料等产业。
（二）汐澜北部产业园。重点发展海藻医药、海藻纤维等产业。
（三）月湾新区。将月湾新区打造成为海藻产业会客厅。重点发展总部经济、海洋旅游等产业。
四、分步实施
专栏2 海藻产业分步实施
第一阶段（2021—2023年）。基本建成海藻良种库，育种体系初步形成。
第二阶段（2024—2025年）。建成有全国影响的海藻交易中心，交易规模全国领先。
"""
NOTICE = """汐科通〔2026〕8号
关于组织申报2026年度海藻揭榜项目的通知
各有关单位：
一、申报说明
项目自筹资金须为货币资金。本办法所称揭榜项目，是指由企业公开张榜、由高校院所揭榜攻关，围绕海藻良种、装备和加工环节的关键技术难题组织实施，经市科技局审核立项并给予财政资金支持的科技计划项目。
二、常见问题
问：自筹的钱可以拿设备折价抵吗？
答：自筹部分只认货币资金，设备、厂房折价均不计入。
三、有效期
《汐澜市海藻揭榜管理办法》有效期至2028年12月31日。
附件
揭榜项目清单
序号 项目名称 出题单位 最高支持（万元） 投用时间
1 海藻胶低温提取 星屿海藻科技有限公司 80 2026年11
月
2 褐藻育苗装备 蓝棹装备有限公司 120 2027年3月
3 海藻纤维纺丝 月湾蓝材有限公司 100 2027年6月
汐澜市科学技术局
2026年2月3日
"""
NEWS = """汐澜日报
2026年3月2日
海藻里“长”出新产业
本报记者 宓知秋
市科技局日前发布的数据显示，2025
年，全市海藻加工企业达到137家，比上
年增加12家，提前完成“十四五”规划目
标。记者在北岬海洋大学看到，新建的育种
大棚里，第一批海藻苗已经装箱。在鹭洲县
，渔民把海藻晒满了码头。市科技局介绍，
今年还将组织第四届海藻创新大赛，欢迎各
地团队报名参赛，共同把这片海变成“蓝色
粮仓”。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    papers = {"函": LETTER, "规划": PLAN, "通知": NOTICE, "报道": NEWS}
    with assistant_of(papers, tmp_path_factory) as made:
        yield made


@pytest.mark.parametrize(
    ("history", "question", "must"),
    [
        (["汐科函〔2026〕14号是什么时候发的？", "联系人是谁？"], "电话呢？", ["6620118"]),
        (["汐科函〔2026〕14号是答复谁的？"], "什么时候？", ["2026年4月9日"]),
        (["汐科函〔2026〕14号讲了什么？"], "抄送哪些单位？", ["市政协提案委员会"]),
        (["汐澜东部产业园重点发展什么产业？"], "北部产业园呢？", ["海藻医药", "海藻纤维"]),
        (["海藻贷款和几家银行合作？"], "这个办法是哪个部门修订的？", ["市市场监管局"]),
        (["2025年技术合同成交额目标是多少？"], "那2020年呢？", ["1.8亿元"]),
    ],
)
def test_follow_ups_ask_of_what_was_spoken_of(
    assistant: Assistant, history: list[str], question: str, must: list[str]
) -> None:
    answer = ask(assistant, question, *history)
    assert not answer.refused
    assert all(words in answer.text for words in must), answer.text


def test_a_follow_up_about_another_owner_is_not_told_the_first_ones_figure(assistant: Assistant) -> None:
    answer = ask(assistant, "北岬海洋大学的呢？", "星屿海藻的平台签了多少合同？")
    assert "870" not in answer.text
    assert "435万元" in answer.text


def test_a_follow_up_that_nothing_answers_is_refused(assistant: Assistant) -> None:
    assert ask(assistant, "它的联系电话呢？", "“张榜问计”撮合了多少项需求对接？").refused
    assert ask(assistant, "什么时候竣工？", "月湾新区重点发展什么产业？").refused


@pytest.mark.parametrize(
    ("question", "must"),
    [
        ("汐科函〔2026〕14号讲了什么？", ["一、关于建设海藻试验平台的建议", "三、关于贷款贴息的建议"]),
        ("《汐澜市海藻产业“十四五”发展规划》主要内容有哪些？", ["一、发展基础", "四、分步实施"]),
        ("哪些文件提到了北岬海洋大学？", ["汐科函〔2026〕14号", "发展规划", "海藻里“长”出新产业"]),
        ("海藻创业项目一年选多少个，一个给几万？", ["30个", "6万元"]),
        ("国家海藻种质资源中心的分中心是哪家单位拿到的？", ["市海洋研究院"]),
        ("“海藻产业会客厅”说的是哪个片区？", ["月湾新区"]),
        ("哪个阶段要建成海藻交易中心，对应哪几年？", ["第二阶段", "2024"]),
        ("技术合同成交额2020年是多少亿，十四五末要到多少亿？", ["1.8", "5亿"]),
        ("深加工产值占总产值的比重，底数多少、目标多少？", ["27", "45"]),
        ("专栏1里排第2的是哪个指标？2025年要达到多少？", ["深加工产值", "45"]),
        ("“褐藻育苗装备”这个榜单谁出题，最高支持多少？", ["蓝棹装备有限公司", "120万元"]),
        ("海藻胶低温提取项目什么时候投用？", ["2026年11月"]),
        ("揭榜项目自己出的钱能拿设备折价吗？", ["只认货币资金"]),
        ("自筹的钱拿设备折价抵，要哪些手续？", ["只认货币资金"]),  # a list is asked for behind a question
        ("什么是揭榜项目？", ["关键技术难题", "科技计划项目"]),
        ("《汐澜市海藻揭榜管理办法》有效期到什么时候？", ["2028年12月31日"]),
        ("2025年全市海藻加工企业多少家？", ["137家"]),
        ("我们局写材料要用：“张榜问计”撮合了多少项需求对接？帮我列出来", ["48项"]),
    ],
)
def test_what_officials_ask(assistant: Assistant, question: str, must: list[str]) -> None:
    answer = ask(assistant, question)
    assert not answer.refused
    assert all(words in answer.text for words in must), answer.text


@pytest.mark.parametrize(
    "question",
    [
        "鹭洲县2025年海藻加工企业多少家？",  # the city's number alone
        "月湾新区什么时候建成？",
        "海藻产业的PCT专利申请目标是多少件？",
        "北岬海洋大学的海藻平台建了几条试验线？",  # the lines are of the other platform
        "蓝色工匠工作室是哪几家？",
    ],
)
def test_what_stands_beside_it_is_no_answer(assistant: Assistant, question: str) -> None:
    assert ask(assistant, question).refused


def test_the_number_of_all_is_not_set_against_that_of_some(assistant: Assistant) -> None:
    answer = ask(assistant, "2020年全市海藻加工企业多少家？")
    assert "96家" in answer.text
    assert "不一致" not in answer.text


def test_a_new_topic_in_a_chat_is_no_follow_up(assistant: Assistant) -> None:
    assert "6万元" in ask(assistant, "每个创业项目资助多少？", "汐科函〔2026〕14号是答复谁的？").text
    assert "2.6亿元" in ask(assistant, "银行发放了多少海藻贷款？", "月湾新区重点发展什么产业？").text
