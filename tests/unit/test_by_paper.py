"""Questions that ask several papers, taken apart."""

from __future__ import annotations

import re

import pytest

from assistant.reading.by_paper import Asked, asked_of_all, asked_of_each, told_by_each
from assistant.schema import Evidence, Finding, Statement
from ingest.schema import Span


def _meant(piece: str) -> tuple[str, ...]:
    """What papers a piece of text names, as far as these tests need it."""
    found = re.findall(r"(\d+)号函", piece)
    return tuple(found + (["plan"] if "规划" in piece else []))


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "潮汐能研究院，12号函推荐它申报什么？规划给它定的目标是多少？",
            (Asked("12", "潮汐能研究院,推荐它申报什么"), Asked("plan", "潮汐能研究院,规划给它定的目标是多少")),
        ),
        (
            "潮汐能研究院在12号函里获批了什么，40号函里又获批了什么？",
            (Asked("12", "潮汐能研究院获批了什么"), Asked("40", "潮汐能研究院,获批了什么")),
        ),
        ("12号函和40号函各讲了什么？", ()),  # the same asked of both
        ("12号函推荐它申报什么？定的目标是多少？", ()),  # one paper
        ("建了多少家，覆盖几个镇街？", ()),  # none
        ("规划说了目标，12号函批了多少？", ()),  # the first piece asks nothing
    ],
)
def test_each_paper_is_asked_its_own(question: str, parts: tuple[Asked, ...]) -> None:
    assert asked_of_each(question, _meant) == parts


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("中试基地数量，12号函和40号函分别是多少？", "中试基地数量，是多少"),
        ("两份2025年的函都提到“榜单制”，各对接了多少项？", "榜单制,对接了多少项?"),
        ("中试基地的贷款额，规划和40号函各写了多少亿？", "中试基地的贷款额，多少亿"),
        ("单项支持的最高额，规划和40号函有什么不同？", "单项支持的最高额是多少"),
        ("中试基地有多少家？", ""),
    ],
)
def test_what_all_are_asked_is_put_to_one(question: str, same: str) -> None:
    assert asked_of_all(question) == same


def test_each_answer_stands_behind_its_paper_s_name() -> None:
    place = (Evidence("d", Span(0, 2)),)
    one = Finding((Statement("12家", place),), 0.9, "passages")
    two = Finding((Statement("目标20家", place),), 0.6, "table", lead="到2030年")
    told = told_by_each([one, two], ["潮科函〔2025〕12号", "《潮州规划》"])
    assert [s.text for s in told.statements] == ["潮科函〔2025〕12号：12家", "《潮州规划》：到2030年：目标20家"]
    assert told.confidence == 0.6
