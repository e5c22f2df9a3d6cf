"""Parts of a question that an answer leaves out are named; what it tells in other words is not."""

from __future__ import annotations

import pytest

from assistant.reading.untold import untold


@pytest.mark.parametrize(
    ("question", "answer", "left"),
    [
        ("湖心馆总投资多少，什么时候建成？", "湖心馆总投资6亿元。", ["什么时候建成"]),
        ("湖心馆什么时候开工，总投资多少？", "湖心馆于2024年3月开工。", []),  # a number is left: 3月 may be anything
        ("来了多少家，签了多少项，谁牵头？", "由市科技局牵头。", ["来了多少家", "签了多少项"]),
        ("湖心馆由谁签收，哪天开馆？", "由市档案馆签收。", ["哪天开馆"]),
        ("湖心馆总投资多少，什么时候建成？", "总投资6亿元，年底建成。", []),
        ("培育几家企业，产值多少？", "培育5家企业，产值超五十亿。", []),
        ("哪几家入选，各得多少钱？", "甲公司和乙公司各得20万元。", []),
        ("湖心馆总投资多少？", "湖心馆位于东岸。", []),  # one part: whether that is an answer is asked elsewhere
    ],
)
def test_the_parts_left_out_are_named(question: str, answer: str, left: list[str]) -> None:
    assert untold(question, answer) == left
