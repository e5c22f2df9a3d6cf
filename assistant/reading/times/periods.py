"""Years said by two digits, and five-year plans as spans of time: 十四五 is told by its name or by a year in it."""

from __future__ import annotations

import re

from assistant.reading.folding import fold

_ORDINALS = "一二三四五六七"
# 23年 is 2023年; 满30年, 10年以上, 近20年 are spans of time
SHORT_YEAR = re.compile(
    r"(?<![\d第满近过每达足长期限约共了需续隔龄])(?<!从教|使用|从业|执教|任职|服役|免租|经营|产权|[期龄]限)"
    r"(\d{2})年(?!度?计划|[以之][上内下后前]|后(?![期半续])|期|制|来|间|左右|里|不变|的?(?:经验|工龄|教龄|时间|期限|寿命))"
)
PLAN = f"十[{_ORDINALS}]五"  # a pattern
_PERIOD = re.compile(f"十([{_ORDINALS}])五")


def periods(text: str) -> list[str]:
    """The plans that a text names, by their ordinals."""
    return _PERIOD.findall(fold(text))


def of_period(ordinal: str, text: str) -> bool:
    """Whether a text speaks of a plan's time."""
    last = last_year(ordinal)
    return f"十{ordinal}五" in text or any(
        re.search(rf"(?<!\d){year}(?!\d)", text) for year in range(last - 4, last + 1)
    )


def last_year(ordinal: str) -> int:
    """The year in which a plan ends, by its ordinal: 四 → 2025."""
    return 2010 + 5 * _ORDINALS.index(ordinal)  # 十一五 ended in 2010
