"""Of which level a thing is: 市级中试平台 is no 省级中试平台, 全省第3 no 全国第3, the city's 财政局 not the county's.

A level belongs to what stands behind it. Where the sources know that word only with other levels, the statement's is
wrong; a word that they know without any tells nothing.
"""

from __future__ import annotations

import re

_AREA = "国家|中央|[国省市区县镇乡村]"
_BODY = "财政|政府|党委|人大|政协|[\u4e00-\u9fff]{1,6}(?:局|厅|委员会|委)"
# 市级平台, 全市企业, 省科技局
_LEVEL = re.compile(
    rf"(?:[全我本](?P<whole>[国省市区县镇])|(?P<rank>{_AREA})级(?:的)?|(?P<of>[省市区县镇])(?=(?:{_BODY})))"
    r"(?P<and_others>及?以[上下])?(?![、和及与或/])(?=(?P<thing>[^,;。、:()\n]{2}))"
)
_LEVELS_BEFORE = re.compile(
    rf"((?:[全我本]?(?:{_AREA})级?[、,和及与或/]?)+)(?P<and_others>及?以[上下])?的?(?:(?<=级)[^,;。、:\d]{{0,3}})?$"
)
_ALONE = re.compile(rf"({_AREA})级(?=\d)")  # 省级孵化器13家、国家级6家
_LONGEST = 6  # characters of a thing that tell it: 科技企业孵化器 from 科技型中小企业
_FARTHEST = 24  # characters in which the levels before a word stand: 国家级、省级、市级


def wrong_levels(said: str, known: str) -> list[str]:
    """The things of a folded statement that the sources know only of other levels."""
    wrong: list[str] = []
    for match in _LEVEL.finditer(said):
        level = _one(match["whole"] or match["rank"] or match["of"])
        thing, others = said[match.start("thing") :], match["and_others"] is not None
        longest = next((n for n in range(_LONGEST, 2, -1) if len(thing) >= n and thing[:n] in known), 2)
        there = _levels_of(thing, longest, known, and_others=others)
        # 市财政奖励 may stand there as 市财政再奖励, beside 县财政奖励
        if there and level not in there | _levels_of(thing, 2, known, and_others=others):
            wrong.append(match.group() + match["thing"])
    return wrong


def _levels_of(thing: str, length: int, known: str, *, and_others: bool) -> set[str]:
    """The levels that stand before the first characters of a text; none where 市级以上 may be any. With `and_others`,
    those before 以上 alone."""
    found: set[str] = set()
    for match in re.finditer(re.escape(thing[:length]), known):
        before = _LEVELS_BEFORE.search(known[max(0, match.start() - _FARTHEST) : match.start()])
        if before and _is_body(thing) == _is_body(known[match.start() :]):
            if before["and_others"] and not and_others:
                return set()
            if bool(before["and_others"]) == and_others:
                found |= {_one(area) for area in re.findall(_AREA, before.group(1))}
    if found and not and_others and not thing[0].isdigit():
        found |= {_one(area) for area in _ALONE.findall(known)}
    return found


def _is_body(thing: str) -> bool:
    return re.match(_BODY, thing) is not None


def _one(area: str) -> str:
    return "国" if area in {"国家", "中央"} else area
