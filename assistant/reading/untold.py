"""Parts of a question that its answer leaves out: whoever signs must not take 总投资60亿元 for an answer to
总投资多少，什么时候建成.

Only what cannot be mistaken is looked for: a part that asks for a date or an amount, and nothing of that kind in the
whole answer, nor any number that another part has not taken.
"""

from __future__ import annotations

import re

from assistant.reading.fitting import DATE
from assistant.reading.folding import fold
from assistant.reading.pieces import CLAUSE_MARKS, asked_apart
from assistant.reading.quantities import DIGITS, asked_quantities

_WHEN = re.compile(r"什么时[候间]|何时|哪一?年|哪一?天|几月|啥时候?")
# 长期, 每季度, 2年内: an answer to 什么时候, if not a date
_TIME = re.compile(
    r"\d[年月日天]|工作日|季度?|[上下]半年|[年月]底|长期|每[年月周]|[一二三四五六七八九十]+[年月日天]|期间|即日"
)
_COUNTED = re.compile("多少(?!意见)|(?<![哪第好的])几(?:[家个项件人]|万元|亿元)")
_OTHERWISE = re.compile("依据|怎么|如何|为什么|哪些|哪几|第几|一样|一致|不同")  # told by words
_NUMBER = re.compile(rf"{DIGITS.pattern}|[一二两三四五六七八九十百千]+(?=[万亿个家项件人倍])")
_YEARS = re.compile(r"(?:19|20)\d\d")
_LEAST = 4  # characters of a part that says what it is about


def untold(question: str, answer: str) -> list[str]:
    """The parts of a question of several, as it words them, that an answer gives nothing for."""
    parts = [CLAUSE_MARKS.sub("", part).strip(" 。") for part in asked_apart(question)]
    if len(parts) < 2:
        return []
    told = fold(answer)
    counted = [part for part in parts if _counts(part)]
    numbers = set(_NUMBER.findall(_YEARS.sub("", told)))
    short = len(numbers) < len(counted)
    return [part for part in parts if len(part) >= _LEAST and _is_untold(part, told, short and part in counted)]


def _counts(part: str) -> bool:
    return _COUNTED.search(part) is not None and _OTHERWISE.search(part) is None


def _is_untold(part: str, told: str, short: bool) -> bool:
    if short:
        return not any(quantity.matches(told) for quantity in asked_quantities(part))
    if _counts(part) or _OTHERWISE.search(part) or _WHEN.search(part) is None:
        return False
    return DATE.search(told) is None and _TIME.search(told) is None
