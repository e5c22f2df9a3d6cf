"""The values that a question names itself, between which it asks (是132亿斤还是125亿斤, 一会儿3.3%一会儿3.5%)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.reading.facts import Number, facts_of

_SAID = "(?:人|的|地方|处|文件|材料)?(?:说|写|讲|报|提)(?:的?是|成|到)?"
_BETWEEN = re.compile(
    rf"还是|一会儿?|一时|到底|究竟|怎么回事|怎么(?:不一样|对不上|不同|有[两几])|为什么(?:不一样|对不上|不同)|对不上|不一致|哪个(?:数|才?对|准|为准|是)|"
    rf"(?:有|又|也)的?{_SAID}|以哪个为准"
)
# what stands between a thing and its values
_LEADS_IN = re.compile(
    rf"(?:[，,、：:]|到底|究竟|分别|一会儿?|一时|有的?{_SAID}|{_SAID}|(?:报告|文件|材料|函|规划)[里中]?(?:头|面)?|是|有|为|叫|能|[里中])+$"
)
_QUOTED = re.compile("“[^“”]*”|《[^《》]*》|〔[^〔〕]*〕\\d+号")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Given:
    """The values that a question names and what it asks of, as it stands before them."""

    values: tuple[Number, ...]
    subject: str


def given_values(text: str) -> Given:
    """The values between which a question asks; none for another question, and where they are not counted alike."""
    none = Given((), "")
    if _BETWEEN.search(text) is None:
        return none
    unquoted = _QUOTED.sub(lambda quoted: "_" * len(quoted.group()), text)  # “8+4”体系 is a name
    numbers = [
        n for n in facts_of(unquoted).numbers if not n.ordinal and _NUMBER.search(n.text) and n.unit not in {"号", "期"}
    ]
    last = numbers[-1] if numbers else None
    if last is None:
        return none
    alike = [n for n in numbers if n.unit == last.unit or not (n.unit and last.unit)]
    values = {n.value: n for n in alike}
    first = unquoted.find(alike[0].text)
    joined = unquoted[first + len(alike[0].text) : unquoted.rfind(last.text)]
    if (
        len(values) < 2
        or first <= 0
        or _BETWEEN.search(text[max(0, first - 8) :]) is None
        or len(joined) > _APART * len(values)
    ):
        return none
    ahead = text[:first]
    for _ in range(2):
        ahead = _LEADS_IN.sub("", ahead)
    return Given(tuple(values.values()), ahead) if ahead else none


_APART = 14  # characters between two values
