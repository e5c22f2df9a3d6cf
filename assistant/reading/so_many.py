"""Questions that say how many things they ask for (哪三家机构, 新增的两家是谁, 五类计划): how a text says as many, and
whether it lists them."""

from __future__ import annotations

import re

from assistant.reading.folding import fold
from assistant.reading.questions import Query
from ingest.numbering import HAN, han_to_int

_ASKED = re.compile("哪([一二三四五六七八九十两]+[个大项条类种](?:[\u4e00-\u9fff]{2})?)")
# 新增的两家是谁, 这三个项目分别叫什么, 9家平台按产业怎么分布, and 五类科技计划 by itself
_THOSE = re.compile(
    r"(?<![哪第\d.])([二两三四五六七八九十]|\d{1,2})([家个位名所座项类种])[^，,。；;？?哪]{0,14}"
    r"(?:是谁|是哪(?![二两三四五六七八九十\d])|叫什么|分别是|[怎如][么何]分布|分布(?:在|情况)|[？?]?$)"
)
# what they are: 机构 of 检测机构有哪三家, 平台 of 双创平台，规划列了哪3个
_KIND_AHEAD = re.compile(
    rf"([\u4e00-\u9fff]{{2}})(?:都?[有是]|包括|分别是|[，,][^，,。？?]{{0,8}}[列选提举])了?哪(?:[{HAN}两]|\d{{1,2}})[个家类项所种]"
)
_DISTRIBUTED = re.compile("[怎如][么何样]分布|分布(?:在|情况)")
_ROW_OF_COUNTS = re.compile(r"(?:\d+[家个项所支件名人条处座种][^、，。；]{0,3}、[^、，。；\d]{1,20}){2}\d")
_CLAUSE = re.compile("[，,；;。：:]")


def so_many_asked(query: Query) -> tuple[str, ...]:
    """How a folded text says as many as are asked for: 四个方面 for 看哪四个方面, 2家 and 两家 for 新增的两家是谁; ()
    where no list is asked for by its count."""
    text = fold(query.question.text)
    asked = _ASKED.search(text) if "list" in query.wants else None
    if asked is not None:
        return (asked.group(1),)
    return those_counted(query)


def those_counted(query: Query) -> tuple[str, ...]:
    """How a folded text counts the things of which a question says how many there are (五类 and 5类 for 五类计划);
    () where it does not say."""
    those = _THOSE.search(fold(query.question.text)) if query.wants_any("name", "list") else None
    if those is None:
        return ()
    number, unit = those.groups()
    return (number + unit, f"{han_to_int(number.replace('两', '二'))}{unit}")


def lists_so_many(query: Query, folded: str) -> bool:
    """Whether a clause lists just so many things of the kind that is asked for (甲、乙、丙等检测机构 for 哪三家), or
    how as many are distributed (9家，其中甲3家、乙2家、丙4家)."""
    if _DISTRIBUTED.search(query.question.text):
        return any(form in folded for form in so_many_asked(query)) and _ROW_OF_COUNTS.search(folded) is not None
    ahead = _KIND_AHEAD.search(fold(query.question.text))
    kind = ahead.group(1) if ahead else query.counted
    if query.count is None or query.count < 2 or not kind or "list" not in query.wants:
        return False
    for clause in _CLAUSE.split(folded):
        items = clause.split("、")
        rest = items[-1].partition("等")[2] or items[-1]
        if len(items) == query.count and kind in rest:
            return True
    return False
