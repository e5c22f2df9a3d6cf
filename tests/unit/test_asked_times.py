"""Questions taken apart that ask one thing of several times."""

from __future__ import annotations

import re

import pytest

from assistant.reading.times.asked import AskedTime, asked_of_times


def _meant(words: str) -> tuple[str, ...]:
    """What papers words name, as far as these tests need it."""
    number = re.search(r"(\d+)号函", words)
    kinds = [kind for kind in ("规划", "总结", "复函") if kind in words]
    return (number.group(1),) if number else tuple(kinds)


@pytest.mark.parametrize(
    ("question", "text", "times"),
    [
        ("车间2023年和2024年分别有几家？", "车间有几家", (AskedTime("2023"), AskedTime("2024"))),
        (
            "车间数，22、23、24三年各有多少家？",
            "车间数,有多少家",
            (AskedTime("2022"), AskedTime("2023"), AskedTime("2024")),
        ),
        (
            "车间目前是多少家？原来12号函里写的又是多少？",
            "车间有多少家",
            (AskedTime(standing="newest"), AskedTime(papers=("12",), standing="former")),
        ),
        (
            "车间从2024年年中到年底增加到多少，2030年又打算到多少？",
            "车间是多少",
            (AskedTime("2024", 6), AskedTime("2024", 12), AskedTime("2030", standing="planned")),
        ),
        ("奖金第三届和第六届相比涨了多少？", "奖金是多少", (AskedTime(edition="第三届"), AskedTime(edition="第六届"))),
    ],
)
def test_times_are_told_from_what_is_asked(question: str, text: str, times: tuple[AskedTime, ...]) -> None:
    asked = asked_of_times(question, _meant)
    assert asked is not None
    assert re.sub("[，,]", "", asked.text) == re.sub("[，,]", "", text)
    assert asked.times == times


@pytest.mark.parametrize(
    "question",
    [
        "按规划，甲研究院2025年要引进多少人？",  # one time, of one paper
        "2024年末车间几家、2025年产值多少？",  # of another time another thing
        "12号函答复的是哪个单位的第几号提案？",
        "2024年和2025年分别采取了哪些措施？",  # no number
        "车间现在有几家？以12号函为准。",
    ],
)
def test_other_questions_are_left_whole(question: str) -> None:
    assert asked_of_times(question, _meant) is None
