"""Five-year plans as spans of time: 十四五 is told by its name or by a year in it."""

from __future__ import annotations

import re

from assistant.reading.folding import fold

_ORDINALS = "一二三四五六七"
_PERIOD = re.compile(f"十([{_ORDINALS}])五")


def periods(text: str) -> list[str]:
    """The plans that a text names, by their ordinals."""
    return _PERIOD.findall(fold(text))


def of_period(ordinal: str, text: str) -> bool:
    """Whether a text speaks of a plan's time."""
    first = 2006 + 5 * _ORDINALS.index(ordinal)  # 十一五 began in 2006
    return f"十{ordinal}五" in text or any(str(first + n) in text for n in range(5))
