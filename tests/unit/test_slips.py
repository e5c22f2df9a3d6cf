"""Words typed by their sound are put right where the papers know what was meant, and nothing else is."""

from __future__ import annotations

import pytest

from assistant.reading.slips import without_slips

# how many passages of an invented library hold a word
HELD = {
    "创新": 60, "创新券": 40, "科技": 90, "项目": 30, "创业": 12, "创业项目": 3, "孵化": 20, "孵化器": 18, "平台": 50,
    "中试": 45, "中试平台": 40, "经纪": 4, "经纪人": 4, "申报": 25, "技术": 70, "智能": 22, "门锁": 2, "智能门锁": 2,
    "任务": 30, "人物": 1, "清单": 6, "任务清单": 3, "人物清单": 1, "恢复": 3, "规划": 80, "公司": 5, "技术经纪": 4,
}  # fmt: skip


def frequency(word: str) -> int:
    return HELD.get(word, 0)


@pytest.mark.parametrize(
    ("typed", "meant", "right"),
    [
        ("科技创新卷领了不用会怎样？", "科技创新券领了不用会怎样？", {"创新卷": "创新券"}),
        ("孵华器要什么条件？", "孵化器要什么条件？", {"孵华器": "孵化器"}),
        ("中式平台几家？", "中试平台几家？", {"中式": "中试"}),
        ("技术经记人培训了多少？", "技术经纪人培训了多少？", {"经记": "经纪"}),
        ("智能门琐在哪个镇？", "智能门锁在哪个镇？", {"门琐": "门锁"}),
        ("任物清单有多少条？", "任务清单有多少条？", {"任物": "任务"}),  # and no 人物, which they write once
    ],
)
def test_what_sounds_alike_and_the_papers_know_is_meant(typed: str, meant: str, right: dict[str, str]) -> None:
    assert without_slips(typed, frequency) == (meant, right)


@pytest.mark.parametrize(
    "text",
    [
        "创新券有多少张？",
        "打工能落户吗？",  # 大工 is no term of the field
        "回复的是谁的提案？",  # 恢复 is one, and hardly written
        "李建国说了什么？",  # a name is as it is written
        "规划里提到几家公司？",
        "A公司2025年第3批立项了吗？",
        "",
    ],
)
def test_other_words_stay_as_they_are(text: str) -> None:
    assert without_slips(text, frequency) == (text, {})


def test_a_letter_that_was_pasted_stays_as_it_is() -> None:
    text = "中式平台几家？" * 20
    assert without_slips(text, frequency) == (text, {})
