"""What papers say of themselves, asked in many words: who proposed, signed, issued and when; of several letters at
once; of papers that are only cited; whom to call, and what is nobody's business; questions that a paper answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.schema import Question

PROPOSAL = """榆川市科学技术局

榆科函〔2025〕31号

签发人：茅知白

办理类别：B类

公开方式：主动公开

榆川市科学技术局关于市政协五届四次会议第206号提案的答复

沈听澜、方既白、陶予安委员：

你们提出的《关于办好科普场馆、用好乡土讲解员的提案》（第206号）收悉，现答复如下：

一、关于科普场馆

2024年3月，我局印发《榆川市科普场馆评定办法》（榆科规〔2024〕5号），已评定场馆17家。“金点子”项目由榆川云帆公司发榜，资助35万元。

二、关于乡土讲解员

全市有乡土讲解员84名。

专此答复，感谢你们的支持。

榆川市科学技术局
2025年7月9日

联系人：科普与人才科 柳如是；电话：5580123

抄送：市政协提案委员会，市文化局。
"""
SUGGESTION = """榆川市科学技术局

榆科函〔2025〕44号

榆川市科学技术局关于市七届人大四次会议第92号建议答复的函

秦望舒、祁东篱等代表：

你们提出的《关于扩大农机共享租赁范围的建议》（第92号）收悉，现答复如下：

一、关于共享站点

已建成农机共享站点23个。

二、关于租金

租金按市场价的七成收取。

专此答复，感谢你们的支持。

榆川市科学技术局
2025年9月3日

（联系人：农村科技科艾青禾，联系电话：5580177）

公开方式：依申请公开

抄送：市人大常委会代表工委，市农业农村局。
"""
BULLETIN = """榆川市科学技术局　榆川市统计局关于2024年研发统计情况的通报

榆科〔2025〕8号

各区科技局、统计局：

现将有关情况通报如下。

一、总体情况

2024年全市研发经费26.4亿元。

二、工作要求

整改情况请于5月20日前报送市科技局规划科（联系人：言午，电话：5580190）。

榆川市科学技术局　榆川市统计局

2025年4月2日
"""
RULES = """榆科规〔2023〕2号

榆川市科学技术局 榆川市财政局关于印发《榆川市共享实验室管理办法》的通知

各区科技局、财政局：

《榆川市共享实验室管理办法》已经市政府同意，现印发给你们，请遵照执行。

榆川市科学技术局 榆川市财政局
2023年11月6日

榆川市共享实验室管理办法

第一章 总则

第一条 为促进仪器共享，制定本办法。

第二条 共享实验室每年开放不少于900小时。

第二章 附则

第三条 本办法自2024年1月1日起施行。
"""
ANSWERS = """《榆川市共享实验室管理办法》政策解读

发布机构：榆川市科学技术局　　发布日期：2023年11月20日

现就大家关心的问题解读如下。

一、总体情况

问：为什么要出台这个办法？
答：设备闲置多，收费不统一，预约排队平均要26天。

二、企业怎么用

问：个人能不能预约实验室？
答：不能。预约人须为在本市登记的企业，个人可到市图书馆创客空间。
问：预约要交哪些材料？
答：只需上传营业执照和实验方案两份材料。
问：对收费有异议找谁？
答：可在7个工作日内向市科技局申诉，监督电话5580166。
"""
CALLS = """# 榆川市科学技术局关于申报2026年度共享实验室的通知

榆科字〔2026〕3号

各区科技局：

现组织申报2026年度共享实验室。

## 一、申报时间

3月1日至3月31日。

## 二、联系方式

| 单位 | 联系人 | 电话 |
| --- | --- | --- |
| 市科技局条件科 | 桑晓 | 5580151 |
| 河西区科技局 | 简繁 | 5581262 |
| 河东区科技局 | 黎昕 | 5582373 |

榆川市科学技术局

2026年1月20日
"""
SHELF = {
    "提案答复.txt": PROPOSAL,
    "建议答复.txt": SUGGESTION,
    "通报.md": BULLETIN,
    "办法.txt": RULES,
    "解读.txt": ANSWERS,
    "申报通知.md": CALLS,
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("papers")
    for name, text in SHELF.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Library.open(tmp_path_factory.mktemp("home")) as library:
        assert [result.status for result in library.ingest([folder])] == ["added"] * len(SHELF)
        yield Assistant(library)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("31号函由谁签发？哪天成文的？", ["茅知白", "2025年7月9日"]),
        ("第206号提案是哪几位委员提的，题目叫什么？", ["沈听澜、方既白、陶予安", "共3位", "办好科普场馆"]),
        ("关于扩大农机共享租赁的那件人大建议，编号多少，谁提的？", ["第92号", "秦望舒、祁东篱"]),
        ("8号通报是哪两家联合发的，联系人是谁？", ["榆川市统计局", "言午", "5580190"]),
        ("共享实验室管理办法的文号是什么，和谁联合印发的？", ["榆科规〔2023〕2号", "榆川市财政局"]),
        ("31号函的联系人和电话？", ["柳如是", "5580123"]),
        ("31号函能不能公开，抄给了谁？", ["主动公开", "市文化局"]),
        ("31和44两个函，抄送的单位差在哪儿？", ["市政协提案委员会", "市人大常委会代表工委"]),
        ("31号函和44号函哪个落款在前，各是哪天？", ["从早到晚", "2025年7月9日", "2025年9月3日"]),
        ("两份函答复的提案或建议编号各是多少？", ["第206号", "第92号"]),
        ("政策解读是哪天发布的，谁发的？", ["2023年11月20日", "榆川市科学技术局"]),
        ("3号通知的联系方式", ["5580151", "5581262", "5582373"]),
        ("个人可以预约共享实验室吗？", ["不能", "企业"]),
        ("预约实验室要交哪些材料？", ["营业执照", "实验方案"]),
    ],
)
def test_what_a_paper_says_of_itself_is_told_in_whatever_words_it_is_asked(
    assistant: Assistant, question: str, said: list[str]
) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused, answer.text
    assert [one for one in said if one not in answer.text] == [], answer.text


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("两份函答复的提案或建议编号各是多少？", "文号为"),
        (
            "《榆川市科普场馆评定办法》哪年哪月印发的？",
            "2023年11月6日",
        ),  # it is only cited, and another is on the shelf
        ("31号函里的“金点子”项目资助多少，谁发的榜？", "由榆川市科学技术局发文"),
        ("对收费有异议找谁？", "问："),
        ("预约要交哪些材料？", "答："),
    ],
)
def test_what_is_no_answer_is_not_told(assistant: Assistant, question: str, never: str) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused, answer.text
    assert never not in answer.text, answer.text


def test_a_paper_that_is_only_cited_is_dated_by_who_cites_it(assistant: Assistant) -> None:
    assert "2024年3月" in assistant.ask(Question("《榆川市科普场馆评定办法》哪年哪月印发的？")).text


@pytest.mark.parametrize(
    "question",
    ["河西区科技局简繁的手机号码是多少？", "44号函联系人的邮箱是什么？", "河东区科技局黎昕家住哪里？"],
)
def test_an_office_number_is_no_answer_to_another_one(assistant: Assistant, question: str) -> None:
    assert assistant.ask(Question(question)).refused


def test_the_parts_of_a_paper_of_answers_are_its_questions(assistant: Assistant) -> None:
    answer = assistant.ask(Question("政策解读第二部分讲了什么？"))
    assert "个人能不能预约实验室" in answer.text
    assert {citation.section for citation in answer.citations} == {"二、"}
