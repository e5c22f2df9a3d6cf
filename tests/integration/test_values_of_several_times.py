"""Values that differ between papers and times: one thing asked of several times, rivals that are none, what is told of
each paper where they do not agree, and follow-ups that name another thing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.schema import Question

OLD_LETTER = """澄汶市工业和信息化局

澄工信函〔2022〕31号

澄汶市工业和信息化局关于市政协五届二次会议第0146号提案答复的函

景若溪委员：

《关于壮大智能车间的提案》（第0146号）收悉，现答复如下：

一、关于智能车间

截至2021年底，全市智能车间84家，其中省级7家。“澄工惠”技改大赛连续举办两届澄汶赛区比赛，第三届大赛一等奖奖金10万元。

二、关于工业贷款

截至2021年底，“技改贷”累计放款126笔、5.4亿元。

澄汶市工业和信息化局

2022年6月14日
"""
NEW_LETTER = """澄汶市工业和信息化局

澄工信函〔2025〕47号

澄汶市工业和信息化局关于市十届人大四次会议第083号建议答复的函

温知白代表：

《关于加快车间智能化改造的建议》（第083号）收悉，现答复如下：

一、关于智能车间

全市智能车间现有152家，其中省级19家。今年8月底前新认定一批。

二、关于工业贷款

我市设立规模2亿元的技改贷款风险补偿金，撬动银行累计向310家企业放款，累计发放技改贷款金额17.8亿元。

澄汶市工业和信息化局

2025年8月20日
"""
SUMMARY = """澄汶市工业和信息化局2025年工作总结和2026年工作思路

（2026年1月9日）

一、2025年主要工作

（一）智能改造提速。新增省级智能车间4家，全市智能车间167家，省级23家。据快报数，全年技改投资38.6亿元，比上年增长9.1%，占工业投资的41.5%。

（二）工业贷款扩面。“技改贷”累计放款388笔、18.9亿元。

（三）赛事出彩。第六届“澄工惠”技改大赛举办，一等奖奖金提高到30万元。

二、2026年工作思路

技改投资达到45亿元。
"""
PLAN = """# 澄汶市智能车间三年行动计划（2025—2027年）

澄汶市人民政府办公室 2025年1月20日

一、主要目标

到2027年，全市智能车间达到240家，技改投资达到60亿元。2025年智能车间目标为150家。

二、重点院所

1.桐江理工大学澄汶研究院：到2027年，引进研发团队18个，孵化企业12家。

2.雾川农业大学澄汶研究院：到2027年，引进研发团队9个，孵化企业5家。
"""
NEWS = """《澄汶日报》2025年11月6日 2版

老厂房里的“新大脑”

本报讯 今年前三季度，全市技改投资26.3亿元。澄汶齿轮集团与桐江理工大学联合改造产线，良品率升到97%。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("papers")
    papers = {"旧函.txt": OLD_LETTER, "新函.txt": NEW_LETTER, "总结.txt": SUMMARY, "计划.md": PLAN, "报道.txt": NEWS}
    for name, text in papers.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("home")) as library:
        assert [result.status for result in library.ingest([folder])] == ["added"] * len(papers)
        yield Assistant(library)


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        ("智能车间，2021年底和2025年8月各有多少家？", ["84家", "152家"], ["167家", "240家"]),
        ("全市智能车间有多少家，47号函里和年底的数分别是？", ["152家", "167家"], ["84家"]),
        ("智能车间目前是多少家？原来2022年函里写的又是多少？", ["84家", "167家"], ["240家"]),
        ("智能车间从2025年8月到年底增加到多少，2027年打算到多少？", ["152家", "167家", "240家"], ["84家"]),
        ("2025年的智能车间，三年行动计划定的目标和年底实际数各是多少？", ["150家", "167家"], ["240家"]),
        ("“澄工惠”一等奖奖金第三届和第六届相比涨了多少？", ["10万元", "30万元"], []),
        ("技改贷放款笔数，2022年复函和年终总结为什么对不上？", ["126笔", "388笔"], []),
        ("技改投资占工业投资的比重是多少？", ["41.5%"], []),
        ("技改贷款风险补偿金累计撬动的贷款到底是多少亿？", ["17.8亿元"], ["2亿元的"]),
        ("2025年全市技改投资是多少？", ["38.6亿元"], ["26.3亿元"]),
    ],
)
def test_each_time_is_told_its_own(assistant: Assistant, question: str, said: list[str], not_said: list[str]) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused
    assert all(words in answer.text for words in said), answer.text
    assert not any(words in answer.text for words in not_said), answer.text


def test_what_is_not_told_of_one_time_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.ask(Question("智能车间2018年、2021年底和2025年8月各有多少家？"))
    assert all(said in answer.text for said in ("84家", "152家"))
    assert any("2018年" in warning for warning in answer.warnings)


def test_what_no_time_tells_is_not_made_up(assistant: Assistant) -> None:
    assert assistant.ask(Question("智能车间培训学员，2021年和2025年各多少人次？")).refused


@pytest.mark.parametrize(
    ("history", "question", "said", "not_said"),
    [
        ("桐江理工大学研究院到2027年有什么目标？", "那雾川农大那家呢，要引进多少个研发团队？", "9个", "18个"),
        ("雾川农业大学研究院到2027年引进多少团队？", "那桐江理工那个研究院呢？孵多少家企业", "12家", "5家"),
    ],
)
def test_a_follow_up_may_ask_something_of_another_thing(
    assistant: Assistant, history: str, question: str, said: str, not_said: str
) -> None:
    answer = assistant.ask(Question(question, (history,)))
    assert said in answer.text
    assert not_said not in answer.text


def test_a_follow_up_on_a_thing_nobody_names_is_refused(assistant: Assistant) -> None:
    history = ("桐江理工大学研究院到2027年引进多少团队？",)
    assert assistant.ask(Question("那云峤海洋大学那家呢，要引进多少个研发团队？", history)).refused


def test_the_year_of_a_paper_binds_no_sentence(assistant: Assistant) -> None:
    answer = assistant.ask(Question("技改贷到2022年答复时一共放了多少笔？"))
    assert "126笔" in answer.text
