"""The last look at what would be told: numbers that whoever asks said himself, plans, other parts, no price, no name."""

from __future__ import annotations

import pytest

from assistant.reading.questions import understand
from assistant.reading.telling import tells
from assistant.reading.terms import question_terms
from assistant.schema import Question


def _tells(text: str, said: str) -> bool:
    query = understand(Question(text), (), (), ())
    return tells(query, question_terms(query.text, lambda word: 3, 100), said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("贴息贷款放出去的那11笔里，信用贷款有几笔？", "累计代偿11笔、1376万元"),
        ("苇编基金那2亿元，区里掏了多少？", "与北荡区共同设立苇编基金，首期2亿元"),
        ("苇编基金那2个亿，区里掏了多少？", "与北荡区共同设立苇编基金，首期2亿元"),
        ("联盟挂牌那天实际来了多少家作坊？", "首批成员预计40家左右"),
        ("订出去的46项里头，已经做成了几项？", "现场订货46项，力争年内做成30项"),
        ("186名编工里，分到鹭洲镇的有几个？", "全市共有编工186名（其中外来14名），组建11个班"),
        ("编织机一个机时收多少钱？", "一条编织线至少要投入1500万元"),
        ("作坊在全省排第几？", "示范作坊36家"),
        ("拿优秀的是哪几家？", "对36家作坊开展评价"),
        ("第二批都有谁评上了？", "第二批共收到23家申报"),
    ],
)
def test_what_tells_nothing_new_is_no_answer(text: str, said: str) -> None:
    assert not _tells(text, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("贴息贷款放出去的那11笔里，信用贷款有几笔？", "其中信用贷款4笔、120万元"),
        ("3亿元的苇编基金投了几家作坊？", "苇编基金已投3家"),
        ("2024年编工多少人？", "2024年编工2024人"),
        ("联盟目标是多少家作坊？", "首批成员预计40家左右"),
        ("沿江一公里要搬走的作坊一共多少家？", "共涉及作坊37家"),
        ("186名编工里，分到鹭洲镇的有几个？", "其中鹭洲镇41名"),
        ("编织机一个机时收多少钱？", "编织机每机时收费80元"),
        ("作坊数量在全省排第几？", "作坊数量居全省第五"),
        ("唯一的国家级作坊是哪一家？", "其中国家级1家，为芦汀苇艺坊"),
        ("拿优秀的是哪几家？", "北荡作坊、鹭洲作坊评为优秀"),
        ("作坊的服务热线是多少？", "服务热线5530127"),
        ("怎么申请补助？", "向镇里申请"),
    ],
)
def test_what_tells_it_is(text: str, said: str) -> None:
    assert _tells(text, said)
